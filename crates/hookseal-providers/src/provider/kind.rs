//! The families of schemes.

use std::fmt;

/// The family of a sender's scheme: where its signature is, and how it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SchemeKind {
    /// A signature in a header, over the body and parts of the head:
    /// [`Scheme`](hookseal_core::scheme::Scheme).
    Header,
    /// A token that is shown instead of a signature:
    /// [`SharedToken`](hookseal_core::scheme::SharedToken).
    Token,
    /// A signature in the JSON body, over some of its members:
    /// [`SignedMembers`](hookseal_core::scheme::SignedMembers).
    Members,
    /// Signatures of several keys, each in a group within one header:
    /// [`SignatureGroups`](hookseal_core::scheme::SignatureGroups).
    Groups,
    /// Signatures of several keys, each in a header of its own:
    /// [`HeaderPerKey`](hookseal_core::scheme::HeaderPerKey).
    PerKey,
    /// A signature in a header, over the one field of a form: `FormField` (feature `form`).
    Form,
    /// One part of `multipart/form-data`, signed in its own way: `MultipartField` (feature
    /// `multipart`).
    Multipart,
    /// A signature in a header, over the URL and the fields of a form: `UrlAndForm` (feature
    /// `form`).
    UrlAndForm,
    /// HTTP Message Signatures (RFC 9421): `MessageSignatures` (feature `httpsig`).
    MessageSignatures,
    /// A JSON Web Token (RFC 7519): `JsonWebToken` (feature `jwt`).
    Jwt,
    /// A way that few senders have, as a type of its own.
    Own,
}

impl SchemeKind {
    /// All of them, in their order.
    pub const ALL: &[Self] = &[
        Self::Header,
        Self::Token,
        Self::Members,
        Self::Groups,
        Self::PerKey,
        Self::Form,
        Self::Multipart,
        Self::UrlAndForm,
        Self::MessageSignatures,
        Self::Jwt,
        Self::Own,
    ];

    /// A name for programs, such as `per_key`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Token => "token",
            Self::Members => "members",
            Self::Groups => "groups",
            Self::PerKey => "per_key",
            Self::Form => "form",
            Self::Multipart => "multipart",
            Self::UrlAndForm => "url_and_form",
            Self::MessageSignatures => "message_signatures",
            Self::Jwt => "jwt",
            Self::Own => "own",
        }
    }
}

/// In words, such as `a header for each key`.
impl fmt::Display for SchemeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "a signature in a header",
            Self::Token => "a shared token",
            Self::Members => "signed members of the JSON body",
            Self::Groups => "groups of signatures in one header",
            Self::PerKey => "a header for each key",
            Self::Form => "one field of a form",
            Self::Multipart => "one part of multipart/form-data",
            Self::UrlAndForm => "URL and fields of a form",
            Self::MessageSignatures => "HTTP Message Signatures (RFC 9421)",
            Self::Jwt => "a JSON Web Token",
            Self::Own => "a scheme of its own",
        })
    }
}
