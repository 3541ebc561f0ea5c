// How the senders of the catalogue sign, written down a second time and apart from hookseal, for
// catalogue.mjs. Only what is data: a message, a header's value, a key.

import * as bodies from "./bodies.mjs";

const HEX = { encoding: "hex" };
const BASE64 = { encoding: "base64" };
const SHA256 = { hash: "sha256", key: "text", message: "{body}" };
const SHA1 = { ...SHA256, hash: "sha1" };
const SHA512 = { ...SHA256, hash: "sha512" };
const ED25519 = { hash: "ed25519", message: "{body}" };

/** The whole value is the signature, after `prefix`. */
export const plain = (header, rest = {}, prefix = "") => ({
  ...SHA256, ...HEX, header, value: `${prefix}{sig}`, ...rest,
});
/** Pairs; `time` names that of the timestamp, `name` that of the signature. */
export const pairs = (header, time, name, rest = {}) => ({
  ...SHA256, ...HEX, header, value: `${time}={t},${name}={sig}`, pair: name, time,
  message: "{t}.{body}", unit: "s", ...rest,
});
/** `v1=…`, a list without a timestamp. */
const listed = (header) => ({ ...SHA256, ...HEX, header, value: "v1={sig}", pair: "v1" });
export const standard = (family, rest = {}) => ({
  ...SHA256, ...BASE64, header: `${family}-signature`, value: "v1,{sig}", versions: true,
  timeHeader: `${family}-timestamp`, idHeader: `${family}-id`, idSigned: true, unit: "s",
  message: "{id}.{t}.{body}", tolerance: [300, 300], key: "whsec_", least: 24, ...rest,
});

/** `svix-*`, or `webhook-*` where there is none of those; or the other way round. */
const either = (first, other) =>
  ["id", "timestamp", "signature"].map((name) => [`${first}-${name}`, `${other}-${name}`]);
export const svix = (rest = {}) => standard("svix", { otherNames: either("svix", "webhook"), ...rest });
const numbered = (name, from, to) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${name}${from + index}`);

export const RECIPES = {
  ably: plain("X-Ably-Signature", BASE64),
  acuity_scheduling: plain("X-Acuity-Signature", BASE64),
  adyen_platform: plain("HmacSignature", { ...BASE64, key: "hex" }),
  aftership: plain("aftership-hmac-sha256", {
    ...BASE64, others: ["as-signature-hmac-sha256"],
  }),
  airtable: plain("X-Airtable-Content-MAC", { key: "base64" }, "hmac-sha256="),
  alchemy: plain("X-Alchemy-Signature"),
  anthropic: standard("webhook"),
  asana: plain("X-Hook-Signature"),
  bigcommerce: standard("webhook", { key: "text" }),
  bitbucket: plain("X-Hub-Signature", {}, "sha256="),
  btcpay_server: plain("BTCPay-Sig", {}, "sha256="),
  buildkite: pairs("X-Buildkite-Signature", "timestamp", "signature", { tolerance: [300, 60] }),
  cal_com: plain("X-Cal-Signature-256"),
  calendly: pairs("Calendly-Webhook-Signature", "t", "v1", { tolerance: [180, 60] }),
  cashfree: plain("x-webhook-signature", {
    ...BASE64, message: "{t}{body}", timeHeader: "x-webhook-timestamp", unit: "ms", width: 13,
  }),
  checkout_com: plain("Cko-Signature"),
  circleci: listed("circleci-signature"),
  clerk: svix(),
  clickup: plain("X-Signature"),
  cloudflare_stream: pairs("Webhook-Signature", "time", "sig1"),
  coinbase_commerce: plain("X-CC-Webhook-Signature"),
  complycube: plain("ComplyCube-Signature"),
  composio: standard("webhook", { key: "text", plain: bodies.composio }),
  crisp: plain("X-Crisp-Signature", {
    message: "[{header};{body}]", signedHeader: ["X-Crisp-Request-Timestamp", "1700000000000"],
  }),
  cronofy: plain("Cronofy-HMAC-SHA256", { ...BASE64, list: true }),
  customerio: plain("X-CIO-Signature", {
    message: "v0:{t}:{body}", timeHeader: "X-CIO-Timestamp", unit: "s",
  }),
  discourse: plain("X-Discourse-Event-Signature", {}, "sha256="),
  docusign: plain("X-DocuSign-Signature-1", {
    ...BASE64, others: numbered("X-DocuSign-Signature-", 2, 100),
  }),
  dodopayments: standard("webhook"),
  dropbox: plain("X-Dropbox-Signature"),
  dub: plain("Dub-Signature"),
  easypost: plain("X-Hmac-Signature", {}, "hmac-sha256-hex="),
  elevenlabs: pairs("ElevenLabs-Signature", "t", "v0", { tolerance: [1800, 60] }),
  expo: plain("expo-signature", SHA1, "sha1="),
  extend: plain("x-extend-request-signature", {
    message: "v0:{t}:{body}", timeHeader: "x-extend-request-timestamp", unit: "s",
    tolerance: [300, 60],
  }),
  fathom: standard("webhook"),
  finch: {
    ...SHA256, ...BASE64, header: "Finch-Signature", value: "v1,{sig}", versions: true,
    key: "base64", message: "{id}.{t}.{body}", idHeader: "Finch-Event-ID", idSigned: true,
    timeHeader: "Finch-Timestamp", unit: "s", tolerance: [300, 300],
  },
  "flutterwave-v4": plain("flutterwave-signature", BASE64),
  fintoc: pairs("Fintoc-Signature", "t", "v1", { tolerance: [300, 300] }),
  flagsmith: plain("X-Flagsmith-Signature"),
  forgejo: plain("X-Forgejo-Signature"),
  formbricks: standard("webhook"),
  frappe: plain("X-Frappe-Webhook-Signature", { ...BASE64, methods: ["POST", "PUT", "DELETE"] }),
  getstream: plain("X-Signature"),
  ghost: {
    ...pairs("X-Ghost-Signature", "t", "sha256", { message: "{body}{t}", unit: "ms", width: 13 }),
    value: "sha256={sig}, t={t}",
  },
  gitea: plain("X-Gitea-Signature"),
  gitlab: standard("webhook"),
  gocardless: plain("Webhook-Signature"),
  gogs: plain("X-Gogs-Signature"),
  gohighlevel: { ...ED25519, ...BASE64, header: "X-GHL-Signature", value: "{sig}", key: "spki" },
  grafana: plain("X-Grafana-Alerting-Signature", { methods: ["POST", "PUT"] }),
  "grafana-timestamp": plain("X-Grafana-Alerting-Signature", {
    methods: ["POST", "PUT"],
    message: "{t}:{body}", timeHeader: "X-Grafana-Timestamp", unit: "s", tolerance: [300, 60],
  }),
  greenhouse: plain("Signature", {}, "sha256 "),
  growthbook: plain("X-GrowthBook-Signature", { methods: ["POST", "PUT", "PATCH"] }),
  helpscout: plain("X-HelpScout-Signature", { ...SHA1, ...BASE64 }),
  hookdeck: plain("x-hookdeck-signature", {
    ...BASE64, methods: ["POST", "GET", "PUT", "PATCH", "DELETE"],
    others: ["x-hookdeck-signature-2"],
  }),
  hubspot: plain("X-HubSpot-Signature-v3", {
    ...BASE64, json: true, message: "{method}{url}{body}{t}", timeHeader: "X-HubSpot-Request-Timestamp",
    unit: "ms", tolerance: [300, 60], width: 13, decodes: ":/?@!$'()*,;",
    methods: ["POST", "GET", "PUT", "PATCH", "DELETE"],
  }),
  imagekit: standard("webhook", { key: "text" }),
  increase: standard("webhook", { key: "text" }),
  intercom: plain("X-Hub-Signature", SHA1, "sha1="),
  jira: plain("X-Hub-Signature", {}, "sha256="),
  klaviyo: plain("Klaviyo-Signature", {
    message: "{body}{t}", timeHeader: "Klaviyo-Timestamp", unit: "http",
  }),
  knock: pairs("x-knock-signature", "t", "s", { ...BASE64, unit: "ms", tolerance: [300, 60] }),
  kontent_ai: plain("X-Kontent-ai-Signature", { ...BASE64, others: ["X-KC-Signature"] }),
  launchdarkly: plain("X-LD-Signature"),
  lemonsqueezy: plain("X-Signature"),
  lettermint: pairs("X-Lettermint-Signature", "t", "v1", { tolerance: [300, 300] }),
  line: plain("x-line-signature", BASE64),
  linear: plain("Linear-Signature", { inBody: "webhookTimestamp", tolerance: [28_800, 60] }),
  lithic: standard("webhook"),
  liveblocks: standard("webhook", { plain: '{"type":"roomCreated","data":{"roomId":"r1"}}' }),
  livepeer: { ...listed("Livepeer-Signature"), value: "t=1700000000000,v1={sig}" },
  logto: plain("logto-signature-sha-256"),
  loop_returns: plain("X-Loop-Signature", BASE64),
  loops: standard("webhook"),
  mailerlite: plain("Signature"),
  mailersend: plain("Signature"),
  mailpace: { ...ED25519, ...BASE64, header: "X-MailPace-Signature", value: "{sig}", key: "raw" },
  mailtrap: plain("Mailtrap-Signature"),
  mautic: plain("Webhook-Signature", BASE64),
  meta: plain("X-Hub-Signature-256", {}, "sha256="),
  metronome: plain("Metronome-Webhook-Signature", {
    message: "{header}\n{body}",
    signedHeader: ["X-Metronome-Date", "Tue, 14 Nov 2023 22:13:20 GMT"],
  }),
  microsoft_teams: plain("Authorization", { ...BASE64, key: "base64" }, "HMAC "),
  moderation_api: plain("modapi-signature"),
  modern_treasury: plain("X-Signature"),
  mollie: plain("X-Mollie-Signature", { pair: "sha256", lines: true }, "sha256="),
  mux: pairs("Mux-Signature", "t", "v1", { tolerance: [300, 60] }),
  nango: plain("X-Nango-Hmac-Sha256"),
  netbox: plain("X-Hook-Signature", {
    ...SHA512, methods: ["POST", "GET", "PUT", "PATCH", "DELETE"],
  }),
  notion: plain("X-Notion-Signature", {}, "sha256="),
  onfido: plain("X-SHA2-Signature"),
  openai: standard("webhook"),
  outline: pairs("Outline-Signature", "t", "s", { unit: "ms" }),
  paddle: {
    ...pairs("Paddle-Signature", "ts", "h1", { message: "{t}:{body}", tolerance: [60, 60] }),
    value: "ts={t};h1={sig}", separator: ";",
  },
  pagerduty: listed("X-PagerDuty-Signature"),
  paystack: plain("x-paystack-signature", SHA512),
  plain: plain("Plain-Request-Signature"),
  plane: plain("X-Plane-Signature"),
  planetscale: plain("X-PlanetScale-Signature"),
  polar: standard("webhook", { key: "text" }),
  privy: svix(),
  pusher: plain("X-Pusher-Signature"),
  quickbooks: plain("intuit-signature", BASE64),
  razorpay: plain("X-Razorpay-Signature"),
  recall_ai: standard("webhook", { otherNames: either("webhook", "svix") }),
  recurly: {
    ...SHA256, ...HEX, header: "recurly-signature", value: "{t},{sig}", list: true, first: true,
    message: "{t}.{body}", unit: "ms", tolerance: [300, 300],
  },
  render: standard("webhook"),
  replicate: standard("webhook"),
  resend: svix(),
  retell: pairs("x-retell-signature", "v", "d", {
    message: "{body}{t}", unit: "ms", tolerance: [300, 300], width: 13,
  }),
  revolut: plain("Revolut-Signature", {
    message: "v1.{t}.{body}", pair: "v1", timeHeader: "Revolut-Request-Timestamp", unit: "ms",
    tolerance: [300, 300],
  }, "v1="),
  sanity: pairs("sanity-webhook-signature", "t", "v1", {
    encoding: "base64url", unit: "ms", methods: ["POST", "GET", "PUT", "PATCH", "DELETE"],
  }),
  segment: plain("X-Signature", { ...SHA1, methods: ["POST", "PUT", "PATCH"] }),
  sendpost: plain("X-SendPost-Signature", {
    demands: ["X-SendPost-Signature-Alg", "hmac-sha256"],
  }),
  sentry: plain("Sentry-Hook-Signature", {
    methods: ["POST", "GET"], others: ["Sentry-App-Signature"],
  }),
  "sentry-app": plain("Sentry-App-Signature", { methods: ["POST", "GET"] }),
  shippo: pairs("Shippo-Auth-Signature", "t", "v1"),
  shopware: plain("shopware-shop-signature"),
  sinch: plain("x-sinch-webhook-signature", {
    ...BASE64, message: "{body}.{header}.{t}",
    signedHeader: ["x-sinch-webhook-signature-nonce", "01FJA8B4A7BM43YGWSG9GBV067"],
    timeHeader: "x-sinch-webhook-signature-timestamp", unit: "s",
    demands: ["x-sinch-webhook-signature-algorithm", "HmacSHA256"],
  }),
  sinch_numbers: plain("X-Sinch-Signature", SHA1),
  smartcar: plain("SC-Signature"),
  sonarqube: plain("X-Sonar-Webhook-HMAC-SHA256"),
  square: plain("x-square-hmacsha256-signature", { ...BASE64, json: true, message: "{url}{body}" }),
  statsig: plain("X-Statsig-Signature", {
    message: "v0:{t}:{body}", timeHeader: "X-Statsig-Request-Timestamp", unit: "ms",
  }, "v0="),
  supabase_auth_hooks: standard("webhook", { key: "v1,whsec_" }),
  taiga: plain("X-TAIGA-WEBHOOK-SIGNATURE", SHA1),
  tailscale: pairs("Tailscale-Webhook-Signature", "t", "v1", { tolerance: [90_000, 60] }),
  telnyx: {
    ...ED25519, ...BASE64, header: "telnyx-signature-ed25519", value: "{sig}", key: "raw",
    message: "{t}|{body}", timeHeader: "telnyx-timestamp", unit: "s", tolerance: [300, 300],
  },
  terra: pairs("terra-signature", "t", "v1", { tolerance: [32_400, 300] }),
  terraform_cloud: plain("X-TFE-Notification-Signature", {
    ...SHA512, others: ["X-TFC-Task-Signature"],
  }),
  todoist: plain("X-Todoist-Hmac-SHA256", BASE64),
  trello: plain("X-Trello-Webhook", { ...SHA1, ...BASE64, message: "{body}{url}" }),
  trigger_dev: plain("x-trigger-signature-hmacsha256", { plain: bodies.triggerDev }),
  twitch: plain("Twitch-Eventsub-Message-Signature", {
    message: "{id}{t}{body}", idHeader: "Twitch-Eventsub-Message-Id", idSigned: true,
    timeHeader: "Twitch-Eventsub-Message-Timestamp", unit: "rfc3339", tolerance: [600, 60],
  }, "sha256="),
  typeform: plain("Typeform-Signature", BASE64, "sha256="),
  vercel: plain("x-vercel-signature", SHA1),
  veriff: plain("x-hmac-signature"),
  viber: plain("X-Viber-Content-Signature"),
  webex: plain("X-Spark-Signature", SHA1),
  webflow: plain("x-webflow-signature", {
    message: "{t}:{body}", timeHeader: "x-webflow-timestamp", unit: "ms", tolerance: [300, 60],
  }),
  whop: standard("webhook", { key: "text" }),
  woocommerce: plain("X-WC-Webhook-Signature", BASE64),
  workos: {
    ...pairs("WorkOS-Signature", "t", "v1", { unit: "ms", tolerance: [180, 180] }),
    value: "t={t}, v1={sig}",
  },
  worldline: plain("X-GCS-Signature", BASE64),
  x: plain("x-twitter-webhooks-signature", BASE64, "sha256="),
  xero: plain("x-xero-signature", BASE64),
  zendesk: plain("X-Zendesk-Webhook-Signature", {
    ...BASE64, message: "{t}{body}", timeHeader: "X-Zendesk-Webhook-Signature-Timestamp",
    unit: "rfc3339", methods: ["POST", "GET", "PUT", "PATCH", "DELETE"],
  }),
  zoom: plain("x-zm-signature", {
    message: "v0:{t}:{body}", timeHeader: "x-zm-request-timestamp", unit: "s",
  }, "v0="),
};
