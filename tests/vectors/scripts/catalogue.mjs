// Adds to ../<provider>.json, for each sender of lib/recipes.mjs, the values that the sender publishes
// (lib/published.mjs) and the cases that all have, made by node:crypto; and judges those that stand there already, which others have made or judged, by the
// recipe. Fails where one is not as it says. Needs no packages; running it twice gives the same bytes.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import * as bodies from "./lib/bodies.mjs";
import { ed25519, hmac } from "./lib/crypto.mjs";
import { format } from "./lib/format.mjs";
import { judge, keyBytes, message } from "./lib/judge.mjs";
import { PUBLISHED } from "./lib/published.mjs";
import { RECIPES } from "./lib/recipes.mjs";
import { ID, NOW, changed, doubled, without } from "./lib/vectors.mjs";

const MADE = "Made by node:crypto after lib/recipes.mjs";
const ORIGIN = "Those named `made-` are of node:crypto alone, after the sender's page or library. "
  + "All were judged a second time by scripts/lib/judge.mjs.";
const PLAIN = Buffer.from('{"id":"7c1f","type":"example","text":"Zoë – 山田"}');
/** Schemes that have a file with the usual one of their sender. */
const BESIDE = {
  "flutterwave-v4": "flutterwave", "grafana-timestamp": "grafana", "sentry-app": "sentry",
};

/** The text of a key of this sender, one for each number. */
function keyOf(name, recipe, number) {
  const bytes = createHash("sha256").update(`${name} ${number}`).digest();
  switch (recipe.key) {
    case "text": return bytes.toString("hex").slice(0, 40);
    case "hex": return bytes.toString("hex");
    case "base64": return bytes.toString("base64");
    case "raw": return ed25519(bytes).publicKey.toString("base64");
    case "spki": return `MCowBQYDK2VwAyEA${ed25519(bytes).publicKey.toString("base64")}`;
    default: return `${recipe.key}${bytes.toString("base64")}`;
  }
}

/** Bodies that have no time, where there must be one. */
const UNTIMED = {
  "made-binary-body": "malformed_body",
  "made-empty-body": "malformed_body",
  "made-odd-json-body": "missing_timestamp",
};

const TIMES = {
  s: (at) => `${at}`,
  ms: (at) => `${at}000`,
  http: (at) => new Date(at * 1000).toUTCString(),
  rfc3339: (at) => new Date(at * 1000).toISOString().replace(".000Z", ".000000000Z"),
};

/** The headers of a delivery. */
function sign(name, recipe, { body, number = 1, at = NOW, method = "POST", url, id = ID }) {
  const t = recipe.unit === undefined ? "" : TIMES[recipe.unit](at);
  const header = recipe.signedHeader?.[1];
  const signed = message(recipe, { body, t, id, header, method, url });
  const seed = createHash("sha256").update(`${name} ${number}`).digest();
  const signature = recipe.hash === "ed25519"
    ? ed25519(seed).sign(signed)
    : hmac(recipe.hash, keyBytes(recipe, keyOf(name, recipe, number)), signed);
  const text = signature.toString(recipe.encoding);
  const headers = [["Content-Type", "application/json"]];
  if (recipe.idHeader !== undefined) headers.push([recipe.idHeader, id]);
  if (recipe.timeHeader !== undefined) headers.push([recipe.timeHeader, t]);
  if (recipe.signedHeader !== undefined) headers.push(recipe.signedHeader);
  if (recipe.demands !== undefined) headers.push(recipe.demands);
  const value = recipe.value.replace("{t}", t).replace("{sig}", text);
  return { headers: [...headers, [recipe.header, value]], text };
}

function made(provider, name, recipe) {
  const vectors = [];
  const at = (ms) => Buffer.from(JSON.stringify({ ...JSON.parse(PLAIN), [recipe.inBody]: ms }));
  const usual = recipe.inBody === undefined ? PLAIN : at(NOW * 1000);
  const plain = recipe.plain === undefined ? usual : Buffer.from(recipe.plain);
  const urlSigned = recipe.message.includes("{url}");
  const url = `https://example.com/hooks/${urlSigned ? "raw" : provider}`;
  const field = recipe.hash === "ed25519" ? "public_key" : "secret";
  const beside = name === provider ? "" : `${name}-`;
  const add = (label, reason, change, { headers, body = plain, ...rest }) => {
    const vector = {
      provider,
      scheme: name === provider ? undefined : name,
      name: `${beside}${label}`,
      source: change === undefined ? MADE : `${MADE}; then ${change}`,
      [field]: rest.secrets === undefined ? keyOf(name, recipe, 1) : undefined,
      secrets: rest.secrets,
      public_key_format: { raw: "base64", spki: "base64-spki" }[recipe.key],
      context: urlSigned ? { public_url: "https://example.com" } : undefined,
      method: rest.method ?? "POST",
      url: rest.url ?? url,
      headers,
      body_base64: body.toString("base64"),
      now_unix: NOW,
      expect: reason === undefined ? "accept" : "reject",
      reason,
    };
    vectors.push(JSON.parse(JSON.stringify(vector)));
  };
  const signed = (given) => sign(name, recipe, { body: plain, url, ...given });
  const { headers: good, text } = signed({});
  const edited = (change) => changed(good, recipe.header, (value) => value.replace(text, change));

  add("made-plain-json", undefined, undefined, { headers: good });
  for (const [label, body] of [
    ["made-binary-body", bodies.binary],
    ["made-empty-body", bodies.empty],
    ["made-odd-json-body", bodies.oddJson],
  ]) {
    const untimed = recipe.inBody === undefined ? undefined : UNTIMED[label];
    const reason = recipe.json && body === bodies.binary ? "malformed_body" : untimed;
    add(label, reason, undefined, { headers: signed({ body }).headers, body });
  }
  if (recipe.hash !== "ed25519") {
    const secrets = [keyOf(name, recipe, 2), keyOf(name, recipe, 1)];
    add("made-rotation-old-secret", undefined, undefined, { headers: good, secrets });
  }
  add("made-wrong-key", "signature_mismatch", "the key is another",
    { headers: signed({ number: 3 }).headers });
  add("made-tampered-body", "signature_mismatch", "one bit of the body flipped",
    { headers: good, body: bodies.tampered(plain) });
  add("made-body-with-newline-added", "signature_mismatch", "a newline added to the body",
    { headers: good, body: Buffer.concat([plain, Buffer.from("\n")]) });
  add("made-missing-signature", "missing_signature", "the signature header left out",
    { headers: without(good, recipe.header) });
  add("made-signature-truncated", "malformed_signature", "the signature cut",
    { headers: edited((value) => value.slice(0, -4)) });
  const other = recipe.encoding === "hex" ? "base64" : "hex";
  add(`made-signature-in-${other}`, "malformed_signature", `the signature written in ${other}`,
    { headers: edited((value) => Buffer.from(value, recipe.encoding).toString(other)) });
  if (recipe.lines) {
    add("made-signature-in-two-lines", undefined, undefined,
      { headers: doubled(signed({ number: 3 }).headers, recipe.header, `${recipe.value.replace("{sig}", text)}`) });
    add("made-signatures-joined-by-a-proxy", undefined, undefined,
      { headers: changed(signed({ number: 3 }).headers, recipe.header, (value) => `${value}, ${recipe.value.replace("{sig}", text)}`) });
  } else {
    add("made-signature-header-twice", "ambiguous", "the signature header repeated",
      { headers: doubled(good, recipe.header) });
  }
  for (const method of (recipe.methods ?? ["POST"]).filter((other) => other !== "POST")) {
    add(`made-method-${method.toLowerCase()}`, undefined, undefined,
      { headers: signed({ method }).headers, method });
  }
  if (recipe.versions) {
    const wrong = signed({ number: 3 }).text;
    add("made-entries-joined-by-comma-and-blank", undefined, undefined,
      { headers: changed(good, recipe.header, (value) => `${value}, v1,${wrong}`) });
  }
  if (recipe.list) {
    const wrong = signed({ number: 3 });
    add("made-two-signatures", undefined, undefined,
      { headers: changed(good, recipe.header, (value) => value.replace(text, `${wrong.text},${text}`)) });
    add("made-no-signature", recipe.first ? "malformed_signature" : "missing_signature",
      "the signature left out", { headers: edited("") });
  }
  for (const other of [recipe.others?.[0]].filter(Boolean)) {
    const wrong = signed({ number: 3 }).headers;
    const [, value] = good.find(([header]) => header === recipe.header);
    const moved = good.map(([header, own]) => [header === recipe.header ? other : header, own]);
    add("made-signature-in-another-header", undefined, undefined, { headers: moved });
    add("made-right-signature-behind-a-wrong-one", undefined, undefined, { headers: [...wrong, [other, value]] });
    add("made-two-wrong-signatures", "signature_mismatch", undefined,
      { headers: [...wrong, [other, wrong.at(-1)[1]]] });
    add("made-other-signature-twice", "ambiguous", "the other header repeated",
      { headers: [...good, [other, value], [other, value]] });
  }
  if (recipe.otherNames !== undefined) {
    const names = Object.fromEntries(recipe.otherNames);
    const renamed = (which) =>
      good.map(([header, value]) => [which(header) ? names[header] ?? header : header, value]);
    add("made-other-names", undefined, undefined, { headers: renamed(() => true) });
    add("made-names-mixed", "missing_signature", "the signature's header given its other name",
      { headers: renamed((header) => header === recipe.header) });
    add("made-other-names-beside-wrong-ones", "signature_mismatch", undefined,
      { headers: [...signed({ number: 3 }).headers, ...renamed(() => true).slice(1)] });
  }
  if (recipe.value !== "{sig}") {
    add("made-bare-signature", recipe.first ? "malformed_timestamp" : "malformed_signature", "all but the signature left out of its header",
      { headers: changed(good, recipe.header, () => text) });
  }
  if (!(recipe.methods ?? ["POST"]).includes("GET")) {
    add("made-method-get", "method_not_allowed", "the method changed", { headers: good, method: "GET" });
  }
  if (recipe.demands !== undefined) {
    const [header] = recipe.demands;
    add("made-algorithm-missing", "unsupported_algorithm", `${header} left out`,
      { headers: without(good, header) });
    add("made-algorithm-other", "unsupported_algorithm", `${header} changed`,
      { headers: changed(good, header, () => "hmac-sha1") });
  }
  if (recipe.idSigned) {
    add("made-id-changed", "signature_mismatch", "the id changed",
      { headers: changed(good, recipe.idHeader, (id) => `${id}x`) });
  }
  if (recipe.signedHeader !== undefined) {
    const [header] = recipe.signedHeader;
    add("made-signed-header-changed", "signature_mismatch", `${header} changed`,
      { headers: changed(good, header, (value) => value.replace("0", "1")) });
    add("made-signed-header-missing", "missing_header", `${header} left out`,
      { headers: without(good, header) });
    add("made-signed-header-twice", "ambiguous", `${header} repeated`,
      { headers: doubled(good, header) });
  }
  // The same message, cut elsewhere: nothing separates these.
  if (recipe.message.includes("{url}{body}")) {
    const list = Buffer.from('[1,"a"]');
    add("made-body-moved-into-the-url", "ambiguous", "the body moved to the end of the URL",
      { headers: signed({ body: list }).headers, body: bodies.empty, url: `${url}[1,"a"]` });
    add("made-url-moved-into-the-body", "malformed_body", "the end of the URL moved into the body",
      { headers: signed({ body: list }).headers, body: Buffer.concat([Buffer.from("w"), list]), url: url.slice(0, -1) });
  }
  if (recipe.message.endsWith("{body}{url}")) {
    const twice = `${url}?next=${url}`;
    add("made-url-begins-twice", "ambiguous", undefined, { headers: signed({ url: twice }).headers, url: twice });
    add("made-url-begins-in-the-body", "ambiguous", "the end of the body moved into the URL", {
      headers: signed({ body: Buffer.from(`{"a":"${url}"}`) }).headers, body: Buffer.from('{"a":"'), url: `${url}"}${url}`,
    });
  }
  if (recipe.message.startsWith("{id}{t}")) {
    const id = `${ID}${TIMES[recipe.unit](NOW)}`;
    const headers = sign(name, recipe, { body: plain, url, id }).headers;
    add("made-date-in-the-id", "malformed_id", undefined, { headers });
  }
  if (urlSigned) {
    add("made-query-added", "signature_mismatch", "a query added to the URL",
      { headers: good, url: `${url}?a=1` });
  }
  if (recipe.inBody !== undefined) {
    const [past, ahead] = recipe.tolerance;
    const timed = (label, reason, body) =>
      add(label, reason, undefined, { headers: signed({ body }).headers, body });
    timed("made-as-old-as-allowed", undefined, at((NOW - past) * 1000));
    timed("made-stale", "stale", at((NOW - past) * 1000 - 1));
    timed("made-as-far-ahead-as-allowed", undefined, at((NOW + ahead) * 1000));
    timed("made-future", "future", at((NOW + ahead) * 1000 + 1));
    timed("made-missing-timestamp", "missing_timestamp", PLAIN);
    timed("made-timestamp-null", "missing_timestamp", at(null));
    timed("made-timestamp-no-number", "malformed_timestamp", at("yesterday"));
    timed("made-timestamp-in-seconds", "stale", at(NOW));
    add("made-timestamp-changed", "signature_mismatch", "the timestamp changed",
      { headers: signed({ body: at(0) }).headers, body: at(NOW * 1000) });
  }
  if (recipe.unit === undefined) return vectors;

  const time = TIMES[recipe.unit];
  const retimed = (value) => good.map(([header, old]) => [header, old.replace(time(NOW), value)]);
  add("made-timestamp-changed", "signature_mismatch", "the timestamp changed",
    { headers: retimed(time(NOW - 1)) });
  add("made-timestamp-no-number", "malformed_timestamp", "the timestamp changed",
    { headers: retimed("yesterday") });
  if (recipe.timeHeader !== undefined) {
    add("made-missing-timestamp", "missing_timestamp", "the timestamp's header left out",
      { headers: without(good, recipe.timeHeader) });
    add("made-timestamp-header-twice", "ambiguous", "the timestamp's header repeated",
      { headers: doubled(good, recipe.timeHeader) });
  }
  const [past, ahead] = recipe.tolerance ?? [];
  if (past === undefined) {
    add("made-a-day-old", undefined, undefined, { headers: signed({ at: NOW - 86_400 }).headers });
    return vectors;
  }
  add("made-as-old-as-allowed", undefined, undefined, { headers: signed({ at: NOW - past }).headers });
  add("made-stale", "stale", undefined, { headers: signed({ at: NOW - past - 1 }).headers });
  add("made-as-far-ahead-as-allowed", undefined, undefined,
    { headers: signed({ at: NOW + ahead }).headers });
  add("made-future", "future", undefined, { headers: signed({ at: NOW + ahead + 1 }).headers });
  return vectors;
}

/** What the sender publishes, and the same with one thing changed. */
function published(provider) {
  return (PUBLISHED[provider] ?? []).flatMap(({ source, secret, body, headers, now }, index) => {
    const vector = (label, verdict, change = {}, how = "") => ({
      provider,
      name: `published-${index + 1}${label}`,
      source: `${source}${how}`,
      secret: change.secret ?? secret,
      context: secret.length < 16 ? { allow_weak_secrets: true } : undefined,
      method: "POST",
      url: `https://example.com/hooks/${provider}`,
      headers: change.headers ?? headers,
      body_base64: Buffer.from(change.body ?? body).toString("base64"),
      now_unix: now ?? NOW,
      ...verdict,
    });
    const reject = (reason) => ({ expect: "reject", reason });
    const { header } = RECIPES[provider];
    return [
      vector("", { expect: "accept" }),
      vector("-other-body", reject("signature_mismatch"), { body: `${body} ` },
        "; then a blank added to the body"),
      vector("-other-secret", reject("signature_mismatch"), { secret: `${secret}x` },
        "; then the secret changed"),
      vector("-truncated", reject("malformed_signature"),
        { headers: changed(headers, header, (value) => value.slice(0, -2)) },
        "; then the signature cut"),
    ].map((given) => JSON.parse(JSON.stringify(given)));
  });
}

const request = ({ secret, secrets, headers, body_base64, now_unix }) =>
  JSON.stringify({ secret, secrets, headers, body_base64, now_unix });
const same = (left, right) => request(left) === request(right);

let total = 0;
const PROVIDERS = new Set(Object.keys(RECIPES).map((name) => BESIDE[name] ?? name));
for (const provider of PROVIDERS) {
  const path = new URL(`../${provider}.json`, import.meta.url);
  const file = existsSync(path)
    ? JSON.parse(readFileSync(path))
    : { provider, proof: "independent", origin: "", vectors: [] };
  const names = [...(RECIPES[provider] ? [provider] : []), ...Object.keys(BESIDE).filter((name) => BESIDE[name] === provider)];
  const carried = file.vectors.filter(({ name, source }) =>
    !source.startsWith(MADE) && !name.startsWith("published-"));
  const values = published(provider);
  if (values.length > 0 && file.proof === "independent") file.proof = "documentation";
  const vectors = [...carried, ...values, ...names.flatMap((name) => made(provider, name, RECIPES[name]))];
  for (const vector of vectors) {
    // What catalogue_sdks.mjs has written down stays while the request is the same.
    const old = file.vectors.find((other) => other.name === vector.name);
    if (old?.sdk_observed !== undefined && same(old, vector)) vector.sdk_observed = old.sdk_observed;
    const recipe = RECIPES[vector.scheme ?? provider];
    if (recipe === undefined) continue; // forms.mjs judges it
    const verdict = judge(recipe, vector);
    const wanted = vector.reason ?? vector.expect;
    if (verdict !== wanted) throw new Error(`${provider} ${vector.name}: ${verdict}, not ${wanted}`);
  }
  writeFileSync(path, format({ provider, proof: file.proof, origin: file.origin || ORIGIN, vectors }));
  total += vectors.length;
}
console.log(`${total} in all`);
