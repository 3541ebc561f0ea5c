// What libraries say of the vectors of a file, written down in it.

import { readFileSync, writeFileSync } from "node:fs";

import { at } from "./clock.mjs";
import { format } from "./format.mjs";
import { headerMap } from "./vectors.mjs";

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

/** `libraries` has for each provider the library's name and its judge. */
export async function observe(libraries) {
  for (const [provider, [name, judge]] of Object.entries(libraries)) {
    const path = new URL(`../../${provider}.json`, import.meta.url);
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
}
