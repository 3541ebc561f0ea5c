//! Checking a request in several ways by [`Scheme`](crate::Scheme)s, of which one is enough.

use bytes::Bytes;

use super::{Authentic, Check, SchemeCheck};
use crate::Rejection;

/// What a [`SignatureScheme`](crate::SignatureScheme) says of itself, as the scheme in its field.
macro_rules! as_scheme {
    ($field:ident) => {
        fn id(&self) -> &str {
            self.$field.id()
        }

        fn algorithm(&self) -> $crate::Algorithm {
            SignatureScheme::algorithm(&self.$field)
        }

        fn key_format(&self) -> $crate::KeyFormat {
            SignatureScheme::key_format(&self.$field)
        }

        fn min_key_bytes(&self) -> usize {
            SignatureScheme::min_key_bytes(&self.$field)
        }

        fn signs_with_api_keys(&self) -> bool {
            SignatureScheme::signs_with_api_keys(&self.$field)
        }

        fn methods(&self) -> &[std::borrow::Cow<'static, str>] {
            SignatureScheme::methods(&self.$field)
        }

        fn facts(&self) -> &$crate::EventFacts {
            SignatureScheme::facts(&self.$field)
        }

        fn handshakes(&self) -> &[$crate::Handshake] {
            SignatureScheme::handshakes(&self.$field)
        }

        fn other_names(&self) -> &[($crate::HeaderName, $crate::HeaderName)] {
            SignatureScheme::other_names(&self.$field)
        }

        fn signs_header(&self, name: &$crate::HeaderName) -> bool {
            SignatureScheme::signs_header(&self.$field, name)
        }

        fn tell_apart(
            &self,
            head: &dyn $crate::RequestHead,
            body: &bytes::Bytes,
            part: &mut dyn FnMut(&[u8]),
        ) -> Result<(), $crate::Rejection> {
            SignatureScheme::tell_apart(&self.$field, head, body, part)
        }

        fn freshness(&self) -> Option<$crate::Freshness> {
            SignatureScheme::freshness(&self.$field)
        }

        fn retry_window(&self) -> Option<std::time::Duration> {
            SignatureScheme::retry_window(&self.$field)
        }

        fn retry_status(&self) -> $crate::RetryStatus {
            SignatureScheme::retry_status(&self.$field)
        }

        fn receipt(&self) -> Option<&'static str> {
            SignatureScheme::receipt(&self.$field)
        }

        fn greatest_body(&self) -> Option<usize> {
            SignatureScheme::greatest_body(&self.$field)
        }
    };
}
pub(super) use as_scheme;

/// All that went well; if none did, what was wrong with one that was there at all.
pub(super) fn any<T>(
    results: impl Iterator<Item = Result<T, Rejection>>,
) -> Result<Vec<T>, Rejection> {
    let (mut good, mut refusal) = (Vec::new(), None);
    for result in results {
        match result {
            Ok(one) => good.push(one),
            Err(missing @ Rejection::MissingSignature { .. }) => {
                refusal.get_or_insert(missing);
            }
            Err(other) => {
                refusal = Some(match refusal {
                    Some(first) if !matches!(first, Rejection::MissingSignature { .. }) => first,
                    _ => other,
                });
            }
        }
    }
    match refusal {
        Some(refusal) if good.is_empty() => Err(refusal),
        _ => Ok(good),
    }
}

/// A check in several ways under way.
#[derive(Debug)]
pub struct OneOfCheck(Vec<SchemeCheck>);

impl OneOfCheck {
    pub(super) const fn new(checks: Vec<SchemeCheck>) -> Self {
        Self(checks)
    }
}

impl Check for OneOfCheck {
    fn update(&mut self, chunk: &[u8]) {
        self.0.iter_mut().for_each(|check| check.update(chunk));
    }

    fn finish(self, body: &Bytes) -> Result<Authentic, Rejection> {
        let verdicts: Vec<_> = self.0.into_iter().map(|check| check.finish(body)).collect();
        let mut refusal = Rejection::SignatureMismatch;
        for verdict in verdicts {
            match verdict {
                Ok(held) => return Ok(held),
                Err(Rejection::SignatureMismatch) => {}
                Err(other) => refusal = other, // its signature held
            }
        }
        Err(refusal)
    }
}
