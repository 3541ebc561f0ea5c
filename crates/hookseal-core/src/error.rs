//! What can be wrong with a configuration. Always an error when a value is built,
//! never an answer to a request.

use std::fmt;

/// A configuration that hookseal refuses to build.
///
/// The message names the place and the way out, and never contains key material. `Debug` is
/// the same text, since that is what a `main` prints that ends by `?`.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Parts of variable length touch, so bytes could move between them.
    #[error(
        "scheme `{scheme}`: two parts of variable length touch without a separator; put a literal between them, or call `ambiguous_by_design` if the sender leaves no choice"
    )]
    AmbiguousTemplate {
        /// The scheme's id.
        scheme: String,
    },
    /// A limit for bodies that no machine has the memory for.
    #[error(
        "a body limit of {limit} bytes is more than any machine can hold; set the longest body that a delivery can have"
    )]
    BodyLimitTooGreat {
        /// The limit that was given, in bytes.
        limit: usize,
    },
    /// All unverified bodies together may hold less than one of them.
    #[error(
        "all unverified bodies together may hold {budget} bytes, and one alone {limit}: raise `unverified_budget`, or lower `body_limit`"
    )]
    BudgetBelowLimit {
        /// What all may hold, in bytes.
        budget: usize,
        /// What one may hold, in bytes.
        limit: usize,
    },
    /// Keys for a verifier that was built closed.
    #[error("this verifier was built closed, by `Verifier::closed`; build another one with keys")]
    Closed,
    /// Two keys of one ring that are the same key for the algorithm.
    #[error("keys {first} and {second} are the same key; remove one")]
    EquivalentKeys {
        /// Position of the first key, from 0.
        first: usize,
        /// Position of the second key, from 0.
        second: usize,
    },
    /// A secret without content.
    #[error("the secret is empty; is the environment variable or file set?")]
    EmptySecret,
    /// What is wrong with the secret in an environment variable.
    #[error("environment variable `{}`: {error}", name.escape_debug())]
    InVariable {
        /// The variable's name.
        name: String,
        /// What is wrong.
        error: Box<Self>,
    },
    /// A component that no signature can cover (RFC 9421, section 2).
    #[error(
        "`{}` is no component of a request; write `@method`, a header's name, or an identifier as in `Signature-Input`",
        component.escape_debug()
    )]
    InvalidComponent {
        /// The component that was given.
        component: String,
    },
    /// A header name that is no RFC 9110 token.
    #[error("`{}` is not a header name", name.escape_debug())]
    InvalidHeaderName {
        /// The name that was given.
        name: String,
    },
    /// Keys were given to a verifier that looks them up for each request.
    #[error("this verifier looks up its keys: give it either keys or a resolver")]
    KeysAreLookedUp,
    /// A key that is not what the scheme expects.
    #[error("the key is malformed: {reason}")]
    InvalidKey {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A public base URL that cannot be one.
    #[error(
        "the public URL must be `https://host` or `http://host`, with a path at most and no trailing slash"
    )]
    InvalidPublicUrl,
    /// A replay guard that would not keep its promise.
    #[error("the replay guard: {reason}")]
    InvalidReplayGuard {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Rules that cannot verify anything or would verify too much.
    #[error("scheme `{scheme}`: {reason}")]
    InvalidScheme {
        /// The scheme's id.
        scheme: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// What cannot stand between the pairs of a signature header.
    #[error("`{}` is no separator: it must be ASCII punctuation, and not `=`", separator.escape_debug())]
    InvalidSeparator {
        /// The character that was given.
        separator: char,
    },
    /// A template of what is signed that cannot be read.
    #[error("the template of the message: {reason}")]
    InvalidTemplate {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The text looks like an API key rather than a webhook secret.
    #[error(
        "this looks like an API key (it starts with `{prefix}`), not a webhook signing secret; both are shown in the sender's dashboard"
    )]
    LooksLikeApiKey {
        /// The telling beginning.
        prefix: &'static str,
    },
    /// A verifier without any key.
    #[error("no key was given; add one with `key`, or have them looked up with `resolver`")]
    NoKey,
    /// An environment variable that cannot be read.
    #[error("environment variable `{}` is not {lacks}", name.escape_debug())]
    NoVariable {
        /// The variable's name.
        name: String,
        /// `set` or `UTF-8`.
        lacks: &'static str,
    },
    /// A secret that a sender's documentation shows.
    #[error(
        "this secret is published in a sender's documentation, so anyone can sign with it; use your own, or call `allow_weak_secrets` in tests"
    )]
    PublishedSecret,
    /// The scheme signs the public URL, which only the configuration knows.
    #[error("scheme `{scheme}` signs the URL; set `public_url` to the address the sender calls")]
    PublicUrlNeeded {
        /// The scheme's id.
        scheme: String,
    },
    /// A name that no algorithm of this build has.
    #[error(
        "`{}` is no algorithm of this build; ECDSA and RSA need the feature `aws-lc`",
        name.escape_debug()
    )]
    UnknownAlgorithm {
        /// The name that was given.
        name: String,
    },
    /// A word of a configuration that means nothing.
    #[error("`{}` is not {known}", word.escape_debug())]
    UnknownWord {
        /// The word that was given.
        word: String,
        /// What would have been one.
        known: &'static str,
    },
    /// Zeros at the end of a secret, of which HMAC sees nothing.
    #[error(
        "the secret ends in zero bytes, which HMAC does not see: {effective} bytes are left, the scheme demands {minimum}; is it padded?"
    )]
    SecretEndsInZeros {
        /// Bytes before the zeros.
        effective: usize,
        /// Bytes demanded.
        minimum: usize,
    },
    /// A character that nobody sees, where no sender puts one.
    #[error(
        "the secret has an invisible character, U+{:04X}, at place {position}; delete it there, or use `Secret::trimmed` for white space and a byte order mark at the ends",
        u32::from(*character)
    )]
    SecretHasInvisible {
        /// Which it is.
        character: char,
        /// Where it is, counted in characters from 1.
        position: usize,
    },
    /// The text is more than the secret: a whole line of a file, say.
    #[error(
        "the text of the secret {what}; leave that out, or call `allow_weak_secrets` if it belongs to the secret"
    )]
    SecretHasMore {
        /// What there is beside it.
        what: &'static str,
    },
    /// White space at the secret's ends, most often a newline from a file.
    #[error(
        "the secret {place} with white space, most often a newline from a file; use `Secret::trimmed` if it does not belong to it"
    )]
    SecretHasWhitespace {
        /// `begins` or `ends`.
        place: &'static str,
    },
    /// Fewer bytes than the scheme demands.
    #[error(
        "the secret has {actual} bytes, the scheme demands {minimum}; use a longer one, or `allow_weak_secrets` if the sender gives no other"
    )]
    SecretTooShort {
        /// Bytes of key material given.
        actual: usize,
        /// Bytes demanded.
        minimum: usize,
    },
    /// More keys than are tried for one request.
    #[error(
        "{actual} keys were given, at most {maximum} can be active at once; leave out those that no delivery needs any more"
    )]
    TooManyKeys {
        /// Keys given.
        actual: usize,
        /// Keys allowed.
        maximum: usize,
    },
    /// A secret that anyone can guess: a placeholder or a pattern.
    #[error(
        "the secret is a placeholder or a pattern, such as a word repeated or digits in a row; put the sender's real secret there, or call `allow_weak_secrets` if it is that"
    )]
    WeakSecret,
    /// A time in which nothing could be done.
    #[error("`{setting}` is no time at all: every delivery would be refused that is waited for")]
    NoTime {
        /// The builder's method.
        setting: &'static str,
    },
    /// A secret where a public key is needed, or the reverse.
    #[error("scheme `{scheme}` needs a {needed}, and was given another kind of key")]
    WrongKeyKind {
        /// The scheme's id.
        scheme: String,
        /// `secret` or `public key`.
        needed: &'static str,
    },
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Only what would silently never match is refused; the URL itself is the sender's matter.
pub(crate) fn check_public_url(url: &str) -> Result<(), ConfigError> {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    match host {
        Some(host)
            if !host.is_empty() && !host.ends_with('/') && !host.contains(['?', '#', ' ']) =>
        {
            Ok(())
        }
        _ => Err(ConfigError::InvalidPublicUrl),
    }
}

#[cfg(test)]
mod tests {
    use super::ConfigError;

    #[test]
    fn what_main_prints_is_the_message() {
        let error = ConfigError::NoVariable {
            name: "ACME_SECRET".to_owned(),
            lacks: "set",
        };
        for text in [
            format!("{error:?}"),
            format!("{error:#?}"),
            error.to_string(),
        ] {
            assert_eq!(text, "environment variable `ACME_SECRET` is not set");
        }
    }
}
