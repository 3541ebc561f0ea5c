//! The keys, messages and signatures of RFC 9421, appendix B, as published.

/// B.1.1, as PKCS #1.
pub(crate) const RSA: &str = r"-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----";

/// B.1.2.
pub(crate) const RSA_PSS: &str = concat!(
    r#"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2+QEtvpuRaV8Yq40g"#,
    r#"jUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAv"#,
    r#"Lkhk95AndTrifbIFPNU8PPMO7OyrFAHqgDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+b"#,
    r#"J9cvSKADYdUAAN5WUtzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4"#,
    r#"aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI2wIDAQAB"#,
);

/// B.1.3.
pub(crate) const ECC_P256: &str = r"-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END PUBLIC KEY-----";

/// A P-384 key of nobody, for the wrong kind.
pub(crate) const ECC_P384: &str = r"-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEuOhIXYTXDj4N2SjIZa8gBX8unirdzN3/
sN9YpAwm7tdBi2Y7wqHrzL0mPk0CC/REJQB0cXCeXIl7dbpIh9s6NTaUe0vKM5rw
lbfyL3FIkvV0tZ0YhypDNXvDTDbYN2r6
-----END PUBLIC KEY-----";

/// B.1.4.
pub(crate) const ED25519: &str = r"-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----";

/// B.1.4, the private key of RFC 8032, in base64.
pub(crate) const ED25519_SEED: &str = "n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=";

/// B.1.5.
pub(crate) const SHARED_SECRET: &str = concat!(
    r#"uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasj"#,
    r#"lTMtDQ=="#,
);

/// B.2.1.
pub(crate) const B21_INPUT: &str = concat!(
    r#"sig-b21=();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp."#,
    r#"yemd""#,
);

pub(crate) const B21_SIGNATURE: &str = concat!(
    r#"sig-b21=:d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31I"#,
    r#"q786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSj"#,
    r#"a8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HE"#,
    r#"LjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EP"#,
    r#"YTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==:"#,
);

/// B.2.2.
pub(crate) const B22_INPUT: &str = concat!(
    r#"sig-b22=("@authority" "content-digest" "@query-param";name="Pet");created=161888"#,
    r#"4473;keyid="test-key-rsa-pss";tag="header-example""#,
);

pub(crate) const B22_SIGNATURE: &str = concat!(
    r#"sig-b22=:LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJ"#,
    r#"jtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2Y"#,
    r#"yFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJc"#,
    r#"sIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiY"#,
    r#"Y8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==:"#,
);

/// B.2.3.
pub(crate) const B23_INPUT: &str = concat!(
    r#"sig-b23=("date" "@method" "@path" "@query" "@authority" "content-type" "content-"#,
    r#"digest" "content-length");created=1618884473;keyid="test-key-rsa-pss""#,
);

pub(crate) const B23_SIGNATURE: &str = concat!(
    r#"sig-b23=:bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rI"#,
    r#"RASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl"#,
    r#"+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKv"#,
    r#"frs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSR"#,
    r#"xpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==:"#,
);

/// B.2.5.
pub(crate) const B25_INPUT: &str = concat!(
    r#"sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shar"#,
    r#"ed-secret""#,
);

pub(crate) const B25_SIGNATURE: &str = "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:";

/// B.2.6.
pub(crate) const B26_INPUT: &str = concat!(
    r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");"#,
    r#"created=1618884473;keyid="test-key-ed25519""#,
);

pub(crate) const B26_SIGNATURE: &str = concat!(
    r#"sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vu"#,
    r#"Qv5lIp5WPpBKRCw==:"#,
);

/// B.2.4, of a response.
pub(crate) const B24_INPUT: &str = concat!(
    r#"sig-b24=("@status" "content-type" "content-digest" "content-length");created=161"#,
    r#"8884473;keyid="test-key-ecc-p256""#,
);

pub(crate) const B24_SIGNATURE: &str = concat!(
    r#"sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdl"#,
    r#"YUEkLIj+32oiasw==:"#,
);

/// B.3.
pub(crate) const B3_INPUT: &str = concat!(
    r#"ttrp=("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;"#,
    r#"keyid="test-key-ecc-p256""#,
);

pub(crate) const B3_SIGNATURE: &str = concat!(
    r#"ttrp=:xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4"#,
    r#"JHRwMLOgmizw==:"#,
);

pub(crate) const B3_CLIENT_CERT: &str = concat!(
    r#":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGU"#,
    r#"xGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzN"#,
    r#"aMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWal"#,
    r#"RhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAI"#,
    r#"wADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAw"#,
    r#"wCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEU"#,
    r#"CIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydB"#,
    r#"VoU4hBVZ1yhk=:"#,
);

/// B.4.
pub(crate) const B4_INPUT: &str = concat!(
    r#"transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="te"#,
    r#"st-key-ed25519""#,
);

pub(crate) const B4_SIGNATURE: &str = concat!(
    r#"transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMF"#,
    r#"FQ6cpLt2m0pmj3NDA==:"#,
);
