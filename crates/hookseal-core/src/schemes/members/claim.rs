//! The claim of a request and its check: everything is read once the body is there.

use bytes::Bytes;

use super::{MemberPart, SignedMembers};
use crate::json;
use crate::json::Members;
use crate::key::Keys;
use crate::schemes::header::TimestampPlace;
use crate::schemes::{Authentic, Check, Claim, LateTimestamp};
use crate::time::UnixTime;
use crate::trace::Step;
use crate::verdict::Rejection;

/// The claim of a request with [`SignedMembers`]: nothing, before its body has arrived.
#[derive(Debug)]
pub struct MembersClaim {
    pub(super) scheme: SignedMembers,
    pub(super) late: LateTimestamp,
}

impl MembersClaim {
    /// Checks a body that is not JSON, such as a form; `read` returns its members by their
    /// pointers.
    ///
    /// # Errors
    ///
    /// Those of [`Check::finish`] and of `read`.
    pub fn check_by(
        &self,
        keys: &Keys,
        mut read: impl FnMut(&str) -> Result<Option<String>, Rejection>,
    ) -> Result<Authentic, Rejection> {
        let pointers = self.scheme.pointers();
        let members = pointers.into_iter().map(&mut read);
        self.judge(keys, &members.collect::<Result<_, _>>()?)
    }
}

impl Claim for MembersClaim {
    fn check(self: Box<Self>, keys: &Keys) -> Result<Box<dyn Check>, Rejection> {
        if keys.is_empty() {
            return Err(Rejection::UnknownKey);
        }
        Ok(Box::new(Checking {
            claim: *self,
            keys: keys.clone(),
        }))
    }
}

/// The check of a JSON body.
struct Checking {
    claim: MembersClaim,
    keys: Keys,
}

impl Check for Checking {
    fn update(&mut self, _chunk: &[u8]) {} // what is signed is known when all is there

    fn finish(self: Box<Self>, body: &Bytes) -> Result<Authentic, Rejection> {
        let scheme = &self.claim.scheme;
        let items = json::members(body, scheme.items, &scheme.pointers(), scheme.max_items)?;
        let mut verdict = Err(MISSING);
        for item in items {
            let one = self.claim.judge(&self.keys, &item)?;
            verdict = verdict.or(Ok(one));
        }
        verdict
    }
}

impl MembersClaim {
    fn judge(&self, keys: &Keys, item: &Members) -> Result<Authentic, Rejection> {
        let scheme = &self.scheme;
        let (signature, members) = item.split_first().ok_or(MISSING)?;
        let other = members.get(scheme.message.len()).and_then(Option::as_ref);
        let signatures = [signature.as_ref(), other].into_iter().flatten();
        let texts: Vec<_> = signatures.filter(|text| !text.is_empty()).collect();
        if texts.is_empty() {
            return Err(MISSING);
        }
        let signatures: Vec<_> = texts
            .iter()
            .filter_map(|text| scheme.encoding.signature(text.as_bytes(), scheme.algorithm))
            .collect();
        if signatures.is_empty() {
            return Err(Rejection::MalformedBody {
                reason: "the signature is not in the scheme's encoding",
            });
        }
        if let Some(recorder) = self.late.recorder() {
            recorder.note(Step::held("signature form"));
        }
        let mut at = None;
        let mut macs = keys.macs()?;
        for (position, (part, member)) in scheme.message.iter().zip(members).enumerate() {
            let text = self.part(*part, member.as_deref())?;
            if scheme.is_timestamp(*part) {
                at = Some(self.timestamp(text)?);
            }
            if position > 0 {
                macs.update(scheme.separator.as_bytes());
            }
            macs.update(text.as_bytes());
        }
        let slot = macs
            .matching_any(&signatures.iter().map(Vec::as_slice))
            .ok_or(Rejection::SignatureMismatch)?;
        Ok(Authentic::by(slot).at(at))
    }

    /// The text of a part, if it could end in one place only.
    fn part<'m>(&self, part: MemberPart, member: Option<&'m str>) -> Result<&'m str, Rejection> {
        let text = match (part, member) {
            (_, Some(text)) => text,
            (MemberPart::Member(_), None) => {
                return Err(Rejection::MissingInBody {
                    what: "signed member",
                });
            }
            (MemberPart::Optional(_) | MemberPart::Free(_), None) => "",
        };
        let separator = self.scheme.separator;
        let may_contain = matches!(part, MemberPart::Free(_)) || separator.is_empty();
        if !may_contain && text.contains(separator) {
            return Err(Rejection::MalformedBody {
                reason: "a signed member contains the separator",
            });
        }
        Ok(text)
    }

    fn timestamp(&self, text: &str) -> Result<UnixTime, Rejection> {
        let Some(timestamp) = &self.scheme.timestamp else {
            return Err(Rejection::MissingTimestamp);
        };
        let format = timestamp.format;
        if self.scheme.separator.is_empty() && !format.has_fixed_width(text.as_bytes()) {
            return Err(Rejection::MalformedTimestamp);
        }
        let read = self.late.read(text.as_bytes(), format);
        if let TimestampPlace::Json(pointer) = &timestamp.place {
            self.late
                .note(&read, pointer, Some(text.as_bytes()), format);
        }
        read
    }
}

const MISSING: Rejection = Rejection::MissingInBody {
    what: "signature at the sender's place for it",
};
