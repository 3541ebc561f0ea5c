//! Schemes that are another one, over a part of the body.

use hookseal_core::HeaderName;

/// By which bodies are known that have parts.
pub(crate) const CONTENT_TYPE: HeaderName = HeaderName::from_static("Content-Type");

/// What a [`SignatureScheme`](hookseal_core::SignatureScheme) says of itself, as the scheme in its
/// field `scheme`.
macro_rules! as_scheme {
    () => {
        fn id(&self) -> &str {
            hookseal_core::SignatureScheme::id(&self.scheme)
        }

        fn algorithm(&self) -> hookseal_core::Algorithm {
            hookseal_core::SignatureScheme::algorithm(&self.scheme)
        }

        fn key_format(&self) -> hookseal_core::KeyFormat {
            hookseal_core::SignatureScheme::key_format(&self.scheme)
        }

        fn min_key_bytes(&self) -> usize {
            hookseal_core::SignatureScheme::min_key_bytes(&self.scheme)
        }

        fn signs_with_api_keys(&self) -> bool {
            hookseal_core::SignatureScheme::signs_with_api_keys(&self.scheme)
        }

        fn methods(&self) -> &[std::borrow::Cow<'static, str>] {
            hookseal_core::SignatureScheme::methods(&self.scheme)
        }

        fn facts(&self) -> &hookseal_core::EventFacts {
            hookseal_core::SignatureScheme::facts(&self.scheme)
        }

        fn handshakes(&self) -> &[hookseal_core::Handshake] {
            hookseal_core::SignatureScheme::handshakes(&self.scheme)
        }

        fn headers(&self) -> Vec<hookseal_core::HeaderName> {
            let mut headers = hookseal_core::SignatureScheme::headers(&self.scheme);
            headers.push($crate::within::CONTENT_TYPE);
            headers
        }

        fn other_names(&self) -> &[(hookseal_core::HeaderName, hookseal_core::HeaderName)] {
            hookseal_core::SignatureScheme::other_names(&self.scheme)
        }

        fn signs_header(&self, name: &hookseal_core::HeaderName) -> bool {
            hookseal_core::SignatureScheme::signs_header(&self.scheme, name)
        }

        fn freshness(&self) -> Option<hookseal_core::Freshness> {
            hookseal_core::SignatureScheme::freshness(&self.scheme)
        }

        fn retry_window(&self) -> Option<std::time::Duration> {
            hookseal_core::SignatureScheme::retry_window(&self.scheme)
        }

        fn retry_status(&self) -> hookseal_core::RetryStatus {
            hookseal_core::SignatureScheme::retry_status(&self.scheme)
        }

        fn receipt(&self) -> Option<&'static str> {
            hookseal_core::SignatureScheme::receipt(&self.scheme)
        }

        fn greatest_body(&self) -> Option<usize> {
            hookseal_core::SignatureScheme::greatest_body(&self.scheme)
        }

        fn validate(&self, public_url: Option<&str>) -> Result<(), hookseal_core::ConfigError> {
            hookseal_core::SignatureScheme::validate(&self.scheme, public_url)
        }
    };
}
pub(crate) use as_scheme;
