//! SonarQube.

use hookseal_core::Algorithm;
use hookseal_core::scheme::{HeaderName, Scheme, SignatureField, Source};

use crate::{Group, Provider, ProviderScheme};

/// SonarQube Server and Cloud: `X-Sonar-Webhook-HMAC-SHA256: <hex HMAC-SHA256 of the
/// body>`.
///
/// No timestamp is signed, so a captured delivery stays valid: remember event ids. The
/// id is that of the analysis task, the type its status. The key is the text of the
/// webhook's secret.
///
/// Source: <https://docs.sonarsource.com/sonarqube-server/project-administration/integrations/webhooks/>
pub const SONARQUBE: Scheme = Scheme::new(
    "sonarqube",
    Algorithm::HmacSha256,
    SignatureField::plain(HeaderName::from_static("X-Sonar-Webhook-HMAC-SHA256")).hex(),
)
.with_event_id(Source::json("/taskId"))
.with_event_type(Source::json("/status"));

pub(crate) const PROVIDER: Provider = Provider {
    id: "sonarqube",
    name: "SonarQube",
    constant: "SONARQUBE",
    group: Group::Infrastructure,
    documentation: "https://docs.sonarsource.com/sonarqube-server/project-administration/integrations/webhooks/",
    checked: "2026-11-21",
    feature: None,
    scheme: ProviderScheme::Data(SONARQUBE),
    names: &[],
    variants: &[],
};
