//! `hookseal send`.

mod tamper;
mod target;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream};
use indicatif::{ProgressBar, ProgressStyle};
use reqwest::Client;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use self::tamper::Parcel;
use self::target::Target;
use super::given;
use super::sign::{Signing, signing_keys};
use crate::catalogue::Entry;
use crate::cli::Send;
use crate::escape::{escaped, shortened};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::output::json;
use crate::output::text::{BAD, GOOD, print, styled};

/// Sends deliveries; the exit status says whether every answer was the expected one.
pub(crate) fn run(args: &Send) -> Result<Outcome, Failure> {
    let target = Target::parse(&args.to, args.allow_remote)?;
    let entry = given::entry(&args.sender)?;
    let keys = signing_keys(&args.keys, &args.signing)?;
    let (origin, path) = hookseal_vectors::split_url(&args.to);
    let origin = args.sender.public_url.clone().or(origin);
    let signing = Signing::new(
        &entry,
        &keys,
        args.keys.key_id.as_deref(),
        origin,
        path,
        &args.delivery,
    )?;
    let client = target.client(Duration::from_secs(args.timeout))?;
    let summary = super::runtime()?.block_on(send_all(args, &entry, &signing, &client, &target))?;
    if args.json {
        json::print(&summary)?;
    } else {
        print(&summary.text(args))?;
    }
    Ok(Outcome::of(summary.unexpected == 0))
}

async fn send_all(
    args: &Send,
    entry: &Entry,
    signing: &Signing,
    client: &Client,
    target: &Target,
) -> Result<Summary, Failure> {
    let bar = progress(u64::from(args.repeat));
    let begun = Instant::now();
    let mut answers = stream::iter(0..args.repeat)
        .map(|number| send_one(args, entry, signing, client, target, number))
        .buffer_unordered(usize::try_from(args.concurrency).unwrap_or(1));
    let mut all = Vec::new();
    while let Some(answered) = answers.next().await {
        all.extend(answered?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(Summary::of(&all, begun.elapsed()))
}

/// Hidden where there is one delivery only, or no terminal.
fn progress(length: u64) -> ProgressBar {
    if length < 2 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len}  {per_sec}  {eta} to go")
    {
        bar.set_style(style);
    }
    bar
}

/// One answer.
struct Answer {
    /// The status, or why there is none.
    status: Result<u16, String>,
    body: String,
    took: Duration,
    expected: bool,
}

/// Signs one delivery and sends it, once or twice.
async fn send_one(
    args: &Send,
    entry: &Entry,
    signing: &Signing,
    client: &Client,
    target: &Target,
    number: u32,
) -> Result<Vec<Answer>, Failure> {
    let parcel = match args.tamper {
        None => Parcel::of(&signing.sign(number)?),
        Some(tamper) => Parcel::spoilt(tamper, entry, signing, number)?,
    };
    let refused = |status: u16| (400..500).contains(&status);
    let taken = |status: u16| (200..300).contains(&status);
    let mut answers = Vec::new();
    let first = post(client, target, &parcel).await?;
    let good = if args.tamper.is_some() {
        first.is(refused)
    } else {
        first.is(taken)
    };
    answers.push(Answer {
        expected: good,
        ..first
    });
    if args.duplicate {
        let second = post(client, target, &parcel).await?;
        // Known already, or still at work on the first.
        let good = second.is(|status| taken(status) || matches!(status, 409 | 425 | 503));
        answers.push(Answer {
            expected: good,
            ..second
        });
    }
    Ok(answers)
}

impl Answer {
    fn is(&self, good: impl Fn(u16) -> bool) -> bool {
        self.status.as_ref().is_ok_and(|status| good(*status))
    }
}

async fn post(client: &Client, target: &Target, parcel: &Parcel) -> Result<Answer, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in &parcel.headers {
        let unfit = || Failure::new(format!("the header {} cannot be sent", escaped(name)));
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| unfit())?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit())?;
        headers.append(name, value);
    }
    let request = client
        .post(target.url_of(&parcel.target))
        .headers(headers)
        .body(parcel.body.clone());
    let begun = Instant::now();
    let (status, body) = match request.send().await {
        Ok(response) => {
            let status = response.status().as_u16();
            (Ok(status), beginning(response).await)
        }
        Err(error) => (Err(reason(&error)), String::new()),
    };
    Ok(Answer {
        status,
        body,
        took: begun.elapsed(),
        expected: false,
    })
}

/// The beginning of an answer's body; no server can fill the memory with the rest.
async fn beginning(mut response: reqwest::Response) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < SHOWN {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            _ => break,
        }
    }
    shortened(&crate::escape::escaped_bytes(&bytes), SHOWN)
}

const SHOWN: usize = 400;

fn reason(error: &reqwest::Error) -> String {
    let reason = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    reason.to_owned()
}

#[derive(Serialize)]
struct Summary {
    sent: usize,
    unexpected: usize,
    answers: BTreeMap<String, usize>,
    /// Of the first answer that was not the expected one, or of the only one.
    shown: Option<String>,
    latency_ms: Latency,
    per_second: f64,
}

#[derive(Default, Serialize)]
struct Latency {
    p50: f64,
    p90: f64,
    p99: f64,
    max: f64,
}

impl Summary {
    fn of(all: &[Answer], took: Duration) -> Self {
        let mut answers = BTreeMap::new();
        let mut spans: Vec<_> = all.iter().map(|answer| answer.took).collect();
        spans.sort_unstable();
        for answer in all {
            let name = match &answer.status {
                Ok(status) => status.to_string(),
                Err(reason) => reason.clone(),
            };
            *answers.entry(name).or_insert(0) += 1;
        }
        let bad = all.iter().find(|answer| !answer.expected);
        let only = all.first().filter(|_| all.len() == 1);
        #[allow(clippy::cast_precision_loss)] // a rate, to be read by people
        let per_second = all.len() as f64 / took.as_secs_f64().max(f64::EPSILON);
        Self {
            sent: all.len(),
            unexpected: all.iter().filter(|answer| !answer.expected).count(),
            answers,
            shown: bad
                .or(only)
                .map(|answer| answer.body.clone())
                .filter(|body| !body.is_empty()),
            latency_ms: Latency {
                p50: percentile(&spans, 50),
                p90: percentile(&spans, 90),
                p99: percentile(&spans, 99),
                max: percentile(&spans, 100),
            },
            per_second,
        }
    }

    fn text(&self, args: &Send) -> String {
        let answers: Vec<_> = self
            .answers
            .iter()
            .map(|(status, count)| format!("{count} × {status}"))
            .collect();
        let mark = if self.unexpected == 0 {
            styled(GOOD, "sent")
        } else {
            styled(BAD, "sent")
        };
        let mut text = format!(
            "{mark} {} to {}: {}\n",
            self.sent,
            escaped(&args.to),
            answers.join(", ")
        );
        if self.unexpected > 0 {
            let wanted = if args.tamper.is_some() {
                "a refusal (4xx)"
            } else {
                "2xx"
            };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{} not answered by {wanted}", self.unexpected);
        }
        if let Some(body) = &self.shown {
            let _ = writeln!(text, "answer   {body}");
        }
        let Latency { p50, p90, p99, max } = &self.latency_ms;
        let _ = writeln!(
            text,
            "latency  p50 {p50:.1} ms  p90 {p90:.1} ms  p99 {p99:.1} ms  max {max:.1} ms  ({:.0} a second)",
            self.per_second
        );
        text
    }
}

/// Milliseconds that this share of the answers took at most.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted
        .get(at)
        .map_or(0.0, |span| span.as_secs_f64() * 1000.0)
}
