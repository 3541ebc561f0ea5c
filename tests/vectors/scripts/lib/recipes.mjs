// How the senders of the catalogue sign, written down a second time and apart from hookseal, for
// catalogue.mjs. Only what is data: a message, a header's value, a key.

const HEX = { encoding: "hex" };
const BASE64 = { encoding: "base64" };
const SHA256 = { hash: "sha256", key: "text", message: "{body}" };
const SHA1 = { ...SHA256, hash: "sha1" };
const SHA512 = { ...SHA256, hash: "sha512" };
const ED25519 = { hash: "ed25519", message: "{body}" };

/** The whole value is the signature, after `prefix`. */
const plain = (header, rest = {}, prefix = "") => ({
  ...SHA256, ...HEX, header, value: `${prefix}{sig}`, ...rest,
});
/** Pairs; `time` names that of the timestamp, `name` that of the signature. */
const pairs = (header, time, name, rest = {}) => ({
  ...SHA256, ...HEX, header, value: `${time}={t},${name}={sig}`, pair: name, time,
  message: "{t}.{body}", unit: "s", ...rest,
});
/** `v1=…`, a list without a timestamp. */
const listed = (header) => ({ ...SHA256, ...HEX, header, value: "v1={sig}", pair: "v1" });
const standard = (family, rest = {}) => ({
  ...SHA256, ...BASE64, header: `${family}-signature`, value: "v1,{sig}", versions: true,
  timeHeader: `${family}-timestamp`, idHeader: `${family}-id`, idSigned: true, unit: "s",
  message: "{id}.{t}.{body}", tolerance: [300, 300], key: "whsec_", least: 24, ...rest,
});

export const RECIPES = {
  adyen_platform: plain("HmacSignature", { ...BASE64, key: "hex" }),
  aftership: plain("aftership-hmac-sha256", BASE64),
  airtable: plain("X-Airtable-Content-MAC", { key: "base64" }, "hmac-sha256="),
  alchemy: plain("X-Alchemy-Signature"),
  anthropic: standard("webhook"),
  asana: plain("X-Hook-Signature"),
  bigcommerce: standard("webhook", { key: "text" }),
  bitbucket: plain("X-Hub-Signature", {}, "sha256="),
  buildkite: pairs("X-Buildkite-Signature", "timestamp", "signature", { tolerance: [300, 60] }),
  calendly: pairs("Calendly-Webhook-Signature", "t", "v1", { tolerance: [180, 60] }),
  checkout_com: plain("Cko-Signature"),
  circleci: listed("circleci-signature"),
  clerk: standard("svix"),
  cloudflare_stream: pairs("Webhook-Signature", "time", "sig1"),
  coinbase_commerce: plain("X-CC-Webhook-Signature"),
  customerio: plain("X-CIO-Signature", {
    message: "v0:{t}:{body}", timeHeader: "X-CIO-Timestamp", unit: "s",
  }),
  docusign: plain("X-DocuSign-Signature-1", BASE64),
  dodopayments: standard("webhook"),
  dropbox: plain("X-Dropbox-Signature"),
  easypost: plain("X-Hmac-Signature", {}, "hmac-sha256-hex="),
  elevenlabs: pairs("ElevenLabs-Signature", "t", "v0", { tolerance: [1800, 60] }),
  forgejo: plain("X-Forgejo-Signature"),
  gitea: plain("X-Gitea-Signature"),
  gitlab: standard("webhook"),
  gocardless: plain("Webhook-Signature"),
  gohighlevel: { ...ED25519, ...BASE64, header: "X-GHL-Signature", value: "{sig}", key: "spki" },
  grafana: plain("X-Grafana-Alerting-Signature"),
  "grafana-timestamp": plain("X-Grafana-Alerting-Signature", {
    message: "{t}:{body}", timeHeader: "X-Grafana-Timestamp", unit: "s", tolerance: [300, 60],
  }),
  greenhouse: plain("Signature", {}, "sha256 "),
  hubspot: plain("X-HubSpot-Signature-v3", {
    ...BASE64, message: "{method}{url}{body}{t}", timeHeader: "X-HubSpot-Request-Timestamp",
    unit: "ms", tolerance: [300, 60], width: 13,
  }),
  intercom: plain("X-Hub-Signature", SHA1, "sha1="),
  lemonsqueezy: plain("X-Signature"),
  line: plain("x-line-signature", BASE64),
  linear: plain("Linear-Signature"),
  lithic: standard("webhook"),
  liveblocks: standard("webhook", { plain: '{"type":"roomCreated","data":{"roomId":"r1"}}' }),
  logto: plain("logto-signature-sha-256"),
  loop_returns: plain("X-Loop-Signature", BASE64),
  loops: standard("webhook"),
  mailerlite: plain("Signature"),
  mailersend: plain("Signature"),
  mailpace: { ...ED25519, ...BASE64, header: "X-MailPace-Signature", value: "{sig}", key: "raw" },
  meta: plain("X-Hub-Signature-256", {}, "sha256="),
  modern_treasury: plain("X-Signature"),
  mux: pairs("Mux-Signature", "t", "v1"),
  notion: plain("X-Notion-Signature", {}, "sha256="),
  onfido: plain("X-SHA2-Signature"),
  openai: standard("webhook"),
  paddle: {
    ...pairs("Paddle-Signature", "ts", "h1", { message: "{t}:{body}", tolerance: [5, 5] }),
    value: "ts={t};h1={sig}", separator: ";",
  },
  pagerduty: listed("X-PagerDuty-Signature"),
  polar: standard("webhook", { key: "text" }),
  quickbooks: plain("intuit-signature", BASE64),
  razorpay: plain("X-Razorpay-Signature"),
  replicate: standard("webhook"),
  resend: standard("svix"),
  retell: pairs("x-retell-signature", "v", "d", {
    message: "{body}{t}", unit: "ms", tolerance: [300, 300], width: 13,
  }),
  sanity: pairs("sanity-webhook-signature", "t", "v1", { encoding: "base64url", unit: "ms" }),
  sendpost: plain("X-SendPost-Signature", {
    demands: ["X-SendPost-Signature-Alg", "hmac-sha256"],
  }),
  sentry: plain("Sentry-Hook-Signature"),
  "sentry-app": plain("Sentry-App-Signature", { methods: ["POST", "GET"] }),
  shippo: pairs("Shippo-Auth-Signature", "t", "v1"),
  square: plain("x-square-hmacsha256-signature", { ...BASE64, message: "{url}{body}" }),
  supabase_auth_hooks: standard("webhook", { key: "v1,whsec_" }),
  terraform_cloud: plain("X-TFE-Notification-Signature", SHA512),
  trello: plain("X-Trello-Webhook", { ...SHA1, ...BASE64, message: "{body}{url}" }),
  twitch: plain("Twitch-Eventsub-Message-Signature", {
    message: "{id}{t}{body}", idHeader: "Twitch-Eventsub-Message-Id", idSigned: true,
    timeHeader: "Twitch-Eventsub-Message-Timestamp", unit: "rfc3339", tolerance: [600, 60],
  }, "sha256="),
  typeform: plain("Typeform-Signature", BASE64, "sha256="),
  vercel: plain("x-vercel-signature", SHA1),
  woocommerce: plain("X-WC-Webhook-Signature", BASE64),
  workos: {
    ...pairs("WorkOS-Signature", "t", "v1", { unit: "ms", tolerance: [180, 180] }),
    value: "t={t}, v1={sig}",
  },
  xero: plain("x-xero-signature", BASE64),
  zendesk: plain("X-Zendesk-Webhook-Signature", {
    ...BASE64, message: "{t}{body}", timeHeader: "X-Zendesk-Webhook-Signature-Timestamp",
    unit: "rfc3339", methods: ["POST", "GET", "PUT", "PATCH", "DELETE"],
  }),
  zoom: plain("x-zm-signature", {
    message: "v0:{t}:{body}", timeHeader: "x-zm-request-timestamp", unit: "s",
  }, "v0="),
};
