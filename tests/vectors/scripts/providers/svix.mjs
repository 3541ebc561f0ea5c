import assert from "node:assert/strict";
import { Webhook } from "svix";

import { ed25519 } from "../lib/crypto.mjs";
import { standardValue, symmetric } from "../lib/standard.mjs";
import { ID, NOW, VectorSet } from "../lib/vectors.mjs";

const DOCS = "https://docs.svix.com/receiving/verifying-payloads/how-manual";

/** Endpoints whose keys are asymmetric: `v1a` in the same headers. */
function asymmetric(set, body) {
  const key = ed25519("hookseal vectors: svix 1");
  const other = ed25519("hookseal vectors: svix 2");
  const source = "node:crypto Ed25519, as Svix's server signs (server/svix-server/src/core/cryptography.rs)";
  const valueBy = (by) => `v1a,${by.sign(`${ID}.${NOW}.`, body).toString("base64")}`;
  const given = {
    scheme: "svix-ed25519", source, body,
    public_key: `whpk_${key.publicKey.toString("base64")}`, public_key_format: "whpk",
  };
  const under = (prefix, value) =>
    [[`${prefix}-id`, ID], [`${prefix}-timestamp`, `${NOW}`], [`${prefix}-signature`, value]];
  set.accept("ed25519", { ...given, headers: under("svix", valueBy(key)) });
  set.accept("ed25519-webhook-headers", { ...given, headers: under("webhook", valueBy(key)) });
  set.accept("ed25519-behind-another", { ...given, headers: under("svix", `${valueBy(other)} ${valueBy(key)}`) });
  set.reject("ed25519-by-another-key", "signature_mismatch", { ...given, headers: under("svix", valueBy(other)) });
  set.reject("ed25519-said-to-be-v1", "malformed_signature", {
    ...given, headers: under("svix", valueBy(key).replace("v1a", "v1")),
  });
  set.reject("ed25519-301s-later", "stale", { ...given, headers: under("svix", valueBy(key)), now: NOW + 301 });
}

export default async function svix() {
  const set = new VectorSet("svix", {
    proof: "documentation",
    origin:
      "The first two examples are those of Svix's documentation; the secret of one is shorter than " +
      "hookseal takes by default. The others are signed by Svix's libraries (npm and PyPI svix) and " +
      "compared with HMAC-SHA256 of node:crypto, which signs alone where the body is no UTF-8.",
    secret: "whsec_7SDON4ThNftpRwL09rC9rPmdLyQ+klcHuyQKGvoTkw8=",
  });
  const headers = (id, at, value) => [["svix-id", id], ["svix-timestamp", `${at}`], ["svix-signature", value]];
  const examples = [
    ["docs-manual", DOCS, "whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", 1731705121,
      '{"event_type":"ping","data":{"success":true}}', "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
      { allow_weak_secrets: true }],
    ["docs-library", "https://docs.svix.com/receiving/verifying-payloads/how",
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
      '{"test": 2432232314}', "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
  ];
  for (const [name, source, secret, id, at, text, value, context] of examples) {
    const body = Buffer.from(text);
    assert.equal(standardValue(Buffer.from(secret.slice("whsec_".length), "base64"), id, at, body), value);
    const vector = { source, secret, context, headers: headers(id, at, value), body };
    set.accept(name, { ...vector, now: at });
    set.reject(`${name}-301s-later`, "stale", { ...vector, now: at + 301 });
  }

  const { right, good, body, source } = await symmetric(set, {
    provider: "svix", prefix: "svix", Webhook, library: "svix", docs: DOCS,
  });
  const standard = [["webhook-id", ID], ["webhook-timestamp", `${NOW}`], ["webhook-signature", right]];
  const wrong = `v1,${Buffer.alloc(32).toString("base64")}`;
  set.accept("webhook-headers-beside-it", {
    source, headers: [...good, ...standard.slice(0, 2), ["webhook-signature", wrong]], body,
  });
  set.accept("webhook-headers-only", {
    source,
    note: "senders may have Svix call its headers so; its libraries take either family",
    headers: standard,
    body,
  });
  set.accept("webhook-headers-in-capitals", {
    source, headers: standard.map(([name, value]) => [name.toUpperCase(), value]), body,
  });
  for (const [index, label] of ["id", "timestamp", "signature"].entries()) {
    const own = good[index + 1];
    const mixed = standard.map((pair, at) => (at === index ? own : pair));
    set.reject(`webhook-headers-with-svix-${label}`, label === "signature" ? "missing_timestamp" : "missing_signature", {
      source, note: "of two families, none is made of both", headers: mixed, body,
    });
  }
  set.reject("webhook-signature-twice", "ambiguous", {
    source, headers: [...standard, standard[2]], body,
  });
  asymmetric(set, body);
  set.reject("webhook-headers-do-not-rescue", "signature_mismatch", {
    source, headers: [...good.slice(0, -1), ["svix-signature", wrong], ...standard], body,
  });
  set.reject("svix-signature-with-webhook-id", "malformed_id", {
    source, headers: [good[0], good[2], good[3], standard[0]], body,
  });
  return set;
}
