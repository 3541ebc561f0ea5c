//! Which certificates are a sender's, by the names in them: a name too many lets anyone who has a
//! certificate of that name sign as the sender.

#![cfg(feature = "x509")]

use hookseal_core::keys::Wildcard;
use hookseal_providers::{AWS_SNS_NAMES, PAYPAL_NAMES};

fn check(names: &[Wildcard], own: &[&str], others: &[&str]) {
    let is_own = |name: &str| names.iter().any(|pattern| pattern.matches(name));
    for name in own {
        assert!(is_own(name), "{name} is the sender's");
    }
    for name in others {
        assert!(!is_own(name), "{name} is not the sender's");
    }
    for pattern in names {
        let used = own.iter().any(|name| pattern.matches(name));
        assert!(used, "{pattern:?} is for no name that is the sender's");
    }
}

#[test]
fn j6_paypal_signs_by_two_names() {
    check(
        PAYPAL_NAMES,
        &[
            "messageverificationcerts.paypal.com",
            "messageverificationcerts.sandbox.paypal.com",
        ],
        &[
            "",
            "com",
            "paypal.com",
            "*.paypal.com",
            "*.sandbox.paypal.com",
            "www.paypal.com",
            "api.paypal.com",
            "api.sandbox.paypal.com",
            "sandbox.paypal.com",
            "messageverificationcerts.evil.paypal.com",
            "evil.messageverificationcerts.paypal.com",
            "evil-messageverificationcerts.paypal.com",
            "messageverificationcerts-paypal.com",
            "messageverificationcertsxpaypal.com",
            "messageverificationcerts.paypal.com.evil.example",
            "messageverificationcerts.paypal.com.",
            "MESSAGEVERIFICATIONCERTS.PAYPAL.COM",
            "messageverificationcerts.paypal.example",
        ],
    );
}

#[test]
fn j6_aws_sns_signs_by_the_names_of_its_regions() {
    check(
        AWS_SNS_NAMES,
        &[
            "sns.amazonaws.com",
            "sns-us-gov-west-1.amazonaws.com",
            "sns-cn-north-1.amazonaws.com.cn",
            "sns-eusc-de-east-1.amazonaws.eu",
            "sns-signing.ap-east-1.amazonaws.com",
            "sns-signing.cn-north-1.amazonaws.com.cn",
            "sns-signing.eusc-de-east-1.amazonaws.eu",
        ],
        &[
            "",
            "com",
            "amazonaws.com",
            "*.amazonaws.com",
            "*.us-east-1.amazonaws.com",
            "s3.amazonaws.com",
            "evil.amazonaws.com",
            "evil.amazonaws.com.cn",
            "evil.amazonaws.eu",
            "s3.us-east-1.amazonaws.com",
            "sns.us-east-1.amazonaws.com",
            "sns.evil.amazonaws.com",
            "evil.sns.amazonaws.com",
            "sns.s3.amazonaws.com",
            "snsx.amazonaws.com",
            "xsns.amazonaws.com",
            "sns-signing.amazonaws.com.evil.example",
            "sns-signing.evil.s3.amazonaws.com",
            "evil.sns-signing.us-east-1.amazonaws.com",
            "sns.us-east-1.amazonaws.com.evil.example",
            "sns.amazonaws.com.evil.example",
            "sns.amazonaws.com.cn.evil.example",
            "sns.amazonaws.com.",
            "SNS.AMAZONAWS.COM",
            "sns-us-east-1.amazonaws.example",
        ],
    );
}
