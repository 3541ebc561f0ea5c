//! Errors in a file, or in one vector of it.

use hookseal_core::ConfigError;

/// An error in a file, or in one vector of it.
///
/// Its text may quote the file, but never a secret: escape it before showing it on a terminal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not a file of vectors.
    #[error("this is not a vector file: {0}")]
    NotAFile(String),
    /// Not a request.
    #[error("this is not a request in JSON (line {line}, column {column})")]
    NotARequest {
        /// The line of the error.
        line: usize,
        /// The same within the line.
        column: usize,
    },
    /// A vector lacks a member, or has a wrong one.
    #[error("this is not a vector: {0}")]
    NotAVector(String),
    /// The request's body is missing or ambiguous.
    #[error("{0}")]
    Body(&'static str),
    /// Neither the vector nor the file names a provider.
    #[error("the vector names no provider")]
    NoProvider,
    /// The provider does not exist.
    #[error("there is no provider `{provider}`")]
    UnknownProvider {
        /// Its name.
        provider: String,
    },
    /// The provider has no scheme of this name.
    #[error("{provider} has no scheme `{scheme}`{}", listed(.known))]
    UnknownScheme {
        /// The provider's id.
        provider: &'static str,
        /// The name.
        scheme: String,
        /// The names that it has.
        known: Vec<&'static str>,
    },
    /// A key's format has no such name.
    #[error("there is no key format `{0}`")]
    UnknownKeyFormat(String),
    /// The provider's scheme is fixed in what the context would change.
    #[error("`context.{member}` does not fit {provider}")]
    FixedScheme {
        /// The provider's id.
        provider: String,
        /// The member of `context`.
        member: &'static str,
    },
    /// An invalid key, algorithm, header or component.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "; it has only one scheme, so omit the name".to_owned()
    } else {
        format!("; it has {}", names.join(", "))
    }
}
