//! Deliveries spoiled after they were signed: what a receiver has to refuse.

use hookseal::adapter::RequestHead as _;
use hookseal::scheme::{Timestamp, TimestampPlace};
use hookseal::signing::{Delivery, Forgery, SignedDelivery, Signer};
use hookseal::{BodyCoverage, UnixTime};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::catalogue::{Entry, Rules};
use crate::cli::Tamper;
use crate::command::sign::{AnySigner, Signing};
use crate::failure::Failure;

/// The bytes that go over the wire.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Parcel {
    pub(super) fn of(signed: &SignedDelivery) -> Self {
        Self {
            target: signed.target().to_owned(),
            headers: signed
                .headers()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: signed.body().to_vec(),
        }
    }

    /// The delivery of this number, spoiled.
    pub(super) fn spoilt(
        tamper: Tamper,
        entry: &Entry,
        signing: &Signing,
        number: u32,
    ) -> Result<Self, Failure> {
        let at = signing.at();
        let body = signing.body(at);
        let delivery = signing.delivery(number, &body, at);
        match &signing.signer {
            AnySigner::Scheme(signer) => {
                let spoiled = Spoiled {
                    signer,
                    entry,
                    delivery,
                    body: &body,
                };
                spoiled.by(tamper)
            }
            AnySigner::Messages(_) => {
                let mut parcel = Self::of(&signing.signer.sign(&delivery)?);
                parcel.spoil_messages(tamper);
                Ok(parcel)
            }
        }
    }

    /// Spoils what RFC 9421 signs.
    fn spoil_messages(&mut self, tamper: Tamper) {
        match tamper {
            Tamper::Body => self.body.push(b' '),
            Tamper::Missing => self.leave_out("Signature"),
            Tamper::Signature => self.change("Signature", every_token),
            Tamper::Timestamp => self.change("Signature-Input", created_earlier),
        }
    }

    fn leave_out(&mut self, name: &str) {
        let is_other = |(other, _): &(String, String)| !other.eq_ignore_ascii_case(name);
        self.headers.retain(is_other);
    }

    fn change(&mut self, name: &str, change: impl Fn(&str) -> String) {
        for (other, value) in &mut self.headers {
            if other.eq_ignore_ascii_case(name) {
                *value = change(value);
            }
        }
    }
}

/// A delivery that is signed by a scheme, and will be spoiled.
struct Spoiled<'a> {
    signer: &'a Signer,
    entry: &'a Entry,
    delivery: Delivery<'a>,
    body: &'a [u8],
}

impl Spoiled<'_> {
    fn by(&self, tamper: Tamper) -> Result<Parcel, Failure> {
        let forged = match tamper {
            Tamper::Body => return self.with_other_body(),
            Tamper::Missing => return self.without_signature(),
            Tamper::Signature => self.signer.forge(&self.delivery, Forgery::Zeros)?,
            Tamper::Timestamp => return self.earlier(),
        };
        Ok(Parcel::of(&forged))
    }

    fn signed(&self) -> Result<SignedDelivery, Failure> {
        Ok(self.signer.sign(&self.delivery)?)
    }

    /// Without the headers with the signature; where it is in the body,
    /// without its text.
    fn without_signature(&self) -> Result<Parcel, Failure> {
        let signed = self.signed()?;
        let empty = self.signer.forge(&self.delivery, Forgery::Nothing);
        let mut parcel = Parcel::of(&empty?);
        let there: Vec<_> = signed.headers().collect();
        parcel
            .headers
            .retain(|(name, value)| there.contains(&(name.as_str(), value.as_str())));
        Ok(parcel)
    }

    /// A second earlier: still fresh, but not what was signed.
    fn earlier(&self) -> Result<Parcel, Failure> {
        let timestamp = match &self.entry.rules {
            Rules::Data(scheme) => scheme.timestamp().map(Timestamp::place),
            Rules::Code(_) | Rules::Messages(_) => None,
        };
        if let Some(TimestampPlace::Json(pointer)) = timestamp {
            let body = earlier_in(self.body, pointer)
                .ok_or_else(|| Failure::new(format!("the body has no time at {pointer}")))?;
            return self.with_body(&body);
        }
        let signs_time = match &self.entry.rules {
            Rules::Data(_) => timestamp.is_some(),
            Rules::Code(code) => code.words().timestamp.is_some(),
            Rules::Messages(_) => true,
        };
        if !signs_time {
            let id = self.entry.id;
            return Err(Failure::new(format!(
                "{id} signs no timestamp to tamper with"
            )));
        }
        let signed = self.signed()?;
        let at = self.delivery.signed_at();
        let before = UnixTime::from_millis(at.as_millis().saturating_sub(ONE_SECOND));
        let earlier = self.delivery.clone().timestamp(before);
        let forged = self.signer.forge(&earlier, Forgery::Of(&signed))?;
        Ok(Parcel::of(&forged))
    }

    /// This body under the signature of the delivery's own.
    fn with_body(&self, body: &[u8]) -> Result<Parcel, Failure> {
        let other = self.delivery.clone().body(body);
        let forged = self.signer.forge(&other, Forgery::Of(&self.signed()?))?;
        Ok(Parcel::of(&forged))
    }

    /// Another body under the same signature: by one that the signature covers.
    fn with_other_body(&self) -> Result<Parcel, Failure> {
        let mut longer = self.body.to_vec();
        longer.push(b' ');
        let covers_all = match &self.entry.rules {
            Rules::Code(code) => code.words().coverage == BodyCoverage::Whole,
            Rules::Data(_) | Rules::Messages(_) => true,
        };
        for body in std::iter::once(longer).chain(with_one_text_changed(self.body)) {
            let forged = self.with_body(&body)?;
            let covered = || {
                let other = self.delivery.clone().body(&body);
                let own = Parcel::of(&self.signer.sign(&other)?);
                Ok::<_, Failure>(own.headers != forged.headers || own.body != forged.body)
            };
            if covers_all || covered()? {
                return Ok(forged);
            }
        }
        Err(Failure::new(format!(
            "{} signs nothing of the body, so no receiver can notice that it was changed",
            self.entry.id
        )))
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

/// A JSON body with one of its texts changed, once for each.
fn with_one_text_changed(body: &[u8]) -> Vec<Vec<u8>> {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return Vec::new();
    };
    let mut pointers = Vec::new();
    texts(&value, "", &mut pointers);
    pointers
        .iter()
        .filter_map(|pointer| {
            let mut changed = value.clone();
            let text = changed.pointer_mut(pointer)?;
            *text = format!("{}0", text.as_str()?).into();
            serde_json::to_vec(&changed).ok()
        })
        .collect()
}

/// The pointers of all texts in a value.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(all) => {
            for (position, element) in all.iter().enumerate() {
                texts(element, &format!("{at}/{position}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                texts(member, &format!("{at}/{name}"), found);
            }
        }
        _ => {}
    }
}

/// In milliseconds.
const ONE_SECOND: u64 = 1_000;

/// `created` of RFC 9421 a second earlier.
fn created_earlier(input: &str) -> String {
    let parameters: Vec<_> = input
        .split(';')
        .map(|parameter| {
            let created = parameter
                .strip_prefix("created=")
                .and_then(|text| text.parse::<u64>().ok());
            match created {
                Some(created) => format!("created={}", created.saturating_sub(1)),
                None => parameter.to_owned(),
            }
        })
        .collect();
    parameters.join(";")
}

/// Changes each part of a value that is long enough to be a signature.
fn every_token(value: &str) -> String {
    value
        .split_inclusive([',', ';', ' ', '=', ':'])
        .map(|token| {
            if token.len() >= 20 {
                flip(token)
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
