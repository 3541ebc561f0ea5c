//! Deliveries spoiled after they were signed: what a receiver has to refuse.

use hookseal::{SignedDelivery, Timestamp, TimestampPlace};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::catalogue::{Entry, Rules};
use crate::cli::Tamper;
use crate::explain::separator;
use crate::failure::Failure;

/// What goes over the wire.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Parcel {
    pub(super) fn of(signed: &SignedDelivery) -> Self {
        Self {
            headers: signed
                .headers()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: signed.body().to_vec(),
        }
    }

    pub(super) fn spoil(&mut self, tamper: Tamper, entry: &Entry) -> Result<(), Failure> {
        let separator = entry
            .rules
            .data()
            .map_or(',', |scheme| separator(scheme.outline().signature));
        let header = match &entry.rules {
            Rules::Data(scheme) => scheme.outline().signature.header().as_str().to_owned(),
            Rules::Code(_) | Rules::Messages(_) => "Signature".to_owned(),
        };
        match tamper {
            Tamper::Body => self.body.push(b' '),
            Tamper::Missing => self
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case(&header)),
            Tamper::Signature => self.change(&header, |value| every_token(value, flip)),
            Tamper::Timestamp if matches!(entry.rules, Rules::Messages(_)) => {
                self.change("Signature-Input", created_earlier);
            }
            Tamper::Timestamp => {
                let timestamp = entry
                    .rules
                    .data()
                    .and_then(|scheme| scheme.outline().timestamp);
                match timestamp.map(Timestamp::place) {
                    Some(TimestampPlace::Json(pointer)) => {
                        self.body = earlier_in(&self.body, pointer).ok_or_else(|| {
                            Failure::new(format!("the body has no time at {pointer}"))
                        })?;
                    }
                    Some(TimestampPlace::Header(name)) => self.change(name.as_str(), earlier),
                    Some(TimestampPlace::Pair(key)) => self.change(&header, |value| {
                        let pairs: Vec<_> = value
                            .split(separator)
                            .map(|pair| match pair.split_once('=') {
                                Some((name, text)) if name.trim() == key => {
                                    format!("{name}={}", earlier(text))
                                }
                                _ => pair.to_owned(),
                            })
                            .collect();
                        pairs.join(separator.encode_utf8(&mut [0; 4]))
                    }),
                    _ => {
                        return Err(Failure::new(format!(
                            "{} signs no timestamp to tamper with",
                            entry.id
                        )));
                    }
                }
            }
        }
        Ok(())
    }

    fn change(&mut self, name: &str, change: impl Fn(&str) -> String) {
        for (other, value) in &mut self.headers {
            if other.eq_ignore_ascii_case(name) {
                *value = change(value);
            }
        }
    }
}

/// The body with an earlier time at this place.
fn earlier_in(body: &[u8], pointer: &str) -> Option<Vec<u8>> {
    let mut json: Value = serde_json::from_slice(body).ok()?;
    let place = json.pointer_mut(pointer)?;
    *place = match &*place {
        Value::String(text) => Value::from(earlier(text)),
        number => Value::from(number.as_u64()?.checked_sub(1)?),
    };
    Some(json.to_string().into_bytes())
}

/// A second earlier: still fresh, but not what was signed.
fn earlier(text: &str) -> String {
    let date = || {
        let date = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let earlier = date.checked_sub(time::Duration::SECOND)?;
        earlier.format(&Rfc3339).ok()
    };
    match text.parse::<u64>() {
        Ok(number) => number.saturating_sub(1).to_string(),
        Err(_) => date().unwrap_or_else(|| format!("{text}0")),
    }
}

/// The same with `created` of RFC 9421.
fn created_earlier(input: &str) -> String {
    let parameters: Vec<_> = input
        .split(';')
        .map(|parameter| match parameter.strip_prefix("created=") {
            Some(text) => format!("created={}", earlier(text)),
            None => parameter.to_owned(),
        })
        .collect();
    parameters.join(";")
}

/// Changes each part of a value that is long enough to be a signature.
fn every_token(value: &str, change: impl Fn(&str) -> String) -> String {
    value
        .split_inclusive([',', ';', ' ', '=', ':'])
        .map(|token| {
            if token.len() >= 20 {
                change(token)
            } else {
                token.to_owned()
            }
        })
        .collect()
}

/// Another character in the middle, still of the same alphabet.
fn flip(token: &str) -> String {
    token
        .char_indices()
        .map(|(at, character)| match (at, character) {
            (8, '0') => '1',
            (8, _) => '0',
            _ => character,
        })
        .collect()
}
