//! Forms as payloads.

use hookseal_core::{Payload, PayloadError, VerifiedBody, from_json};
use serde::de::DeserializeOwned;

use crate::form_field::only_field;

/// The payload in the field `payload` of a form, read as JSON: of GitHub, Gitea and Forgejo,
/// where the content type of a webhook is a form.
///
/// GitHub signs the whole form, so its deliveries need nothing but this; those of Gitea and
/// Forgejo need `GITEA_FORM` and `FORGEJO_FORM`. Slack's interactions come like that, too.
///
/// ```
/// # use hookseal_core::{Secret, Verifier};
/// # use hookseal_core::signing::{Delivery, Signer};
/// use hookseal_providers::{FormPayload, GITHUB};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let secret = || Secret::new("Jp0_pZ3kXgA7rmVu5RcW");
/// # let verifier = Verifier::new(GITHUB, secret()?)?;
/// # let form = "payload=%7B%22zen%22%3A%22Design+for+failure.%22%7D";
/// # let signed = Signer::new(GITHUB, secret()?)?.sign(&Delivery::new(form))?;
/// # let verified = verifier.verify(&signed, form)?.event().ok_or("a handshake")?;
/// let event = verified.decode::<FormPayload<serde_json::Value>>()?;
/// assert_eq!(event.payload().0["zen"], "Design for failure.");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormPayload<T>(pub T);

impl<T: DeserializeOwned> Payload for FormPayload<T> {
    fn decode(event: &VerifiedBody) -> Result<Self, PayloadError> {
        let text = only_field(event.bytes(), "payload")
            .map_err(|_| PayloadError::other("the body is no form of one field, `payload`"))?;
        from_json(text.as_bytes()).map(Self)
    }
}

/// A form (`application/x-www-form-urlencoded`), read by serde: Twilio's messages and calls,
/// Slack's commands. A field that occurs several times is read into a `Vec`, and into nothing
/// else.
///
/// ```
/// # use hookseal_core::{Secret, Verifier};
/// # use hookseal_core::signing::{Delivery, Signer};
/// use hookseal_providers::{Form, SLACK};
///
/// #[derive(serde::Deserialize)]
/// struct Command {
///     command: String,
///     text: Option<String>,
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let secret = || Secret::new("4c1f7a93e0d25b86f7a1c3d9e5b20846");
/// # let verifier = Verifier::new(SLACK, secret()?)?;
/// # let form = "command=%2Fweather&text=Ghent&user_id=U2147483697";
/// # let signed = Signer::new(SLACK, secret()?)?.sign(&Delivery::new(form))?;
/// # let verified = verifier.verify(&signed, form)?.event().ok_or("a handshake")?;
/// let event = verified.decode::<Form<Command>>()?;
/// assert_eq!(event.payload().0.command, "/weather");
/// # assert_eq!(event.payload().0.text.as_deref(), Some("Ghent"));
/// # Ok(())
/// # }
/// ```
///
/// Of Twilio, whose signature does not tell where fields begin, see
/// [`UrlAndForm`](crate::UrlAndForm).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> Payload for Form<T> {
    fn decode(event: &VerifiedBody) -> Result<Self, PayloadError> {
        serde_html_form::from_bytes(event.bytes())
            .map(Self)
            .map_err(|error| PayloadError::other(refusal(&error.to_string())))
    }
}

/// The missing field, as the type states it. Some other messages of serde quote the form.
fn refusal(said: &str) -> String {
    let missing = said.starts_with("missing field `") || said.starts_with("duplicate field `");
    let problem = if missing { said } else { "another type" };
    format!("the body is no form of the fields asked for: {problem}")
}

#[cfg(test)]
mod tests;
