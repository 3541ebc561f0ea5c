//! The keys of a vector.

use std::collections::BTreeMap;

use hookseal_core::{ConfigError, Key, KeyRing, PublicKey, Secret};
use serde::Deserialize;

/// All that says a key.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Keys {
    secret: Option<String>,
    secrets: Secrets,
    public_key: Option<String>,
    /// By the ids by which requests name them.
    #[serde(rename = "keys")]
    by_id: BTreeMap<String, KeyEntry>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Secrets {
    List(Vec<String>),
    Labelled(BTreeMap<String, String>),
}

impl Default for Secrets {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

#[derive(Clone, Deserialize)]
struct KeyEntry {
    secret: Option<String>,
    public_key: Option<String>,
}

impl Keys {
    /// The ring, whose keys have the id `id` if `keys` names none.
    pub(crate) fn ring(&self, id: Option<&str>) -> Result<KeyRing, ConfigError> {
        let mut ring = KeyRing::new();
        let mut add = |key: Key, label: &str, id: Option<&str>| {
            let key = key.label(label);
            let key = match id {
                Some(id) => key.id(id),
                None => key,
            };
            ring = std::mem::take(&mut ring).with(key);
        };
        if let Some(text) = &self.secret {
            add(Secret::new(text)?.into(), "secret", id);
        }
        match &self.secrets {
            Secrets::List(all) => {
                for text in all {
                    add(Secret::new(text)?.into(), "secrets", id);
                }
            }
            // `secret` may repeat one of them.
            Secrets::Labelled(all) => {
                for (label, text) in all {
                    if self.secret.as_ref() != Some(text) {
                        add(Secret::new(text)?.into(), label, id);
                    }
                }
            }
        }
        if let Some(text) = &self.public_key {
            add(PublicKey::new(text)?.into(), "public_key", id);
        }
        for (id, entry) in &self.by_id {
            if let Some(text) = &entry.secret {
                add(Secret::new(text)?.into(), id, Some(id));
            }
            if let Some(text) = &entry.public_key {
                add(PublicKey::new(text)?.into(), id, Some(id));
            }
        }
        Ok(ring)
    }

    /// Whether there are public keys, and no others.
    pub(crate) fn are_public(&self) -> bool {
        self.secrets().next().is_none()
            && (self.public_key.is_some()
                || self.by_id.values().any(|entry| entry.public_key.is_some()))
    }

    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let (list, labelled) = match &self.secrets {
            Secrets::List(all) => (Some(all), None),
            Secrets::Labelled(all) => (None, Some(all)),
        };
        let by_id = self
            .by_id
            .values()
            .filter_map(|entry| entry.secret.as_ref());
        self.secret
            .iter()
            .chain(list.into_iter().flatten())
            .chain(labelled.into_iter().flat_map(BTreeMap::values))
            .chain(by_id)
            .map(String::as_str)
    }
}
