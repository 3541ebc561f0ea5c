// Vectors of the senders who sign by JSON Web Token, and of fal, whose keys come as JSON Web Keys.
// Signed by node:crypto as the senders' pages say; each that is to be accepted is verified a second
// time by npm jose, and those that jose must refuse are given to it as well. Needs `npm install`.

import {
  createHash, createHmac, createPrivateKey, createPublicKey, createVerify, sign,
} from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { jwtVerify } from "jose";

import { ed25519 } from "./lib/crypto.mjs";
import { format } from "./lib/format.mjs";
import { NOW, VectorSet, changed, doubled, without } from "./lib/vectors.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url)));
const keys = read("data/x509.json");
const curve = read("data/jwk.json");
const { jose: version } = read("package.json").dependencies;
const JOSE = `npm jose@${version}`;

const base64 = (value) =>
  Buffer.from(typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value))
    .toString("base64url");
const sha256 = (body) => createHash("sha256").update(body).digest("hex");
const p256 = createPrivateKey({ key: curve.plaid, format: "jwk" });
const otherP256 = createPrivateKey({ key: curve.other, format: "jwk" });
const spki = (key) => createPublicKey(key).export({ type: "spki", format: "pem" });

/** ECDSA is randomised: a signature that stands in the file stays while it is right. */
function es256(key, text, kept) {
  const options = { key: createPublicKey(key), dsaEncoding: "ieee-p1363" };
  const right = (signature) =>
    createVerify("SHA256").update(text).verify(options, Buffer.from(signature, "base64url"));
  const old = kept.filter((token) => token.startsWith(`${text}.`))
    .map((token) => token.slice(text.length + 1)).find(right);
  return old ?? base64(sign("SHA256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }));
}

const SIGN = {
  HS256: (key, text) => createHmac("sha256", key).update(text).digest("base64url"),
  HS512: (key, text) => createHmac("sha512", key).update(text).digest("base64url"),
  RS256: (key, text) => base64(sign("RSA-SHA256", Buffer.from(text), key)),
  RS512: (key, text) => base64(sign("RSA-SHA512", Buffer.from(text), key)),
  ES256: es256,
  none: () => "",
};

function token(alg, key, header, claims, kept = []) {
  const text = `${base64({ alg, ...header })}.${base64(claims)}`;
  return `${text}.${SIGN[alg](key, text, kept)}`;
}

/** What all senders of tokens have: the token broken in every way. */
function broken(set, { good, header, prefix = "", vector, forged }) {
  const edit = (change) => changed(good, header, (value) => prefix + change(value.slice(prefix.length)));
  const reject = (name, reason, headers, note) =>
    set.reject(name, reason, vector({ headers, ...(note && { note }) }));
  const parts = (value) => value.split(".");
  const with_ = (at, change) => edit((value) =>
    parts(value).map((part, index) => (index === at ? change(part) : part)).join("."));
  const claims = (change) => with_(1, (part) =>
    base64(change(JSON.parse(Buffer.from(part, "base64url").toString()))));
  reject("missing-signature", "missing_signature", without(good, header));
  reject("empty-signature", "missing_signature", changed(good, header, () => ""));
  reject("signature-header-twice", "ambiguous", doubled(good, header));
  reject("signature-cut", "signature_mismatch",
    with_(2, (part) => base64(Buffer.from(part, "base64url").subarray(1))));
  reject("signature-empty", "signature_mismatch", with_(2, () => ""));
  reject("signature-padded", "malformed_signature", with_(2, (part) => `${part}==`));
  reject("signature-left-out", "malformed_signature",
    edit((value) => parts(value).slice(0, 2).join(".")));
  reject("four-parts", "malformed_signature", edit((value) => `${value}.e30`));
  reject("no-token", "malformed_signature", edit(() => "token"));
  reject("claims-no-json", "malformed_signature", with_(1, () => base64("claims")));
  reject("claims-in-a-list", "malformed_signature", with_(1, () => base64("[]")));
  reject("header-no-json", "malformed_signature", with_(0, () => base64("header")));
  reject("claim-added", "signature_mismatch", claims((all) => ({ ...all, admin: true })));
  reject("token-of-nine-kilobytes", "malformed_signature",
    claims((all) => ({ ...all, more: "x".repeat(9000) })));
  for (const [name, [reason, value]] of Object.entries(forged)) {
    reject(name, reason, changed(good, header, () => prefix + value));
  }
}

async function write(set, judge) {
  for (const one of set.vectors) {
    const said = await judge(one).then(() => "accepts", (error) => `refuses (${error.code ?? error.name})`);
    one.sdk_observed = { [JOSE]: said };
    if (one.expect === "accept" && said !== "accepts") throw new Error(`${set.provider} ${one.name}: ${said}`);
  }
  const path = new URL(`../${set.provider}.json`, import.meta.url);
  const old = existsSync(path) ? read(`../${set.provider}.json`).vectors : [];
  for (const one of set.vectors) {
    // What sdks.py has written down stays while the request is the same.
    const { sdk_observed: more, ...request } = old.find(({ name }) => name === one.name) ?? {};
    const { sdk_observed: own, ...now } = one;
    if (JSON.stringify(request) === JSON.stringify(now)) one.sdk_observed = { ...more, ...own };
  }
  writeFileSync(path, format({
    provider: set.provider, proof: set.proof, origin: set.origin, vectors: set.vectors,
  }));
  console.log(`${set.provider}: ${set.vectors.length}`);
}

const body = Buffer.from('{"id":"7c1f","state":"ready","text":"Zoë – 山田"}');
const json = ["Content-Type", "application/json"];
const at = (seconds) => new Date(seconds * 1000);
const same = (claim, bytes) => {
  if (claim !== sha256(bytes)) throw Object.assign(new Error("digest"), { code: "digest" });
};

// Netlify
{
  const secret = "6f1d9a52c3e84b70a1f5-netlify";
  const header = "X-Webhook-Signature";
  const jwt = (claims, key = secret, alg = "HS256", rest = { typ: "JWT" }) => token(alg, key, rest, claims);
  const good = [json, ["X-Netlify-Event", "deploy_created"], [header, jwt({ iss: "netlify", sha256: sha256(body) })]];
  const set = new VectorSet("netlify", {
    proof: "independent",
    origin: "Netlify's page shows how to verify in Ruby; it has no library for it. Signed by node:crypto, verified by npm jose.",
    source: "Signed by node:crypto as Netlify's page says",
    secret,
  });
  const vector = (rest = {}) => ({ headers: good, body, ...rest });
  const signed = (claims, ...rest) => [json, [header, jwt(claims, ...rest)]];
  set.accept("deploy", vector());
  const empty = Buffer.alloc(0);
  set.accept("empty-body", vector({ headers: signed({ iss: "netlify", sha256: sha256(empty) }), body: empty }));
  const binary = Buffer.from([0, 255, 128, 10]);
  set.accept("binary-body", vector({ headers: signed({ iss: "netlify", sha256: sha256(binary) }), body: binary }));
  set.accept("other-claims", vector({ headers: signed({ iss: "netlify", sha256: sha256(body), aud: "x", iat: NOW }) }));
  set.accept("embedded-key-ignored", vector({
    headers: signed({ iss: "netlify", sha256: sha256(body) }, secret, "HS256", { jku: "https://evil.test/" }),
  }));
  set.reject("tampered-body", "digest_mismatch", vector({ body: Buffer.concat([body, Buffer.from("\n")]) }));
  set.reject("another-secret", "signature_mismatch",
    vector({ headers: signed({ iss: "netlify", sha256: sha256(body) }, "another-secret-of-some-length") }));
  set.reject("another-issuer", "not_addressed", vector({ headers: signed({ iss: "evil", sha256: sha256(body) }) }));
  set.reject("without-issuer", "not_addressed", vector({ headers: signed({ sha256: sha256(body) }) }));
  set.reject("issuer-in-a-list", "not_addressed", vector({ headers: signed({ iss: ["netlify"], sha256: sha256(body) }) }));
  set.reject("without-digest", "missing_digest", vector({ headers: signed({ iss: "netlify" }) }));
  set.reject("digest-in-base64", "malformed_signature", vector({
    headers: signed({ iss: "netlify", sha256: createHash("sha256").update(body).digest("base64") }),
  }));
  set.reject("digest-is-a-number", "malformed_signature", vector({ headers: signed({ iss: "netlify", sha256: 7 }) }));
  set.reject("expired", "expired", vector({ headers: signed({ iss: "netlify", sha256: sha256(body), exp: NOW - 60 }) }));
  set.reject("not-yet", "future", vector({ headers: signed({ iss: "netlify", sha256: sha256(body), nbf: NOW + 61 }) }));
  set.reject("method-get", "method_not_allowed", vector({ method: "GET" }));
  const claims = { iss: "netlify", sha256: sha256(body) };
  broken(set, {
    good, header, vector,
    forged: {
      "alg-none": ["malformed_signature", jwt(claims, secret, "none")],
      "alg-none-in-capitals": ["malformed_signature",
        `${base64({ alg: "NONE" })}.${base64(claims)}.`],
      "alg-hs512": ["unsupported_algorithm", jwt(claims, secret, "HS512")],
      "alg-missing": ["malformed_signature", `${base64({ typ: "JWT" })}.${base64(claims)}.e30`],
      "alg-changed": ["unsupported_algorithm",
        `${base64({ alg: "HS384", typ: "JWT" })}.${jwt(claims).split(".").slice(1).join(".")}`],
      "critical-extension": ["malformed_signature",
        jwt(claims, secret, "HS256", { crit: ["b64"], b64: false })],
    },
  });
  await write(set, async ({ headers, body_base64, secret: key, now_unix }) => {
    const [, value] = headers.find(([name]) => name === header) ?? [];
    const options = { issuer: "netlify", algorithms: ["HS256"], currentDate: at(now_unix) };
    const { payload } = await jwtVerify(value, Buffer.from(key), options);
    same(payload.sha256, Buffer.from(body_base64, "base64"));
  });
}

// Plaid
{
  const kid = "bfbd5111-8e33-4643-8ced-b2e642a72f3c";
  const header = "Plaid-Verification";
  const path = new URL("../plaid.json", import.meta.url);
  const kept = existsSync(path)
    ? read("../plaid.json").vectors.flatMap(({ headers }) => headers.map(([, value]) => value))
    : [];
  const pretty = Buffer.from('{\n  "webhook_type": "ITEM",\n  "webhook_code": "ERROR"\n}');
  const usual = (rest = {}) => ({ iat: NOW, request_body_sha256: sha256(pretty), ...rest });
  const jwt = (claims = usual(), key = p256, rest = { kid, typ: "JWT" }) => token("ES256", key, rest, claims, kept);
  const good = [json, [header, jwt()]];
  const set = new VectorSet("plaid", {
    proof: "independent",
    origin: "Plaid's libraries do not verify. Signed by node:crypto as Plaid's page says, verified by npm jose.",
    source: "Signed by node:crypto as Plaid's page says",
    public_key: spki(p256),
    public_key_format: "pem",
    context: { key_id: kid },
  });
  const vector = (rest = {}) => ({ headers: good, body: pretty, ...rest });
  const signed = (...rest) => [json, [header, jwt(...rest)]];
  set.accept("item-error", vector());
  set.accept("header-in-small-letters", vector({ headers: [[header.toLowerCase(), jwt()]] }));
  set.accept("as-old-as-allowed", vector({ headers: signed(usual({ iat: NOW - 300 })) }));
  set.accept("as-far-ahead-as-allowed", vector({ headers: signed(usual({ iat: NOW + 60 })) }));
  set.accept("key-without-an-id", vector({ context: {} }));
  set.reject("stale", "stale", vector({ headers: signed(usual({ iat: NOW - 301 })) }));
  set.reject("future", "future", vector({ headers: signed(usual({ iat: NOW + 61 })) }));
  set.reject("without-iat", "missing_timestamp", vector({ headers: signed({ request_body_sha256: sha256(pretty) }) }));
  set.reject("iat-is-text", "malformed_timestamp", vector({ headers: signed(usual({ iat: `${NOW}` })) }));
  set.reject("iat-is-negative", "malformed_timestamp", vector({ headers: signed(usual({ iat: -1 })) }));
  set.reject("tampered-body", "digest_mismatch", vector({ body: Buffer.from(`${pretty} `) }));
  set.reject("body-printed-again", "digest_mismatch", vector({ body: Buffer.from(JSON.stringify(JSON.parse(pretty))) }));
  set.reject("without-digest", "missing_digest", vector({ headers: signed({ iat: NOW }) }));
  set.reject("digest-cut", "malformed_signature",
    vector({ headers: signed(usual({ request_body_sha256: sha256(pretty).slice(1) })) }));
  set.reject("another-key", "signature_mismatch", vector({ headers: signed(usual(), otherP256) }));
  set.reject("another-key-id", "unknown_key", vector({ headers: signed(usual(), p256, { kid: "other" }) }));
  set.reject("without-key-id", "unknown_key", vector({ headers: signed(usual(), p256, { typ: "JWT" }) }));
  set.reject("embedded-key", "signature_mismatch", vector({
    headers: signed(usual(), otherP256, { kid, jwk: createPublicKey(otherP256).export({ format: "jwk" }) }),
    note: "a key in the token is nobody's (CVE-2018-0114)",
  }));
  const der = base64(sign("SHA256", Buffer.from(jwt().split(".").slice(0, 2).join(".")), { key: p256 }));
  const oldDer = kept.find((value) => value.split(".")[2]?.startsWith("ME"));
  set.reject("signature-in-der", "signature_mismatch", vector({
    headers: [json, [header, oldDer ?? `${jwt().split(".").slice(0, 2).join(".")}.${der}`]],
  }));
  const zero = base64(Buffer.alloc(64));
  broken(set, {
    good, header, vector,
    forged: {
      "alg-none": ["malformed_signature", token("none", "", { kid }, usual())],
      "alg-hs256-by-the-public-key": ["unsupported_algorithm", token("HS256", spki(p256), { kid }, usual())],
      "alg-changed": ["unsupported_algorithm",
        `${base64({ alg: "RS256", kid })}.${jwt().split(".").slice(1).join(".")}`],
      "signature-of-zeros": ["signature_mismatch", `${jwt().split(".").slice(0, 2).join(".")}.${zero}`],
    },
  });
  await write(set, async ({ headers, body_base64, now_unix, context }) => {
    const [, value] = headers.find(([name]) => name.toLowerCase() === header.toLowerCase()) ?? [];
    const options = { algorithms: ["ES256"], maxTokenAge: 300, currentDate: at(now_unix), clockTolerance: 60 };
    if (now_unix - (JSON.parse(Buffer.from(value.split(".")[1], "base64url")).iat ?? 0) <= 300) {
      delete options.clockTolerance;
      options.maxTokenAge = undefined;
    }
    const { payload, protectedHeader } = await jwtVerify(value, createPublicKey(p256), options);
    if (context.key_id && protectedHeader.kid !== context.key_id) throw new Error("kid");
    same(payload.request_body_sha256, Buffer.from(body_base64, "base64"));
  });
}

// Google Cloud Pub/Sub
{
  const kid = "7d680d8c70d44e947133cbd499ebc1a61c3d5abc";
  const header = "Authorization";
  const audience = "https://example.com/hooks/google_pubsub_push";
  const email = "push@project.iam.gserviceaccount.com";
  const usual = (rest = {}) => ({
    aud: audience, azp: "113774264463038321964", email, email_verified: true,
    exp: NOW + 3600, iat: NOW, iss: "https://accounts.google.com", sub: "113774264463038321964", ...rest,
  });
  const jwt = (claims = usual(), key = keys.private_key, rest = { kid, typ: "JWT" }, alg = "RS256") =>
    token(alg, key, rest, claims);
  const good = [json, [header, `Bearer ${jwt()}`]];
  const set = new VectorSet("google_pubsub_push", {
    proof: "sdk",
    origin: "Signed by node:crypto as Google's page says; all were given to Google's library google-auth, and to npm jose.",
    source: "Signed by node:crypto as Google's page says",
    public_key: createPublicKey(keys.private_key).export({ type: "spki", format: "pem" }),
    public_key_format: "pem",
    context: { key_id: kid, settings: { audience: [audience], email: [email] } },
  });
  const push = Buffer.from('{"message":{"data":"aGVsbG8=","messageId":"136969346945"},"subscription":"projects/p/subscriptions/s"}');
  const vector = (rest = {}) => ({ headers: good, body: push, ...rest });
  const signed = (...rest) => [json, [header, `Bearer ${jwt(...rest)}`]];
  set.accept("push", vector());
  set.accept("any-body", vector({ body: Buffer.from("anything else"), note: "the token covers no body" }));
  set.accept("short-issuer", vector({ headers: signed(usual({ iss: "accounts.google.com" })) }));
  set.accept("bearer-in-small-letters", vector({ headers: [[header, `bearer ${jwt()}`]] }));
  set.reject("expired", "expired", vector({ headers: signed(usual({ iat: NOW - 3700, exp: NOW - 100 })) }));
  set.reject("without-exp", "missing_timestamp", vector({ headers: signed(usual({ exp: undefined })) }));
  set.reject("exp-is-text", "malformed_timestamp", vector({ headers: signed(usual({ exp: `${NOW + 3600}` })) }));
  set.reject("not-yet", "future", vector({ headers: signed(usual({ nbf: NOW + 600 })) }));
  set.reject("another-audience", "not_addressed", vector({ headers: signed(usual({ aud: "https://evil.test" })) }));
  set.reject("audience-begins-alike", "not_addressed", vector({ headers: signed(usual({ aud: `${audience}.evil.test` })) }));
  set.reject("without-audience", "not_addressed", vector({ headers: signed(usual({ aud: undefined })) }));
  set.reject("another-issuer", "not_addressed", vector({ headers: signed(usual({ iss: "https://evil.test" })) }));
  set.reject("another-account", "not_addressed",
    vector({ headers: signed(usual({ email: "push@evil.iam.gserviceaccount.com" })), note: "google-auth leaves the address to its caller" }));
  set.reject("without-account", "not_addressed", vector({ headers: signed(usual({ email: undefined })) }));
  set.reject("account-not-verified", "not_addressed", vector({ headers: signed(usual({ email_verified: false })) }));
  set.reject("verified-as-text", "not_addressed", vector({ headers: signed(usual({ email_verified: "true" })) }));
  set.reject("another-key", "signature_mismatch", vector({ headers: signed(usual(), keys.other_private_key) }));
  set.reject("another-key-id", "unknown_key", vector({ headers: signed(usual(), keys.private_key, { kid: "other" }) }));
  set.reject("basic-authentication", "missing_signature", vector({ headers: [[header, `Basic ${jwt()}`]] }));
  set.reject("without-bearer", "missing_signature", vector({ headers: [[header, jwt()]] }));
  broken(set, {
    good, header, prefix: "Bearer ", vector,
    forged: {
      "alg-none": ["malformed_signature", token("none", "", { kid }, usual())],
      "alg-hs256-by-the-public-key": ["unsupported_algorithm",
        token("HS256", createPublicKey(keys.private_key).export({ type: "spki", format: "pem" }), { kid }, usual())],
      "alg-rs512": ["unsupported_algorithm", jwt(usual(), keys.private_key, { kid }, "RS512")],
    },
  });
  await write(set, async ({ headers, now_unix, context }) => {
    const [, value] = headers.find(([name]) => name === header) ?? [];
    const { payload, protectedHeader } = await jwtVerify(value?.replace(/^bearer /i, ""), createPublicKey(keys.private_key), {
      algorithms: ["RS256"], audience: context.settings.audience, currentDate: at(now_unix),
      issuer: ["https://accounts.google.com", "accounts.google.com"], requiredClaims: ["exp"],
    });
    if (protectedHeader.kid !== context.key_id) throw new Error("kid");
    if (payload.email !== context.settings.email[0] || payload.email_verified !== true) throw new Error("email");
  });
}

// fal
{
  const pair = ed25519("fal 1");
  const prefix = Buffer.from("302a300506032b6570032100", "hex");
  const headersOf = ({ request = "f5ef1e0c-2a5c-4cf3", user = "user_1", time = `${NOW}`, bytes = body, key = pair }) => [
    json,
    ["X-Fal-Webhook-Request-Id", request],
    ["X-Fal-Webhook-User-Id", user],
    ["X-Fal-Webhook-Timestamp", time],
    ["X-Fal-Webhook-Signature", key.sign(`${request}\n${user}\n${time}\n${sha256(bytes)}`).toString("hex")],
  ];
  const good = headersOf({});
  const set = new VectorSet("fal", {
    proof: "independent",
    origin: "fal's page shows how to verify in Python and JavaScript; its clients do not. Signed by node:crypto, and read again after that page.",
    source: "Signed by node:crypto as fal's page says",
    public_key: Buffer.concat([prefix, pair.publicKey]).toString("base64"),
    public_key_format: "base64-spki",
  });
  const vector = (rest = {}) => ({ headers: good, body, context: { settings: { user: ["user_1"] } }, ...rest });
  const header = "X-Fal-Webhook-Signature";
  set.accept("valid", vector());
  const empty = Buffer.alloc(0);
  set.accept("empty-body", vector({ headers: headersOf({ bytes: empty }), body: empty }));
  set.accept("as-old-as-allowed", vector({ headers: headersOf({ time: `${NOW - 300}` }) }));
  set.accept("as-far-ahead-as-allowed", vector({ headers: headersOf({ time: `${NOW + 300}` }) }));
  set.accept("signature-in-capitals", vector({ headers: changed(good, header, (value) => value.toUpperCase()) }));
  set.reject("tampered-body", "signature_mismatch", vector({ body: Buffer.concat([body, Buffer.from(" ")]) }));
  set.reject("another-key", "signature_mismatch", vector({ headers: headersOf({ key: ed25519("fal 2") }) }));
  for (const [name, to] of [["X-Fal-Webhook-Request-Id", "f5ef1e0d"], ["X-Fal-Webhook-User-Id", "user_2"], ["X-Fal-Webhook-Timestamp", `${NOW + 1}`]]) {
    set.reject(`${name.slice(14).toLowerCase()}-changed`, name.includes("User") ? "not_addressed" : "signature_mismatch", vector({ headers: changed(good, name, () => to) }));
    set.reject(`${name.slice(14).toLowerCase()}-missing`, name.endsWith("stamp") ? "missing_timestamp" : "missing_header",
      vector({ headers: without(good, name) }));
    set.reject(`${name.slice(14).toLowerCase()}-twice`, "ambiguous", vector({ headers: doubled(good, name) }));
  }
  set.reject("another-user", "not_addressed", vector({ context: { settings: { user: ["user_2"] } } }));
  set.reject("stale", "stale", vector({ headers: headersOf({ time: `${NOW - 301}` }) }));
  set.reject("future", "future", vector({ headers: headersOf({ time: `${NOW + 301}` }) }));
  set.reject("timestamp-no-number", "malformed_timestamp", vector({ headers: headersOf({ time: "yesterday" }) }));
  set.reject("missing-signature", "missing_signature", vector({ headers: without(good, header) }));
  set.reject("empty-signature", "missing_signature", vector({ headers: changed(good, header, () => "") }));
  set.reject("signature-in-base64", "malformed_signature",
    vector({ headers: changed(good, header, (value) => Buffer.from(value, "hex").toString("base64")) }));
  set.reject("signature-cut", "malformed_signature", vector({ headers: changed(good, header, (value) => value.slice(2)) }));
  set.reject("signature-header-twice", "ambiguous", vector({ headers: doubled(good, header) }));
  set.reject("method-get", "method_not_allowed", vector({ method: "GET" }));
  for (const one of set.vectors) one.source = "Signed by node:crypto as fal's page says";
  writeFileSync(new URL("../fal.json", import.meta.url),
    format({ provider: "fal", proof: set.proof, origin: set.origin, vectors: set.vectors }));
  console.log(`fal: ${set.vectors.length}`);
}
