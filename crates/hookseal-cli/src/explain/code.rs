//! The steps of schemes that are code: what such a scheme reads of the head is seen by who
//! watches it read, and what is signed by what it hashes.

use std::cell::RefCell;

use hookseal::{Rejection, RequestHead, Verifier};

use super::{Message, Step, header_step, step};
use crate::case::Case;
use crate::catalogue::Code;
use crate::output::{escaped_bytes, shortened};

/// What is shown of the head, beside keys and body.
pub(super) fn steps(case: &Case, code: &Code) -> Vec<Step> {
    let words = code.words();
    let Ok(verifier) = case.lenient_verifier(case.now) else {
        return Vec::new(); // the step of the keys says why
    };
    let watched = Watched {
        head: &case.head,
        asked: RefCell::new(Vec::new()),
    };
    let refusal = verdict(&verifier, &watched, case).err();
    let mut steps: Vec<_> = watched
        .asked
        .into_inner()
        .iter()
        .map(|name| header(case, code, name))
        .collect();
    let read = format!("read as {}", words.signature);
    steps.push(match &refusal {
        // Whether it is right is the verdict's to say, and how old it is another step's.
        None | Some(Rejection::SignatureMismatch | Rejection::UnknownKey) => {
            step("signature", true, read)
        }
        Some(refusal) if is_about_time(refusal) => step("signature", true, read),
        Some(refusal) => step("signature", false, format!("{read}; {refusal}")),
    });
    steps.extend(
        words
            .timestamp
            .map(|place| time(case, &place, words.tolerance.is_some())),
    );
    steps
}

fn verdict(verifier: &Verifier, head: &dyn RequestHead, case: &Case) -> Result<(), Rejection> {
    verifier.verify(head, case.body.clone()).map(drop)
}

/// A header that is read. One that is not there may still be one that need not be.
fn header(case: &Case, code: &Code, name: &str) -> Step {
    let mut found = header_step(case, "header", name);
    match case.head.header(name, 0) {
        None => {
            found.ok = true;
            found.detail = format!("{name} is not there");
        }
        Some(value) if found.ok => {
            found.detail = if code.shows_token() {
                // It may be the secret itself.
                format!("{name}: {} bytes, which are not shown", value.len())
            } else {
                let shown = shortened(&escaped_bytes(value), 40);
                format!("{name}: {shown} ({} bytes)", value.len())
            };
        }
        Some(_) => {}
    }
    found
}

/// What the verdict says of the time.
fn time(case: &Case, place: &str, judged: bool) -> Step {
    let refusal = case
        .verifier()
        .map(|verifier| verdict(&verifier, &case.head, case));
    let detail = match (judged || case.tolerance.is_some(), &refusal) {
        (_, Ok(Err(refusal))) if is_about_time(refusal) => {
            return step("timestamp", false, format!("{place}; {refusal}"));
        }
        (true, _) => format!("{place}; its age is judged"),
        (false, _) => format!("{place}; any age is allowed"),
    };
    step("timestamp", true, detail)
}

const fn is_about_time(refusal: &Rejection) -> bool {
    matches!(
        refusal,
        Rejection::Expired { .. }
            | Rejection::Future { .. }
            | Rejection::MalformedTimestamp
            | Rejection::MissingTimestamp
            | Rejection::Stale { .. }
    )
}

/// What is signed, once for each signature.
pub(super) fn messages(case: &Case, code: &Code) -> Vec<Message> {
    let now = case.before_expiry().unwrap_or(case.now);
    let Ok(verifier) = case.lenient_verifier(now) else {
        return Vec::new();
    };
    verifier
        .signed_messages(&case.head, &case.body)
        .iter()
        .map(|message| Message::of(code.words().message, message))
        .collect()
}

/// A head that remembers which headers it was asked for.
struct Watched<'a> {
    head: &'a dyn RequestHead,
    asked: RefCell<Vec<String>>,
}

impl RequestHead for Watched<'_> {
    fn method(&self) -> &str {
        self.head.method()
    }

    fn target(&self) -> &str {
        self.head.target()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut asked = self.asked.borrow_mut();
        let known = |other: &String| other.eq_ignore_ascii_case(name);
        // The length is shown with the body.
        let of_all = ["content-length", "content-encoding"];
        if !asked.iter().any(known) && !of_all.iter().any(|other| other.eq_ignore_ascii_case(name))
        {
            asked.push(name.to_owned());
        }
        self.head.header(name, nth)
    }
}
