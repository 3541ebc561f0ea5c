//! What a scheme says of how much it signs is no more than that.
//!
//! A delivery that is accepted is changed, byte by byte. Where the whole body is said to be
//! signed, no other body may be accepted; and whatever is said, no event may then have another
//! id or type that counts as signed.

use bytes::Bytes;
use hookseal_core::adapter::RequestHead;
use hookseal_core::{BodyCoverage, VerifiedBody, Verifier};

use crate::request::Request;
use crate::sender::all;

/// What is believed of an event, if it is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Believed {
    pub(crate) coverage: BodyCoverage,
    id: Option<String>,
    event_type: Option<String>,
}

impl Believed {
    fn of(body: &VerifiedBody) -> Self {
        let text = |text: &str| text.to_owned();
        Self {
            coverage: body.coverage(),
            id: body.id().and_then(|id| id.signed().map(text)),
            event_type: body.event_type().and_then(|kind| kind.signed().map(text)),
        }
    }
}

pub(crate) fn believed(verifier: &Verifier, request: &Request) -> Option<Believed> {
    let body = Bytes::copy_from_slice(&request.body);
    let verified = verifier.verify(request, body).ok()?.event()?;
    Some(Believed::of(&verified))
}

/// All bodies that differ from this one in one place, or in two that are neighbours.
fn neighbours(body: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for at in 0..body.len() {
        for bit in [0x01, 0x02, 0x20] {
            let mut other = body.to_vec();
            other[at] ^= bit;
            all.push(other);
        }
        let mut shorter = body.to_vec();
        shorter.remove(at);
        let mut longer = body.to_vec();
        longer.insert(at, body[at]);
        let mut swapped = body.to_vec();
        swapped.swap(at, (at + 1) % body.len());
        all.extend([shorter, longer, swapped]);
    }
    for more in [&b" "[..], b"\n", b"\0", b"{}", b"&a=b", b"--"] {
        all.push([body, more].concat());
        all.push([more, body].concat());
    }
    all.retain(|other| other != body);
    all
}

/// The field of a form that is the signature itself.
const SIGNATURE_FIELD: &str = "bt_signature";

/// Whether two bodies say the same, as [`BodyCoverage::Whole`] has it: of a form that is its
/// text, however it is encoded, less the signature itself.
fn say_the_same(genuine: &Request, other: &[u8]) -> bool {
    const FORM: &[u8] = b"application/x-www-form-urlencoded";
    let is_form = genuine.header("content-type", 0) == Some(FORM);
    let fields = |body| {
        let mut fields: Vec<_> = form_urlencoded::parse(body).into_owned().collect();
        for (name, text) in &mut fields {
            if name == SIGNATURE_FIELD {
                text.clear();
            }
        }
        fields
    };
    is_form && fields(&genuine.body) == fields(other)
}

/// What is wrong with what is said of the deliveries like this one.
pub(crate) fn overstatements(verifier: &Verifier, genuine: &Request) -> Vec<String> {
    let Some(said) = believed(verifier, genuine) else {
        return vec!["its delivery is not accepted".to_owned()];
    };
    let mut wrong = Vec::new();
    for body in neighbours(&genuine.body) {
        if say_the_same(genuine, &body) {
            continue;
        }
        let mut other = genuine.clone();
        other.body = body;
        let Some(now) = believed(verifier, &other) else {
            continue;
        };
        let text = String::from_utf8_lossy(&other.body);
        if said.coverage == BodyCoverage::Whole {
            wrong.push(format!(
                "all is said to be signed, and yet {text:?} is taken"
            ));
        }
        if now != said {
            wrong.push(format!("{now:?} of {text:?} instead of {said:?}"));
        }
    }
    wrong.truncate(3);
    wrong
}

#[test]
fn no_sender_s_signature_is_said_to_cover_more_than_it_does() {
    let (mut wrong, mut whole, mut less) = (Vec::new(), 0, 0);
    for sender in all() {
        let verifier = sender
            .builder()
            .keys(sender.keys.ring())
            .without_handshakes();
        let verifier = verifier.build().unwrap();
        let genuine = Request::of(&sender.sign());
        let found = overstatements(&verifier, &genuine);
        wrong.extend(
            found
                .into_iter()
                .map(|one| format!("{}: {one}", sender.name)),
        );
        let said = believed(&verifier, &genuine).map(|said| said.coverage);
        match said {
            Some(BodyCoverage::Whole) => whole += 1,
            _ => less += 1,
        }
        let words = sender.scheme.words().coverage;
        assert_eq!(said, Some(words), "{}: its words", sender.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(whole > 100 && less > 20, "{whole} {less}");
}
