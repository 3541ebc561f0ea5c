//! Signatures over the one field of a form.

use std::borrow::Cow;

use bytes::Bytes;
use form_urlencoded::Serializer;
use hookseal_core::scheme::{
    Claim, Delivered, Description, Incoming, Scheme, SchemeWords, SignatureScheme,
};
use hookseal_core::signing::{Draft, SignError};
use hookseal_core::{ConfigError, Rejection};

use crate::form::{FORM, TWICE, demand_form, fields, is_form};
use crate::part::PartClaim;
use crate::within::CONTENT_TYPE;

/// A sender that posts a form of one field, and signs that field's text as it signs a whole
/// body elsewhere.
///
/// The field is signed and not the form, so the same text may come in another percent-encoding,
/// and nothing else may: a body with any other field, or with this one twice, is refused.
/// [`FormPayload`](crate::FormPayload) gives handlers what is in it.
///
/// ```
/// use hookseal_core::{Secret, Verifier};
/// use hookseal_providers::{FormField, GITEA_HUB};
///
/// let scheme = FormField::new(GITEA_HUB, "payload");
/// let verifier = Verifier::new(scheme, Secret::new("Jp0_pZ3kXgA7rmVu5RcW")?)?;
/// # Ok::<(), hookseal_core::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    scheme: Scheme,
    name: &'static str,
}

impl FormField {
    /// Signed as `scheme` says, with the text of the field `name` in the place of the body.
    #[must_use]
    pub const fn new(scheme: Scheme, name: &'static str) -> Self {
        Self { scheme, name }
    }

    /// Its rules in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        let words = self.scheme.words();
        let field = format!("{{field {}}}", self.name);
        let message = words.message.replace("{body}", &field);
        words.with_message(message)
    }
}

impl SignatureScheme for FormField {
    /// There is one field, and in it the text that is signed. The body is no JSON, so that no
    /// member of it counts as signed.
    fn description(&self) -> Description {
        let text = self.scheme.description().with_headers([CONTENT_TYPE]);
        text.with_signed_members([""; 0])
    }

    fn validate(&self, public_url: Option<&str>) -> Result<(), ConfigError> {
        SignatureScheme::validate(&self.scheme, public_url)
    }

    fn claim(&self, incoming: &Incoming<'_>) -> Result<Box<dyn Claim>, Rejection> {
        demand_form(incoming.head())?;
        let name = self.name;
        Ok(Box::new(PartClaim {
            claim: self.scheme.claim(incoming)?,
            take: Box::new(move |body| only_text(body, name)),
        }))
    }

    /// Written in another percent-encoding, it is the same delivery.
    fn event_identity(
        &self,
        delivered: &Delivered<'_>,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let text = only_text(delivered.body(), self.name)?;
        self.scheme.event_identity(&delivered.of_part(&text), part)
    }

    /// A body that is not a form is the text of the field.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        if is_form(draft)? {
            let text = only_field(draft.body(), self.name)?.into_owned();
            draft.set_body(text);
        }
        SignatureScheme::write(&self.scheme, draft)?;
        let text = std::str::from_utf8(draft.body())
            .map_err(|_| SignError::Unsignable("the fields of a form must be text".to_owned()))?;
        let form = Serializer::new(String::new())
            .append_pair(self.name, text)
            .finish();
        draft.set_body(form);
        draft.set(&CONTENT_TYPE, FORM);
        Ok(())
    }
}

/// As [`only_field`], as bytes.
fn only_text(body: &[u8], name: &str) -> Result<Bytes, Rejection> {
    Ok(only_field(body, name)?.into_owned().into())
}

/// The text of the field of this name, of a form that has no other.
pub(crate) fn only_field<'a>(body: &'a [u8], name: &str) -> Result<Cow<'a, str>, Rejection> {
    let mut found = None;
    for (other, text) in fields(body)? {
        if other != name {
            return Err(OTHER);
        }
        if found.replace(text).is_some() {
            return Err(TWICE);
        }
    }
    found.ok_or(OTHER)
}

const OTHER: Rejection = Rejection::MalformedBody {
    reason: "the form must have exactly one field, the signed one",
};

#[cfg(test)]
mod tests;
