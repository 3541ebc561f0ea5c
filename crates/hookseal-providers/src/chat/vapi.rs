//! Vapi.

use hookseal_core::scheme::{HeaderName, SharedToken, Source};

use crate::{CodeScheme, Group, Provider, ProviderScheme};

/// Vapi: the token of the credential follows `Bearer ` in `Authorization`, or, where that
/// is set so, in `X-Vapi-Secret`, which counts before it.
///
/// **It authenticates no body**, see [`SharedToken`]. Vapi can also sign by an HMAC whose header,
/// template and encoding the user chooses: write that as a scheme of your own.
///
/// Source: <https://docs.vapi.ai/server-url/server-authentication>
pub const VAPI: SharedToken = SharedToken::header("vapi", HeaderName::from_static("X-Vapi-Secret"))
    .with_other_header(HeaderName::from_static("Authorization"), "Bearer ")
    .with_event_type(Source::json("/message/type"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "vapi",
    name: "Vapi",
    constant: "VAPI",
    group: Group::Chat,
    documentation: "https://docs.vapi.ai/server-url/server-authentication",
    checked: "2026-11-30",
    feature: None,
    scheme: ProviderScheme::Code(CodeScheme::new(&|| VAPI)),
    names: &[],
    variants: &[],
};
