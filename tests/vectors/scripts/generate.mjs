// Writes ../<provider>.json, ../httpsig/*.json and ../digest/*.json. See ../README.md; running
// it twice gives the same bytes.

import { writeFileSync } from "node:fs";

import { format } from "./lib/format.mjs";
import { nodeJudges } from "./lib/judges.mjs";
import { pythonJudges } from "./lib/python.mjs";

const PROVIDERS = [
  "digest/rfc9530",
  "discord",
  "github",
  "httpsig/libraries",
  "httpsig/mailchannels",
  "httpsig/policy",
  "httpsig/rfc9421",
  "meshes",
  "sendmesh",
  "sendsar",
  "sendx",
  "shopify",
  "slack",
  "standard_webhooks",
  "stripe",
  "svix",
];

let total = 0;
for (const provider of PROVIDERS) {
  const { default: make } = await import(`./providers/${provider.split("/").at(-1)}.mjs`);
  const set = await make();
  const judged = provider.startsWith("digest/") ? [] : set.vectors; // requests only
  const byPython = pythonJudges(judged);
  for (const [index, vector] of judged.entries()) {
    const observed = { ...(await nodeJudges(vector)), ...byPython[index] };
    if (Object.keys(observed).length > 0) vector.sdk_observed = observed;
  }
  const proof = set.proof === undefined ? {} : { proof: set.proof };
  const file = { provider: set.provider, ...proof, origin: set.origin, vectors: set.vectors };
  const path = new URL(`../${provider}.json`, import.meta.url);
  writeFileSync(path, format(file));
  console.log(`${provider}: ${set.vectors.length}`);
  total += set.vectors.length;
}
console.log(`${total} in all`);
