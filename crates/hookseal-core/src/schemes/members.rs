//! Signatures in the JSON body, over some of its members.

mod claim;

use std::time::Duration;

pub use self::claim::MembersClaim;

use crate::crypto::Algorithm;
use crate::encoding::Encoding;
use crate::error::ConfigError;
use crate::event::{EventFacts, Source};
use crate::handshake::Handshake;
use crate::json;
use crate::json::Members;
use crate::key::KeyFormat;
use crate::limits::DEFAULT_MIN_KEY_BYTES;
use crate::schemes::{
    BodyCoverage, Claim, Delivered, Description, Freshness, Incoming, SchemeWords, SignatureScheme,
    Timestamp, TimestampPlace,
};
use crate::verdict::{Rejection, RetryStatus};
use crate::writing::json::set;
use crate::writing::{Draft, SignError};

/// A sender whose signature is in the JSON body and covers some of its members.
///
/// **Anyone who has seen one delivery can change the other members** and send it again while
/// its timestamp is fresh: [`coverage`](crate::VerifiedBody::coverage) is
/// [`BodyCoverage::Parts`], and only facts from covered members count as signed.
///
/// The members are read in place and never serialized again: strings as they are, and
/// integers as their digits. A member that occurs twice is refused, even if the names differ
/// only in case, `_` or `-`. If a body has several items, each has its own signature, and all
/// must be valid; an element that is not an item is refused, because nothing would check it.
///
/// ```
/// use hookseal_core::{Algorithm, Secret, Verifier};
/// use hookseal_core::scheme::{MemberPart, SignedMembers};
///
/// // {"sum":7,"currency":"EUR","note":"…","mac":"<hex HMAC-SHA256 of 7:EUR>"}
/// const ACME: SignedMembers = SignedMembers::new(
///     "acme",
///     Algorithm::HmacSha256,
///     "/mac",
///     &[MemberPart::Member("/sum"), MemberPart::Member("/currency")],
/// )
/// .with_separator(":");
/// let verifier = Verifier::new(ACME, Secret::new("Jp0_pZ3kXgA7rmVu5RcW")?)?;
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedMembers {
    id: &'static str,
    algorithm: Algorithm,
    items: &'static str,
    max_items: usize,
    signature: &'static str,
    /// The place of a second signature over the same members, with another key.
    other_signature: Option<&'static str>,
    encoding: Encoding,
    message: &'static [MemberPart],
    separator: &'static str,
    timestamp: Option<Timestamp>,
    facts: EventFacts,
    key_format: KeyFormat,
    min_key_bytes: usize,
    handshakes: &'static [Handshake],
    retry_window: Option<Duration>,
    retry_status: RetryStatus,
    receipt: Option<&'static str>,
    greatest_body: Option<usize>,
}

/// One part of the message: a member, by its JSON pointer in the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemberPart {
    /// It must be there, without the separator in it.
    Member(&'static str),
    /// Like [`Member`](Self::Member), but empty if it is missing.
    Optional(&'static str),
    /// Like [`Optional`](Self::Optional), but it may contain the separator. There can be only
    /// one, because with several it would be unclear where one ends.
    Free(&'static str),
}

impl MemberPart {
    const fn pointer(self) -> &'static str {
        match self {
            Self::Member(pointer) | Self::Optional(pointer) | Self::Free(pointer) => pointer,
        }
    }
}

impl SignedMembers {
    /// The signature at the JSON pointer `signature` covers the members of `message`, joined
    /// without anything between them. It is in hex, and the key the secret's text.
    #[must_use]
    pub const fn new(
        id: &'static str,
        algorithm: Algorithm,
        signature: &'static str,
        message: &'static [MemberPart],
    ) -> Self {
        Self {
            id,
            algorithm,
            items: "",
            max_items: MAX_ITEMS,
            signature,
            other_signature: None,
            encoding: Encoding::Hex,
            message,
            separator: "",
            timestamp: None,
            facts: EventFacts::new(),
            key_format: KeyFormat::Utf8,
            min_key_bytes: DEFAULT_MIN_KEY_BYTES,
            handshakes: &[],
            retry_window: None,
            retry_status: RetryStatus::ServiceUnavailable,
            receipt: None,
            greatest_body: None,
        }
    }

    /// The same members may have a second signature, at this JSON pointer, by another key,
    /// such as that of the account above the one whose event it is. Either is enough.
    #[must_use]
    pub const fn with_other_signature(mut self, signature: &'static str) -> Self {
        self.other_signature = Some(signature);
        self
    }

    /// Requests that are not events and expect a certain answer.
    #[must_use]
    pub const fn with_handshakes(mut self, handshakes: &'static [Handshake]) -> Self {
        self.handshakes = handshakes;
        self
    }

    /// Minimum secret length in bytes (default 16).
    #[must_use]
    pub const fn with_min_key_bytes(mut self, bytes: usize) -> Self {
        self.min_key_bytes = bytes;
        self
    }

    /// How long the sender goes on trying to deliver an event.
    #[must_use]
    pub const fn with_retry_window(mut self, window: Duration) -> Self {
        self.retry_window = Some(window);
        self
    }

    /// The status on which the sender tries again (default 503): with it refusals ask it to come
    /// again.
    #[must_use]
    pub const fn with_retry_status(mut self, status: RetryStatus) -> Self {
        self.retry_status = status;
        self
    }

    /// The text that the sender wants in the answer to an event, or it delivers it again. The
    /// replay guard answers duplicates with it.
    #[must_use]
    pub const fn with_receipt(mut self, text: &'static str) -> Self {
        self.receipt = Some(text);
        self
    }

    /// The separator between the members of the message.
    #[must_use]
    pub const fn with_separator(mut self, separator: &'static str) -> Self {
        self.separator = separator;
        self
    }

    /// The body holds several items, each with a signature of its own; all pointers begin at
    /// them. `/items/*` is each element of an array, `/items/*/item` a member of each.
    ///
    /// Nothing says which items belong together: anyone who has seen deliveries can send some of
    /// their items again, together with others. Where a sender never sends several, say so
    /// by [`with_max_items`](Self::with_max_items).
    #[must_use]
    pub const fn with_items(mut self, items: &'static str) -> Self {
        self.items = items;
        self
    }

    /// How many items a body may hold (default 64).
    #[must_use]
    pub const fn with_max_items(mut self, items: usize) -> Self {
        self.max_items = items;
        self
    }

    /// The signature is written in `encoding`.
    #[must_use]
    pub const fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// The member of the message that is a timestamp: [`Timestamp::json`] with its pointer in
    /// the item.
    #[must_use]
    pub const fn with_timestamp(mut self, timestamp: Timestamp) -> Self {
        crate::inline::replace(&mut self.timestamp, Some(timestamp));
        self
    }

    /// How the text of a key becomes its bytes.
    #[must_use]
    pub const fn with_key_format(mut self, format: KeyFormat) -> Self {
        crate::inline::replace(&mut self.key_format, format);
        self
    }

    /// The place of the event id.
    #[must_use]
    pub const fn with_event_id(mut self, at: Source) -> Self {
        crate::inline::replace(&mut self.facts.id, Some(at));
        self
    }

    /// Several events can have the id, which is that of what they happened to, or of the
    /// first one in a batch. Replay protection then goes by all signed members.
    #[must_use]
    pub const fn shared_event_id(mut self) -> Self {
        self.facts.id_is_shared = true;
        self
    }

    /// The place of the event type.
    #[must_use]
    pub const fn with_event_type(mut self, at: Source) -> Self {
        crate::inline::replace(&mut self.facts.event_type, Some(at));
        self
    }

    /// The longest body that the sender sends, in bytes, if it documents that: the default
    /// limit of verifiers.
    #[must_use]
    pub const fn with_greatest_body(mut self, bytes: usize) -> Self {
        self.greatest_body = Some(bytes);
        self
    }

    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        let encoding = match self.encoding {
            Encoding::Hex => "hex",
            Encoding::Base64 => "base64",
            Encoding::Base64Url => "base64url",
        };
        let other = self
            .other_signature
            .map_or_else(String::new, |place| format!(" (or {place})"));
        let parts: Vec<_> = self
            .message
            .iter()
            .map(|part| format!("{{{}}}", part.pointer()))
            .collect();
        let words = SchemeWords::of(self)
            .with_signature(format!(
                "body {}{}: <{encoding}>{other}",
                self.items, self.signature
            ))
            .with_message(parts.join(self.separator));
        match self.time() {
            None => words,
            Some((pointer, time)) => {
                words.with_timestamp(format!("body {pointer}"), time.freshness)
            }
        }
    }

    /// The members of an item that are read: the signature, the message's, and then the other
    /// signature.
    fn pointers(&self) -> Vec<&'static str> {
        let parts = self.message.iter().map(|part| part.pointer());
        std::iter::once(self.signature)
            .chain(parts)
            .chain(self.other_signature)
            .collect()
    }

    /// Why bytes could move from one part of the message to the next.
    fn is_ambiguous(&self) -> bool {
        let free = |part: &&MemberPart| matches!(part, MemberPart::Free(_));
        if !self.separator.is_empty() {
            return self.message.iter().filter(free).count() > 1;
        }
        // Without a separator a part must have a fixed width, as timestamps are held to.
        let Some((_, before_last)) = self.message.split_last() else {
            return false;
        };
        before_last.iter().any(|part| !self.is_timestamp(*part))
    }

    /// The texts of an item that are signed, but for the timestamp.
    fn lasting<'i>(&self, item: &'i Members) -> Vec<&'i str> {
        // The first is the signature.
        let signed = self.message.iter().zip(item.iter().skip(1));
        signed
            .filter(|(part, _)| !self.is_timestamp(**part))
            .map(|(_, member)| member.as_deref().unwrap_or_default())
            .collect()
    }

    /// The timestamp, after its pointer in the item.
    fn time(&self) -> Option<(&str, &Timestamp)> {
        let timestamp = self.timestamp.as_ref()?;
        match &timestamp.place {
            TimestampPlace::Json(pointer) => Some((pointer, timestamp)),
            TimestampPlace::First | TimestampPlace::Header(_) | TimestampPlace::Pair(_) => None,
        }
    }

    fn is_timestamp(&self, part: MemberPart) -> bool {
        self.time()
            .is_some_and(|(pointer, _)| pointer == part.pointer())
    }

    fn freshness(&self) -> Option<Freshness> {
        self.timestamp.as_ref().and_then(|time| time.freshness)
    }
}

impl SignatureScheme for SignedMembers {
    fn description(&self) -> Description {
        let members = self.message.iter().map(|part| part.pointer());
        let members = members.map(|pointer| format!("{}{pointer}", self.items));
        Description::new(self.id, self.algorithm, BodyCoverage::Parts)
            .with_key_format(self.key_format.clone())
            .with_retry_window(self.retry_window)
            .with_retry_status(self.retry_status)
            .with_receipt(self.receipt)
            .with_min_key_bytes(self.min_key_bytes)
            .with_handshakes(self.handshakes)
            .with_facts(self.facts.clone())
            .with_greatest_body(self.greatest_body)
            .with_signed_members(members)
            .with_freshness(self.freshness())
    }

    /// In another order, or several times over, the items are the same delivery.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let body = delivered.body();
        let items = json::members(body, self.items, &self.pointers(), self.max_items)?;
        let mut items: Vec<Vec<&str>> = items.iter().map(|item| self.lasting(item)).collect();
        items.sort_unstable();
        items.dedup();
        for text in items.into_iter().flatten() {
            part(text.as_bytes());
        }
        Ok(())
    }

    fn validate(&self, _: Option<&str>) -> Result<(), ConfigError> {
        let invalid = |reason| {
            Err(ConfigError::InvalidScheme {
                scheme: self.id.to_owned(),
                reason,
            })
        };
        let no_pointer = |pointer: &&str| !json::is_plain(pointer);
        if !self.algorithm.is_symmetric() {
            return invalid("members can be signed by HMAC only");
        }
        if self.message.is_empty() {
            return invalid("no member is signed");
        }
        if self.pointers().iter().any(no_pointer)
            || (!self.items.is_empty() && no_pointer(&self.items))
        {
            return invalid("a pointer does not begin with a slash, or has an escape");
        }
        if self.timestamp.is_some() && !self.message.iter().any(|part| self.is_timestamp(*part)) {
            return invalid("a timestamp that is not signed proves nothing");
        }
        if self.is_ambiguous() {
            return Err(ConfigError::AmbiguousTemplate {
                scheme: self.id.to_owned(),
            });
        }
        Ok(())
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        Ok(Box::new(self.claim_of(incoming)))
    }

    /// Each item gets a signature, and the timestamp where one is signed.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        draft.push_facts(&self.facts);
        let time = match self.time() {
            Some((pointer, time)) => Some((pointer, draft.timestamp(time.format)?)),
            None => None,
        };
        draft.edit(self.items, |draft, item| {
            let item = item.ok_or_else(|| SignError::Unsignable(NO_ITEM.to_owned()))?;
            let signature = draft.signature(self.encoding);
            let signed = set(item, self.signature, &signature)?;
            match &time {
                Some((pointer, time)) => set(&signed, pointer, time),
                None => Ok(signed),
            }
        })
    }
}

impl SignedMembers {
    /// The claim of a request whose head does not matter. It can also check bodies that are not
    /// JSON, such as forms.
    #[must_use]
    pub fn claim_of(&self, incoming: &Incoming<'_>) -> MembersClaim {
        MembersClaim {
            scheme: self.clone(),
            late: incoming.late_timestamp(self.freshness()),
        }
    }
}

const NO_ITEM: &str = "the body lacks a signed item";

/// The most items that are checked by default; each costs one HMAC for each key.
const MAX_ITEMS: usize = 64;

#[cfg(test)]
mod tests;
