use proptest::prelude::*;

use super::*;
use crate::crypto::Algorithm;

const NAME: HeaderName = HeaderName::from_static("X-Signature");
/// A SHA-256 in hex, and the same in both alphabets of base64.
const HEX: &str = "00ff10a57e0123456789abcdef00112233445566778899aabbccddeeff000102";
const BASE64: &str = "AP8QpX4BI0VniavN7wARIjNEVWZ3iJmqu8zd7v8AAQI=";
const BASE64_URL: &str = "AP8QpX4BI0VniavN7wARIjNEVWZ3iJmqu8zd7v8AAQI";

fn read(field: SignatureField, value: &str) -> Result<usize, Rejection> {
    let mut tags = Tags::default();
    Scheme::new("acme", Algorithm::HmacSha256, field)
        .signatures(value.as_bytes(), MAX_SIGNATURES, &mut tags)
        .map(|()| tags.len())
}

fn malformed() -> Result<usize, Rejection> {
    Err(Rejection::MalformedSignature { header: NAME })
}

fn too_many() -> Result<usize, Rejection> {
    Err(Rejection::TooManySignatures { maximum: 16 })
}

#[test]
fn s4_s5_s6_s10_s27_only_the_whole_signature_is_one() {
    let plain = || SignatureField::plain(NAME);
    let prefixed = || SignatureField::prefixed(NAME, "sha256=");
    assert_eq!(read(plain(), HEX), Ok(1));
    assert_eq!(read(prefixed(), &format!("sha256={HEX}")), Ok(1));
    for length in 0..HEX.len() {
        assert_eq!(read(plain(), &HEX[..length]), malformed());
        assert_eq!(
            read(prefixed(), &format!("sha256={}", &HEX[..length])),
            malformed()
        );
    }
    for value in [
        format!("{HEX}0"),
        format!("{HEX}00"),
        format!("0x{}", &HEX[2..]),
        format!("{HEX} "),
        format!(" {HEX}"),
        format!("\t{}", &HEX[1..]),
        format!("{}g", &HEX[1..]),
        format!("{}\u{e9}", &HEX[2..]),
        format!("{HEX},{HEX}"),
        BASE64.to_owned(),
    ] {
        assert_eq!(read(plain(), &value), malformed(), "{value}");
    }
    for value in [
        HEX.to_owned(),
        format!("SHA256={HEX}"),
        format!("sha1={HEX}"),
    ] {
        assert_eq!(read(prefixed(), &value), malformed(), "{value}");
    }
}

#[test]
fn s9_hex_may_be_of_either_case() {
    assert_eq!(
        read(SignatureField::plain(NAME), &HEX.to_uppercase()),
        Ok(1)
    );
}

#[test]
fn s11_s12_s28_base64_has_one_text_per_value() {
    let standard = || SignatureField::plain(NAME).base64();
    let url = || SignatureField::plain(NAME).base64url();
    assert_eq!(read(standard(), BASE64), Ok(1));
    assert_eq!(read(url(), BASE64_URL), Ok(1));
    for value in [
        BASE64_URL.to_owned(),
        format!("{BASE64}="),
        format!("{BASE64_URL}= "),
        format!("{BASE64} "),
        format!("{BASE64}\n"),
        BASE64.replace("I=", "J="), // unused bits that are not zero
        BASE64.replace('V', "-"),
        BASE64.replace('V', " "),
        HEX.to_owned(),
    ] {
        assert_eq!(read(standard(), &value), malformed(), "{value:?}");
    }
    for value in [
        BASE64.to_owned(),
        BASE64_URL.replace('V', "+"),
        BASE64_URL.replace("QI", "QJ"),
    ] {
        assert_eq!(read(url(), &value), malformed(), "{value:?}");
    }
}

#[test]
fn s14_hex_has_no_0x_in_front() {
    for value in [format!("0x{HEX}"), format!("0x{}", &HEX[2..])] {
        assert_eq!(read(SignatureField::plain(NAME), &value), malformed());
    }
}

#[test]
fn s14_s15_bytes_that_are_no_ascii_are_no_signature() {
    let scheme = Scheme::new("acme", Algorithm::HmacSha256, SignatureField::plain(NAME));
    for byte in [0, 0x0a, 0x80, 0xe9, 0xff] {
        let value = [byte; 64];
        assert!(
            scheme
                .signatures(&value, MAX_SIGNATURES, &mut Tags::default())
                .is_err()
        );
    }
}

#[test]
fn s16_s19_s23_in_pairs_only_the_named_and_whole_ones_count() {
    let field = || SignatureField::pairs(NAME, "v1");
    for (value, count) in [
        (format!("v1={HEX}"), 1),
        (format!("t=1,v1={HEX}"), 1),
        (format!("t=1, v1={HEX}"), 1),
        (format!("v0={HEX},v1={HEX},v2={HEX}"), 1),
        (format!("v1=,v1={HEX},v1=zz"), 1),
        (format!("v1={HEX},v1={HEX}"), 2),
        (format!(",,,v1={HEX},=,v1"), 1),
        (format!("\tv1={HEX}"), 1),
    ] {
        assert_eq!(read(field(), &value), Ok(count), "{value}");
    }
    for value in [
        format!("v0={HEX}"),
        format!("V1={HEX}"),
        format!("v1 ={HEX}"),
        format!("v1= {HEX}"),
        format!("v1={HEX} "),
        format!("v1:{HEX}"),
        format!("v1=={HEX}"),
        format!("={HEX}"),
        "v1=,,,".to_owned(),
        "v1".to_owned(),
        HEX.to_owned(),
    ] {
        assert_eq!(read(field(), &value), malformed(), "{value}");
    }
}

#[test]
fn s16_s19_s23_pairs_are_cut_at_their_own_separator_only() {
    let field = || SignatureField::pairs_separated_by(NAME, "h1", ';');
    for (value, count) in [
        (format!("h1={HEX}"), 1),
        (format!("ts=1;h1={HEX}"), 1),
        (format!("ts=1; h1={HEX};h1={HEX}"), 2),
    ] {
        assert_eq!(read(field(), &value), Ok(count), "{value}");
    }
    for value in [format!("ts=1,h1={HEX}"), format!("h1={HEX},h1={HEX}")] {
        assert_eq!(read(field(), &value), malformed(), "{value}");
    }
    let all = vec![format!("h1={HEX}"); 17].join(";");
    assert_eq!(read(field(), &all), too_many());
    let field = field();
    let get = |value: &'static str| only_pair(value.as_bytes(), b"ts", &field);
    assert_eq!(get("ts=5;h1=x"), Ok(Some(b"5".as_slice())));
    assert_eq!(get("ts=5;ts=5"), Err(Rejection::Ambiguous { field: NAME }));
}

#[test]
#[should_panic(expected = "not a separator")]
fn what_stands_in_a_pair_separates_none() {
    let _ = SignatureField::pairs_separated_by(NAME, "v1", '=');
}

#[test]
fn s16_s19_s23_in_versions_only_the_named_and_whole_ones_count() {
    let field = || SignatureField::versions(NAME, "v1").base64();
    for (value, count) in [
        (format!("v1,{BASE64}"), 1),
        (format!("v1a,{BASE64} v1,{BASE64}"), 1),
        (format!("v1, v1,{BASE64}  v2,{BASE64} "), 1),
        (format!("v1,{BASE64} v1,{BASE64}"), 2),
    ] {
        assert_eq!(read(field(), &value), Ok(count), "{value}");
    }
    for value in [
        format!("v1a,{BASE64}"),
        format!("v10,{BASE64}"),
        format!("v1={BASE64}"),
        format!("v1,,{BASE64}"),
        format!("V1,{BASE64}"),
        "v1,".to_owned(),
        " ".to_owned(),
        BASE64.to_owned(),
    ] {
        assert_eq!(read(field(), &value), malformed(), "{value}");
    }
}

#[test]
fn s17_s18_h7_lists_are_bounded() {
    let pairs = || SignatureField::pairs(NAME, "v1");
    let versions = || SignatureField::versions(NAME, "v1");
    for count in [16, 17, 10_000] {
        let expected = if count == 16 { Ok(16) } else { too_many() };
        let all = vec![format!("v1={HEX}"); count].join(",");
        assert_eq!(read(pairs(), &all), expected);
        let all = vec![format!("v1,{HEX}"); count].join(" ");
        assert_eq!(read(versions(), &all), expected);
    }
    // Entries that are none count too, so a long list costs little.
    for list in [",".repeat(100_000), "a=b,".repeat(100_000)] {
        assert_eq!(read(pairs(), &format!("{list}v1={HEX}")), too_many());
    }
    let blanks = " ".repeat(100_000);
    assert_eq!(read(versions(), &format!("{blanks}v1,{HEX}")), too_many());
}

#[test]
fn t9_t10_a_pair_that_is_read_may_occur_once() {
    let field = SignatureField::pairs(NAME, "v1");
    let get = |value: &'static str| only_pair(value.as_bytes(), b"t", &field);
    assert_eq!(get("v1=x,t=5"), Ok(Some(b"5".as_slice())));
    assert_eq!(get("t=,v1=x"), Ok(Some(b"".as_slice())));
    assert_eq!(get("v1=x"), Ok(None));
    let ambiguous = Err(Rejection::Ambiguous { field: NAME });
    assert_eq!(get("t=5,t=6"), ambiguous);
    assert_eq!(get("t=5,v1=x, t=5"), ambiguous);
}

#[test]
fn t4_t5_t6_only_plain_digits_are_a_number() {
    for (text, number) in [("0", 0), ("5", 5), ("18446744073709551615", u64::MAX)] {
        assert_eq!(digits(text.as_bytes()), Some(number));
    }
    for text in [
        "", "+5", "-5", "-0", " 5", "5 ", "\t5", "00005", "00", "NaN", "abc", "12x", "1e9", "0x10",
        "1_000", "1.0", "1,0", "٥", "５", "5\0", "∞",
    ] {
        assert_eq!(digits(text.as_bytes()), None, "{text:?}");
    }
    assert_eq!(digits(b"\xff"), None);
}

#[test]
fn t7_numbers_beyond_all_bounds_neither_panic_nor_wrap() {
    for text in [
        "-9223372036854775808",
        "18446744073709551616",
        "99999999999999999999",
        "111111111111111111111111111111",
    ] {
        assert_eq!(digits(text.as_bytes()), None, "{text}");
    }
    for text in ["9223372036854775807", "18446744073709551615"] {
        let at = parse_timestamp(text.as_bytes(), TimestampFormat::Seconds).unwrap();
        assert_eq!(at.as_millis(), u64::MAX);
        for now in [0, 1_700_000_000_000, u64::MAX - 400_000] {
            let verdict = check_fresh(
                at,
                UnixTime::from_millis(now),
                TimestampFormat::Seconds,
                Freshness::default(),
            );
            assert!(matches!(verdict, Err(Rejection::Future { .. })));
        }
    }
}

#[cfg(feature = "dates")]
#[test]
fn t16_http_dates_are_read_in_their_one_form_only() {
    let parse = |text: &str| {
        parse_timestamp(text.as_bytes(), TimestampFormat::HttpDate).map(UnixTime::as_secs)
    };
    for (text, seconds) in [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Tue, 14 Nov 2023 22:13:20 GMT", 1_700_000_000),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
    ] {
        assert_eq!(parse(text), Some(seconds), "{text}");
    }
    for text in [
        "",
        "1700000000",
        "Tuesday, 14-Nov-23 22:13:20 GMT",
        "Tue Nov 14 22:13:20 2023",
        "Tue, 14 Nov 2023 22:13:20 UTC",
        "Tue, 14 Nov 2023 22:13:20 GMT ",
        " Tue, 14 Nov 2023 22:13:20 GMT",
        "tue, 14 nov 2023 22:13:20 gmt",
        "Tue, 4 Nov 2023 22:13:20 +000",
        "Tue, 32 Nov 2023 22:13:20 GMT",
        "Tue, 14 Nov 2023 24:13:20 GMT",
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "Tue, 14 Nov +023 22:13:20 GMT",
        "2023-11-14T22:13:20.000000000Z",
    ] {
        assert_eq!(parse(text), None, "{text:?}");
    }
}

#[cfg(feature = "dates")]
#[test]
fn t16_rfc_3339_is_read_in_its_own_forms_only() {
    let parse = |text: &str| {
        parse_timestamp(text.as_bytes(), TimestampFormat::Rfc3339).map(UnixTime::as_millis)
    };
    for (text, millis) in [
        ("1970-01-01T00:00:00Z", 0),
        ("2023-11-14T22:13:20Z", 1_700_000_000_000),
        ("2023-11-14T22:13:20.5Z", 1_700_000_000_500),
        ("2023-11-14T22:13:20.123456789Z", 1_700_000_000_123),
        ("2023-11-15T00:13:20+02:00", 1_700_000_000_000),
        ("2023-11-13T22:14:20-23:59", 1_700_000_000_000),
        ("9999-12-31T23:59:59Z", 253_402_300_799_000),
    ] {
        assert_eq!(parse(text), Some(millis), "{text}");
    }
    for text in [
        "",
        "1700000000",
        "2023-11-14",
        "2023-11-14T22:13:20",
        "2023-11-14T24:00:00Z",
        "2023-02-29T00:00:00Z",
        "2023-13-01T00:00:00Z",
        "2023-11-14T22:13:20.Z",
        "2023-11-14T22:13:20+24:00",
        "2023-11-14T22:13:20Z ",
        " 2023-11-14T22:13:20Z",
        "12023-11-14T22:13:20Z",
        "+2023-11-14T22:13:20Z",
        "1969-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "2023-11-14T22:13:20.11111111111111111111111111Z",
        "２０２３-11-14T22:13:20Z",
    ] {
        assert_eq!(parse(text), None, "{text:?}");
    }
    assert_eq!(parse(&"9".repeat(100_000)), None);
    // A leap second, where it may be one, is the last instant before the next.
    assert_eq!(parse("2016-12-31T23:59:60Z"), Some(1_483_228_799_999));
    assert_eq!(parse("2016-12-30T12:30:60Z"), None);
}

fn verdict(now_millis: u64, text: &str, format: TimestampFormat, freshness: Freshness) -> String {
    let at = parse_timestamp(text.as_bytes(), format).unwrap();
    match check_fresh(at, UnixTime::from_millis(now_millis), format, freshness) {
        Ok(()) => "fresh".to_owned(),
        Err(error) => error.code().to_owned(),
    }
}

#[test]
fn t1_t2_t3_the_bounds_pass_and_a_second_more_does_not() {
    let now = 1_700_000_000_999;
    for (text, expected) in [
        ("1700000000", "fresh"),
        ("1699999700", "fresh"),
        ("1699999699", "stale"),
        ("1700000060", "fresh"),
        ("1700000061", "future"),
        ("0", "stale"),
        ("9999999999", "future"),
    ] {
        assert_eq!(
            verdict(now, text, TimestampFormat::Seconds, Freshness::default()),
            expected,
            "{text}"
        );
    }
}

#[test]
fn t8_a_wrong_unit_is_never_fresh() {
    let now = 1_700_000_000_000;
    let of = |text, format| verdict(now, text, format, Freshness::default());
    assert_eq!(of("1700000000000", TimestampFormat::Seconds), "future");
    assert_eq!(of("1700000000", TimestampFormat::Milliseconds), "stale");
}

#[test]
fn t13_no_tolerance_is_the_current_unit_and_the_greatest_does_not_overflow() {
    let zero = Freshness {
        max_age: Duration::ZERO,
        max_future: Duration::ZERO,
    };
    let seconds = |now, text| verdict(now, text, TimestampFormat::Seconds, zero);
    assert_eq!(seconds(1_700_000_000_999, "1700000000"), "fresh");
    assert_eq!(seconds(1_700_000_001_000, "1700000000"), "stale");
    assert_eq!(seconds(1_699_999_999_999, "1700000000"), "future");
    let millis = |now, text| verdict(now, text, TimestampFormat::Milliseconds, zero);
    assert_eq!(millis(1_700_000_000_000, "1700000000000"), "fresh");
    assert_eq!(millis(1_700_000_000_001, "1700000000000"), "stale");
    let all = Freshness {
        max_age: Duration::MAX,
        max_future: Duration::MAX,
    };
    for (now, text) in [(u64::MAX, "0"), (0, "18446744073709551615")] {
        assert_eq!(
            verdict(now, text, TimestampFormat::Milliseconds, all),
            "fresh"
        );
    }
}

#[test]
fn t18_fractions_of_a_second_do_not_make_whole_seconds_stale() {
    let now = 1_700_000_300_999;
    let of = |text, format| verdict(now, text, format, Freshness::default());
    assert_eq!(of("1700000000", TimestampFormat::Seconds), "fresh");
    assert_eq!(of("1700000000000", TimestampFormat::Milliseconds), "stale");
    assert_eq!(of("1700000000999", TimestampFormat::Milliseconds), "fresh");
}

proptest! {
    #[test]
    fn t7_no_text_makes_a_timestamp_panic(
        text in proptest::collection::vec(any::<u8>(), 0..60),
        now in any::<u64>(),
        age in any::<Duration>(),
        future in any::<Duration>(),
    ) {
        for format in [
            TimestampFormat::Seconds,
            TimestampFormat::Milliseconds,
            #[cfg(feature = "dates")]
            TimestampFormat::Rfc3339,
            #[cfg(feature = "dates")]
            TimestampFormat::HttpDate,
        ] {
            if let Some(at) = parse_timestamp(&text, format) {
                let freshness = Freshness { max_age: age, max_future: future };
                let _ = check_fresh(at, UnixTime::from_millis(now), format, freshness);
            }
        }
    }

    #[test]
    fn t7_every_number_is_judged_as_exact_arithmetic_does(
        at in any::<u64>(),
        now in any::<u64>(),
        age in 0_u64..=u64::MAX,
        future in 0_u64..=u64::MAX,
    ) {
        let freshness = Freshness {
            max_age: Duration::from_millis(age),
            max_future: Duration::from_millis(future),
        };
        let verdict = check_fresh(
            UnixTime::from_millis(at),
            UnixTime::from_millis(now),
            TimestampFormat::Milliseconds,
            freshness,
        );
        let lead = i128::from(at) - i128::from(now);
        let fresh = -lead <= i128::from(age) && lead <= i128::from(future);
        prop_assert_eq!(verdict.is_ok(), fresh);
    }
}

/// A head of these lines.
struct Lines<'a>(&'a [(&'a str, &'a str)]);

impl RequestHead for Lines<'_> {
    fn method(&self) -> &'static str {
        "POST"
    }

    fn target(&self) -> &'static str {
        "/"
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut same = self
            .0
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name));
        same.nth(nth).map(|(_, value)| value.as_bytes())
    }
}

/// How many signatures a head has.
fn of_head(field: &SignatureField, lines: &[(&str, &str)]) -> Result<usize, Rejection> {
    let scheme = Scheme::new("acme", Algorithm::HmacSha256, field.clone());
    let (head, mut tags) = (Lines(lines), Tags::default());
    let value = scheme.signature_value(&head)?;
    scheme.all_signatures(&head, value, MAX_SIGNATURES, &mut tags)?;
    Ok(tags.len())
}

#[test]
fn signatures_stand_in_other_headers_as_far_as_those_are_there() {
    const OTHERS: &[HeaderName] = &[
        HeaderName::from_static("X-Signature-2"),
        HeaderName::from_static("X-Signature-3"),
    ];
    let field = SignatureField::plain(NAME).with_other_headers(OTHERS);
    let missing = Err(Rejection::MissingSignature { header: NAME });
    let (one, two, three) = ("X-Signature", "x-signature-2", "X-Signature-3");
    for (lines, expected) in [
        (&[][..], missing.clone()),
        (&[(one, HEX)], Ok(1)),
        (&[(two, HEX)], Ok(1)),
        (&[(one, ""), (two, "")], missing.clone()),
        (&[(one, "nothing"), (two, HEX), (three, HEX)], Ok(2)),
        (&[(one, HEX), (three, HEX)], Ok(1)),
        (&[(three, HEX)], missing),
        (&[(one, "nothing"), (two, "nothing")], malformed()),
        (
            &[(one, HEX), (two, HEX), (two, HEX)],
            Err(Rejection::Ambiguous {
                field: OTHERS[0].clone(),
            }),
        ),
    ] {
        assert_eq!(of_head(&field, lines), expected, "{lines:?}");
    }
}

#[test]
fn a_header_may_come_in_several_lines_where_the_sender_repeats_it() {
    let line = ("X-Signature", HEX);
    let field = SignatureField::plain(NAME).in_several_lines();
    assert_eq!(of_head(&field, &[line, line]), Ok(2));
    assert_eq!(of_head(&field, &[("X-Signature", "nothing"), line]), Ok(1));
    assert_eq!(of_head(&field, &[line; MAX_SIGNATURES]), Ok(MAX_SIGNATURES));
    assert_eq!(of_head(&field, &[line; MAX_SIGNATURES + 1]), too_many());
    let ambiguous = Rejection::Ambiguous { field: NAME };
    assert_eq!(
        of_head(&SignatureField::plain(NAME), &[line, line]),
        Err(ambiguous)
    );
}

#[test]
fn s16_in_lists_the_whole_ones_count() {
    let list = || SignatureField::list(NAME);
    assert_eq!(read(list(), HEX), Ok(1));
    assert_eq!(read(list(), &format!("1700000000,{HEX}, {HEX}")), Ok(2));
    for value in ["", ",", "1700000000,", &HEX[1..], &format!("sha256={HEX}")] {
        assert_eq!(read(list(), value), malformed(), "{value}");
    }
    assert_eq!(read(list(), &vec![HEX; 17].join(",")), too_many());
    assert_eq!(read(list(), &",".repeat(64)), too_many());
}
