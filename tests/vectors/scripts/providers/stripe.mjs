import assert from "node:assert/strict";
import { Stripe } from "stripe";

import * as bodies from "../lib/bodies.mjs";
import { hmac } from "../lib/crypto.mjs";
import { npm } from "../lib/judges.mjs";
import { pythonSigns } from "../lib/python.mjs";
import { spread, spreadOverTime } from "../lib/spread.mjs";
import { NOW, VectorSet } from "../lib/vectors.mjs";

const DOCS = "https://docs.stripe.com/webhooks/signature";
const SECRETS = [
  "whsec_0d3b54a9c17e4f2288aa6c5e9b10f7d4",
  "whsec_e5712c88f0b94a6d93d1407b2ac86f35",
  "whsec_7a90c4e2135b48fdb6f8d02e61c93a57",
];
const PLAIN = Buffer.from(
  '{"id":"evt_1NG8Du2eZvKYlo2CUI79vXWy","object":"event","type":"invoice.paid","data":{"object":{"amount_paid":2000}}}',
);

const stripe = new Stripe("unused");
const byStripe = (body) => body.length > 0 && bodies.isText(body) && !body.equals(bodies.bom);
const made = (body) =>
  byStripe(body)
    ? npm("stripe", "webhooks.generateTestHeaderString")
    : `node:crypto, as ${DOCS} says`;
const digitsOf = (secret, at, body) => hmac("sha256", secret, `${at}.`, body).toString("hex");

const signature = "Stripe-Signature";
const withHeader = (value) => [
  ["Content-Type", "application/json; charset=utf-8"],
  ["User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"],
  [signature, value],
];

async function sign({ secret, body, at, plainly }) {
  const own = `t=${at},v1=${digitsOf(secret, at, body)}`;
  if (byStripe(body) && !plainly) {
    const payload = body.toString();
    const header = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: at });
    assert.equal(header, own);
  }
  return withHeader(own);
}

export default async function make() {
  const set = new VectorSet("stripe", {
    proof: "sdk",
    origin:
      "Signed by Stripe's libraries (npm and PyPI) and compared with HMAC-SHA256 of node:crypto; " +
      "where the library cannot sign (no body, or no UTF-8), or the header is one that Stripe " +
      "never writes, node:crypto signs alone. All were computed again with Python's hmac.",
    secret: SECRETS[0],
  });
  const sender = {
    sign, made, signature, text: /[0-9a-f]{64}$/, encoding: "hex", plain: PLAIN, secrets: SECRETS,
    plainly: `node:crypto, as ${DOCS} says, with a timestamp that Stripe never writes`,
  };
  await spread(set, sender);
  await spreadOverTime(set, sender);

  const body = PLAIN;
  const thin = Buffer.from(
    '{"id":"evt_test_65RUX","object":"v2.core.event","type":"v1.billing.meter.error_report_triggered"}',
  );
  set.accept("thin-event", { source: made(thin), headers: await sign({ secret: SECRETS[0], body: thin, at: NOW }), body: thin });

  const jobs = [PLAIN, bodies.unicode].map((text) => ({
    provider: "stripe", secret: SECRETS[0], timestamp: NOW, body: text,
  }));
  for (const [index, { value, made_by }] of pythonSigns(jobs).entries()) {
    assert.equal(value, (await sign({ secret: SECRETS[0], body: jobs[index].body, at: NOW }))[2][1]);
    set.accept(["python-plain-json", "python-unicode-body"][index], {
      source: made_by, headers: withHeader(value), body: jobs[index].body,
    });
  }

  const right = digitsOf(SECRETS[0], NOW, body);
  const byOld = digitsOf(SECRETS[1], NOW, body);
  const wrong = "0".repeat(64);
  const composed = (what) => `${made(body)}; then ${what}`;
  const takes = (name, what, value, more) =>
    set.accept(name, { source: composed(what), headers: withHeader(value), body, ...more });
  takes("rolled-secret-two-v1-first-right", "a second v1 by another secret added",
    `t=${NOW},v1=${right},v1=${byOld}`);
  takes("rolled-secret-two-v1-second-right", "a first v1 by another secret added",
    `t=${NOW},v1=${byOld},v1=${right}`);
  takes("sixteen-v1-last-right", "fifteen wrong v1 added",
    `t=${NOW},${`v1=${wrong},`.repeat(15)}v1=${right}`);
  takes("v0-beside-v1", "a wrong v0 added", `t=${NOW},v1=${right},v0=${wrong}`);
  takes("unknown-pairs", "unknown pairs added", `t=${NOW},v2=abc,v1=${right},x,k=`);
  takes("v1-before-t", "its pairs put in another order", `v1=${right},t=${NOW}`);
  takes("malformed-v1-beside-right-one", "a v1 without digits added", `t=${NOW},v1=,v1=${right}`);
  takes("blank-behind-comma", "a blank added", `t=${NOW}, v1=${right}`, {
    note: "Stripe writes none; a proxy that joins header lines adds one.",
  });

  const refuses = (name, reason, what, value, more) =>
    set.reject(name, reason, { source: composed(what), headers: withHeader(value), body, ...more });
  refuses("v0-only", "malformed_signature", "v1 renamed to v0", `t=${NOW},v0=${right}`);
  refuses("v2-only", "malformed_signature", "v1 renamed to v2", `t=${NOW},v2=${right}`);
  refuses("v1-in-capitals", "malformed_signature", "v1 renamed to V1", `t=${NOW},V1=${right}`);
  refuses("t-without-v1", "malformed_signature", "v1 left out", `t=${NOW}`);
  refuses("signature-alone", "malformed_signature", "all but the digits left out", right);
  refuses("v1-behind-semicolon", "malformed_signature", "the comma replaced", `t=${NOW};v1=${right}`);
  refuses("v1-without-t", "missing_timestamp", "t left out", `v1=${right}`);
  refuses("empty-t", "missing_timestamp", "t emptied", `t=,v1=${right}`);
  refuses("t-twice", "ambiguous", "an old t added", `t=${NOW - 9999},t=${NOW},v1=${right}`, {
    note: "The libraries differ in which of the two they take.",
  });
  refuses("t-twice-alike", "ambiguous", "t repeated", `t=${NOW},t=${NOW},v1=${right}`);
  refuses("seventeen-v1", "too_many_signatures", "sixteen wrong v1 added",
    `t=${NOW},${`v1=${wrong},`.repeat(16)}v1=${right}`);
  refuses("sixty-five-pairs", "too_many_signatures", "many pairs added",
    `t=${NOW},${"x=1,".repeat(63)}v1=${right}`);
  refuses("two-wrong-v1", "signature_mismatch", "two v1 by other secrets put in its place",
    `t=${NOW},v1=${byOld},v1=${digitsOf(SECRETS[2], NOW, body)}`);
  refuses("signature-of-the-body-alone", "signature_mismatch", "replaced by one without timestamp",
    `t=${NOW},v1=${hmac("sha256", SECRETS[0], body).toString("hex")}`);
  const afterPrefix = Buffer.from(SECRETS[0].slice("whsec_".length));
  refuses("secret-without-its-prefix", "signature_mismatch", "replaced by one of the secret without whsec_",
    `t=${NOW},v1=${digitsOf(afterPrefix, NOW, body)}`, {
      note: "For Stripe the prefix is part of the key.",
    });
  return set;
}
