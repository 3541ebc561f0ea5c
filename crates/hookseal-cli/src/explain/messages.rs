//! The steps of RFC 9421: what each signature covers, its times, its base, and the digests
//! of the body.

use hookseal::UnixTime;
use hookseal::httpsig::{MessageSignatures, SignatureBase};

use super::{Message, Step, ends_of, header_step, sha256, step};
use crate::case::Case;
use crate::diagnose::time::{date, span};
use crate::output::{escaped, escaped_bytes, shortened};

/// What is shown of the signatures, beside keys and body.
pub(super) fn steps(case: &Case, rules: &MessageSignatures) -> Vec<Step> {
    let mut steps: Vec<_> = ["Signature-Input", "Signature"]
        .into_iter()
        .map(|name| header_step(case, "signature header", name))
        .collect();
    match rules.signature_bases(&case.head, case.public_url.as_deref()) {
        Ok(bases) if bases.is_empty() => steps.push(step(
            "signature",
            false,
            "no label that is looked at stands in both headers",
        )),
        Ok(bases) => {
            for base in &bases {
                steps.push(covers(base));
                steps.extend(times(case, rules, base));
            }
            steps.push(digests(case, rules, &bases));
        }
        Err(why) => steps.push(step("signature", false, why.to_string())),
    }
    steps
}

fn covers(base: &SignatureBase) -> Step {
    let ids: Vec<_> = base.components.iter().map(ToString::to_string).collect();
    let mut detail = format!(
        "{} covers {}",
        escaped(&base.label),
        if ids.is_empty() {
            "nothing".to_owned()
        } else {
            shortened(&escaped(&ids.join(" ")), 400)
        }
    );
    for (name, value) in [("key", &base.key_id), ("algorithm", &base.alg)] {
        if let Some(value) = value {
            detail = format!(
                "{detail}, names the {name} {}",
                shortened(&escaped(value), 80)
            );
        }
    }
    match &base.bytes {
        Ok(_) => step("signature", true, detail),
        Err(why) => step("signature", false, format!("{detail}; {why}")),
    }
}

/// `created`, which is demanded, and `expires`, which is heeded.
fn times(case: &Case, rules: &MessageSignatures, base: &SignatureBase) -> Vec<Step> {
    let label = escaped(&base.label);
    let Some(created) = base.created else {
        return vec![step(
            "timestamp",
            false,
            format!("{label} has no `created` that is a number of seconds"),
        )];
    };
    let fresh = rules.freshness();
    let (age, ahead) = case
        .tolerance
        .map_or((fresh.max_age, fresh.max_future), |span| (span, span));
    let off = case.now.as_secs().abs_diff(created.as_secs());
    let (bound, place) = if created > case.now {
        (ahead.as_secs(), "ahead")
    } else {
        (age.as_secs(), "old")
    };
    let mut steps = vec![step(
        "timestamp",
        off <= bound,
        format!(
            "{label} created {}: {}, {} {place} at {}; {bound} s are allowed",
            created.as_secs(),
            date(created),
            span(off),
            date(case.now)
        ),
    )];
    steps.extend(
        base.expires
            .map(|expires| expiry(case.now, &label, expires)),
    );
    steps
}

fn expiry(now: UnixTime, label: &str, expires: UnixTime) -> Step {
    let past = now.as_secs().saturating_sub(expires.as_secs());
    let said = if past > 0 {
        format!("{} ago", span(past))
    } else {
        format!(
            "in {}",
            span(expires.as_secs().saturating_sub(now.as_secs()))
        )
    };
    let detail = format!(
        "{label} expires {}: {}, {said}",
        expires.as_secs(),
        date(expires)
    );
    step("expiry", past == 0, detail)
}

/// Whether the digests are the body's, and whether a signature vouches for them.
fn digests(case: &Case, rules: &MessageSignatures, bases: &[SignatureBase]) -> Step {
    let name = rules.relies_on().as_str();
    let covered = bases
        .iter()
        .any(|base| base.components.iter().any(|one| one.name() == name));
    let vouched = if covered {
        "covered by the signature"
    } else {
        "not covered by the signature"
    };
    match rules.digest_verdicts(&case.head, &case.body) {
        Ok(verdicts) if verdicts.is_empty() => step(
            "digest",
            false,
            format!("{name} has none by SHA-256 or SHA-512; {vouched}"),
        ),
        Ok(verdicts) => {
            let each: Vec<_> = verdicts
                .iter()
                .map(|one| {
                    let said = if one.holds { "is" } else { "is not" };
                    format!("{} {said} that of the body", one.algorithm.as_str())
                })
                .collect();
            step(
                "digest",
                covered && verdicts.iter().all(|one| one.holds),
                format!("{name}: {}; {vouched}", each.join(", ")),
            )
        }
        // Without a body there need not be one.
        Err(_) if case.body.is_empty() && !covered => {
            step("digest", true, "no body, so no digest is needed")
        }
        Err(why) => step("digest", false, format!("{why}; {vouched}")),
    }
}

/// The signature base of each label that has one, line by line as it is signed.
pub(super) fn bases(case: &Case, rules: &MessageSignatures) -> Vec<Message> {
    rules
        .signature_bases(&case.head, case.public_url.as_deref())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|base| {
            let bytes = base.bytes.ok()?;
            let lines: Vec<_> = bytes
                .split(|byte| *byte == b'\n')
                .map(escaped_bytes)
                .collect();
            Some(Message {
                parts: format!("the signature base of {}", escaped(&base.label)),
                bytes: bytes.len(),
                text: shortened(&lines.join("\n"), LONGEST),
                hex: ends_of(&bytes, LONGEST, 0, base16ct::lower::encode_string),
                sha256: sha256(&[&bytes]),
            })
        })
        .collect()
}

/// Longer bases are cut; no sender's is.
const LONGEST: usize = 16 * 1024;
