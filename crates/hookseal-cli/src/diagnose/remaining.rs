//! The hints when no mistake is proven: the text of the refusal, whatever looks odd,
//! and what remains possible.

use hookseal::adapter::RequestHead as _;
use hookseal::scheme::HeaderName;
use hookseal::{ConfigError, Rejection};

use super::{Fix, Hint, body, secret};
use crate::case::{Case, Refusal};
use crate::escape::{escaped, shortened};

pub(super) fn hints(case: &Case, refusal: &Refusal) -> Vec<Hint> {
    let mut hints = Vec::new();
    match refusal {
        Refusal::Rejection(
            Rejection::SignatureMismatch
            | Rejection::BodyNotAsAnnounced { .. }
            | Rejection::DigestMismatch { .. }
            | Rejection::Expired { .. }
            | Rejection::Future { .. }
            | Rejection::Stale { .. },
        ) => {
            hints.extend(oddities(case));
            hints.extend(secret::oddities(case));
            if case.body.len() > super::LONGEST_TRIED {
                let fix = Fix::outside("Look for the mistake with a shorter delivery.");
                let message = "The body is so long that no mistakes were tried with it.";
                return vec![Hint::possible("body_not_tried", message, fix)];
            }
            // Nothing can be said of the key while the body is another one.
            if hints.iter().any(|hint| BODY_IS_GONE.contains(&hint.code)) {
                return hints;
            }
            hints.push(match refusal {
                // The signature comes first, so it is right.
                Refusal::Rejection(Rejection::DigestMismatch { .. }) => {
                    of_refusal(case, refusal, false)
                }
                _ => wrong_secret(case),
            });
        }
        _ => hints.push(of_refusal(case, refusal, false)),
    }
    hints
}

/// The hints when the request looks right.
fn wrong_secret(case: &Case) -> Hint {
    let key = if case.rules.algorithm().is_symmetric() {
        "secret"
    } else {
        "public key"
    };
    let labels: Vec<_> = case.keys.iter().map(|key| key.label.as_str()).collect();
    let url = if case.signs_base() {
        format!(
            "{}{}",
            case.public_url.as_deref().unwrap_or_default(),
            case.head.target
        )
    } else if case.signs_target() {
        case.head.target.clone()
    } else {
        String::new()
    };
    let url = if url.is_empty() {
        String::new()
    } else {
        format!(
            ", the sender called another URL than `{}`",
            shortened(&escaped(&url), 200)
        )
    };
    Hint::possible(
        "wrong_secret",
        format!(
            "None of the usual mistakes makes this signature right. Either the {key} ({}) is not the \
             one that signed{url}, or the body was changed in a way that is not tried here.",
            labels.join(", ")
        ),
        Fix::outside(format!(
            "Copy the {key} of this endpoint once more from the sender's dashboard: each endpoint has its \
             own, and so have sandbox and production. Give others that it might be with \
             `--other-secret-env` or `--other-key-file`. Capture the request where it arrives, before \
             any proxy."
        )),
    )
}

/// Signs that the body was changed, without proof.
fn oddities(case: &Case) -> Vec<Hint> {
    let mut found = Vec::new();
    let announced = case.head.text("Content-Length");
    let announced = announced.and_then(|text| text.parse::<usize>().ok());
    let length = case.body.len();
    let (code, what) = match announced {
        Some(announced) if announced != length && length == 0 => (
            "body_empty",
            format!(
                "Content-Length says {announced} bytes, but the body is empty: something read it first."
            ),
        ),
        Some(announced) if announced != length => (
            "body_length",
            format!(
                "Content-Length says {announced} bytes, but the body has {length}: it is not the one that was sent."
            ),
        ),
        None if length == 0 && case.head.header("transfer-encoding", 0).is_some() => (
            "body_empty",
            "The request announces a body, but it is empty: something read it first.".to_owned(),
        ),
        _ if matches!(case.body.as_ref(), b"[object Object]" | b"undefined") => (
            "body_replaced",
            "The body is what JavaScript prints of a parsed body: it is not the one that was sent."
                .to_owned(),
        ),
        _ => ("", String::new()),
    };
    if !what.is_empty() {
        found.push(Hint::possible(
            code,
            what,
            Fix::body(
                "Let hookseal read the body first, before any other layer, and capture it whole.",
            ),
        ));
    }
    let compressed = case
        .head
        .text("Content-Encoding")
        .is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"));
    if compressed && serde_json::from_slice::<serde::de::IgnoredAny>(&case.body).is_ok() {
        found.push(body::decompressed(false));
    }
    found
}

/// The hint of a refusal that is not about the signature's value.
pub(super) fn of_refusal(case: &Case, refusal: &Refusal, signature_holds: bool) -> Hint {
    let (message, fix) = match refusal {
        Refusal::Config(error) => of_config(case, error),
        Refusal::Handshake(answered) => (
            format!(
                "it is the handshake `{}`, which the app answers",
                answered.name()
            ),
            Fix::outside("Nothing needs to be done."),
        ),
        Refusal::Rejection(rejection) => of_rejection(case, rejection),
    };
    let message = if signature_holds {
        format!("The signature is right, but {message}")
    } else {
        message
    };
    Hint {
        proven: signature_holds,
        ..Hint::possible(refusal.code(), message, fix)
    }
}

fn of_config(case: &Case, error: &ConfigError) -> (String, Fix) {
    let fix = match error {
        ConfigError::LooksLikeApiKey { .. } => {
            "Take the webhook's signing secret from the sender's dashboard; the API key is another one."
        }
        ConfigError::PublishedSecret
        | ConfigError::SecretTooShort { .. }
        | ConfigError::WeakSecret => {
            "Let the sender make a secret and use that. For tests with published examples: \
             `--allow-weak-secrets` here, `allow_weak_secrets` on the builder in the app."
        }
        ConfigError::SecretHasInvisible { .. } | ConfigError::SecretHasMore { .. } => {
            "Copy the secret alone from the sender's dashboard, and remove whatever else is stored \
             with it."
        }
        ConfigError::WrongKeyKind { .. } => {
            "Secrets are given by `--secret-env` or `--secret-file`, public keys by `--public-key-file`."
        }
        ConfigError::PublicUrlNeeded { .. } | ConfigError::InvalidPublicUrl => {
            "Give the address that the sender calls: `--public-url https://hooks.example.com`."
        }
        ConfigError::EmptySecret => "Set the secret; is the variable or the file the right one?",
        _ => "Give the key exactly as the sender's dashboard shows it.",
    };
    (
        format!(
            "the verifier cannot be built for {}: {error}",
            case.constant
        ),
        Fix::outside(fix),
    )
}

fn of_rejection(case: &Case, rejection: &Rejection) -> (String, Fix) {
    let fix = match rejection {
        Rejection::MissingSignature { header } | Rejection::MissingHeader { header } => {
            missing(case, header)
        }
        Rejection::MissingTimestamp if case.has_its_time_in_the_body() => Fix::outside(
            "The sender writes the time into the body that it signs, and this one has none there: it \
             is not a delivery of the sender's, or is of another kind.",
        ),
        Rejection::MissingTimestamp | Rejection::MissingDigest { .. } => Fix::outside(
            "Let all headers of the sender through to the app: proxies and functions drop some.",
        ),
        Rejection::MalformedSignature { header } => Fix::outside(format!(
            "Compare the value of `{header}` with the sender's documentation: it may be cut off, or be \
             that of another sender."
        )),
        Rejection::Ambiguous { field } => Fix::outside(format!(
            "Find out what adds a second `{field}`, most often a proxy."
        )),
        Rejection::BodyTooLarge { .. } => Fix::verifier(
            "Allow more (`--body-limit` here), if the sender's deliveries are really that long.",
            &format!(
                "let verifier = Verifier::builder({}).key({}).body_limit(4 << 20).build()?;",
                case.constant,
                case.key_variable()
            ),
        ),
        Rejection::BodyIncomplete => Fix::outside(
            "The request is shorter than its Content-Length says: capture it whole, or look for what \
             cuts it off.",
        ),
        Rejection::DigestMismatch { .. } => {
            Fix::body("The body is not the one that was signed: nothing may change it on its way.")
        }
        Rejection::MissingComponent { .. } => Fix::outside(
            "Give the address that the sender calls, since it signs a part of it: `--public-url \
             https://hooks.example.com` here, `public_url` on the builder in the app.",
        ),
        Rejection::NotCovered { .. } => Fix::outside(
            "Let the sender cover it: what a signature does not cover, anyone on the way can change.",
        ),
        Rejection::UnknownKey => unknown_key(case),
        Rejection::MethodNotAllowed { allow } => Fix::outside(format!(
            "Deliveries of this sender come by {allow}; a redirect may have changed the method."
        )),
        _ => Fix::outside("Compare the request with the sender's documentation."),
    };
    let message = match rejection {
        Rejection::DigestMismatch { .. } => format!(
            "The signature is right, and so is the key, but {rejection}. None of the usual changes makes it right."
        ),
        _ => rejection.to_string(),
    };
    (message, fix)
}

/// Which key the request names, and which are there.
fn unknown_key(case: &Case) -> Fix {
    let named: Vec<_> = case
        .bases()
        .iter()
        .filter_map(|base| Some(format!("`{}`", escaped(base.key_id.as_deref()?))))
        .collect();
    let known: Vec<_> = case
        .keys
        .iter()
        .filter_map(|key| Some(format!("`{}`", escaped(key.id.as_deref()?))))
        .collect();
    Fix::outside(if named.is_empty() {
        "The request names no key, though this sender's must: is it really one of theirs?"
            .to_owned()
    } else {
        format!(
            "The request names the key {}; {}. Give the key of that id (`--key-id`), or let \
             `RemoteKeys` fetch it.",
            named.join(", "),
            if known.is_empty() {
                "none is known by that id".to_owned()
            } else {
                format!("the one that is known is {}", known.join(", "))
            }
        )
    })
}

/// The hint about a missing header, with headers that look like it.
fn missing(case: &Case, header: &HeaderName) -> Fix {
    let similar: Vec<_> = case
        .head
        .headers
        .iter()
        .map(|(name, _)| name)
        .filter(|name| {
            let name = name.to_ascii_lowercase();
            ["sign", "hmac", "digest", "webhook"]
                .iter()
                .any(|word| name.contains(word))
        })
        .map(|name| escaped(name))
        .collect();
    let text = if case.head.header("authorization", 0).is_none() && similar.is_empty() {
        format!(
            "The request has no header that looks like a signature. Is signing turned on at the sender, \
             and does every proxy let `{header}` through?"
        )
    } else {
        format!(
            "The request has {}. Is it really a delivery of this sender, and does every proxy let \
             `{header}` through?",
            if similar.is_empty() {
                "no header that looks like a signature".to_owned()
            } else {
                similar.join(", ")
            }
        )
    };
    Fix::outside(text)
}

/// The hints after which nothing else counts.
const BODY_IS_GONE: &[&str] = &["body_empty", "body_length", "body_replaced"];
