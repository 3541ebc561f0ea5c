//! Public keys in every form that is taken, and those that are refused when a verifier is
//! built (rows A6 to A18).

#![cfg(all(feature = "aws-lc", feature = "ed25519"))]
#![allow(clippy::unwrap_used, dead_code)]

#[path = "support/rfc9421.rs"]
mod rfc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::Encode as _;
use der::asn1::UintRef;
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField};
use hookseal_core::signing::{PrivateKey, Signer};
use hookseal_core::{Algorithm, ConfigError, PublicKey, Secret, Verifier};
use pkcs1::RsaPublicKeyRef;

const ALGORITHMS: [Algorithm; 5] = [
    Algorithm::Ed25519,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::RsaPssSha512,
    Algorithm::RsaV15Sha256,
];

fn scheme(algorithm: Algorithm) -> Scheme {
    Scheme::new(
        "keys",
        algorithm,
        SignatureField::plain(HeaderName::from_static("X-Signature")).base64(),
    )
    .with_key_format(KeyFormat::Spki)
}

fn build(algorithm: Algorithm, key: PublicKey) -> Result<(), ConfigError> {
    Verifier::builder(scheme(algorithm))
        .key(key)
        .build()
        .map(|_| ())
}

fn text(algorithm: Algorithm, key: &str) -> Result<(), ConfigError> {
    build(algorithm, PublicKey::new(key)?)
}

fn bytes(algorithm: Algorithm, key: Vec<u8>) -> Result<(), ConfigError> {
    build(algorithm, PublicKey::from_bytes(key)?)
}

fn reason(result: Result<(), ConfigError>) -> &'static str {
    match result {
        Err(ConfigError::InvalidKey { reason }) => reason,
        other => unreachable_result(&other),
    }
}

fn unreachable_result(result: &Result<(), ConfigError>) -> &'static str {
    assert!(
        matches!(result, Err(ConfigError::InvalidKey { .. })),
        "{result:?}"
    );
    ""
}

/// Base64 of what is between the lines of a PEM.
fn bare(pem: &str) -> String {
    pem.lines()
        .filter(|line| !line.starts_with("-----"))
        .collect()
}

/// An unrestricted key for PSS alone (id-RSASSA-PSS without parameters), made by OpenSSL.
const PSS_ONLY: &str = concat!(
    "MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAJP5kZASnlYIIEOi7ywQMYuKzCXxYnTzcLAllQnj23vr+fxp",
    "f6b9U8T13fjdEHfnui5aosQ1wqvLFeq3W4i01Q14WqIKaZishnri4hd8onA8h2uUr+WOGfl7eICWZV7gcEPU2Gt2",
    "1WLGAywMbfc+gKT8iRNpRoTI716FOD6AZcPgEJ45eGZzYcqj/wvQt+DmeAt7JkFfo4HZDmZ8gml5hVruVT2rM+bT",
    "db0X05xa6pqLPe6/IMQb9/ZLgnjvbt/FGcVZ8Id9O+0nGMA0u6gTnjG2xJfl72kHf5GVpHNxnIxQ0xBz4S8eT3xZ",
    "IttskPkWZavfmmmv4/ppgYQSDW9DF0kCAwEAAQ==",
);

/// A key that is restricted to PSS with SHA-256 and a salt of 32 bytes.
const PSS_SHA256: &str = concat!(
    "MIIBVjBBBgkqhkiG9w0BAQowNKAPMA0GCWCGSAFlAwQCAQUAoRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQCAQUA",
    "ogMCASADggEPADCCAQoCggEBAKzB4DAJT9k/RytWESpW+LPW2mr/L/q/qpud6urv43xLQsxOe/05ILdHIC6si4O+",
    "wMZAsst4OH+H9iRKMiCGf3YJpN1jx9kWDoJ3s4HpJPEKffLGLpM8vYWGdlruhqS/vJDCOXrK2VS1t/Q30X6W7O2p",
    "ZShp0LCLmiwNraDJWh2kOT29GwT3M+Bit2wavtwzEyNFNBN0Y6r0woWoG9A2GzgEnMw++RAi1T3CXpEpNBgfYwiV",
    "+Q0+XTAi1x3AKO1Q8q69cn3of79bt+f9Q5i/MhQ+iI4ihEx5TQgnSS/Vjxb5UC0PhQuA+y7DOkE75uOkKEmlGXDx",
    "jaJ16LwNU0X0MDUCAwEAAQ==",
);

const RSA_1024: &str = concat!(
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDAuJtlPfFh/78rrV/KwYHKCvi0koUhTlvIWTUaaXA+21n6wkPu",
    "C4g1wHUtpNmASzA1gm50G/Ec+xfL7ubRaZm7/Ag7DdpCYKgARj3H6Ab/XMul1ICyrlkZ4UegCqeYWy/NgoIZfX5q",
    "reMxhWeLBgF9X8w5UqMGsd1xOTaML0W1hwIDAQAB",
);

const P256_COMPRESSED: &str =
    "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACeUfTh1a83lIZOm1sIVv9Xv4NXW178unLpqVl1qcz7Vo=";

#[test]
fn keys_are_taken_as_pem_and_as_bare_base64() {
    for (algorithm, pem) in [
        (Algorithm::Ed25519, rfc::ED25519),
        (Algorithm::EcdsaP256Sha256, rfc::ECC_P256),
        (Algorithm::EcdsaP384Sha384, rfc::ECC_P384),
    ] {
        assert_eq!(text(algorithm, pem), Ok(()));
        assert_eq!(text(algorithm, &bare(pem)), Ok(()));
        assert_eq!(text(algorithm, &format!("\n{pem}\n\n")), Ok(()));
        assert_eq!(text(algorithm, &pem.replace('\n', "\r\n")), Ok(()));
    }
    for algorithm in [Algorithm::RsaPssSha512, Algorithm::RsaV15Sha256] {
        assert_eq!(text(algorithm, rfc::RSA_PSS), Ok(()));
        assert_eq!(text(algorithm, rfc::RSA), Ok(()), "PKCS #1");
    }
    assert_eq!(text(Algorithm::RsaPssSha512, PSS_ONLY), Ok(()));
}

/// Senders show the same key in several forms: MailChannels' libraries alone in three.
#[test]
fn a_key_of_ed25519_is_taken_in_each_form_whatever_the_format() {
    let spki = bare(rfc::ED25519);
    let raw = STANDARD.decode(&spki).unwrap().split_off(12);
    let hex = base16ct::lower::encode_string(&raw);
    let build = |format: KeyFormat, key: &str| {
        Verifier::builder(scheme(Algorithm::Ed25519).with_key_format(format))
            .key(PublicKey::new(key).unwrap())
            .build()
            .map(|_| ())
    };
    for format in [
        KeyFormat::Spki,
        KeyFormat::base64(),
        KeyFormat::prefixed_base64("whpk_"),
        KeyFormat::Hex,
    ] {
        for key in [rfc::ED25519, &spki, &STANDARD.encode(&raw)] {
            assert_eq!(build(format.clone(), key), Ok(()), "{format:?} {key}");
        }
        // What is of another kind stays refused.
        for key in [
            bare(rfc::ECC_P256),
            spki.replace("MCowBQYDK2Vw", "MCowBQYDK2Vu"), // X25519
            STANDARD.encode(&raw[..31]),
            STANDARD.encode([raw.as_slice(), &[0]].concat()),
            STANDARD.encode(&raw).replace('=', ""),
            hex[..62].to_owned(),
        ] {
            assert!(build(format.clone(), &key).is_err(), "{format:?} {key}");
        }
    }
    assert_eq!(build(KeyFormat::Hex, &hex), Ok(()));
    let prefixed = format!("whpk_{}", STANDARD.encode(&raw));
    let whpk = KeyFormat::prefixed_base64("whpk_");
    assert_eq!(build(whpk, &prefixed), Ok(()));
    assert!(build(KeyFormat::base64(), &prefixed).is_err());
}

#[test]
fn keys_are_taken_as_their_own_bytes() {
    let of = |pem: &str, skip: usize| STANDARD.decode(bare(pem)).unwrap().split_off(skip);
    assert_eq!(bytes(Algorithm::Ed25519, of(rfc::ED25519, 12)), Ok(()));
    assert_eq!(
        bytes(Algorithm::EcdsaP256Sha256, of(rfc::ECC_P256, 26)),
        Ok(())
    );
    assert_eq!(
        bytes(Algorithm::EcdsaP384Sha384, of(rfc::ECC_P384, 23)),
        Ok(())
    );
    assert_eq!(bytes(Algorithm::RsaV15Sha256, of(rfc::RSA, 0)), Ok(()));
}

#[test]
fn a18_a_key_of_another_kind_or_curve_is_refused() {
    let keys = [
        (rfc::ED25519, vec![Algorithm::Ed25519]),
        (rfc::ECC_P256, vec![Algorithm::EcdsaP256Sha256]),
        (rfc::ECC_P384, vec![Algorithm::EcdsaP384Sha384]),
        (
            rfc::RSA_PSS,
            vec![Algorithm::RsaPssSha512, Algorithm::RsaV15Sha256],
        ),
        (
            rfc::RSA,
            vec![Algorithm::RsaPssSha512, Algorithm::RsaV15Sha256],
        ),
        // The key itself says that it is for PSS alone.
        (PSS_ONLY, vec![Algorithm::RsaPssSha512]),
        // Or for PSS with another hash.
        (PSS_SHA256, vec![]),
    ];
    for (key, fit) in keys {
        for algorithm in ALGORITHMS {
            let result = text(algorithm, key);
            if fit.contains(&algorithm) {
                assert_eq!(result, Ok(()), "{algorithm}");
            } else {
                assert_eq!(
                    reason(result),
                    "its key type or curve is not the algorithm's",
                    "{algorithm}"
                );
            }
        }
    }
    // And as their own bytes: a point of P-384 is none of P-256.
    let p384 = STANDARD.decode(bare(rfc::ECC_P384)).unwrap().split_off(23);
    assert!(bytes(Algorithm::EcdsaP256Sha256, p384.clone()).is_err());
    assert!(bytes(Algorithm::Ed25519, p384.clone()).is_err());
    assert!(bytes(Algorithm::RsaPssSha512, p384).is_err());
}

#[test]
fn a13_points_that_are_none_are_refused() {
    let spki = STANDARD.decode(bare(rfc::ECC_P256)).unwrap();
    let point = spki[26..].to_vec();
    for position in [1, 32, 33, 64] {
        let mut off = point.clone();
        off[position] ^= 1;
        assert!(bytes(Algorithm::EcdsaP256Sha256, off).is_err());
        let mut off = spki.clone();
        off[26 + position] ^= 1;
        assert!(text(Algorithm::EcdsaP256Sha256, &STANDARD.encode(off)).is_err());
    }
    for odd in [
        vec![0],
        vec![4; 65],
        vec![4],
        vec![0; 65],
        point[..64].to_vec(),
    ] {
        assert!(bytes(Algorithm::EcdsaP256Sha256, odd).is_err());
    }
    // A compressed point is the same key in another form; never a panic.
    let _ = text(Algorithm::EcdsaP256Sha256, P256_COMPRESSED);
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    RsaPublicKeyRef {
        modulus: UintRef::new(modulus).unwrap(),
        public_exponent: UintRef::new(exponent).unwrap(),
    }
    .to_der()
    .unwrap()
}

#[test]
fn a14_weak_rsa_keys_are_refused() {
    for algorithm in [Algorithm::RsaPssSha512, Algorithm::RsaV15Sha256] {
        assert_eq!(
            reason(text(algorithm, RSA_1024)),
            "it is an RSA key of less than 2048 bits"
        );
        // An odd number of this many bits; whether it is a product nobody can tell.
        let modulus = |bits: usize| {
            let mut modulus = vec![0xff; bits.div_ceil(8)];
            if !bits.is_multiple_of(8) {
                modulus[0] = (1 << (bits % 8)) - 1;
            }
            modulus
        };
        let check = |bits, exponent: &[u8]| bytes(algorithm, rsa(&modulus(bits), exponent));
        assert_eq!(check(2048, &[1, 0, 1]), Ok(()));
        assert_eq!(check(2048, &[3]), Ok(()));
        assert_eq!(check(8192, &[1, 0, 1]), Ok(()));
        for bits in [512, 1024, 2047] {
            assert_eq!(
                reason(check(bits, &[1, 0, 1])),
                "it is an RSA key of less than 2048 bits"
            );
        }
        assert_eq!(
            reason(check(8193, &[1, 0, 1])),
            "it is an RSA key of more than 8192 bits"
        );
        for exponent in [[0].as_slice(), &[1]] {
            assert_eq!(
                reason(check(2048, exponent)),
                "its exponent is 1, with which anyone can sign"
            );
        }
        for exponent in [[2].as_slice(), &[4], &[1, 0, 0]] {
            assert_eq!(
                reason(check(2048, exponent)),
                "its exponent is even, so it is not an RSA key"
            );
        }
        assert!(check(2048, &[1; 5]).is_err());
        let mut even = modulus(2048);
        even[255] = 0xfe;
        assert_eq!(
            reason(bytes(algorithm, rsa(&even, &[1, 0, 1]))),
            "its modulus is even, so it is not an RSA key"
        );
    }
}

#[test]
fn what_is_no_public_key_is_refused() {
    let private = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n";
    assert_eq!(
        reason(text(Algorithm::Ed25519, private)),
        "it is a private key; only its public half belongs here"
    );
    let certificate = private.replace("PRIVATE KEY", "CERTIFICATE");
    assert_eq!(
        reason(text(Algorithm::Ed25519, &certificate)),
        "it is a certificate; its public key is needed"
    );
    let pem = rfc::ED25519;
    for broken in [
        pem.replace("PUBLIC KEY", "SSH KEY"),
        pem.replace("-----END PUBLIC KEY-----", ""),
        pem.replace("MCow", "MC*w"),
        pem.replace("MCow", ""),
        "-----BEGIN ".to_owned(),
        bare(pem).replace("MCow", "MCox"),
        bare(pem).replace("MCow", "MCsw"),
        format!("{}AAAA", bare(pem).trim_end_matches('=')),
        "AAAA".to_owned(),
        "not base64".to_owned(),
    ] {
        assert!(text(Algorithm::Ed25519, &broken).is_err(), "{broken}");
    }
    let der = STANDARD.decode(bare(pem)).unwrap();
    for length in 0..der.len() {
        let cut = STANDARD.encode(&der[..length]);
        if !cut.is_empty() {
            assert!(text(Algorithm::Ed25519, &cut).is_err());
        }
    }
    let mut longer = der;
    longer.push(0);
    assert!(text(Algorithm::Ed25519, &STANDARD.encode(longer)).is_err());
}

#[test]
fn a6_a_weak_ed25519_key_is_refused_in_spki_too() {
    let mut der = STANDARD.decode(bare(rfc::ED25519)).unwrap();
    der[12..].fill(0);
    assert!(text(Algorithm::Ed25519, &STANDARD.encode(der)).is_err());
}

#[test]
fn a17_a_private_key_signs_by_its_own_algorithm_only() {
    for algorithm in ALGORITHMS {
        let private = PrivateKey::from_seed(&[1; 32]).unwrap();
        let made = Signer::new(scheme(algorithm), private);
        if algorithm == Algorithm::Ed25519 {
            assert!(made.is_ok());
        } else {
            assert!(matches!(made, Err(ConfigError::InvalidKey { .. })));
        }
    }
}

#[test]
fn a4_a_secret_is_no_spki() {
    let hmac = Scheme::new(
        "keys",
        Algorithm::HmacSha256,
        SignatureField::plain(HeaderName::from_static("X-Signature")),
    )
    .with_key_format(KeyFormat::Spki);
    let built = Verifier::builder(hmac)
        .key(Secret::new(bare(rfc::ED25519)).unwrap())
        .build();
    assert!(matches!(built, Err(ConfigError::InvalidKey { .. })));
}
