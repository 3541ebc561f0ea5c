//! The steps of RFC 9421: what each signature covers, its times, its base, and the digests
//! of the body.

use hookseal::UnixTime;
use hookseal::httpsig::{MessageSignatures, SignatureBase};

use super::marks::About;
use super::{Message, Step, ends_of, outside, sha256};
use crate::case::{Case, Refusal};
use crate::catalogue::Rules;
use crate::diagnose::time::{date, span};
use crate::escape::{escaped, escaped_bytes, shortened};

/// The steps of the signatures, in the order in which the verifier reads them. Where there
/// are several, the one that decides is shown whole, and of the others what they cover.
pub(super) fn steps(
    case: &Case,
    rules: &MessageSignatures,
    refusal: Option<&Refusal>,
) -> Vec<Step> {
    let mut steps: Vec<_> = ["Signature-Input", "Signature"]
        .into_iter()
        .map(|name| outside::header(case, "signature header", name))
        .collect();
    let bases = rules.signature_bases(&case.head, case.public_url.as_deref());
    let bases = bases.unwrap_or_default();
    let decisive = decisive(case, rules, &bases, refusal);
    for base in &bases {
        let is_decisive = decisive.is_some_and(|one| std::ptr::eq(one, base));
        if is_decisive {
            steps.push(Step::new(About::Covered, "signature input", covers(base)));
            steps.push(Step::new(
                About::Time,
                "timestamp",
                times(case, rules, base),
            ));
        } else {
            let detail = format!("{}; another signature decides", covers(base));
            steps.push(Step::new(About::Note, "signature input", detail));
        }
    }
    steps.push(outside::keys(case));
    steps.push(digest_header(case, rules, &bases));
    if let Some(base) = decisive {
        let detail = match &base.bytes {
            Ok(bytes) => format!("{} bytes of {}", bytes.len(), escaped(&base.label)),
            Err(why) => why.to_string(),
        };
        steps.push(Step::new(About::Message, "signature base", detail));
    }
    steps.push(outside::compared(format!(
        "compared with the {} of the signature base",
        crate::diagnose::signature::algorithm_name(case.rules.algorithm())
    )));
    steps.push(outside::body(case));
    steps.push(digest(case, rules));
    steps
}

/// The signature whose verdict is that on the request: the verifier is asked of each alone.
fn decisive<'b>(
    case: &Case,
    rules: &MessageSignatures,
    bases: &'b [SignatureBase],
    refusal: Option<&Refusal>,
) -> Option<&'b SignatureBase> {
    if bases.len() < 2 {
        return bases.first();
    }
    let alone = |base: &SignatureBase| Case {
        rules: Rules::Messages(Box::new(rules.clone().with_label(&base.label))),
        ..case.clone()
    };
    let decides = |base: &&SignatureBase| match (alone(base).judge(), refusal) {
        (Ok(_), None) => true,
        (Err(Refusal::Rejection(own)), Some(Refusal::Rejection(refusal))) => own == *refusal,
        _ => false,
    };
    bases
        .iter()
        .find(decides)
        .or_else(|| bases.iter().find(|base| alone(base).begins()))
        .or_else(|| bases.first())
}

fn covers(base: &SignatureBase) -> String {
    let ids: Vec<_> = base.components.iter().map(ToString::to_string).collect();
    let mut detail = format!(
        "{} covers {}",
        escaped(&base.label),
        if ids.is_empty() {
            "nothing".to_owned()
        } else {
            shortened(&escaped(&ids.join(" ")), 400)
        }
    );
    for (name, value) in [("key", &base.key_id), ("algorithm", &base.alg)] {
        if let Some(value) = value {
            detail = format!(
                "{detail}, names the {name} {}",
                shortened(&escaped(value), 80)
            );
        }
    }
    detail
}

/// `created`, which is required, and `expires`, which is optional.
fn times(case: &Case, rules: &MessageSignatures, base: &SignatureBase) -> String {
    let label = escaped(&base.label);
    let Some(created) = base.created else {
        return format!("{label} has no `created` that is a number of seconds");
    };
    let fresh = rules.freshness();
    let (age, ahead) = case
        .tolerance
        .map_or((fresh.max_age, fresh.max_future), |span| (span, span));
    let off = case.now.as_secs().abs_diff(created.as_secs());
    let (bound, place) = if created > case.now {
        (ahead.as_secs(), "ahead")
    } else {
        (age.as_secs(), "old")
    };
    let expiry = base
        .expires
        .map_or_else(String::new, |expires| expiry(case.now, expires));
    format!(
        "{label} created {}: {}, {} {place} at {}; {bound} s are allowed{expiry}",
        created.as_secs(),
        date(created),
        span(off),
        date(case.now)
    )
}

fn expiry(now: UnixTime, expires: UnixTime) -> String {
    let past = now.as_secs().saturating_sub(expires.as_secs());
    let said = if past > 0 {
        format!("{} ago", span(past))
    } else {
        format!(
            "in {}",
            span(expires.as_secs().saturating_sub(now.as_secs()))
        )
    };
    format!("; expires {}: {}, {said}", expires.as_secs(), date(expires))
}

/// Whether a signature vouches for the header of digests.
fn digest_header(case: &Case, rules: &MessageSignatures, bases: &[SignatureBase]) -> Step {
    let name = rules.relies_on().as_str();
    let covered = bases
        .iter()
        .any(|base| base.components.iter().any(|one| one.name() == name));
    let vouched = if covered {
        "covered by the signature"
    } else {
        "not covered by the signature"
    };
    let detail = match rules.digest_verdicts(&case.head, &case.body) {
        Ok(verdicts) if verdicts.is_empty() => {
            format!("{name} has none by SHA-256 or SHA-512; {vouched}")
        }
        Ok(_) => format!("{name} is {vouched}"),
        // Without a body there need not be one.
        Err(_) if case.body.is_empty() && !covered => {
            "the body is empty, so it needs no digest".to_owned()
        }
        Err(why) => format!("{why}; {vouched}"),
    };
    Step::new(About::Digests, "digest header", detail).of_header(name)
}

/// Whether the digests are the body's.
fn digest(case: &Case, rules: &MessageSignatures) -> Step {
    let verdicts = rules.digest_verdicts(&case.head, &case.body);
    let each: Vec<_> = verdicts
        .unwrap_or_default()
        .iter()
        .map(|one| {
            let said = if one.holds { "is" } else { "is not" };
            format!("{} {said} that of the body", one.algorithm.as_str())
        })
        .collect();
    let detail = if each.is_empty() {
        "there is none to compare".to_owned()
    } else {
        each.join(", ")
    };
    Step::new(About::Digest, "digest", detail).late()
}

/// The signature base of each label that has one, line by line as it is signed.
pub(super) fn bases(case: &Case, rules: &MessageSignatures) -> Vec<Message> {
    rules
        .signature_bases(&case.head, case.public_url.as_deref())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|base| {
            let bytes = base.bytes.ok()?;
            let lines: Vec<_> = bytes
                .split(|byte| *byte == b'\n')
                .map(escaped_bytes)
                .collect();
            Some(Message {
                parts: format!("the signature base of {}", escaped(&base.label)),
                bytes: bytes.len(),
                text: shortened(&lines.join("\n"), LONGEST),
                hex: ends_of(&bytes, LONGEST, 0, base16ct::lower::encode_string),
                sha256: sha256(&[&bytes]),
            })
        })
        .collect()
}

/// Longer bases are cut; no sender's is.
const LONGEST: usize = 16 * 1024;
