// Runs the founding senders' verifiers over deliveries that hookseal signed: the samples on their
// pages, and for MailChannels npm mailchannels-sdk and, as RFC 9421, npm http-message-signatures.
//
//   … | node check_signer.mjs
//
// Standard input has one JSON object a line: provider, scheme (if not the usual one), secret,
// headers (pairs), body_base64, now_unix; for mailchannels public_key (PEM, or SPKI as base64) in
// place of secret. Exits with 1 if one is refused, or if none of them was for a sender that has
// a verifier. Needs packages (`npm install`, see ../README.md) for MailChannels only. Bodies must
// be UTF-8 for SendMesh and MailChannels, which read the body as text, and not empty for the
// latter.

import { readFileSync } from "node:fs";

import { at } from "./lib/clock.mjs";
import * as samples from "./lib/samples.mjs";
import { headerMap } from "./lib/vectors.mjs";

const SAMPLES = {
  sendmesh: { "Node.js": samples.sendmesh, "Python and PHP": samples.sendmeshByText },
  sendsar: { "all languages": samples.sendsar },
  sendx: { Python: samples.sendx },
};
const PACKAGES = { httpMessageSignatures: "http-message-signatures", mailchannels: "mailchannels-sdk" };
const WITHOUT_SAMPLE = ["meshes"]; // its pages describe the signature and show no code

const problems = [];
let accepted = 0;
const lines = readFileSync(0, "utf8").split("\n");
for (const [index, line] of lines.entries()) {
  if (line.trim() === "") continue;
  const where = `line ${index + 1}`;
  const delivery = JSON.parse(line);
  if (WITHOUT_SAMPLE.includes(delivery.provider)) {
    console.error(`${where}: ${delivery.provider} has no sample, passed over`);
    continue;
  }
  if (delivery.provider === "mailchannels") {
    await mailchannels(delivery, where);
    continue;
  }
  const body = Buffer.from(delivery.body_base64, "base64");
  const headers = headerMap(delivery.headers);
  const ofSender = Object.entries(SAMPLES[delivery.provider] ?? {});
  if (ofSender.length === 0) problems.push(`${where}: no sample for ${delivery.provider}`);
  for (const [language, sample] of ofSender) {
    if (passes(sample, headers, body, delivery)) accepted += 1;
    else problems.push(`${where}: refused by the sample of ${delivery.provider} (${language})`);
  }
}

async function mailchannels(delivery, where) {
  const verifiers = await import("./lib/requests.mjs").catch((error) => {
    problems.push(`${where}: ${error.message}; run npm install`);
    return {};
  });
  const pem = delivery.public_key.startsWith("-----");
  const request = {
    method: "POST",
    url: "https://example.com/hooks/mailchannels",
    public_key_format: pem ? "pem" : "base64-spki",
    context: { algorithm: "ed25519", required: ["content-digest"] },
    ...delivery,
  };
  for (const [name, verify] of Object.entries(verifiers)) {
    const passed = await at(delivery.now_unix, () => verify(request)).catch(() => false);
    if (passed) accepted += 1;
    else problems.push(`${where}: refused by npm ${PACKAGES[name]}`);
  }
}

function passes(sample, headers, body, { secret, now_unix }) {
  try {
    return sample(headers, body, secret, now_unix);
  } catch {
    return false;
  }
}

if (accepted === 0) problems.push("no delivery was accepted by a verifier");
for (const problem of problems) console.error(problem);
console.log(`${accepted} accepted, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
