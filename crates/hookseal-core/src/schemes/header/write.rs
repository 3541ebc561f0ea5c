//! Writing a delivery by a [`Scheme`], which says itself what is signed.

use crate::event::Source;
use crate::request::RequestHead as _;
use crate::schemes::header::render::{Side, Values};
use crate::schemes::header::{Layout, TimestampPlace};
use crate::schemes::{Part, Scheme};
use crate::writing::{Draft, Seals, SignError, SignerKey};

impl Draft<'_> {
    /// Writes all that `scheme` says, with a signature by each of the signer's keys.
    pub(crate) fn write_by(&mut self, scheme: &Scheme) -> Result<(), SignError> {
        let timestamp = self.write_beside(scheme)?;
        let value = self.value_by_all(scheme, timestamp.as_deref())?;
        self.push(scheme.signature.header(), value);
        Ok(())
    }

    /// Writes everything other than the signature; returns the timestamp's text.
    pub(crate) fn write_beside(&mut self, scheme: &Scheme) -> Result<Option<String>, SignError> {
        if self.by.public_url.is_none() && scheme.message.iter().any(Part::is_url) {
            return Err(SignError::NoPublicUrl);
        }
        if matches!(scheme.facts.id, Some(Source::Header(_)))
            && scheme.message.contains(&Part::EventId)
        {
            self.event_id()?;
        }
        self.push_facts(&scheme.facts);
        for header in scheme.algorithm_header.iter().chain(&scheme.version_header) {
            self.push(&header.name, header.value.clone());
        }
        let Some(timestamp) = &scheme.timestamp else {
            return Ok(None);
        };
        if matches!(timestamp.place, TimestampPlace::Json(_)) {
            return Ok(None); // the body has it, or not
        }
        let text = self.timestamp(timestamp.format)?;
        if let TimestampPlace::Header(name) = &timestamp.place {
            self.push(name, text.clone());
        }
        Ok(Some(text))
    }

    /// The value of the signature's header, with one signature by each of the keys.
    fn value_by_all(
        &mut self,
        scheme: &Scheme,
        timestamp: Option<&str>,
    ) -> Result<String, SignError> {
        let by = self.by;
        self.keys_used = by.keys.len();
        self.value(scheme, timestamp, by.keys)
    }

    /// Like [`value_by_all`](Self::value_by_all), with only the key in this place; `None` if
    /// there is none.
    pub(crate) fn value_by_one(
        &mut self,
        scheme: &Scheme,
        timestamp: Option<&str>,
        place: usize,
    ) -> Result<Option<String>, SignError> {
        let by = self.by;
        let Some(key) = by.keys.get(place) else {
            return Ok(None);
        };
        self.keys_used = self.keys_used.max(place.saturating_add(1));
        self.value(scheme, timestamp, std::slice::from_ref(key))
            .map(Some)
    }

    fn value(
        &mut self,
        scheme: &Scheme,
        timestamp: Option<&str>,
        keys: &[SignerKey],
    ) -> Result<String, SignError> {
        let id = match &scheme.facts.id {
            Some(Source::Header(name)) => self.header(name.as_str(), 0),
            _ => None,
        };
        let values = Values {
            head: self,
            timestamp: timestamp.map(str::as_bytes),
            event_id: id,
            public_url: self.by.public_url,
        };
        let (mut before, mut after) = (Vec::new(), Vec::new());
        scheme.render(&values, |side, piece| match side {
            Side::BeforeBody => before.extend_from_slice(piece),
            Side::AfterBody => after.extend_from_slice(piece),
        })?;
        let pieces = [before.as_slice(), self.body(), after.as_slice()];
        let sign = |(place, key): (usize, &SignerKey)| match self.seals {
            Seals::Made(_) => key
                .sign(scheme.algorithm, scheme.signature_form, &pieces)
                .map(|tag| tag.as_slice().to_vec()),
            Seals::Forged(_) => Ok(self.stand_in(place)),
        };
        let signatures = (self.signed.signatures.len()..)
            .zip(keys)
            .map(sign)
            .collect::<Result<Vec<_>, _>>()?;
        let value = scheme.written(&signatures, timestamp);
        self.signed.signatures.extend(signatures);
        Ok(value)
    }
}

impl Scheme {
    fn written(&self, signatures: &[Vec<u8>], timestamp: Option<&str>) -> String {
        let field = &self.signature;
        let texts = signatures.iter().map(|one| field.encoding.encode(one));
        match &field.layout {
            Layout::Prefixed(prefix) => std::iter::once(prefix.clone().into_owned())
                .chain(texts)
                .collect(),
            Layout::Pairs { key, separator } => {
                let time = match (&self.timestamp, timestamp) {
                    (Some(rule), Some(text)) => match &rule.place {
                        TimestampPlace::Pair(name) => Some(format!("{name}={text}")),
                        _ => None,
                    },
                    _ => None,
                };
                time.into_iter()
                    .chain(texts.map(|text| format!("{key}={text}")))
                    .collect::<Vec<_>>()
                    .join(separator.encode_utf8(&mut [0; 4]))
            }
            Layout::List => {
                let place = self.timestamp.as_ref().map(|rule| &rule.place);
                let time = timestamp.filter(|_| place == Some(&TimestampPlace::First));
                time.map(str::to_owned)
                    .into_iter()
                    .chain(texts)
                    .collect::<Vec<_>>()
                    .join(",")
            }
            Layout::Versions(version) => texts
                .map(|text| format!("{version},{text}"))
                .collect::<Vec<_>>()
                .join(" "),
        }
    }
}
