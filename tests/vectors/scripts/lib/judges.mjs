// What the libraries of npm, and the samples on the senders' pages, say of a vector.

import { readFileSync } from "node:fs";

import "@shopify/shopify-api/adapters/node";
import * as octokit from "@octokit/webhooks-methods";
import bolt from "@slack/bolt";
import { LogSeverity, shopifyApi } from "@shopify/shopify-api";
import { verifyKey } from "discord-interactions";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Stripe } from "stripe";
import { Webhook as SvixWebhook } from "svix";

import { at } from "./clock.mjs";
import { mustBeRight } from "./httpsig.mjs";
import { httpMessageSignatures, mailchannels } from "./requests.mjs";
import * as samples from "./samples.mjs";
import { headerMap } from "./vectors.mjs";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));

/** `npm name@version, what`, from the pinned versions. */
export function npm(name, what) {
  const label = `npm ${name}@${manifest.dependencies[name]}`;
  return what === undefined ? label : `${label}, ${what}`;
}

const stripe = new Stripe("unused");

const slack = (headers, body, secret) => {
  bolt.verifySlackRequest({ signingSecret: secret, body: body.toString(), headers });
  return true;
};

const shopify = async (headers, body, secret) => {
  const { webhooks } = shopifyApi({
    apiKey: "unused",
    apiSecretKey: secret,
    apiVersion: "2026-01",
    hostName: "example.com",
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error, log: () => {} },
  });
  const rawRequest = { method: "POST", url: "/hooks/shopify", headers };
  return (await webhooks.validate({ rawBody: body.toString(), rawRequest })).valid;
};

const standard = (Webhook) => (headers, body, secret) => {
  new Webhook(secret).verify(body.toString(), headers, { jsonParse: false });
  return true;
};

const JUDGES = {
  discord: [npm("discord-interactions"), (headers, body, key) =>
    verifyKey(body, headers["x-signature-ed25519"], headers["x-signature-timestamp"], key)],
  github: [npm("@octokit/webhooks-methods"), (headers, body, secret) =>
    octokit.verify(secret, body.toString(), headers["x-hub-signature-256"])],
  sendmesh: ["Node.js sample on the sender's page", samples.sendmesh],
  sendsar: ["JavaScript sample on the sender's page", samples.sendsar],
  shopify: [npm("@shopify/shopify-api"), shopify],
  slack: [npm("@slack/bolt"), slack],
  standard_webhooks: [npm("standardwebhooks"), standard(StandardWebhook)],
  stripe: [npm("stripe"), (headers, body, secret) =>
    stripe.webhooks.signature.verifyHeader(body, headers["stripe-signature"], secret, 300)],
  svix: [npm("svix"), standard(SvixWebhook)],
};

const OF_RFC_9421 = [npm("http-message-signatures"), httpMessageSignatures];
const OF_REQUESTS = {
  httpsig: [OF_RFC_9421],
  mailchannels: [[npm("mailchannels-sdk"), mailchannels], OF_RFC_9421],
};

async function requestJudges(vector) {
  if (vector.expect === "accept") mustBeRight(vector);
  const observed = {};
  for (const [name, judge] of OF_REQUESTS[vector.provider]) {
    observed[name] = await at(vector.now_unix, () => verdict(() => judge(vector), vector, Buffer.alloc(0)));
  }
  return observed;
}

/** `{ library: "accepts" | "refuses" | "refuses (Error)" }`, or nothing where none exists. */
export async function nodeJudges(vector) {
  if (vector.provider in OF_REQUESTS) return requestJudges(vector);
  if (!(vector.provider in JUDGES) || vector.scheme?.endsWith("-ed25519")) return {};
  const [name, judge] = JUDGES[vector.provider];
  const keys = vector.secrets ?? [vector.secret ?? vector.public_key];
  const words = [];
  for (const key of keys) {
    const body = Buffer.from(vector.body_base64, "base64");
    words.push(await at(vector.now_unix, () => verdict(judge, vector, body, key)));
  }
  return { [name]: words.includes("accepts") ? "accepts" : words[0] };
}

async function verdict(judge, vector, body, key) {
  try {
    const passed = await judge(headerMap(vector.headers), body, key, vector.now_unix);
    return passed ? "accepts" : "refuses";
  } catch (error) {
    return `refuses (${error.constructor.name})`;
  }
}
