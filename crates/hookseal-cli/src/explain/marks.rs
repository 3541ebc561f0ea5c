//! Which steps passed, by the verifier's own verdict and nothing else: the step that its
//! refusal is about failed, those before it passed, and nothing is known of those after it.

use hookseal::Rejection;
use hookseal::adapter::RequestHead as _;

use super::Step;
use crate::case::{Case, Refusal};
use crate::catalogue::Rules;

/// The subject of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Method,
    Length,
    /// One header's being there, once.
    Header,
    /// How the signature is written.
    Form,
    /// The components and parameters of a signature of RFC 9421.
    Covered,
    Time,
    Id,
    Keys,
    /// The digests of the body that a header has.
    Digests,
    /// The signed parts of the request.
    Message,
    Signature,
    Body,
    /// The digests, compared with the body.
    Digest,
    /// Anything that no step shows unless it is refused.
    Other,
    /// Not checked, only shown.
    Note,
}

/// Marks the steps by the verdict on the case.
pub(super) fn set(steps: &mut Vec<Step>, case: &Case, refusal: Option<&Refusal>) {
    match refusal {
        None => pass(steps, |_| true),
        // There is no verifier, so nothing was checked.
        Some(Refusal::Config(_)) => {
            let code = refusal.map(Refusal::code);
            if let Some(step) = steps.iter_mut().find(|step| step.about == About::Keys) {
                step.fail(code);
            }
        }
        Some(Refusal::Handshake(_)) => {
            // A signed one has passed them all.
            if case.begins() {
                pass(steps, |_| true);
            }
        }
        Some(Refusal::Rejection(rejection)) => {
            let refused = Refused {
                rejection,
                in_head: case.refused_from_head(rejection),
            };
            refused.mark(steps, case);
            if is_about_time(rejection) {
                beside_the_time(steps, case, rejection);
            }
        }
    }
}

/// The verifier's verdict on the other steps if the time does not count.
fn beside_the_time(steps: &mut Vec<Step>, case: &Case, first: &Rejection) {
    let Some((verdict, in_head)) = case.judge_beside_time() else {
        return;
    };
    match verdict {
        Ok(()) => pass(steps, |step| step.ok.is_none()),
        // Some schemes judge the time in any case.
        Err(rejection) if rejection == *first => {}
        Err(rejection) => {
            let refused = Refused {
                rejection: &rejection,
                in_head,
            };
            refused.mark(steps, case);
        }
    }
}

fn pass(steps: &mut [Step], which: impl Fn(&Step) -> bool) {
    for step in steps.iter_mut().filter(|step| which(step)) {
        if step.about != About::Note && step.ok.is_none() {
            step.ok = Some(true);
        }
    }
}

/// A refusal, and whether the head was enough for it.
struct Refused<'a> {
    rejection: &'a Rejection,
    in_head: bool,
}

impl Refused<'_> {
    fn mark(&self, steps: &mut Vec<Step>, case: &Case) {
        let place = self.place(steps, case);
        let is_ordered = !matches!(case.rules, Rules::Code(_));
        for (at, step) in steps.iter_mut().enumerate() {
            if at == place {
                step.fail(Some(self.rejection.code()));
                continue;
            }
            let passed = match step.about {
                About::Note => false,
                About::Method => true,
                About::Length => at < place,
                // Only the signature, or the digest, can tell whether it is the right one.
                About::Body if self.is_mismatch() => false,
                // In which order code goes on, it alone knows.
                _ if !is_ordered => !self.in_head && !step.is_late,
                _ if self.in_head => at < place,
                _ => !step.is_late || at < place,
            };
            if passed && step.ok.is_none() {
                step.ok = Some(true);
            }
        }
    }

    const fn is_mismatch(&self) -> bool {
        matches!(
            self.rejection,
            Rejection::SignatureMismatch | Rejection::DigestMismatch { .. }
        )
    }

    /// The step that the refusal is about; one is made where there is none.
    fn place(&self, steps: &mut Vec<Step>, case: &Case) -> usize {
        let found = self
            .header()
            .and_then(|name| place_of_header(steps, case, name, self.rejection))
            .or_else(|| {
                let mut wanted = self.about(case).iter();
                wanted.find_map(|about| steps.iter().position(|step| step.about == *about))
            });
        found.unwrap_or_else(|| {
            let after = |step: &Step| {
                step.about == About::Keys || (step.about == About::Signature && !self.in_head)
            };
            let at = steps.iter().position(after).unwrap_or(steps.len());
            let (about, name) = self.own_step();
            let step = Step::new(about, name, self.rejection.to_string());
            steps.insert(at, if self.in_head { step } else { step.late() });
            at
        })
    }

    /// The title of a step of its own.
    const fn own_step(&self) -> (About, &'static str) {
        match self.rejection {
            Rejection::NotAddressed { .. } => (About::Other, "addressee"),
            Rejection::MalformedId => (About::Id, "event id"),
            Rejection::NonceRefused => (About::Other, "nonce"),
            Rejection::NotCovered { .. } => (About::Covered, "coverage"),
            rejection if is_about_time(rejection) => (About::Time, "timestamp"),
            _ => (About::Other, "other rules"),
        }
    }

    /// The header that the refusal names.
    fn header(&self) -> Option<&str> {
        match self.rejection {
            Rejection::Ambiguous { field: header }
            | Rejection::MalformedSignature { header }
            | Rejection::MissingDigest { header }
            | Rejection::MissingHeader { header }
            | Rejection::MissingSignature { header }
            | Rejection::UnsupportedAlgorithm { header } => Some(header.as_str()),
            Rejection::NotCovered { component: name } | Rejection::NotAddressed { field: name } => {
                Some(name)
            }
            _ => None,
        }
    }

    /// The subjects of the refusal, the likeliest first.
    fn about(&self, case: &Case) -> &'static [About] {
        match self.rejection {
            Rejection::MethodNotAllowed { .. } => &[About::Method],
            Rejection::BodyTooLarge { .. } if self.in_head => &[About::Length],
            Rejection::MalformedBody { .. } if case.has_its_time_in_the_body() => &[About::Time],
            Rejection::BodyTooLarge { .. }
            | Rejection::BodyIncomplete
            | Rejection::BodyNotAsAnnounced { .. }
            | Rejection::BodyTimeout
            | Rejection::MalformedBody { .. } => &[About::Body],
            Rejection::Expired { .. }
            | Rejection::Future { .. }
            | Rejection::MalformedTimestamp
            | Rejection::MissingTimestamp
            | Rejection::Stale { .. } => &[About::Time],
            Rejection::MalformedId => &[About::Id],
            Rejection::KeyUnavailable { .. } | Rejection::UnknownKey => &[About::Keys],
            Rejection::MissingInBody { .. }
            | Rejection::MissingSignature { .. }
            | Rejection::TooManySignatures { .. } => &[About::Form, About::Covered, About::Header],
            Rejection::MalformedSignature { .. } | Rejection::UnsupportedAlgorithm { .. } => {
                &[About::Form, About::Message]
            }
            Rejection::Ambiguous { .. }
            | Rejection::AmbiguousTarget
            | Rejection::MissingComponent { .. }
            | Rejection::MissingHeader { .. } => &[About::Message, About::Form],
            Rejection::MissingDigest { .. } => &[About::Digests],
            Rejection::NotCovered { .. } => &[About::Covered],
            Rejection::DigestMismatch { .. } => &[About::Digest, About::Body],
            Rejection::SignatureMismatch => &[About::Signature],
            _ => &[],
        }
    }
}

/// The step of the header that a refusal names.
fn place_of_header(
    steps: &[Step],
    case: &Case,
    name: &str,
    rejection: &Rejection,
) -> Option<usize> {
    let find = |about: About| steps.iter().position(|step| step.about == about);
    let is_once = case.head.header(name, 0).is_some() && case.head.header(name, 1).is_none();
    match (&case.rules, rejection) {
        // Read in two ways, of a header that comes once: the time in it does.
        (Rules::Data(_), Rejection::Ambiguous { .. }) if is_once => {
            let own = steps.iter().position(|step| {
                step.is_of(name) && step.about == About::Header && step.step == "signed header"
            });
            return own.or_else(|| find(About::Time));
        }
        (Rules::Data(_) | Rules::Code(_), Rejection::MalformedSignature { .. }) => {
            return find(About::Form);
        }
        // A label that is there says something that is refused.
        (Rules::Messages(_), _) if is_signature_field(name) && is_once => {
            if let Some(at) = find(About::Covered) {
                return Some(at);
            }
        }
        _ => {}
    }
    steps.iter().position(|step| step.is_of(name))
}

/// Whether this is a header in which RFC 9421 signs.
fn is_signature_field(name: &str) -> bool {
    ["signature", "signature-input"]
        .iter()
        .any(|field| name.eq_ignore_ascii_case(field))
}

const fn is_about_time(rejection: &Rejection) -> bool {
    matches!(
        rejection,
        Rejection::Expired { .. } | Rejection::Future { .. } | Rejection::Stale { .. }
    )
}

impl Step {
    fn fail(&mut self, code: Option<&'static str>) {
        if self.ok.is_none() {
            self.ok = Some(false);
            self.code = code;
        }
    }

    fn is_of(&self, name: &str) -> bool {
        self.about != About::Note
            && self
                .header
                .as_deref()
                .is_some_and(|own| own.eq_ignore_ascii_case(name))
    }
}
