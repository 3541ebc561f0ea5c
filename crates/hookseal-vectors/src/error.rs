//! What is wrong with a file, or with one vector in it.

use hookseal_core::ConfigError;

/// What is wrong with a file, or with one vector in it.
///
/// Its text may contain what stands in the file, and never a secret: whoever shows it on a
/// terminal has to escape it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is no file of vectors.
    #[error("this is not a vector file: {0}")]
    NotAFile(String),
    /// It is no request.
    #[error("this is not a request in JSON (line {line}, column {column})")]
    NotARequest {
        /// Where it ends to be one.
        line: usize,
        /// The same within the line.
        column: usize,
    },
    /// A vector lacks something, or has something else in its place.
    #[error("this is not a vector: {0}")]
    NotAVector(String),
    /// The request's body cannot be told.
    #[error("{0}")]
    Body(&'static str),
    /// Neither the vector nor the file names a provider.
    #[error("the vector names no provider")]
    NoProvider,
    /// There is no such provider.
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
    /// A key, an algorithm, a header or a component is none.
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
