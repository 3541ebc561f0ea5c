// Runs the sample verifiers on the founding senders' pages over deliveries that hookseal signed.
//
//   … | node check_signer.mjs
//
// Standard input has one JSON object a line: provider, scheme (if not the usual one), secret,
// headers (pairs), body_base64, now_unix. Exits with 1 if a sample refuses one, or if none of
// them was for a sender that has a sample. Needs no package. Bodies must be UTF-8 for SendMesh,
// whose samples read the body as text.

import { readFileSync } from "node:fs";

import * as samples from "./lib/samples.mjs";
import { headerMap } from "./lib/vectors.mjs";

const SAMPLES = {
  sendmesh: { "Node.js": samples.sendmesh, "Python and PHP": samples.sendmeshByText },
  sendsar: { "all languages": samples.sendsar },
  sendx: { Python: samples.sendx },
};
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
  const body = Buffer.from(delivery.body_base64, "base64");
  const headers = headerMap(delivery.headers);
  const ofSender = Object.entries(SAMPLES[delivery.provider] ?? {});
  if (ofSender.length === 0) problems.push(`${where}: no sample for ${delivery.provider}`);
  for (const [language, sample] of ofSender) {
    if (passes(sample, headers, body, delivery)) accepted += 1;
    else problems.push(`${where}: refused by the sample of ${delivery.provider} (${language})`);
  }
}

function passes(sample, headers, body, { secret, now_unix }) {
  try {
    return sample(headers, body, secret, now_unix);
  } catch {
    return false;
  }
}

if (accepted === 0) problems.push("no delivery was accepted by a sample");
for (const problem of problems) console.error(problem);
console.log(`${accepted} accepted, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
