// Gives the vectors of ../<provider>.json to the senders' own libraries, and writes down what they
// say. `proof` becomes `sdk` where a library accepts one that is to be accepted and refuses three of
// those that are to be refused; it fails where the library accepts none. Needs `npm install`.

import { readFileSync, writeFileSync } from "node:fs";

import Anthropic from "@anthropic-ai/sdk";
import { verifyWebhook } from "@clerk/backend/webhooks";
import { WebhookHandler } from "@liveblocks/node";
import DodoPayments from "dodopayments";
import Lithic from "lithic";
import OpenAI from "openai";
import { Resend } from "resend";
import { Webhook } from "standardwebhooks";

import { at } from "./lib/clock.mjs";
import { format } from "./lib/format.mjs";
import { headerMap } from "./lib/vectors.mjs";

const manifest = JSON.parse(readFileSync(new URL("package.json", import.meta.url)));
const npm = (name) => `npm ${name}@${manifest.dependencies[name]}`;

const anthropic = new Anthropic({ apiKey: "unused" });
const dodo = new DodoPayments({ bearerToken: "unused" });
const lithic = new Lithic({ apiKey: "unused" });
const openai = new OpenAI({ apiKey: "unused" });
const resend = new Resend("re_unused");

const JUDGES = {
  anthropic: [npm("@anthropic-ai/sdk"), (headers, body, key) =>
    anthropic.beta.webhooks.unwrap(body, { headers, key })],
  clerk: [npm("@clerk/backend"), (headers, body, signingSecret, { url, method }) =>
    verifyWebhook(new Request(url, { method, headers, body }), { signingSecret })],
  dodopayments: [npm("dodopayments"), (headers, body, key) =>
    dodo.webhooks.unwrap(body, { headers, key })],
  lithic: [npm("lithic"), (headers, body, key) =>
    lithic.webhooks.verifySignature(body, headers, key)],
  liveblocks: [npm("@liveblocks/node"), (headers, rawBody, key) =>
    new WebhookHandler(key).verifyRequest({ headers, rawBody })],
  openai: [npm("openai"), (headers, body, key) =>
    openai.webhooks.verifySignature(body, new Headers(headers), key)],
  resend: [npm("resend"), (headers, payload, webhookSecret) => resend.webhooks.verify({
    payload,
    headers: {
      id: headers["svix-id"],
      timestamp: headers["svix-timestamp"],
      signature: headers["svix-signature"],
    },
    webhookSecret,
  })],
  // Supabase's page verifies with the library of Standard Webhooks.
  supabase_auth_hooks: [npm("standardwebhooks"), (headers, body, key) =>
    new Webhook(key.replace("v1,whsec_", "")).verify(body, headers)],
};

async function verdict(judge, vector) {
  const body = Buffer.from(vector.body_base64, "base64").toString();
  const words = [];
  for (const key of vector.secrets ?? [vector.secret]) {
    try {
      await at(vector.now_unix, () => judge(headerMap(vector.headers), body, key, vector));
      return "accepts";
    } catch (error) {
      words.push(`refuses (${error.constructor.name})`);
    }
  }
  return words[0];
}

for (const [provider, [name, judge]] of Object.entries(JUDGES)) {
  const path = new URL(`../${provider}.json`, import.meta.url);
  const file = JSON.parse(readFileSync(path));
  const count = { accept: 0, reject: 0 };
  for (const vector of file.vectors) {
    const said = await verdict(judge, vector);
    vector.sdk_observed = { ...vector.sdk_observed, [name]: said };
    if (said.startsWith(`${vector.expect}s`) || (vector.expect === "reject" && said !== "accepts")) {
      count[vector.expect] += 1;
    } else {
      console.log(`${provider} ${vector.name}: to ${vector.expect}, ${name} ${said}`);
    }
  }
  if (count.accept === 0) throw new Error(`${name} accepts none`);
  if (count.reject >= 3 && file.proof === "independent") file.proof = "sdk";
  writeFileSync(path, format(file));
}
