//! Errors in a configuration. They occur when a value is built, never in answer to a request.

use std::fmt;

/// A configuration that hookseal refuses to build.
///
/// The message names the problem and the fix, and never contains key material. `Debug` prints the
/// same text, because `main` prints that when it returns an error.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Parts of variable length touch, so bytes could move between them.
    #[error(
        "scheme `{scheme}`: two parts of variable length are adjacent, without a separator; put a literal between them, or call `ambiguous_by_design` if that is how the sender signs"
    )]
    AmbiguousTemplate {
        /// The scheme's id.
        scheme: String,
    },
    /// A body limit that exceeds any machine's memory.
    #[error(
        "a body limit of {limit} bytes exceeds any machine's memory; set it to the longest body a delivery can have"
    )]
    BodyLimitTooGreat {
        /// The limit that was given, in bytes.
        limit: usize,
    },
    /// The budget for all unverified bodies is less than the limit for one.
    #[error(
        "`unverified_budget` ({budget} bytes) is less than `body_limit` ({limit} bytes); raise the first or lower the second"
    )]
    BudgetBelowLimit {
        /// The budget for all bodies, in bytes.
        budget: usize,
        /// The limit for one body, in bytes.
        limit: usize,
    },
    /// Keys for a verifier that was built closed.
    #[error("this verifier was built closed, by `Verifier::closed`; build another one with keys")]
    Closed,
    /// Keys for a verifier of several senders, which has none of its own.
    #[error(
        "this verifier is for several senders and has no keys of its own; replace those of the one they belong to"
    )]
    KeysOfSeveral,
    /// Two senders for one URL whose requests look alike.
    #[error(
        "requests of `{sender}` cannot be known by their headers, {}; give it a URL of its own",
        other.as_ref().map_or_else(
            || "since it reads none that others do not send".to_owned(),
            |other| format!("which `{other}` reads too"),
        )
    )]
    SendersLookAlike {
        /// The sender that has no header of its own.
        sender: String,
        /// One whose headers are the same, if it has any.
        other: Option<String>,
    },
    /// A verifier for several senders, without any.
    #[error("a verifier for several senders needs at least one")]
    NoSenders,
    /// Two keys of one ring that are the same key for the algorithm.
    #[error("keys {first} and {second} are the same key; remove one")]
    EquivalentKeys {
        /// Position of the first key, from 0.
        first: usize,
        /// Position of the second key, from 0.
        second: usize,
    },
    /// A secret without content.
    #[error("the secret is empty; check that its environment variable or file is set")]
    EmptySecret,
    /// The problem with the secret in an environment variable.
    #[error("environment variable `{}`: {error}", name.escape_debug())]
    InVariable {
        /// The variable's name.
        name: String,
        /// The problem.
        error: Box<Self>,
    },
    /// A component that no signature can cover (RFC 9421, section 2).
    #[error(
        "`{}` is not a component of a request; use `@method`, a header name, or an identifier as in `Signature-Input`",
        component.escape_debug()
    )]
    InvalidComponent {
        /// The component that was given.
        component: String,
    },
    /// A header name that is not an RFC 9110 token.
    #[error("`{}` is not a header name", name.escape_debug())]
    InvalidHeaderName {
        /// The name that was given.
        name: String,
    },
    /// Keys were given to a verifier that looks them up for each request.
    #[error("this verifier looks up its keys; configure either keys or a resolver, not both")]
    KeysAreLookedUp,
    /// A key in a form that the scheme does not expect.
    #[error("the key is malformed: {reason}")]
    InvalidKey {
        /// The problem.
        reason: &'static str,
    },
    /// A public base URL that cannot be one.
    #[error(
        "the public URL must be `https://host` or `http://host`, with a path at most and no trailing slash"
    )]
    InvalidPublicUrl,
    /// A replay guard that would not keep its promise.
    #[error("invalid replay guard: {reason}")]
    InvalidReplayGuard {
        /// The problem.
        reason: &'static str,
    },
    /// Rules that cannot verify anything or would verify too much.
    #[error("scheme `{scheme}`: {reason}")]
    InvalidScheme {
        /// The scheme's id.
        scheme: String,
        /// The problem.
        reason: &'static str,
    },
    /// A separator that cannot be between the pairs of a signature header.
    #[error("`{}` cannot separate pairs: use ASCII punctuation other than `=`", separator.escape_debug())]
    InvalidSeparator {
        /// The character that was given.
        separator: char,
    },
    /// A template of what is signed that cannot be read.
    #[error("the template of the message: {reason}")]
    InvalidTemplate {
        /// The problem.
        reason: &'static str,
    },
    /// The text looks like an API key rather than a webhook secret.
    #[error(
        "this looks like an API key (it starts with `{prefix}`), not a webhook signing secret; copy the signing secret from the sender's dashboard"
    )]
    LooksLikeApiKey {
        /// The prefix that identifies it.
        prefix: &'static str,
    },
    /// A verifier without any key.
    #[error("no key is configured; add one with `key`, or set a `resolver`")]
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
    /// A name of no algorithm in this build.
    #[error(
        "unknown algorithm `{}`; ECDSA and RSA require the feature `aws-lc`",
        name.escape_debug()
    )]
    UnknownAlgorithm {
        /// The name that was given.
        name: String,
    },
    /// An unknown word in a configuration.
    #[error("`{}` is not {known}", word.escape_debug())]
    UnknownWord {
        /// The word that was given.
        word: String,
        /// The words that are known.
        known: &'static str,
    },
    /// Zeros at the end of a secret, which HMAC ignores.
    #[error(
        "the secret ends in zero bytes, which HMAC ignores: {effective} bytes remain, but the scheme requires {minimum}; remove any padding"
    )]
    SecretEndsInZeros {
        /// Bytes before the zeros.
        effective: usize,
        /// Bytes required.
        minimum: usize,
    },
    /// An invisible character, where no sender puts one.
    #[error(
        "the secret has an invisible character, U+{:04X}, at position {position}; delete it, or use `Secret::trimmed` for white space or a byte order mark at the ends",
        u32::from(*character)
    )]
    SecretHasInvisible {
        /// Which it is.
        character: char,
        /// Where it is, counted in characters from 1.
        position: usize,
    },
    /// The text is more than the secret, for example a whole line of a file.
    #[error(
        "the secret's text {what}; remove that, or call `allow_weak_secrets` if it is part of the secret"
    )]
    SecretHasMore {
        /// The text around it.
        what: &'static str,
    },
    /// White space at the secret's ends, most often a newline from a file.
    #[error(
        "the secret {place} with white space, most often a newline from a file; use `Secret::trimmed` unless it is part of the secret"
    )]
    SecretHasWhitespace {
        /// `begins` or `ends`.
        place: &'static str,
    },
    /// Fewer bytes than the scheme requires.
    #[error(
        "the secret has {actual} bytes, but the scheme requires {minimum}; use a longer one, or call `allow_weak_secrets` if the sender issues no longer one"
    )]
    SecretTooShort {
        /// Bytes of key material given.
        actual: usize,
        /// Bytes required.
        minimum: usize,
    },
    /// More keys than are tried for one request.
    #[error(
        "{actual} keys were given, but at most {maximum} can be active at once; remove those that are no longer in use"
    )]
    TooManyKeys {
        /// Keys given.
        actual: usize,
        /// Keys allowed.
        maximum: usize,
    },
    /// A secret that anyone can guess: a placeholder or a pattern.
    #[error(
        "the secret is a placeholder or a pattern, such as a repeated word or consecutive digits; use the sender's real secret, or call `allow_weak_secrets` if this is the real one"
    )]
    WeakSecret,
    /// A time in which nothing could be done.
    #[error(
        "`{setting}` is zero, so every delivery that is not there at once would be refused; set a longer time"
    )]
    NoTime {
        /// The builder's method.
        setting: &'static str,
    },
    /// A secret where a public key is needed, or the reverse.
    #[error("scheme `{scheme}` needs a {needed}, but was given another kind of key")]
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
