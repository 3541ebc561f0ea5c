//! Senders of hosting, builds, monitoring and models.

use crate::group::senders;

senders! {
    INFRASTRUCTURE, Infrastructure:
    alchemy => ALCHEMY;
    anthropic => ANTHROPIC;
    buildkite => BUILDKITE;
    circleci => CIRCLECI;
    cloudflare_stream => CLOUDFLARE_STREAM;
    composio => COMPOSIO;
    elevenlabs => ELEVENLABS;
    expo => EXPO;
    extend => EXTEND;
    flagsmith => FLAGSMITH;
    grafana => GRAFANA, grafana_with_timestamp;
    growthbook => GROWTHBOOK;
    hookdeck => HOOKDECK;
    imagekit => IMAGEKIT;
    launchdarkly => LAUNCHDARKLY;
    liveblocks => LIVEBLOCKS;
    livepeer => LIVEPEER;
    meshes => MESHES, MESHES_SHA512, meshes_with_header;
    moderation_api => MODERATION_API;
    mux => MUX;
    nango => NANGO;
    netbox => NETBOX;
    openai => OPENAI;
    pagerduty => PAGERDUTY;
    planetscale => PLANETSCALE;
    recall_ai => RECALL_AI;
    render => RENDER;
    replicate => REPLICATE;
    segment => SEGMENT;
    sentry => SENTRY, SENTRY_APP;
    smartcar => SMARTCAR;
    sonarqube => SONARQUBE;
    statsig => STATSIG;
    tailscale => TAILSCALE;
    terra => TERRA;
    terraform_cloud => TERRAFORM_CLOUD;
    trigger_dev => TRIGGER_DEV;
    vercel => VERCEL;
}
