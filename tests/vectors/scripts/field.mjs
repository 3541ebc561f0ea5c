// Writes ../field/<provider>.json: deliveries of each sender as they come, with every header that
// it sends, after ../../audit/<provider>.json. Signed by node:crypto after lib/recipes.mjs and
// lib/forms.mjs. Needs no packages; running it twice gives the same bytes.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

import { format } from "./lib/format.mjs";
import { signed } from "./lib/field.mjs";
import { judge } from "./lib/judge.mjs";
import { NOW } from "./lib/vectors.mjs";

const AUDIT = new URL("../../audit/", import.meta.url);
const FIELD = new URL("../field/", import.meta.url);
const ORIGIN = "Deliveries as the sender sends them, all headers with them, after the sources that "
  + "the audit names; ids, names and addresses are made up. Signed by node:crypto.";

mkdirSync(FIELD, { recursive: true });
let total = 0;
for (const file of readdirSync(AUDIT).filter((name) => name.endsWith(".json")).sort()) {
  const audit = JSON.parse(readFileSync(new URL(file, AUDIT)));
  const { provider } = audit;
  const path = new URL(file, FIELD);
  const old = existsSync(path) ? JSON.parse(readFileSync(path)).vectors : [];
  const vectors = audit.deliveries.filter(({ omitted }) => omitted === undefined).map((given) => {
    const kept = old.find(({ name }) => name === given.name);
    const { headers, body, url, method, key, context, recipe } = signed(provider, given, kept);
    const vector = {
      provider,
      scheme: given.scheme,
      name: given.name,
      source: `Made by node:crypto after ${given.source}`,
      note: given.note,
      ...key,
      context: context ?? given.context,
      method,
      url,
      headers,
      body_base64: Buffer.from(body).toString("base64"),
      now_unix: NOW,
      expect: "accept",
    };
    if (recipe !== undefined && key.public_key_format !== "hex") {
      const verdict = judge(recipe, vector);
      if (verdict !== "accept") throw new Error(`${provider} ${given.name}: ${verdict}`);
    }
    return JSON.parse(JSON.stringify(vector));
  });
  writeFileSync(path, format({ provider, origin: ORIGIN, vectors }));
  total += vectors.length;
}
console.log(`${total} in all`);
