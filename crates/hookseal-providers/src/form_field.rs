//! Signatures over the one field of a form.

use std::borrow::Cow;

use bytes::Bytes;
use form_urlencoded::Serializer;
use hookseal_core::{
    Authentic, BodyCoverage, Check, Draft, Incoming, Payload, PayloadError, Rejection, RequestHead,
    Scheme, SchemeCheck, SchemeWords, SignError, SignatureScheme,
};

use crate::form::{FORM, TWICE, demand_form, fields, is_form};
use crate::within::{CONTENT_TYPE, as_scheme};

/// A sender that posts a form of one field, and signs that field's text as it signs a whole
/// body elsewhere.
///
/// The field is signed and not the form, so the same text may come in another percent-encoding,
/// and nothing else may: a body with any other field, or with this one twice, is refused.
/// [`FormPayload`] gives handlers what is in it.
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

    /// What it demands, in words.
    #[must_use]
    pub fn words(&self) -> SchemeWords {
        let words = self.scheme.words();
        let field = format!("{{field {}}}", self.name);
        let message = words.message.replace("{body}", &field);
        words.message(message)
    }
}

impl SignatureScheme for FormField {
    type Check = FormFieldCheck;

    as_scheme!();

    /// There is one field, and in it the text that is signed.
    fn body_coverage(&self) -> BodyCoverage {
        SignatureScheme::body_coverage(&self.scheme)
    }

    fn signs_member(&self, _: &str) -> bool {
        false // the body is no JSON
    }

    /// Written in another percent-encoding, it is the same delivery.
    fn tell_apart(
        &self,
        head: &dyn RequestHead,
        body: &Bytes,
        part: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Rejection> {
        let text = Bytes::from(only_field(body, self.name)?.into_owned());
        SignatureScheme::tell_apart(&self.scheme, head, &text, part)
    }

    fn screen(&self, incoming: &Incoming<'_>) -> Result<(), Rejection> {
        demand_form(incoming.head())?;
        SignatureScheme::screen(&self.scheme, incoming)
    }

    fn begin(&self, incoming: &Incoming<'_>) -> Result<FormFieldCheck, Rejection> {
        demand_form(incoming.head())?;
        Ok(FormFieldCheck {
            check: SignatureScheme::begin(&self.scheme, incoming)?,
            name: self.name,
        })
    }

    /// A body that is no form is the text of the field.
    fn write(&self, draft: &mut Draft<'_>) -> Result<(), SignError> {
        if is_form(draft)? {
            let text = only_field(draft.body(), self.name)?.into_owned();
            draft.set_body(text);
        }
        SignatureScheme::write(&self.scheme, draft)?;
        let text = std::str::from_utf8(draft.body())
            .map_err(|_| SignError::Unsignable("what a form holds is text".to_owned()))?;
        let form = Serializer::new(String::new())
            .append_pair(self.name, text)
            .finish();
        draft.set_body(form);
        draft.set(&CONTENT_TYPE, FORM);
        Ok(())
    }
}

/// The check of a [`FormField`] under way.
#[derive(Debug)]
pub struct FormFieldCheck {
    check: SchemeCheck,
    name: &'static str,
}

impl Check for FormFieldCheck {
    fn update(&mut self, _chunk: &[u8]) {} // the field is known when all is there

    fn finish(mut self, body: &Bytes) -> Result<Authentic, Rejection> {
        let text = Bytes::from(only_field(body, self.name)?.into_owned());
        self.check.update(&text);
        self.check.finish(&text)
    }
}

/// The payload in the field `payload` of a form, read as `T`: of GitHub, Gitea and Forgejo, where
/// the content type of a webhook is a form.
///
/// GitHub signs the whole form, so its deliveries need nothing but this; those of Gitea and
/// Forgejo need `GITEA_FORM` and `FORGEJO_FORM`.
///
/// ```
/// use hookseal_core::Payload as _;
/// use hookseal_providers::FormPayload;
///
/// let body = "payload=%7B%22zen%22%3A%22Design+for+failure.%22%7D".into();
/// let FormPayload(event) = FormPayload::<serde_json::Value>::decode(&body)?;
/// assert_eq!(event["zen"], "Design for failure.");
/// # Ok::<(), hookseal_core::PayloadError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormPayload<T>(pub T);

impl<T: Payload> Payload for FormPayload<T> {
    fn decode(body: &Bytes) -> Result<Self, PayloadError> {
        let text = only_field(body, "payload")
            .map_err(|_| PayloadError::other("the body is no form of one field, `payload`"))?;
        T::decode(&Bytes::from(text.into_owned())).map(Self)
    }
}

/// The text of the field of this name, of a form that has no other.
fn only_field<'a>(body: &'a [u8], name: &str) -> Result<Cow<'a, str>, Rejection> {
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
    reason: "the form has not the one field that is signed, and no other",
};

#[cfg(test)]
mod tests;
