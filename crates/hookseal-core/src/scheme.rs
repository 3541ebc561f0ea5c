//! For those who describe a sender: ways of signing, as data and as code.
//!
//! Most senders are a [`Scheme`], a `const` of data. Of the others, most are one of a few types:
//!
//! | the sender … | use |
//! |---|---|
//! | signs a message made of the body and of parts of the head, into headers | [`Scheme`] |
//! | signs once with each of its keys, each time in another header | [`HeaderPerKey`] |
//! | writes the whole value of its header once for each of its keys | [`SignatureGroups`] |
//! | signs some members of the JSON body, in the body | [`SignedMembers`] |
//! | shows a token instead of signing | [`SharedToken`] |
//! | signs by RFC 9421 | `httpsig::MessageSignatures` (feature `httpsig`) |
//! | signs by JSON Web Token | `jwt::JsonWebToken` (feature `jwt`) |
//! | does something else | [`SignatureScheme`], by hand |

pub use crate::encoding::Encoding;
pub use crate::event::{EventFacts, Source};
pub use crate::header_name::HeaderName;
pub use crate::key::KeyFormat;
pub use crate::schemes::{
    Authentic, Check, Claim, Delivered, Description, HeaderPerKey, Incoming, LateTimestamp, Layout,
    MemberPart, MembersClaim, Part, Scheme, SchemeWords, SharedToken, SignatureField,
    SignatureGroups, SignatureScheme, SignedMembers, SignedMessage, Timestamp, TimestampPlace,
};
pub use crate::time::format::TimestampFormat;
pub use crate::verdict::RetryStatus;
