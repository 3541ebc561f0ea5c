//! Senders of hosting, builds, monitoring and models.

mod alchemy;
mod anthropic;
#[cfg(feature = "x509")]
mod aws_sns;
mod buildkite;
mod circleci;
mod cloudflare_notifications;
mod cloudflare_stream;
mod composio;
mod elevenlabs;
#[cfg(feature = "sha1")]
mod expo;
mod extend;
#[cfg(feature = "jwt")]
mod fal;
mod flagsmith;
#[cfg(feature = "jwt")]
mod google_pubsub_push;
mod grafana;
mod growthbook;
mod hookdeck;
mod imagekit;
mod launchdarkly;
mod liveblocks;
mod livepeer;
mod meshes;
mod moderation_api;
mod mux;
mod nango;
mod netbox;
#[cfg(feature = "jwt")]
mod netlify;
mod openai;
mod pagerduty;
mod planetscale;
mod recall_ai;
mod render;
mod replicate;
#[cfg(feature = "sha1")]
mod segment;
mod sentry;
mod smartcar;
mod sonarqube;
mod statsig;
mod tailscale;
mod terra;
mod terraform_cloud;
mod trigger_dev;
#[cfg(feature = "sha1")]
mod vercel;

use crate::Provider;

pub use self::alchemy::ALCHEMY;
pub use self::anthropic::ANTHROPIC;
#[cfg(feature = "x509")]
pub use self::aws_sns::{AWS_SNS_CERTIFICATES, AWS_SNS_NAMES, AwsSns, AwsSnsMessage, aws_sns};
pub use self::buildkite::BUILDKITE;
pub use self::circleci::CIRCLECI;
pub use self::cloudflare_notifications::CLOUDFLARE_NOTIFICATIONS;
pub use self::cloudflare_stream::CLOUDFLARE_STREAM;
pub use self::composio::COMPOSIO;
pub use self::elevenlabs::ELEVENLABS;
#[cfg(feature = "sha1")]
pub use self::expo::EXPO;
pub use self::extend::EXTEND;
#[cfg(feature = "jwt")]
pub use self::fal::{FAL, FAL_KEYS, Fal};
pub use self::flagsmith::FLAGSMITH;
#[cfg(feature = "jwt")]
pub use self::google_pubsub_push::{GOOGLE_KEYS, google_pubsub_push};
pub use self::grafana::{GRAFANA, grafana_with_timestamp};
pub use self::growthbook::GROWTHBOOK;
pub use self::hookdeck::HOOKDECK;
pub use self::imagekit::IMAGEKIT;
pub use self::launchdarkly::LAUNCHDARKLY;
pub use self::liveblocks::LIVEBLOCKS;
pub use self::livepeer::LIVEPEER;
pub use self::meshes::{MESHES, MESHES_SHA512, meshes_with_header};
pub use self::moderation_api::MODERATION_API;
pub use self::mux::MUX;
pub use self::nango::NANGO;
pub use self::netbox::NETBOX;
#[cfg(feature = "jwt")]
pub use self::netlify::netlify;
pub use self::openai::OPENAI;
pub use self::pagerduty::PAGERDUTY;
pub use self::planetscale::PLANETSCALE;
pub use self::recall_ai::RECALL_AI;
pub use self::render::RENDER;
pub use self::replicate::REPLICATE;
#[cfg(feature = "sha1")]
pub use self::segment::SEGMENT;
pub use self::sentry::{SENTRY, SENTRY_APP};
pub use self::smartcar::SMARTCAR;
pub use self::sonarqube::SONARQUBE;
pub use self::statsig::STATSIG;
pub use self::tailscale::TAILSCALE;
pub use self::terra::TERRA;
pub use self::terraform_cloud::TERRAFORM_CLOUD;
pub use self::trigger_dev::TRIGGER_DEV;
#[cfg(feature = "sha1")]
pub use self::vercel::VERCEL;

/// The group's senders.
pub(crate) const INFRASTRUCTURE: &[&Provider] = &[
    &alchemy::PROVIDER,
    &anthropic::PROVIDER,
    #[cfg(feature = "x509")]
    &aws_sns::PROVIDER,
    &buildkite::PROVIDER,
    &circleci::PROVIDER,
    &cloudflare_notifications::PROVIDER,
    &cloudflare_stream::PROVIDER,
    &composio::PROVIDER,
    &elevenlabs::PROVIDER,
    #[cfg(feature = "sha1")]
    &expo::PROVIDER,
    &extend::PROVIDER,
    #[cfg(feature = "jwt")]
    &fal::PROVIDER,
    &flagsmith::PROVIDER,
    #[cfg(feature = "jwt")]
    &google_pubsub_push::PROVIDER,
    &grafana::PROVIDER,
    &growthbook::PROVIDER,
    &hookdeck::PROVIDER,
    &imagekit::PROVIDER,
    &launchdarkly::PROVIDER,
    &liveblocks::PROVIDER,
    &livepeer::PROVIDER,
    &meshes::PROVIDER,
    &moderation_api::PROVIDER,
    &mux::PROVIDER,
    &nango::PROVIDER,
    &netbox::PROVIDER,
    #[cfg(feature = "jwt")]
    &netlify::PROVIDER,
    &openai::PROVIDER,
    &pagerduty::PROVIDER,
    &planetscale::PROVIDER,
    &recall_ai::PROVIDER,
    &render::PROVIDER,
    &replicate::PROVIDER,
    #[cfg(feature = "sha1")]
    &segment::PROVIDER,
    &sentry::PROVIDER,
    &smartcar::PROVIDER,
    &sonarqube::PROVIDER,
    &statsig::PROVIDER,
    &tailscale::PROVIDER,
    &terra::PROVIDER,
    &terraform_cloud::PROVIDER,
    &trigger_dev::PROVIDER,
    #[cfg(feature = "sha1")]
    &vercel::PROVIDER,
];
