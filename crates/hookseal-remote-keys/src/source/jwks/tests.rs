use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField};
use hookseal_core::{Algorithm, PublicKey, Verifier};

use super::*;

fn jwks() -> Jwks {
    Jwks::new("https://keys.example.com/jwks.json?token=marker").unwrap()
}

fn read(keys: &str) -> Result<Vec<RemoteKey>, BadAnswer> {
    jwks().read("any", format!(r#"{{"keys":[{keys}]}}"#).as_bytes())
}

fn ids(keys: &str) -> Vec<String> {
    let keys = read(keys).unwrap();
    keys.iter().map(|key| key.id().to_owned()).collect()
}

/// Whether the core takes the key for this algorithm.
fn fits(key: &RemoteKey, algorithm: Algorithm) -> bool {
    let field = SignatureField::plain(HeaderName::from_static("X-Signature"));
    let scheme = Scheme::new("acme", algorithm, field).with_key_format(KeyFormat::Spki);
    Verifier::new(scheme, PublicKey::new(&*key.texts[0]).unwrap()).is_ok()
}

// RFC 9421, appendix B.1.4 and B.1.3, each as a JWK and as PEM.
const ED25519_JWK: &str =
    r#"{"kty":"OKP","crv":"Ed25519","kid":"ed","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}"#;
const ED25519_SPKI: &str = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
const P256_JWK: &str = r#"{"kty":"EC","crv":"P-256","kid":"p256","x":"qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA","y":"Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0"}"#;
const P256_SPKI: &str = concat!(
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf",
    "w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==",
);
/// RFC 7517, appendix A.1.
const RSA_JWK: &str = concat!(
    r#"{"kty":"RSA","alg":"RS256","kid":"2011-04-29","e":"AQAB","n":""#,
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJ",
    "ECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2",
    "QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh",
    "6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    r#""}"#,
);

#[test]
fn keys_become_what_the_rfc_has_as_pem() {
    let keys = read(&format!("{ED25519_JWK},{P256_JWK}")).unwrap();
    let [ed25519, p256] = keys.as_slice() else {
        panic!("two keys: {keys:?}");
    };
    assert_eq!((ed25519.id(), &*ed25519.texts[0]), ("ed", ED25519_SPKI));
    assert_eq!((p256.id(), &*p256.texts[0]), ("p256", P256_SPKI));
    assert!(fits(ed25519, Algorithm::Ed25519) && !fits(ed25519, Algorithm::EcdsaP256Sha256));
    assert!(fits(p256, Algorithm::EcdsaP256Sha256) && !fits(p256, Algorithm::EcdsaP384Sha384));
}

#[test]
fn rsa_and_p384_keys_fit_their_algorithms() {
    let rsa = read(RSA_JWK).unwrap().remove(0);
    assert!(fits(&rsa, Algorithm::RsaV15Sha256) && fits(&rsa, Algorithm::RsaPssSha512));
    assert!(!fits(&rsa, Algorithm::Ed25519));
    // The curve's generator.
    let generator = r#"{"kty":"EC","crv":"P-384","kid":"p384",
        "x":"qofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3",
        "y":"NhfeSpYmLG9dnpi_kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f"}"#;
    let p384 = read(generator).unwrap().remove(0);
    assert!(fits(&p384, Algorithm::EcdsaP384Sha384) && !fits(&p384, Algorithm::EcdsaP256Sha256));
}

#[test]
fn k22_keys_that_are_not_for_this_are_skipped() {
    let x = "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs";
    let okp = |more: &str| format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"{more}}}"#);
    for skipped in [
        okp(""), // without a `kid`
        okp(r#","kid":7"#),
        okp(r#","kid":"a","use":"enc""#),
        okp(r#","kid":"a","key_ops":["deriveKey"]"#),
        okp(r#","kid":"a","key_ops":"verify""#),
        okp(r#","kid":"a","d":"AAAA""#),
        okp(r#","kid":"a","kid":"a""#).replace(x, "AA"),
        okp(r#","kid":"a""#).replace(x, &format!("{x}=")),
        okp(r#","kid":"a""#).replace(x, &x.replace('_', "/")),
        okp(r#","kid":"a""#).replace("Ed25519", "X25519"),
        okp(r#","kid":"a""#).replace("Ed25519", "Ed448"),
        okp(r#","kid":"a""#).replace("OKP", "okp"),
        r#"{"kty":"oct","kid":"a","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQ"}"#.to_owned(),
        r#"{"kty":"AKP","kid":"a","pub":"AAAA"}"#.to_owned(),
        P256_JWK.replace("P-256", "secp256k1"),
        P256_JWK.replace("P-256", "P-384"),
        P256_JWK.replace(r#""y":"#, r#""z":"#),
        RSA_JWK.replace(r#""n":"#, r#""N":"#),
        "7".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        format!(r#"["OKP",null,null,"Ed25519","{x}",null,null,null,null]"#),
        "{}".to_owned(),
    ] {
        assert_eq!(ids(&skipped), [""; 0], "{skipped}");
        // And the others stay.
        assert_eq!(ids(&format!("{skipped},{P256_JWK}")), ["p256"], "{skipped}");
    }
    for taken in [
        okp(r#","kid":"a","use":"sig""#),
        okp(r#","kid":"a","key_ops":["verify"]"#),
        okp(r#","kid":"a","alg":"EdDSA","exp":1,"x5c":["no"]"#),
    ] {
        assert_eq!(ids(&taken), ["a"], "{taken}");
    }
}

#[test]
fn k20_keys_that_share_an_id_are_skipped() {
    let other = P256_JWK.replace("p256", "ed");
    assert_eq!(ids(&format!("{ED25519_JWK},{other}")), [""; 0]);
    assert_eq!(
        ids(&format!("{ED25519_JWK},{other},{ED25519_JWK},{P256_JWK}")),
        ["p256"]
    );
}

#[test]
fn k22_a_set_of_more_than_64_keys_is_refused() {
    let set = |keys: usize| {
        let key = |at| ED25519_JWK.replace(r#""ed""#, &format!(r#""k{at}""#));
        let keys: Vec<_> = (0..keys).map(key).collect();
        keys.join(",")
    };
    assert_eq!(ids(&set(64)).len(), 64);
    assert!(read(&set(65)).is_err());
    let many = vec!["0"; 100_000].join(",");
    assert!(read(&many).is_err());
}

#[test]
fn k22_what_is_no_key_set_is_refused() {
    let jwks = jwks();
    for bad in [
        "",
        "<html>",
        "[]",
        "[[]]",
        "{}",
        r#"{"keys":{}}"#,
        r#"{"keys":null}"#,
        "{\"keys\":[",
    ] {
        assert!(jwks.read("a", bad.as_bytes()).is_err(), "{bad}");
    }
    assert_eq!(jwks.read("a", br#"{"keys":[]}"#).unwrap().len(), 0);
    assert!(!format!("{jwks:?}").contains("marker"));
}
