use super::*;
use crate::crypto::Algorithm;
use crate::encoding::Encoding;
use crate::engine::Verifier;
use crate::handshake::{Handshake, Reply};
use crate::key::Secret;
use crate::schemes::{SignatureField, Timestamp};
use crate::signing::Signer;
use crate::time::TimestampFormat;
use crate::writing::Delivery;

const ACME: Scheme = Scheme::new(
    "acme",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("Acme-Signature")),
)
.with_event_id(Source::header("Acme-Id"));

#[test]
fn a_message_is_what_its_words_say() {
    let parts = [
        Part::Method,
        Part::literal("\n"),
        Part::EventId,
        Part::literal("a\\\t\"'é{}"),
        Part::Header(HeaderName::from_static("Acme-Topic")),
        Part::Literal(Cow::Borrowed(&[0, 0xff])),
        Part::Path,
        Part::literal("?"),
        Part::Query,
        Part::literal(" "),
        Part::Target,
        Part::literal("\r\n"),
        Part::Url,
        Part::literal(":"),
        Part::Timestamp,
        Part::literal("."),
        Part::Body,
    ];
    // Braces in fixed text are all that the words do not escape.
    let words = ACME.with_message_owned(parts.to_vec()).words().message;
    let words = words.replace("\\xa9{}", "\\xa9\\x7b\\x7d");
    let read = ACME.with_message_template(&words).unwrap();
    assert_eq!(read.message(), parts);
    assert_eq!(ACME.with_message_template("").unwrap().message(), []);
    let id = ACME.with_message_template("{id}{acme-id}").unwrap();
    assert_eq!(id.message(), [Part::EventId, Part::EventId]);
}

#[test]
fn what_is_no_template_is_an_error() {
    for (template, error) in [
        ("{body", UNCLOSED),
        ("a}b", UNOPENED),
        ("{body}}", UNOPENED),
        ("a\\", ESCAPE),
        ("a\\q", ESCAPE),
        ("\\x7", ESCAPE),
        ("\\xzz", ESCAPE),
    ] {
        assert_eq!(
            ACME.with_message_template(template).err(),
            Some(error),
            "{template}"
        );
    }
    for name in ["", "{", "two words", "url, in part decoded"] {
        let error = ACME.with_message_template(&format!("{{{name}}}")).err();
        let name = name.to_owned();
        assert_eq!(error, Some(ConfigError::InvalidHeaderName { name }));
    }
}

#[test]
fn a_scheme_made_at_run_time_is_that_of_the_same_constants() {
    let said = |text: &str| text.to_owned();
    let name = |text: &str| HeaderName::new(text).unwrap();
    let ping = Handshake::unsigned("ping", "HEAD", &[], Reply::Empty(200));
    let base = |field| Scheme::new("acme", Algorithm::HmacSha256, field);
    assert_eq!(
        base(
            SignatureField::prefixed_owned(name("S"), said("v0="))
                .with_other_headers_owned([name("T")])
        )
        .with_algorithm_header_owned(name("A"), said("hmac"))
        .with_version_header_owned(name("V"), said("1"))
        .with_methods_owned([said("PUT")])
        .with_handshakes_owned([ping])
        .with_event_type(Source::json_owned(said("/type")))
        .with_timestamp(Timestamp::json_owned(
            said("/at"),
            "seconds".parse().unwrap()
        )),
        base(
            SignatureField::prefixed(HeaderName::from_static("S"), "v0=")
                .with_other_headers(const { &[HeaderName::from_static("T")] })
        )
        .with_algorithm_header(HeaderName::from_static("A"), "hmac")
        .with_version_header(HeaderName::from_static("V"), "1")
        .with_methods(const { &[Cow::Borrowed("PUT")] })
        .with_handshakes(const { &[Handshake::unsigned("ping", "HEAD", &[], Reply::Empty(200))] })
        .with_event_type(Source::json("/type"))
        .with_timestamp(Timestamp::json("/at", TimestampFormat::Seconds)),
    );
    assert_eq!(
        SignatureField::pairs_owned(name("S"), said("h1"), ';').unwrap(),
        SignatureField::pairs_separated_by(name("S"), "h1", ';')
    );
    for separator in ['=', ' ', 'a', '\n', '、'] {
        let field = SignatureField::pairs_owned(name("S"), "h1", separator);
        assert_eq!(field, Err(ConfigError::InvalidSeparator { separator }));
    }
    assert_eq!(
        SignatureField::versions_owned(name("S"), said("v1")),
        SignatureField::versions(name("S"), "v1")
    );
    assert_eq!(
        Timestamp::pair_owned(said("t"), TimestampFormat::Seconds),
        Timestamp::pair("t", TimestampFormat::Seconds)
    );
}

#[test]
fn words_of_a_configuration_are_read() {
    for encoding in [Encoding::Hex, Encoding::Base64, Encoding::Base64Url] {
        assert_eq!(encoding.as_str().parse(), Ok(encoding));
    }
    #[cfg(feature = "dates")]
    for format in [TimestampFormat::HttpDate, TimestampFormat::Rfc3339] {
        assert_eq!(format.as_str().parse(), Ok(format));
    }
    for format in [TimestampFormat::Milliseconds, TimestampFormat::Seconds] {
        assert_eq!(format.as_str().parse(), Ok(format));
    }
    for word in ["", "Hex", "minutes"] {
        let encoding = word.parse::<Encoding>().unwrap_err().to_string();
        assert_eq!(
            encoding,
            format!("`{word}` is not an encoding: `hex`, `base64` or `base64url`")
        );
        assert!(word.parse::<TimestampFormat>().is_err());
    }
}

#[test]
fn what_is_configured_verifies_what_it_signs() {
    let field = SignatureField::prefixed_owned(HeaderName::new("S").unwrap(), "v0=".to_owned());
    let time = Timestamp::header(HeaderName::new("T").unwrap(), "seconds".parse().unwrap());
    let scheme = Scheme::new("acme", "hmac-sha256".parse().unwrap(), field)
        .with_timestamp(time)
        .with_message_template("v0:{timestamp}:{body}")
        .unwrap();
    let secret = || Secret::new("3b1c1f9a0d5e47a2b6f0").unwrap();
    let signer = Signer::new(scheme.clone(), secret()).unwrap();
    let delivery = signer.sign(&Delivery::new("{}")).unwrap();
    let verifier = Verifier::new(scheme, secret()).unwrap();
    assert!(verifier.verify(&delivery, "{}").is_ok());
    assert!(verifier.verify(&delivery, "{ }").is_err());
}
