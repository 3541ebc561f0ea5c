//! What people know of each sender: `senders.json`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::sent::Sent;

/// How a sender counts its events.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// What one event has in common over its attempts, and no other event has.
    pub(crate) known_by: KnownBy,
    /// What each attempt has anew, besides signed time and signature: values by their places.
    #[serde(default)]
    pub(crate) again: BTreeMap<String, Value>,
    /// What another event has in other values, each enough to tell it: by their places.
    #[serde(default)]
    pub(crate) other: BTreeMap<String, Value>,
    /// The body of an event, where the usual one does not do: JSON, or text.
    #[serde(default = "usual")]
    pub(crate) event: Value,
    /// Its headers, besides those of the signature.
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default = "post")]
    pub(crate) method: String,
    #[serde(default = "hooks")]
    pub(crate) target: String,
    /// Whether an attempt has a time and a signature of its own, where time is signed.
    #[serde(default)]
    pub(crate) time: Time,
    /// Events that look alike, although the sender's others do not.
    #[serde(default)]
    pub(crate) each_handled: Vec<Value>,
    /// For how long the sender tries to deliver an event, where it says so.
    pub(crate) tries_for_seconds: Option<u64>,
    /// What a delivery is known by although it is not signed, and why.
    #[serde(default)]
    pub(crate) unsigned: BTreeMap<Unsigned, String>,
    /// Notes for people.
    #[serde(default)]
    #[allow(dead_code)]
    pub(crate) note: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KnownBy {
    /// An id in the signed body: see `other`.
    Body,
    /// An id in a signed header: see `other`.
    Header,
    /// All that is signed, but for the time.
    Message,
    /// Nothing that is signed tells its events apart.
    Nothing,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Time {
    /// That of the attempt.
    #[default]
    New,
    /// That of the first attempt, or of the event.
    Same,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Unsigned {
    /// The body, of which nothing, or nothing that tells events apart, is signed.
    Body,
    /// The header that says the event's kind.
    Kind,
}

pub(crate) fn rows() -> BTreeMap<String, Row> {
    serde_json::from_str(include_str!("senders.json")).unwrap()
}

impl Row {
    /// Whether what was changed is something that the sender's deliveries are known by
    /// although it is not signed.
    pub(crate) fn may_differ(&self, sent: &Sent, mutant: &Sent) -> bool {
        let body = self.unsigned.contains_key(&Unsigned::Body);
        if body && sent.body != mutant.body {
            return true;
        }
        // The place of the kind is the one place of `other` then.
        self.unsigned.contains_key(&Unsigned::Kind)
            && self.other.keys().any(|place| {
                let header = place.strip_prefix("header ").unwrap();
                let lines = |one: &Sent| -> Vec<Vec<u8>> {
                    let own = one.headers.iter();
                    own.filter(|(name, _)| name.eq_ignore_ascii_case(header))
                        .map(|(_, value)| value.clone())
                        .collect()
                };
                lines(sent) != lines(mutant)
            })
    }
}

fn usual() -> Value {
    json!({"type": "thing.created", "data": {"n": 1}})
}

fn post() -> String {
    "POST".to_owned()
}

fn hooks() -> String {
    "/hooks".to_owned()
}
