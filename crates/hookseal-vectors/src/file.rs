//! One file.

use serde::Deserialize;
use serde_json::Value;

use crate::{Error, Vector};

/// A file of vectors, as far as it can be read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct File {
    /// The origin of the vectors, according to the file.
    pub proof: Option<String>,
    /// The vectors in their order, those that cannot be read among them.
    pub vectors: Vec<Entry>,
}

/// One vector of a file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// Its name, or its position where it has none.
    pub name: String,
    /// Its provider's id, as the vector or the file says; empty where neither does.
    pub provider: String,
    /// The vector, or why it is invalid.
    pub vector: Result<Vector, Error>,
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    provider: Option<String>,
    #[serde(default)]
    proof: Option<String>,
    vectors: Vec<Value>,
}

impl File {
    /// Reads a file's bytes.
    ///
    /// # Errors
    ///
    /// They are not a JSON object with `vectors`. An error in one vector is in its [`Entry`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let written: Written =
            serde_json::from_slice(bytes).map_err(|error| Error::NotAFile(error.to_string()))?;
        let entries = written.vectors.into_iter().enumerate();
        Ok(Self {
            proof: written.proof,
            vectors: entries
                .map(|(position, value)| Entry::read(position, &value, written.provider.as_deref()))
                .collect(),
        })
    }
}

impl Entry {
    fn read(position: usize, value: &Value, usual: Option<&str>) -> Self {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let provider = text("provider").or(usual);
        Self {
            name: text("name").map_or_else(|| format!("vector {position}"), str::to_owned),
            provider: provider.unwrap_or_default().to_owned(),
            vector: provider
                .ok_or(Error::NoProvider)
                .and_then(|provider| Vector::read(value, provider)),
        }
    }
}
