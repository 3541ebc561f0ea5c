import { hmac } from "../lib/crypto.mjs";
import { spread } from "../lib/spread.mjs";
import { VectorSet } from "../lib/vectors.mjs";

const DOCS = "https://shopify.dev/docs/apps/build/webhooks/subscribe/https";
const SECRETS = [
  "5f3a8c2e917d4b60a4c1e8d27b90f36a",
  "c80d1f6ea3924975b7e25d0c48f613ba",
  "91e4b7d05c3a4f28863bd1f7092ec5a4",
];
const PLAIN = Buffer.from(
  '{"id":820982911946154508,"email":"jon@example.com","total_price":"403.00","currency":"USD"}',
);

const made = () => `node:crypto, as ${DOCS} says`;
const value = (secret, body) => hmac("sha256", secret, body).toString("base64");

const sign = async ({ secret, body }) => [
  ["Content-Type", "application/json"],
  ["X-Shopify-API-Version", "2026-01"],
  ["X-Shopify-Shop-Domain", "example.myshopify.com"],
  ["X-Shopify-Topic", "orders/create"],
  ["X-Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"],
  ["X-Shopify-Hmac-Sha256", value(secret, body)],
];

const signEvents = async ({ secret, body }) => [
  ["Content-Type", "application/json"],
  ["shopify-api-version", "2026-01"],
  ["shopify-shop-domain", "example.myshopify.com"],
  ["shopify-topic", "Product"],
  ["shopify-webhook-id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"],
  ["shopify-hmac-sha256", value(secret, body)],
];

export default async function shopify() {
  const set = new VectorSet("shopify", {
    proof: "sdk",
    origin:
      "Shopify publishes no worked example and its library only verifies: the vectors are signed " +
      "with HMAC-SHA256 of node:crypto after its documentation, judged by @shopify/shopify-api, " +
      "and computed again with Python's hmac. `shopify-events` are the newer Events deliveries, " +
      "with header names without `X-`.",
    secret: SECRETS[0],
  });
  const sender = {
    made, text: /[A-Za-z0-9+/]{43}=$/, encoding: "base64", plain: PLAIN, secrets: SECRETS,
  };
  await spread(set, { ...sender, sign, signature: "X-Shopify-Hmac-Sha256" });

  const [secret, body, source] = [SECRETS[0], PLAIN, made()];
  const good = await sign({ secret, body });
  const signature = good.at(-1)[1];
  const edited = (name, reason, what, text) =>
    set.reject(name, reason, {
      source: `${source}; then ${what}`,
      headers: [...good.slice(0, -1), ["X-Shopify-Hmac-Sha256", text]],
      body,
    });
  edited("sha256-prefix", "malformed_signature", "a prefix added", `sha256=${signature}`);
  edited("base64-of-the-hex-digits", "malformed_signature", "its hex digits written in base64",
    Buffer.from(hmac("sha256", secret, body).toString("hex")).toString("base64"));
  edited("blank-in-signature", "malformed_signature", "a blank put in its middle",
    `${signature.slice(0, 20)} ${signature.slice(20)}`);
  const urlSafe = await withUrlSafe();
  set.reject("signature-in-url-safe-base64", "malformed_signature", urlSafe);
  set.reject("events-header-only", "missing_signature", {
    source, headers: await signEvents({ secret, body }), body,
  });

  const scheme = "shopify-events";
  const eventsGood = await signEvents({ secret, body });
  set.accept("events-plain-json", { scheme, source, headers: eventsGood, body });
  set.accept("events-and-webhook-headers", {
    scheme, source, headers: [...eventsGood, ...good.slice(1)], body,
  });
  set.accept("events-right-webhook-wrong", {
    scheme, source, headers: [...eventsGood, ["X-Shopify-Hmac-Sha256", value(SECRETS[1], body)]], body,
  });
  set.reject("events-wrong-webhook-right", "signature_mismatch", {
    scheme,
    source,
    note: "The other family's signature does not rescue this one's.",
    headers: [...(await signEvents({ secret: SECRETS[1], body })), ["X-Shopify-Hmac-Sha256", signature]],
    body,
  });
  set.reject("events-tampered-body", "signature_mismatch", {
    scheme, source: `${source}; then the body changed`, headers: eventsGood, body: Buffer.from("{}"),
  });
  set.reject("webhook-header-only", "missing_signature", { scheme, source, headers: good, body });
  set.reject("events-header-twice", "ambiguous", {
    scheme, source, headers: [...eventsGood, eventsGood.at(-1)], body,
  });
  return set;
}

/** A delivery whose signature has both digits in which the alphabets differ, in the other one. */
async function withUrlSafe() {
  for (let number = 0; ; number += 1) {
    const body = Buffer.from(`{"id":${number}}`);
    const text = value(SECRETS[0], body);
    if (!text.includes("+") || !text.includes("/")) continue;
    const headers = await sign({ secret: SECRETS[0], body });
    headers.at(-1)[1] = text.replaceAll("+", "-").replaceAll("/", "_");
    return { source: `${made()}; then written in the URL-safe alphabet`, headers, body };
  }
}
