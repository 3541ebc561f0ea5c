//! One request to where the keys are.

use std::error::Error;
use std::fmt::Write as _;

use hookseal_core::keys::Wildcard;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use url::{Origin, Url};

use crate::error::RemoteKeysError;
use crate::limits::Limits;
use crate::source::check_url;

/// Fetches documents from where they may be.
pub(crate) struct Fetcher {
    client: Client,
    places: Places,
    max_answer_bytes: usize,
}

/// A request for a key.
pub(crate) struct Request {
    pub(crate) url: Url,
    /// The body to post; without it, the request is a `GET`.
    pub(crate) question: Option<Vec<u8>>,
}

/// The endpoint's answer.
pub(crate) enum Answer {
    /// 200, with this body.
    Document(Vec<u8>),
    /// 400, 404 or 410.
    Missing,
}

/// Where documents may be.
enum Places {
    /// On this origin.
    Origin(Origin),
    /// At such addresses.
    Addresses(Vec<Wildcard>),
}

impl Places {
    fn have(&self, url: &Url) -> bool {
        match self {
            Self::Origin(origin) => url.origin() == *origin,
            Self::Addresses(patterns) => {
                patterns.iter().any(|pattern| pattern.matches(url.as_str()))
            }
        }
    }
}

impl Fetcher {
    /// `probe` is an example of an address.
    pub(crate) fn new(
        probe: &Url,
        addresses: Option<Vec<Wildcard>>,
        limits: &Limits,
    ) -> Result<Self, RemoteKeysError> {
        let mut client = Client::builder();
        if probe.scheme() == "https" {
            client = client.https_only(true);
        } else {
            client = client.tls_certs_only([]); // so that none need be there
        }
        let client = client
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .timeout(limits.timeout)
            .user_agent(concat!("hookseal/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| RemoteKeysError::Client {
                reason: chain(&error),
            })?;
        Ok(Self {
            client,
            places: match addresses {
                None => Places::Origin(probe.origin()),
                Some(patterns) => Places::Addresses(patterns),
            },
            max_answer_bytes: limits.max_answer_bytes,
        })
    }

    /// Sends the request. The error text is for the log.
    pub(crate) async fn ask(&self, Request { url, question }: Request) -> Result<Answer, String> {
        if !self.places.have(&url) || check_url(&url).is_err() {
            return Err("the key id leads to an address outside the configured pattern".to_owned());
        }
        let json = HeaderValue::from_static("application/json, */*;q=0.5");
        let request = match question {
            None => self.client.get(url),
            Some(question) => {
                let kind = HeaderValue::from_static("application/json");
                let request = self.client.post(url).header(CONTENT_TYPE, kind);
                request.body(question)
            }
        };
        let mut response = request.header(ACCEPT, json).send().await.map_err(network)?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::GONE => {
                return Ok(Answer::Missing);
            }
            status if status.is_redirection() => {
                return Err(format!("a redirect ({status}), which is not followed"));
            }
            status => return Err(format!("status {status}")),
        }
        let limit = self.max_answer_bytes;
        let too_long = || format!("the response is longer than {limit} bytes");
        let announced = response.content_length().unwrap_or(0);
        if usize::try_from(announced).map_or(true, |length| length > limit) {
            return Err(too_long());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(network)? {
            if chunk.len() > limit - body.len() {
                return Err(too_long());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer::Document(body))
    }
}

/// Omits the address, because its query may be secret.
fn network(error: reqwest::Error) -> String {
    chain(&error.without_url())
}

/// An error and its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        // Writing to a String cannot fail.
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}
