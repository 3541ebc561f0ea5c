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
    elevenlabs => ELEVENLABS;
    grafana => GRAFANA, grafana_with_timestamp;
    liveblocks => LIVEBLOCKS;
    meshes => MESHES, MESHES_SHA512, meshes_with_header;
    mux => MUX;
    openai => OPENAI;
    pagerduty => PAGERDUTY;
    replicate => REPLICATE;
    sentry => SENTRY, SENTRY_APP;
    terraform_cloud => TERRAFORM_CLOUD;
    vercel => VERCEL;
}
