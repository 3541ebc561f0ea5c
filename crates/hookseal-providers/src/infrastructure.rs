//! Senders of hosting, builds, monitoring and models.

use crate::group::senders;

senders! {
    INFRASTRUCTURE, Infrastructure:
    alchemy => ALCHEMY;
    anthropic => ANTHROPIC;
    buildkite => BUILDKITE;
    circleci => CIRCLECI;
    cloudflare_notifications => CLOUDFLARE_NOTIFICATIONS;
    cloudflare_stream => CLOUDFLARE_STREAM;
    composio => COMPOSIO;
    elevenlabs => ELEVENLABS;
    extend => EXTEND;
    grafana => GRAFANA, grafana_with_timestamp;
    hookdeck => HOOKDECK;
    imagekit => IMAGEKIT;
    liveblocks => LIVEBLOCKS;
    meshes => MESHES, MESHES_SHA512, meshes_with_header;
    moderation_api => MODERATION_API;
    mux => MUX;
    nango => NANGO;
    openai => OPENAI;
    pagerduty => PAGERDUTY;
    replicate => REPLICATE;
    sentry => SENTRY, SENTRY_APP;
    smartcar => SMARTCAR;
    terra => TERRA;
    terraform_cloud => TERRAFORM_CLOUD;
    trigger_dev => TRIGGER_DEV;
    vercel => VERCEL;
}
