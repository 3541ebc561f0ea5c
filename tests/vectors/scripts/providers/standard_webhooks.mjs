import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";

import { ed25519, withGreaterS } from "../lib/crypto.mjs";
import { spread, spreadOverTime } from "../lib/spread.mjs";
import { standardValue, symmetric } from "../lib/standard.mjs";
import { ID, NOW, VectorSet } from "../lib/vectors.mjs";

const SPEC =
  "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md";
const LIBRARIES = "https://github.com/standard-webhooks/standard-webhooks/tree/main/libraries";
const SERVER = "https://github.com/svix/svix-webhooks/tree/main/server";

const headersOf = (id, at, value) => [
  ["Content-Type", "application/json"],
  ["webhook-id", id],
  ["webhook-timestamp", `${at}`],
  ["webhook-signature", value],
];

export default async function standardWebhooks() {
  const set = new VectorSet("standard_webhooks", {
    proof: "documentation",
    origin:
      "The reference values are those that the libraries of the project, and Svix's server for " +
      "`v1a`, are tested with. The other symmetric vectors are signed by the reference libraries " +
      "(npm and PyPI standardwebhooks) and compared with HMAC-SHA256 of node:crypto. No reference " +
      "library verifies `v1a`: those are signed with Ed25519 of node:crypto from fixed seeds and " +
      "verified again with PyNaCl.",
    secret: "whsec_7SDON4ThNftpRwL09rC9rPmdLyQ+klcHuyQKGvoTkw8=",
  });
  published(set);
  await symmetric(set, {
    provider: "standard_webhooks", prefix: "webhook", Webhook, library: "standardwebhooks", docs: SPEC,
    large: true,
  });
  await asymmetric(set);
  return set;
}

function published(set) {
  const examples = [
    ["reference-libraries", LIBRARIES, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}',
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
    ["reference-libraries-rust", LIBRARIES, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
      "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553, '{"email":"test@example.com","username":"test_user"}',
      "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="],
  ];
  for (const [name, source, secret, id, at, text, value] of examples) {
    const body = Buffer.from(text);
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    assert.equal(standardValue(key, id, at, body), value);
    set.accept(name, { source, secret, headers: headersOf(id, at, value), body, now: at });
    set.reject(`${name}-301s-later`, "stale", {
      source, secret, headers: headersOf(id, at, value), body, now: at + 301,
    });
  }
}

async function asymmetric(set) {
  const scheme = "standard-webhooks-ed25519";
  const whpk = (key) => `whpk_${key.publicKey.toString("base64")}`;
  const valueBy = (key, id, at, body) => `v1a,${key.sign(`${id}.${at}.`, body).toString("base64")}`;

  // Svix's server is tested with this key and message.
  const seed = Buffer.from("6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=", "base64");
  const theirs = ed25519(seed);
  const [id, at] = ["msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330];
  const test = Buffer.from('{"test": 2432232314}');
  const value = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
  assert.equal(valueBy(theirs, id, at, test), value);
  const reference = {
    scheme, source: SERVER, public_key: whpk(theirs), public_key_format: "whpk",
    headers: headersOf(id, at, value), body: test,
  };
  set.accept("ed25519-reference", { ...reference, now: at });

  const key = ed25519("hookseal vectors: standard webhooks 1");
  const other = ed25519("hookseal vectors: standard webhooks 2");
  const source = `node:crypto Ed25519, as ${SPEC} says`;
  const sub = new VectorSet("standard_webhooks", {
    scheme, public_key: whpk(key), public_key_format: "whpk",
  });
  const plain = Buffer.from('{"type":"invoice.paid","data":{"id":"inv_7"}}');
  const sender = {
    asymmetric: true,
    made: () => source,
    sign: async ({ body, at: when }) => headersOf(ID, when, valueBy(key, ID, when, body)),
    signature: "webhook-signature",
    timestamp: "webhook-timestamp",
    text: /[A-Za-z0-9+/]{86}==$/,
    encoding: "base64",
    plain,
    plainly: `${source}, with a timestamp that senders never write`,
  };
  sender.secrets = [];
  await spread(sub, sender);
  await spreadOverTime(sub, sender);

  const right = valueBy(key, ID, NOW, plain);
  const byOther = valueBy(other, ID, NOW, plain);
  const hmacEntry = standardValue(Buffer.from("of no meaning here, but 32 bytes"), ID, NOW, plain);
  const takes = (name, what, text) =>
    sub.accept(name, { source: `${source}; then ${what}`, headers: headersOf(ID, NOW, text), body: plain });
  takes("v1-beside-v1a", "an HMAC entry put before", `${hmacEntry} ${right}`);
  takes("two-signatures-second-right", "one by another key put before", `${byOther} ${right}`);
  const refuses = (name, reason, what, text) =>
    sub.reject(name, reason, {
      source: `${source}; then ${what}`, headers: headersOf(ID, NOW, text), body: plain,
    });
  refuses("v1-only", "malformed_signature", "replaced by an HMAC entry", hmacEntry);
  refuses("v1-label-on-ed25519", "malformed_signature", "its version changed to v1",
    right.replace("v1a,", "v1,"));
  refuses("seventeen-signatures", "too_many_signatures", "sixteen by another key put before",
    `${`${byOther} `.repeat(16)}${right}`);
  refuses("all-zero-signature", "signature_mismatch", "made of zeros",
    `v1a,${Buffer.alloc(64).toString("base64")}`);
  const greater = withGreaterS(Buffer.from(right.slice(4), "base64"));
  refuses("signature-with-greater-s", "signature_mismatch", "the group's order added to its S",
    `v1a,${greater.toString("base64")}`);
  refuses("hmac-with-the-public-key", "malformed_signature",
    "replaced by an HMAC with the public key as secret", standardValue(key.publicKey, ID, NOW, plain));
  sub.reject("wrong-key", "signature_mismatch", {
    source, public_key: whpk(other), headers: headersOf(ID, NOW, right), body: plain,
  });

  for (const vector of sub.vectors) {
    set.vectors.push({ ...vector, name: `ed25519-${vector.name}` });
  }
}
