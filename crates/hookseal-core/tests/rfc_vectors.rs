//! The test vectors of RFC 2202, RFC 4231 and RFC 8032, in both directions: our signer
//! makes them, and our verifier takes them and nothing near them.
//!
//! The figures are those of the RFCs; Python's `hmac` and Node's `crypto` give the same.

#![cfg(all(feature = "ed25519", feature = "sha1"))]
#![allow(clippy::similar_names, clippy::unwrap_used)]

use base16ct::lower::encode_string as hex_of;
use hookseal_core::adapter::RequestHead;
use hookseal_core::scheme::{HeaderName, KeyFormat, Scheme, SignatureField};
use hookseal_core::signing::{Delivery, PrivateKey, Signer, SigningMaterial};
use hookseal_core::{Algorithm, Key, Secret, Verifier};

fn scheme(algorithm: Algorithm) -> Scheme {
    Scheme::new(
        "rfc",
        algorithm,
        SignatureField::plain(HeaderName::from_static("X-Signature")).hex(),
    )
    .with_key_format(KeyFormat::Hex)
}

fn bytes_of(hex: &str) -> Vec<u8> {
    base16ct::lower::decode_vec(hex).unwrap()
}

fn check(
    algorithm: Algorithm,
    signs: impl Into<SigningMaterial>,
    verifies: impl Into<Key>,
    message: &[u8],
    signature: &str,
) {
    let signer = Signer::new(scheme(algorithm), signs).unwrap();
    let signed = signer.sign(&Delivery::new(message)).unwrap();
    assert_eq!(signed.header("X-Signature", 0), Some(signature.as_bytes()));
    let verifier = Verifier::builder(scheme(algorithm))
        .key(verifies)
        .allow_weak_secrets()
        .build()
        .unwrap();
    assert!(verifier.verify(&signed, message.to_vec()).is_ok());
    let longer = [message, b"\0"].concat();
    assert!(verifier.verify(&signed, longer).is_err());
}

fn hmac(algorithm: Algorithm, key: &str, message: &[u8], signature: &str) {
    let secret = || Secret::new(key).unwrap();
    check(algorithm, secret(), secret(), message, signature);
}

#[test]
fn w_rfc_2202_hmac_sha1() {
    for (key, message, signature) in [
        (
            hex_of(&[0x0b; 20]),
            b"Hi There".to_vec(),
            "b617318655057264e28bc0b6fb378c8ef146be00",
        ),
        (
            hex_of(b"Jefe"),
            b"what do ya want for nothing?".to_vec(),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        ),
        (
            hex_of(&[0xaa; 20]),
            vec![0xdd; 50],
            "125d7342b9ac11cd91a39af48aa17b4f63f175d3",
        ),
        (
            hex_of(&(1..=25).collect::<Vec<u8>>()),
            vec![0xcd; 50],
            "4c9007f4026250c6bc8414f9bf50c86c2d7235da",
        ),
        (
            hex_of(&[0x0c; 20]),
            b"Test With Truncation".to_vec(),
            "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04",
        ),
        (
            hex_of(&[0xaa; 80]),
            b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112",
        ),
        (
            hex_of(&[0xaa; 80]),
            b"Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data".to_vec(),
            "e8e99d0f45237d786d6bbaa7965c7808bbff1a91",
        ),
    ] {
        hmac(Algorithm::HmacSha1, &key, &message, signature);
    }
}

/// All but case 5, whose output is truncated: hookseal takes no such signature.
#[test]
fn w_rfc_4231_hmac_sha2() {
    for (key, message, sha256, sha384, sha512) in [
        (hex_of(&[0x0b; 20]), b"Hi There".to_vec(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7", "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6", "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"),
        (hex_of(b"Jefe"), b"what do ya want for nothing?".to_vec(), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649", "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"),
        (hex_of(&[0xaa; 20]), vec![0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe", "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27", "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"),
        (hex_of(&(1..=25).collect::<Vec<u8>>()), vec![0xcd; 50], "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b", "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb", "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"),
        (hex_of(&[0xaa; 131]), b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54", "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952", "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"),
        (hex_of(&[0xaa; 131]), b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.".to_vec(), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2", "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e", "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"),
    ] {
        hmac(Algorithm::HmacSha256, &key, &message, sha256);
        hmac(Algorithm::HmacSha384, &key, &message, sha384);
        hmac(Algorithm::HmacSha512, &key, &message, sha512);
    }
}

/// Section 7.1: tests 1, 2, 3 and SHA(abc).
#[test]
fn w_rfc_8032_ed25519() {
    for (seed, public, message, signature) in [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
        (
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
        ),
    ] {
        let private = PrivateKey::from_seed(&bytes_of(seed)).unwrap();
        let public = hookseal_core::PublicKey::new(public).unwrap();
        check(
            Algorithm::Ed25519,
            private,
            public,
            &bytes_of(message),
            signature,
        );
    }
}
