//! Senders of hosting, builds, monitoring and models.

use crate::group::senders;

senders! {
    INFRASTRUCTURE, Infrastructure:
    alchemy => ALCHEMY;
    anthropic => ANTHROPIC;
    #[cfg(feature = "x509")]
    aws_sns => AWS_SNS_CERTIFICATES, AWS_SNS_NAMES, AwsSns, AwsSnsMessage, aws_sns;
    buildkite => BUILDKITE;
    circleci => CIRCLECI;
    cloudflare_notifications => CLOUDFLARE_NOTIFICATIONS;
    cloudflare_stream => CLOUDFLARE_STREAM;
    composio => COMPOSIO;
    elevenlabs => ELEVENLABS;
    #[cfg(feature = "sha1")]
    expo => EXPO;
    extend => EXTEND;
    #[cfg(feature = "jwt")]
    fal => FAL, FAL_KEYS, Fal;
    flagsmith => FLAGSMITH;
    #[cfg(feature = "jwt")]
    google_pubsub_push => GOOGLE_KEYS, google_pubsub_push;
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
    #[cfg(feature = "jwt")]
    netlify => netlify;
    openai => OPENAI;
    pagerduty => PAGERDUTY;
    planetscale => PLANETSCALE;
    recall_ai => RECALL_AI;
    render => RENDER;
    replicate => REPLICATE;
    #[cfg(feature = "sha1")]
    segment => SEGMENT;
    sentry => SENTRY, SENTRY_APP;
    smartcar => SMARTCAR;
    sonarqube => SONARQUBE;
    statsig => STATSIG;
    tailscale => TAILSCALE;
    terra => TERRA;
    terraform_cloud => TERRAFORM_CLOUD;
    trigger_dev => TRIGGER_DEV;
    #[cfg(feature = "sha1")]
    vercel => VERCEL;
}
