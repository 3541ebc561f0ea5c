//! The steps of schemes that are code: a head that keeps a record shows what such a
//! scheme reads, and what it hashes is what is signed.

use std::cell::RefCell;

use hookseal::adapter::RequestHead;

use super::marks::About;
use super::{Message, Step, outside};
use crate::case::Case;
use crate::catalogue::Code;
use crate::escape::{escaped_bytes, shortened};

/// The steps shown of the head, and those checked once the body is there.
pub(super) fn steps(case: &Case, code: &Code) -> Vec<Step> {
    let words = code.words();
    let mut steps: Vec<_> = asked(case)
        .iter()
        .map(|name| header(case, code, name))
        .collect();
    let read = format!("read as {}", words.signature);
    steps.push(Step::new(About::Form, "signature form", read).late());
    let compared = if code.shows_token() {
        "compared with the token that is configured".to_owned()
    } else {
        format!(
            "compared with the {} of the signed message",
            words.algorithm
        )
    };
    let judged = words.tolerance.is_some() || case.tolerance.is_some();
    let timestamp = words.timestamp.map(|place| {
        let detail = if judged {
            format!("{place}; its age is checked")
        } else {
            format!("{place}; any age is allowed")
        };
        Step::new(About::Time, "timestamp", detail).late()
    });
    steps.push(outside::keys(case).late());
    steps.push(outside::body(case));
    steps.push(outside::compared(compared).late());
    steps.extend(timestamp);
    steps
}

/// The headers that the scheme reads of this request.
fn asked(case: &Case) -> Vec<String> {
    let watched = Watched {
        head: &case.head,
        asked: RefCell::new(Vec::new()),
    };
    // Where there is no verifier, the step of the keys says why.
    if let Ok(verifier) = case.lenient_verifier(case.now) {
        // Only what it asks for matters here.
        drop(verifier.verify(&watched, case.body.clone()));
    }
    watched.asked.into_inner()
}

/// A header that is read. One that is not there may still be one that need not be.
fn header(case: &Case, code: &Code, name: &str) -> Step {
    let detail = match (case.head.header(name, 0), case.head.header(name, 1)) {
        (None, _) => format!("{name} is not there"),
        (Some(_), Some(_)) => format!("{name} comes more than once"),
        // It may be the secret itself.
        (Some(value), None) if code.shows_token() => {
            format!("{name}: {} bytes, which are not shown", value.len())
        }
        (Some(value), None) => {
            let shown = shortened(&escaped_bytes(value), 40);
            format!("{name}: {shown} ({} bytes)", value.len())
        }
    };
    Step::new(About::Header, "header", detail).of_header(name)
}

/// The signed message, once for each signature.
pub(super) fn messages(case: &Case, code: &Code) -> Vec<Message> {
    case.signed_messages()
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
