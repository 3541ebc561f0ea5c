// Gives the vectors of ../<provider>.json to the senders' own libraries, and writes down what they
// say. `proof` becomes `sdk` where a library accepts one that is to be accepted and refuses three of
// those that are to be refused; it fails where the library accepts none. Needs `npm install`.

import { readFileSync, writeFileSync } from "node:fs";

import { at } from "./lib/clock.mjs";
import { format } from "./lib/format.mjs";
import { SDKS } from "./lib/sdks.mjs";
import { headerMap } from "./lib/vectors.mjs";

console.debug = () => {}; // Zoom's library tells what it is given

async function verdict(judge, vector) {
  const body = Buffer.from(vector.body_base64, "base64").toString();
  const words = [];
  for (const key of vector.secrets ?? [vector.secret ?? vector.public_key]) {
    try {
      const said = await at(vector.now_unix, () =>
        judge(headerMap(vector.headers), body, key, vector));
      if (said !== false) return "accepts";
      words.push("refuses");
    } catch (error) {
      words.push(`refuses (${error.constructor.name})`);
    }
  }
  return words[0];
}

for (const [provider, [name, judge]] of Object.entries(SDKS)) {
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
