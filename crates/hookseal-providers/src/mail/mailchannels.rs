//! MailChannels.

mod event;

use hookseal_core::Algorithm;
use hookseal_core::httpsig::{Component, MessageSignatures};

pub use self::event::{
    MailChannelsBounce, MailChannelsEvent, MailChannelsKind, MailChannelsTracking,
};
use crate::{Group, Provider, ProviderScheme};

/// Where MailChannels' public keys are, to be asked for by `?id=<key id>`: the address for
/// `hookseal_remote_keys::RemoteKeys::by_id`. It answers `{"id", "key"}`, the key being PEM,
/// or the base64 of a `SubjectPublicKeyInfo` or of the key's 32 bytes: MailChannels' libraries
/// take one or the other. An unknown id gets 404.
///
/// Source: <https://mailchannels.yizack.com/modules/webhooks/get-signing-key>
pub const MAILCHANNELS_KEYS: &str = "https://api.mailchannels.net/tx/v1/webhook/public-key";

/// MailChannels: HTTP Message Signatures (RFC 9421) by Ed25519 over `Content-Digest`.
///
/// The signature has a label that changes (`sig_1700000000`), covers at least
/// `"content-digest"`, and has the parameters `created`, `alg="ed25519"` and `keyid`. The digest
/// is required of an empty body too, as MailChannels' libraries require it, and so are `created`
/// and `keyid`. `created` may be 300 s old and 60 s ahead. Neither method nor target is covered,
/// so a delivery fits any of an account's endpoints.
///
/// Keys change, rarely, and are found by their id: give the verifier a resolver for
/// [`MAILCHANNELS_KEYS`], or a key with its [`id`](hookseal_core::Key::id). The payload is a
/// `Vec<`[`MailChannelsEvent`]`>` of up to 1,000 events, for which verifiers take 4 MiB.
///
/// ```
/// use hookseal_core::{Key, PublicKey, Verifier};
///
/// let key = PublicKey::new("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")?;
/// let verifier = Verifier::builder(hookseal_providers::mailchannels())
///     .key(Key::from(key).id("mckey"))
///     .build()?;
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
///
/// Source: <https://mailchannels.yizack.com/modules/webhooks/verify>
#[must_use]
pub fn mailchannels() -> MessageSignatures {
    MessageSignatures::new("mailchannels", Algorithm::Ed25519)
        .require([Component::CONTENT_DIGEST])
        .require_key_id()
        .with_greatest_body(4 * 1024 * 1024)
}

pub(crate) const PROVIDER: Provider = Provider {
    id: "mailchannels",
    name: "MailChannels",
    constant: "mailchannels()",
    group: Group::Mail,
    documentation: "https://docs.mailchannels.com/email-api/webhooks",
    checked: "2026-11-21",
    feature: Some("httpsig"),
    scheme: ProviderScheme::MessageSignatures(mailchannels),
    names: &[],
    variants: &[],
};
