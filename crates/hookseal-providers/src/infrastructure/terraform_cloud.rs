//! HCP Terraform.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};

use crate::{Group, Provider, ProviderScheme};

/// HCP Terraform (Terraform Cloud) and Terraform Enterprise notifications:
/// `X-TFE-Notification-Signature: <hex HMAC-SHA512 of the body>`.
///
/// No timestamp is signed and there is no event id: remember the run and its trigger. A
/// body holds a list of notifications. The key is the text of the configuration's token.
/// Run tasks sign alike, in `X-TFC-Task-Signature`, which is read as well.
///
/// Source: <https://developer.hashicorp.com/terraform/cloud-docs/workspaces/settings/notifications>
pub const TERRAFORM_CLOUD: Scheme = Scheme::new(
    "terraform_cloud",
    Algorithm::HmacSha512,
    SignatureField::plain(HeaderName::from_static("X-TFE-Notification-Signature"))
        .hex()
        .with_other_headers(const { &[HeaderName::from_static("X-TFC-Task-Signature")] }),
);

pub(crate) const PROVIDER: Provider = Provider {
    id: "terraform_cloud",
    name: "HCP Terraform",
    constant: "TERRAFORM_CLOUD",
    group: Group::Infrastructure,
    documentation: "https://developer.hashicorp.com/terraform/cloud-docs/workspaces/settings/notifications",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(TERRAFORM_CLOUD),
    names: &[],
    variants: &[],
};
