//! What the examples share: the secret of the demonstration, and what they print.

use hookseal::providers::GITHUB;
use hookseal::{ConfigError, Secret, Verifier};

/// The variable that holds the secret.
pub const VARIABLE: &str = "GITHUB_WEBHOOK_SECRET";

/// A verifier of GitHub's webhooks. Its secret is in the environment; an app has no fallback.
///
/// # Errors
///
/// If the secret is empty.
pub fn github() -> Result<Verifier, ConfigError> {
    let secret = std::env::var(VARIABLE).unwrap_or_else(|_| "demo-github-secret".to_owned());
    Verifier::new(GITHUB, Secret::new(secret)?)
}

/// Commands that send a delivery to `url`, signed and then tampered with.
#[must_use]
pub fn what_to_try(url: &str) -> String {
    let send = "cargo run -p hookseal-cli -- send github --event-type push";
    format!(
        "\nIn the workspace's folder, with the same secret:\n\n\
         export {VARIABLE}=${{{VARIABLE}:-demo-github-secret}}\n\
         {send} --secret-env {VARIABLE} --to {url}            # accepted\n\
         {send} --secret-env {VARIABLE} --to {url} --tamper body   # refused\n"
    )
}
