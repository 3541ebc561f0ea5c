//! `hookseal providers`.

use std::fmt::Write as _;
use std::time::Duration;

use hookseal::httpsig::MessageSignatures;
use hookseal::limits::DEFAULT_BODY_LIMIT;
use hookseal::scheme::{Scheme, Source, TimestampPlace};
use hookseal::{BodyCoverage, Freshness};
use serde::Serialize;

use crate::catalogue::{self, Code, Entry, Rules};
use crate::cli::Providers;
use crate::diagnose::signature::algorithm_name;
use crate::explain::{expected_form, key_form, parts};
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::output::json;
use crate::output::text::{STRONG, print, styled};

/// Lists the senders, or shows one.
pub(crate) fn run(args: &Providers) -> Result<Outcome, Failure> {
    let shown: Vec<Shown> = match &args.id {
        None => catalogue::all().iter().map(Shown::of).collect(),
        Some(id) => {
            let found = catalogue::find(id, None)?;
            let mut own = catalogue::all();
            own.retain(|entry| entry.id == found.id);
            if own.is_empty() {
                own.push(found);
            }
            own.iter().map(Shown::of).collect()
        }
    };
    if args.json {
        match (&args.id, shown.first()) {
            (Some(_), Some(usual)) => {
                let mut one =
                    serde_json::to_value(usual).map_err(|error| Failure::new(error.to_string()))?;
                if let Some(object) = one.as_object_mut() {
                    let schemes = serde_json::to_value(&shown)
                        .map_err(|error| Failure::new(error.to_string()))?;
                    object.insert("schemes".to_owned(), schemes);
                }
                json::print(&one)?;
            }
            _ => json::print(&shown)?,
        }
    } else if args.id.is_some() {
        print(&shown.iter().map(Shown::page).collect::<Vec<_>>().join("\n"))?;
    } else {
        print(&table(&shown))?;
    }
    Ok(Outcome::Done)
}

/// One scheme of one sender.
#[derive(Serialize)]
struct Shown {
    id: &'static str,
    /// Which of the sender's schemes, if not the usual one.
    scheme: Option<String>,
    name: &'static str,
    documentation: &'static str,
    constant: String,
    /// The family of the scheme, by its name.
    kind: &'static str,
    #[serde(skip)]
    kind_in_words: String,
    algorithm: String,
    signature: String,
    headers: Vec<String>,
    signed_message: String,
    /// How much of the body is signed.
    coverage: String,
    /// The longest body that the sender documents, in bytes.
    greatest_body: Option<usize>,
    timestamp: Option<String>,
    key: String,
    methods: Vec<String>,
    event_id: Option<String>,
    event_type: Option<String>,
    configuration: Vec<&'static str>,
    /// The names that `--setting` accepts.
    settings: &'static [&'static str],
}

impl Shown {
    fn of(entry: &Entry) -> Self {
        let mut shown = Self {
            id: entry.id,
            scheme: entry.variant.map(|_| entry.title.clone()),
            name: entry.name,
            documentation: entry.documentation,
            constant: format!("{}::{}", entry.module, entry.constant),
            kind: entry.rules.kind().as_str(),
            kind_in_words: entry.rules.kind().to_string(),
            algorithm: algorithm_name(entry.rules.algorithm()).to_owned(),
            signature: expected_form(&entry.rules),
            headers: Vec::new(),
            signed_message: "what Signature-Input covers, at least Content-Digest".to_owned(),
            coverage: BodyCoverage::Whole.to_string(),
            greatest_body: entry.rules.greatest_body(),
            timestamp: None,
            key: String::new(),
            methods: entry
                .rules
                .methods()
                .iter()
                .map(ToString::to_string)
                .collect(),
            event_id: None,
            event_type: None,
            configuration: Vec::new(),
            settings: &[],
        };
        if entry.rules.algorithm().is_symmetric() {
            shown.configuration.push("secret");
        } else {
            shown.configuration.push("public key");
        }
        match &entry.rules {
            Rules::Data(scheme) => shown.with_scheme(scheme),
            Rules::Messages(rules) => shown.with_message_signatures(rules),
            Rules::Code(code) => shown.with_code(code),
        }
    }

    /// With the words of a scheme of code.
    fn with_code(mut self, code: &Code) -> Self {
        let words = code.words();
        if words.needs_public_url {
            self.configuration.push("public URL");
        }
        Self {
            algorithm: words.algorithm,
            signature: words.signature,
            signed_message: words.message,
            coverage: words.coverage.to_string(),
            timestamp: words
                .timestamp
                .map(|place| format!("{place}, {}", in_words(words.tolerance))),
            key: words.key,
            event_id: words.event_id,
            event_type: words.event_type,
            settings: code.setting_names(),
            ..self
        }
    }

    /// With the rules of RFC 9421, whose signatures say when they were made.
    fn with_message_signatures(mut self, rules: &MessageSignatures) -> Self {
        let names = ["Signature-Input", "Signature", "Content-Digest"];
        self.headers = names.map(str::to_owned).to_vec();
        let fresh = rules.freshness();
        let fresh = in_words(Some((fresh.max_age, fresh.max_future)));
        self.timestamp = Some(format!("created= in Signature-Input, {fresh}"));
        "PEM or its base64 (SPKI)".clone_into(&mut self.key);
        self.configuration.push("key id");
        self
    }

    /// With what a scheme of data says of itself.
    fn with_scheme(mut self, scheme: &Scheme) -> Self {
        let shown = &mut self;
        shown.headers.push(scheme.signature().header().to_string());
        if let Some(other) = scheme.signature().other_headers().first() {
            shown.headers.push(format!("or {other}"));
        }
        if let Some(timestamp) = scheme.timestamp() {
            let place = match timestamp.place() {
                TimestampPlace::Header(name) => {
                    shown.headers.push(name.to_string());
                    name.to_string()
                }
                TimestampPlace::First => format!("first in {}", scheme.signature().header()),
                TimestampPlace::Pair(key) => format!("{key}= in {}", scheme.signature().header()),
                TimestampPlace::Json(pointer) => format!("{pointer} of the body"),
                _ => String::new(),
            };
            let bounds = |fresh: Freshness| (fresh.max_age, fresh.max_future);
            let fresh = in_words(timestamp.freshness().map(bounds));
            shown.timestamp = Some(format!("{place}, {:?}, {fresh}", timestamp.format()));
        }
        if let Some((name, value)) = scheme.algorithm_header() {
            shown.headers.push(format!("{name}: {value}"));
        }
        for source in [scheme.event_id(), scheme.event_type()]
            .into_iter()
            .flatten()
        {
            if let Source::Header(name) = source {
                shown.headers.push(name.to_string());
            }
        }
        shown.signed_message = parts(scheme.message());
        shown.key = format!(
            "{}; {} bytes at least",
            key_form(scheme.key_format()),
            scheme.min_key_bytes()
        );
        shown.event_id = scheme.event_id().map(place);
        shown.event_type = scheme.event_type().map(place);
        if scheme.message().iter().any(hookseal::scheme::Part::is_url) {
            shown.configuration.push("public URL");
        }
        self
    }

    fn settings_text(&self) -> String {
        if self.settings.is_empty() {
            return String::new();
        }
        format!("{} (--setting NAME=VALUE)", self.settings.join(", "))
    }

    /// The longest body that a verifier takes, unless it is set.
    fn limit_text(&self) -> String {
        match self.greatest_body {
            Some(bytes) => format!("{}, as the sender documents", size(bytes)),
            None => format!("{}, the default", size(DEFAULT_BODY_LIMIT)),
        }
    }

    fn page(&self) -> String {
        let title = self.scheme.as_ref().map_or_else(
            || self.name.to_owned(),
            |scheme| format!("{} with --scheme {scheme}", self.name),
        );
        let mut page = format!("{}\n", styled(STRONG, title));
        let unsigned = "none signed: a captured delivery stays valid, so remember event ids";
        let rows = [
            ("documentation", self.documentation.to_owned()),
            ("in code", self.constant.clone()),
            ("kind", self.kind_in_words.clone()),
            ("signature", self.signature.clone()),
            ("signed message", self.signed_message.clone()),
            ("body", format!("{} is signed", self.coverage)),
            ("body limit", self.limit_text()),
            (
                "timestamp",
                self.timestamp
                    .clone()
                    .unwrap_or_else(|| unsigned.to_owned()),
            ),
            ("key", self.key.clone()),
            ("methods", self.methods.join(", ")),
            ("headers", self.headers.join(", ")),
            ("event id", self.event_id.clone().unwrap_or_default()),
            ("event type", self.event_type.clone().unwrap_or_default()),
            ("to configure", self.configuration.join(", ")),
            ("settings", self.settings_text()),
        ];
        for (name, text) in rows {
            if !text.is_empty() {
                // Writing to a String cannot fail.
                let _ = writeln!(page, "  {name:<15}{text}");
            }
        }
        page
    }
}

/// As `25 MiB`, or in bytes where that is not even.
fn size(bytes: usize) -> String {
    match bytes {
        even if even % (1024 * 1024) == 0 => format!("{} MiB", even / (1024 * 1024)),
        even if even % 1024 == 0 => format!("{} KiB", even / 1024),
        odd => format!("{odd} bytes"),
    }
}

/// How far a timestamp may lie in the past and in the future.
fn in_words(tolerance: Option<(Duration, Duration)>) -> String {
    tolerance.map_or_else(
        || "any age".to_owned(),
        |(age, ahead)| {
            format!(
                "at most {} s old, {} s ahead",
                age.as_secs(),
                ahead.as_secs()
            )
        },
    )
}

fn place(source: &Source) -> String {
    match source {
        Source::Header(name) => format!("header {name}"),
        Source::JsonPointer(pointer) => format!("{pointer} in the body"),
        _ => "elsewhere".to_owned(),
    }
}

fn table(shown: &[Shown]) -> String {
    let mut table = String::new();
    for one in shown {
        let id = one.scheme.as_deref().unwrap_or(one.id);
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "{}  {:<18}  {:<12}  {}",
            styled(STRONG, format!("{id:<26}")),
            one.name,
            one.algorithm,
            one.signed_message
        );
    }
    table.push_str("\n`hookseal providers ID` shows one of them.\n");
    table
}
