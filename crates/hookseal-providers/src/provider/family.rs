//! The types of schemes in the catalogue: the kind of each, and its rules in words.

#[cfg(feature = "httpsig")]
use hookseal_core::httpsig::MessageSignatures;
#[cfg(feature = "jwt")]
use hookseal_core::jwt::JsonWebToken;
use hookseal_core::scheme::{
    HeaderPerKey, Scheme, SchemeWords, SharedToken, SignatureGroups, SignatureScheme, SignedMembers,
};

use super::SchemeKind;
#[cfg(feature = "multipart")]
use crate::MultipartField;
#[cfg(feature = "form")]
use crate::{FormField, UrlAndForm};

/// A type of schemes.
pub(crate) trait Family: SignatureScheme + Sized {
    /// Its kind. The default is for types that are made for one sender.
    const KIND: SchemeKind = SchemeKind::Own;

    /// The rules of one of them in words.
    fn words(&self) -> SchemeWords;
}

impl Family for Scheme {
    const KIND: SchemeKind = SchemeKind::Header;

    fn words(&self) -> SchemeWords {
        self.words()
    }
}

impl Family for SharedToken {
    const KIND: SchemeKind = SchemeKind::Token;

    fn words(&self) -> SchemeWords {
        self.words()
    }
}

impl Family for SignedMembers {
    const KIND: SchemeKind = SchemeKind::Members;

    fn words(&self) -> SchemeWords {
        self.words()
    }
}

impl Family for SignatureGroups {
    const KIND: SchemeKind = SchemeKind::Groups;

    fn words(&self) -> SchemeWords {
        self.words()
    }
}

impl Family for HeaderPerKey {
    const KIND: SchemeKind = SchemeKind::PerKey;

    fn words(&self) -> SchemeWords {
        self.words()
    }
}

#[cfg(feature = "form")]
impl Family for FormField {
    const KIND: SchemeKind = SchemeKind::Form;

    fn words(&self) -> SchemeWords {
        self.words()
    }
}

#[cfg(feature = "form")]
impl Family for UrlAndForm {
    const KIND: SchemeKind = SchemeKind::UrlAndForm;

    fn words(&self) -> SchemeWords {
        self.words()
    }
}

#[cfg(feature = "multipart")]
impl<S: Family> Family for MultipartField<S> {
    const KIND: SchemeKind = SchemeKind::Multipart;

    fn words(&self) -> SchemeWords {
        self.words(self.part().words())
    }
}

#[cfg(feature = "httpsig")]
impl Family for MessageSignatures {
    const KIND: SchemeKind = SchemeKind::MessageSignatures;

    fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
            .with_signature("Signature-Input, Signature: <label>=:<base64>:")
            .with_message("{what Signature-Input lists, at least Content-Digest}")
            .with_timestamp("created= (seconds)", Some(self.freshness()))
    }
}

/// The tokens of each sender claim something else: see
/// [`with_words`](super::CodeScheme::with_words).
#[cfg(feature = "jwt")]
impl Family for JsonWebToken {
    const KIND: SchemeKind = SchemeKind::Jwt;

    fn words(&self) -> SchemeWords {
        SchemeWords::of(self)
    }
}
