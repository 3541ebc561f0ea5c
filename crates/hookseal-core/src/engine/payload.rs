//! From verified bytes to the type a handler asks for.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::engine::VerifiedBody;
use crate::json::from_json;
use crate::verdict::PayloadError;

/// A type that a handler can take a verified body as.
///
/// Every type that serde can deserialize is read as JSON; [`Raw`] takes the bytes
/// as they are. Implement it for a type of your own to read another format, or to choose by
/// the kind of event what the body is read as:
///
/// ```
/// use hookseal_core::{Payload, PayloadError, VerifiedBody};
///
/// #[derive(serde::Deserialize)]
/// struct Push {
///     after: String,
/// }
///
/// #[derive(serde::Deserialize)]
/// struct Release {
///     action: String,
/// }
///
/// enum Event {
///     Push(Push),
///     Release(Release),
///     Other,
/// }
///
/// impl Payload for Event {
///     fn decode(event: &VerifiedBody) -> Result<Self, PayloadError> {
///         // As `event.event_type()` claims it.
///         match event.kind() {
///             Some("push") => event.json().map(Self::Push),
///             Some("release") => event.json().map(Self::Release),
///             _ => Ok(Self::Other),
///         }
///     }
/// }
/// # use hookseal_core::{Algorithm, Secret, Verifier};
/// # use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};
/// # use hookseal_core::signing::{Delivery, Signer};
/// # const ACME: Scheme = Scheme::new(
/// #     "acme",
/// #     Algorithm::HmacSha256,
/// #     SignatureField::plain(HeaderName::from_static("Acme-Signature")),
/// # )
/// # .with_event_type(Source::header("Acme-Event"));
/// # let secret = || Secret::new("6f1d9a52c3e84b70a1f5");
/// # let verifier = Verifier::new(ACME, secret()?)?;
/// # let delivery = Delivery::new(r#"{"after":"6113728"}"#).event_type("push");
/// # let delivery = Signer::new(ACME, secret()?)?.sign(&delivery)?;
/// # let outcome = verifier.verify(&delivery, delivery.body().to_vec())?;
/// # let body = outcome.event().ok_or("a handshake")?;
/// # let event = body.decode::<Event>()?;
/// # assert!(matches!(event.payload(), Event::Push(push) if push.after == "6113728"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The kind is often in a header that is not signed: see
/// [`Attribute`](crate::Attribute). What is read then still has to be of the type chosen.
#[diagnostic::on_unimplemented(
    message = "a webhook cannot be read as `{Self}`",
    note = "derive `serde::Deserialize` for it, take `Raw`, or implement `Payload`"
)]
pub trait Payload: Sized {
    /// Whether it can read bodies in a content coding such as gzip (default: no). If not,
    /// and [`decode`](Self::decode) fails on the encoded bytes, the answer is 415.
    const TAKES_ENCODED: bool = false;

    /// Reads the body of the event, which is authentic but may have any content.
    ///
    /// # Errors
    ///
    /// Where and why it cannot be read, without quoting its values.
    fn decode(event: &VerifiedBody) -> Result<Self, PayloadError>;
}

/// JSON, by serde.
impl<T: DeserializeOwned> Payload for T {
    fn decode(event: &VerifiedBody) -> Result<Self, PayloadError> {
        from_json(event.bytes())
    }
}

/// The verified bytes as they are, for handlers that decode for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw(pub Bytes);

impl Payload for Raw {
    const TAKES_ENCODED: bool = true;

    fn decode(event: &VerifiedBody) -> Result<Self, PayloadError> {
        Ok(Self(event.bytes().clone()))
    }
}
