//! Properties that hold for every head, every body and every way of cutting it, for
//! schemes that together use every form a scheme can be written in.

#![cfg(all(feature = "dates", feature = "ed25519", feature = "sha1"))]
#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

#[path = "support/schemes.rs"]
mod schemes;

use bytes::Bytes;
use hookseal_core::adapter::RequestHead;
use hookseal_core::signing::{Delivery, SignedDelivery};
use hookseal_core::{Outcome, Rejection, UnixTime, VerifiedBody};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use self::schemes::{NOW, Subject, subjects};

/// A head as anyone may send it.
#[derive(Clone, Debug, PartialEq)]
struct Head {
    method: String,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
}

impl RequestHead for Head {
    fn method(&self) -> &str {
        &self.method
    }

    fn target(&self) -> &str {
        &self.target
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .nth(nth)
            .map(|(_, value)| value.as_slice())
    }
}

impl From<&SignedDelivery> for Head {
    fn from(signed: &SignedDelivery) -> Self {
        Self {
            method: signed.method().to_owned(),
            target: signed.target().to_owned(),
            headers: signed
                .headers()
                .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
                .collect(),
        }
    }
}

/// Verifies `body` cut at `cuts`, and once more whole: the answers must be the same.
fn verify(
    subject: &Subject,
    head: &Head,
    body: &[u8],
    cuts: &[Index],
) -> Result<VerifiedBody, Rejection> {
    let event = |outcome: Outcome| outcome.event().unwrap();
    let whole = subject.verifier.verify(head, body.to_vec()).map(event);
    let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
    cuts.extend([0, body.len()]);
    cuts.sort_unstable();
    let pieces = subject.verifier.begin(head).and_then(|begun| {
        let mut verification = begun.reading().unwrap();
        for ends in cuts.windows(2) {
            verification.update(Bytes::copy_from_slice(&body[ends[0]..ends[1]]))?;
        }
        verification.finish().map(event)
    });
    assert_eq!(
        whole.as_ref().map(VerifiedBody::bytes),
        pieces.as_ref().map(VerifiedBody::bytes),
        "{}: cutting has changed the answer",
        subject.name
    );
    if let (Ok(whole), Ok(pieces)) = (&whole, &pieces) {
        assert_eq!(whole.bytes(), body);
        assert_eq!(whole.id(), pieces.id());
        assert_eq!(whole.event_type(), pieces.event_type());
        assert_eq!(whole.attempt(), pieces.attempt());
        assert_eq!(whole.timestamp(), pieces.timestamp());
        assert_eq!(whole.key_index(), pieces.key_index());
    }
    whole
}

fn sign(subject: &Subject, body: &[u8], id: &str, extra: &str, at: UnixTime) -> SignedDelivery {
    subject
        .signer
        .sign(
            &Delivery::new(body)
                .timestamp(at)
                .target("/hooks/7?team=a%20b&x=1")
                .event_id(id)
                .event_type("invoice.paid")
                .attempt(3)
                .header(schemes::EXTRA, extra),
        )
        .unwrap()
}

fn subject() -> impl Strategy<Value = &'static Subject> {
    let all: Vec<_> = subjects().iter().collect();
    proptest::sample::select(all)
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..300),
        vec(any::<u8>(), 0..5_000),
        "\\{\"data\":\\{\"id\":\"[a-z]{0,9}\"\\},\"type\":[0-9]{1,3}\\}"
            .prop_map(String::into_bytes),
    ]
}

fn cuts() -> impl Strategy<Value = Vec<Index>> {
    vec(any::<Index>(), 0..8)
}

/// Ids and values that every template takes.
fn plain() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_-]{1,40}"
}

/// Instants within the freshness of all subjects.
fn fresh() -> impl Strategy<Value = UnixTime> {
    (NOW.as_millis() - 299_000..NOW.as_millis() + 59_000).prop_map(UnixTime::from_millis)
}

/// Values as parsers hate them, and such as nearly fit.
fn value() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..100),
        vec(0x80_u8..=0xff, 0..100),
        vec(proptest::sample::select(b"tv01=,. \t;:\0\n\"".as_slice()), 0..100),
        "(t=[0-9]{10},)?(v1|v0|s)=[0-9a-f]{40,128}(,v1=[0-9a-f]{64})*".prop_map(String::into_bytes),
        "((v1|v1a|v2),[A-Za-z0-9+/]{27,86}={0,2} ?){0,20}".prop_map(String::into_bytes),
        "[0-9a-fA-F]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}".prop_map(String::into_bytes),
        "[+-]?[0-9]{0,30}(\\.[0-9]{1,3})?".prop_map(String::into_bytes),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,12})?(Z|[+-][0-9]{2}:[0-9]{2})?"
            .prop_map(String::into_bytes),
        (any::<u8>(), 0_usize..70_000).prop_map(|(byte, length)| vec![byte; length]),
    ]
}

fn header_name() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => proptest::sample::select(schemes::NAMES).prop_map(str::to_owned),
        1 => "[A-Za-z-]{1,20}",
    ]
}

fn any_head() -> impl Strategy<Value = Head> {
    (
        prop_oneof![9 => Just("POST".to_owned()), 1 => "\\PC{0,10}"],
        prop_oneof!["/[ -~]{0,60}", "\\PC{0,60}"],
        vec((header_name(), value()), 0..10),
    )
        .prop_map(|(method, target, headers)| Head {
            method,
            target,
            headers,
        })
}

#[test]
fn every_form_of_a_scheme_is_among_the_subjects() {
    assert_eq!(subjects().len(), schemes::EXPECTED);
    for subject in subjects() {
        let signed = sign(subject, b"{}", "id-1", "extra", NOW);
        assert!(
            verify(subject, &Head::from(&signed), b"{}", &[]).is_ok(),
            "{}",
            subject.name
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// Nothing that was not signed is accepted, and nothing panics.
    #[test]
    fn p_x14_arbitrary_requests_are_refused_without_a_panic(
        subject in subject(),
        head in any_head(),
        body in body(),
        cuts in cuts(),
    ) {
        let rejection = verify(subject, &head, &body, &cuts).unwrap_err();
        prop_assert!(!rejection.code().is_empty() && !rejection.to_string().is_empty());
        prop_assert!([401, 405, 413].contains(&rejection.status()));
    }

    /// What was signed is accepted as it is, whatever stands beside it in the head.
    #[test]
    fn p_b8_b16_b31_what_was_signed_is_accepted_however_it_is_cut(
        subject in subject(),
        body in body(),
        id in plain(),
        extra in plain(),
        at in fresh(),
        cuts in cuts(),
        other in vec(("[a-w][a-z_]{0,20}", value()), 0..3),
    ) {
        let signed = sign(subject, &body, &id, &extra, at);
        let mut head = Head::from(&signed);
        head.headers.extend(other);
        let verified = verify(subject, &head, &body, &cuts);
        let verified = verified.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(verified.key_index(), subject.key_index);
        if let Some(said) = verified.timestamp() {
            prop_assert!(at.as_millis() - said.as_millis() < 1_000);
        }
    }

    /// One bit of the body is enough.
    #[test]
    fn p_b14_a_flipped_bit_of_the_body_is_refused(
        subject in subject(),
        body in body().prop_filter("a bit to flip", |body| !body.is_empty()),
        bit in any::<Index>(),
        cuts in cuts(),
    ) {
        let head = Head::from(&sign(subject, &body, "id-1", "extra", NOW));
        let mut forged = body.clone();
        let bit = bit.index(8 * forged.len());
        forged[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(
            verify(subject, &head, &forged, &cuts).unwrap_err(),
            Rejection::SignatureMismatch
        );
    }

    /// One bit of anything that the head says and the scheme reads is enough, unless it
    /// only turns a letter of hexadecimal, of the method's list or of the algorithm's
    /// name into its other case.
    #[test]
    fn p_s7_t11_h11_a_flipped_bit_of_what_is_signed_is_refused(
        subject in subject(),
        body in body(),
        header in any::<Index>(),
        bit in any::<Index>(),
    ) {
        let signed = sign(subject, &body, "id-1", "extra", NOW);
        let good = Head::from(&signed);
        let bound: Vec<_> = good
            .headers
            .iter()
            .enumerate()
            .filter(|(_, (name, _))| subject.binds.contains(&name.as_str()))
            .map(|(position, _)| position)
            .collect();
        let mut forged = good.clone();
        let value = &mut forged.headers[bound[header.index(bound.len())]].1;
        let bit = bit.index(8 * value.len());
        value[bit / 8] ^= 1 << (bit % 8);
        let only_case = good
            .headers
            .iter()
            .zip(&forged.headers)
            .all(|((_, good), (_, forged))| good.eq_ignore_ascii_case(forged));
        let verdict = verify(subject, &forged, &body, &[]);
        match verdict {
            Err(_) => {}
            Ok(_) => prop_assert!(only_case && subject.folds_case, "{}", subject.name),
        }
    }

    /// Every header that the scheme reads, replaced by something else.
    #[test]
    fn p_s14_s15_s27_o5_spliced_values_are_refused(
        subject in subject(),
        body in vec(any::<u8>(), 0..50),
        header in any::<Index>(),
        value in value(),
        at in any::<Index>(),
        into in any::<bool>(),
    ) {
        let good = Head::from(&sign(subject, &body, "id-1", "extra", NOW));
        let mut forged = good.clone();
        let name = subject.binds[header.index(subject.binds.len())];
        for (other, spliced) in &mut forged.headers {
            if other == name {
                if into {
                    let at = at.index(spliced.len() + 1);
                    spliced.splice(at..at, value.iter().copied());
                } else {
                    spliced.clone_from(&value);
                }
            }
        }
        if forged != good && verify(subject, &forged, &body, &[]).is_ok() {
            // Lists take entries of other names beside the right one; nothing else may pass.
            let list = subject.list && name == schemes::SIGNATURE;
            prop_assert!(into && list, "{}: {:?}", subject.name, forged);
        }
    }

    /// A second line of any header that the scheme reads, equal or not.
    #[test]
    fn p_h1_h2_t9_a_repeated_header_is_refused(
        subject in subject(),
        header in any::<Index>(),
        value in proptest::option::of(value()),
        first in any::<bool>(),
    ) {
        let mut head = Head::from(&sign(subject, b"{}", "id-1", "extra", NOW));
        let name = subject.binds[header.index(subject.binds.len())];
        let line = head.headers.iter().find(|(other, _)| other == name).unwrap().clone();
        let line = (line.0.to_lowercase(), value.unwrap_or(line.1));
        head.headers.insert(if first { 0 } else { head.headers.len() }, line);
        let rejection = verify(subject, &head, b"{}", &[]).unwrap_err();
        prop_assert_eq!(rejection.code(), "ambiguous");
    }

    /// A right signature under a method or for a target that was not signed.
    #[test]
    fn p_m16_m19_a_changed_target_or_method_is_refused_where_it_is_signed(
        subject in subject(),
        target in "/[a-z0-9/?=&%]{0,30}",
    ) {
        let mut head = Head::from(&sign(subject, b"{}", "id-1", "extra", NOW));
        let same = head.target == target;
        head.target = target;
        let verdict = verify(subject, &head, b"{}", &[]);
        prop_assert_eq!(verdict.is_ok(), same || !subject.signs_target);
    }

    /// What is signed for one scheme says nothing to another under the same keys, except
    /// where both sign the same message with the same algorithm.
    #[test]
    fn p_m7_k13_another_key_never_fits(subject in subject(), body in body(), cuts in cuts()) {
        let signed = sign(subject, &body, "id-1", "extra", NOW);
        let head = Head::from(&signed);
        let rejection = subject.stranger.verify(&head, body.clone()).unwrap_err();
        prop_assert_eq!(rejection, Rejection::SignatureMismatch);
        prop_assert!(verify(subject, &head, &body, &cuts).is_ok());
    }
}

/// Exhaustively, for one delivery of every subject: each bit of the signature's text.
#[test]
fn p_s7_each_flipped_bit_of_a_signature_is_refused() {
    for subject in subjects() {
        let good = Head::from(&sign(subject, b"{}", "id-1", "extra", NOW));
        let at = good
            .headers
            .iter()
            .position(|(name, _)| name == schemes::SIGNATURE)
            .unwrap();
        for bit in 0..8 * good.headers[at].1.len() {
            let mut forged = good.clone();
            let byte = &mut forged.headers[at].1[bit / 8];
            let before = *byte;
            *byte ^= 1 << (bit % 8);
            let other_case = before.eq_ignore_ascii_case(byte) && subject.folds_case;
            if !other_case {
                let verdict = subject.verifier.verify(&forged, "{}");
                assert!(verdict.is_err(), "{}: bit {bit}", subject.name);
            }
        }
    }
}
