//! Where keys are, and how their documents are read.

mod by_id;
#[cfg(feature = "x509")]
mod certificates;
mod jwks;
mod posted;

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use hookseal_core::keys::Wildcard;
use url::{Host, Url};

pub use self::by_id::KeyById;
#[cfg(feature = "x509")]
pub use self::certificates::Certificates;
pub use self::jwks::Jwks;
pub use self::posted::PostedKeys;
use crate::error::RemoteKeysError;

/// A kind of document that holds keys.
///
/// [`KeyById`] and [`Jwks`] are provided; others need a few lines:
///
/// ```
/// use hookseal_remote_keys::{BadAnswer, KeySource, RemoteKey};
/// use url::Url;
///
/// /// `https://keys.example.com/{id}.pem`, each a key in PEM.
/// #[derive(Debug)]
/// struct PemFiles(Url);
///
/// impl KeySource for PemFiles {
///     fn url(&self, id: &str) -> Url {
///         let mut url = self.0.clone();
///         if let Ok(mut path) = url.path_segments_mut() {
///             path.push(&format!("{id}.pem")); // percent-encoded: no id leaves the folder
///         }
///         url
///     }
///
///     fn read(&self, id: &str, body: &[u8]) -> Result<Vec<RemoteKey>, BadAnswer> {
///         let text = str::from_utf8(body).map_err(|_| BadAnswer::new("it is not text"))?;
///         Ok(vec![RemoteKey::new(id, text)])
///     }
/// }
/// ```
pub trait KeySource: fmt::Debug + Send + Sync + 'static {
    /// The address of the document with the key `id`: its own, or one for all keys. Scheme,
    /// host and port must not depend on the id, which is whatever a request says; where
    /// they do, nothing is fetched, unless [`addresses`](Self::addresses) has it.
    fn url(&self, id: &str) -> Url;

    /// The addresses from which documents may be fetched, for senders that name the address
    /// itself. None by default: then it is the origin of `url` alone.
    ///
    /// Each must be `https`, and at most the leftmost parts of its host may vary.
    fn addresses(&self) -> Option<&[Wildcard]> {
        None
    }

    /// The JSON to `POST` to request the key `id`. By default none, and the request is a `GET`.
    /// It may contain a secret, which is sent only to that address.
    fn question(&self, id: &str) -> Option<Vec<u8>> {
        let _ = id;
        None
    }

    /// The id to look up for requests that name none, as where any key of a set may have
    /// signed. None by default: the keys of such requests are unknown.
    fn unnamed(&self) -> Option<&str> {
        None
    }

    /// Whether this can be the id of a key. Any, by default; others are unknown, and nothing
    /// is fetched for them.
    fn takes(&self, id: &str) -> bool {
        let _ = id;
        true
    }

    /// The keys in the body of an answer with status 200. `id` is the one asked for; where
    /// it is not among them, it is unknown. Keys that do not fit the scheme may be among
    /// them.
    ///
    /// # Errors
    ///
    /// [`BadAnswer`] if this is not such a document.
    fn read(&self, id: &str, body: &[u8]) -> Result<Vec<RemoteKey>, BadAnswer>;

    /// Whether the statuses 400, 404 and 410 mean that the key does not exist (default yes).
    /// Otherwise they are failures.
    fn missing_is_unknown(&self) -> bool {
        true
    }
}

/// A key in a document, or several under one id.
#[derive(Clone)]
pub struct RemoteKey {
    pub(crate) id: Box<str>,
    pub(crate) texts: Vec<Box<str>>,
}

impl RemoteKey {
    /// The key `id`, whose text is in the scheme's key format: with
    /// `KeyFormat::Spki`, PEM or the base64 of a `SubjectPublicKeyInfo`; of Ed25519 also the
    /// base64 of its 32 bytes.
    #[must_use]
    pub fn new(id: impl Into<Box<str>>, text: impl Into<Box<str>>) -> Self {
        Self {
            id: id.into(),
            texts: vec![text.into()],
        }
    }

    /// Several keys under one id: each may have signed. Those that do not fit the scheme are
    /// left out.
    #[must_use]
    pub fn any_of<T: Into<Box<str>>>(
        id: impl Into<Box<str>>,
        texts: impl IntoIterator<Item = T>,
    ) -> Self {
        Self {
            id: id.into(),
            texts: texts.into_iter().map(Into::into).collect(),
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Shows the id alone.
impl fmt::Debug for RemoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RemoteKey").field(&self.id).finish()
    }
}

/// An answer that is not the document it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadAnswer(Cow<'static, str>);

impl BadAnswer {
    /// `reason` goes to the log; nothing secret, and nothing of the answer.
    #[must_use]
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self(reason.into())
    }
}

/// Whether it can be an id: visible ASCII, 1 to 256 bytes.
pub(crate) fn is_key_id(id: &str) -> bool {
    (1..=MAX_ID_BYTES).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

const MAX_ID_BYTES: usize = 256;

/// Reads an address that the app has configured.
pub(crate) fn parse_url(text: &str) -> Result<Url, RemoteKeysError> {
    let invalid = |reason| RemoteKeysError::InvalidUrl { reason };
    if !text.is_ascii() {
        return Err(invalid(
            "it is not ASCII; write such a host as `xn--…`, so that a look-alike shows",
        ));
    }
    let url = Url::parse(text).map_err(|_| invalid("it is not a URL"))?;
    check_url(&url)?;
    Ok(url)
}

/// Refuses addresses from which no key must come.
pub(crate) fn check_url(url: &Url) -> Result<(), RemoteKeysError> {
    let invalid = |reason| Err(RemoteKeysError::InvalidUrl { reason });
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(url) => {}
        "http" => {
            return invalid("it is `http`, which only literal loopback addresses may be");
        }
        _ => return invalid("it is not `https`"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return invalid("it contains a user name or password");
    }
    if url.fragment().is_some() {
        return invalid("it has a fragment, which is never sent to the server");
    }
    Ok(())
}

/// Refuses patterns that match addresses on hosts of more than one owner.
pub(crate) fn check_addresses(addresses: &[Wildcard]) -> Result<(), RemoteKeysError> {
    let invalid = |reason| Err(RemoteKeysError::InvalidUrl { reason });
    if addresses.is_empty() {
        return invalid("no pattern was given");
    }
    for pattern in addresses {
        let url = example(pattern)?;
        let host = pattern.as_str().split('/').nth(2).unwrap_or_default();
        if url.path() == "/" || url.query().is_some() {
            return invalid("a pattern needs a path, and no query");
        }
        // A name that somebody can register has two labels at least.
        if let Some((_, fixed)) = host.rsplit_once('*')
            && (!fixed.starts_with('.') || fixed.matches('.').count() < 2)
        {
            return invalid("only labels to the left of the last two of its host may vary");
        }
    }
    Ok(())
}

/// An address that a pattern matches.
pub(crate) fn example(pattern: &Wildcard) -> Result<Url, RemoteKeysError> {
    parse_url(&pattern.as_str().replace('*', "x"))
}

fn show(f: &mut fmt::Formatter<'_>, name: &str, url: &Url) -> fmt::Result {
    f.debug_struct(name)
        .field("host", &url.host_str())
        .field("path", &url.path())
        .finish_non_exhaustive()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        _ => false, // a name is whatever DNS says
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k21_only_https_addresses_without_a_user_are_taken() {
        for good in [
            "https://keys.example.com/public-key",
            "https://keys.example.com:8443/jwks.json?tenant=7",
            "http://127.0.0.1:4000/keys",
            "http://127.9.9.9/keys",
            "http://[::1]:4000/keys",
        ] {
            assert!(parse_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://keys.example.com/",
            "http://localhost/",
            "http://127.0.0.1.example.com/",
            "http://10.0.0.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://[::ffff:127.0.0.1]/",
            "ftp://keys.example.com/",
            "file:///etc/passwd",
            "data:,x",
            "https://user@keys.example.com/",
            "https://user:password@keys.example.com/",
            "https://:password@keys.example.com/",
            "https://keys.example.com/#part",
            "https://kеys.example.com/",
            "https://",
            "keys.example.com",
            "",
        ] {
            assert!(parse_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn k21_patterns_of_addresses_stay_with_one_owner() {
        let check = |text: &str| check_addresses(&[Wildcard::from(text.to_owned())]);
        for good in [
            "https://sns.*.amazonaws.com/SimpleNotificationService-*.pem",
            "https://api.example.com/certs/*",
            "https://*.keys.example.com/key.pem",
            "http://127.0.0.1:4000/*.pem",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "https://*/key.pem",
            "https://*.com/key.pem",
            "https://example.*/key.pem",
            "https://keys.*.com/key.pem",
            "https://keys*.example.com:*/key.pem",
            "https://*example.com/key.pem",
            "https://user@*.example.com/key.pem",
            "https://*@keys.example.com/key.pem",
            "https://keys.example.com",
            "https://keys.example.com/?id=*",
            "https://keys.example.com/#*",
            "http://*.example.com/key.pem",
            "*://keys.example.com/key.pem",
            "*",
            "",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert!(check_addresses(&[]).is_err());
    }

    #[test]
    fn k17_r21_ids_are_visible_ascii_of_bounded_length() {
        for good in ["a", "mc-2026", "../../etc/passwd", &"k".repeat(256)] {
            assert!(is_key_id(good), "{good}");
        }
        for bad in ["", " ", "a b", "a\0", "a\nb", "kéy", &"k".repeat(257)] {
            assert!(!is_key_id(bad), "{bad:?}");
        }
    }
}
