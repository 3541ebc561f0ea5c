import { createHash, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";

import { createSigner, httpbis } from "http-message-signatures";

import * as bodies from "../lib/bodies.mjs";
import {
  contentDigest, ed25519Key, isRight, keptFrom, keyOf, p384Key, pem, rawSign, rawVerify, spki,
} from "../lib/httpsig.mjs";
import { npm } from "../lib/judges.mjs";
import { pythonSigns } from "../lib/python.mjs";
import { NOW, VectorSet, changed } from "../lib/vectors.mjs";

const rfc = JSON.parse(readFileSync(new URL("../data/rfc9421.json", import.meta.url))).keys;
const rfcKey = (id) => createPrivateKey(rfc[id].private);
const asymmetric = (key_id, key, format = "pem") => ({
  key_id,
  key,
  fields: format === "pem"
    ? { public_key: pem(key), public_key_format: "pem" }
    : { public_key: spki(key), public_key_format: "base64-spki" },
});

const secret = createHash("sha512").update("hookseal httpsig").digest();
export const KEYS = {
  "ecdsa-p256-sha256": asymmetric("test-key-ecc-p256", rfcKey("test-key-ecc-p256")),
  "ecdsa-p384-sha384": asymmetric("p384", p384Key("hookseal httpsig p384")),
  ed25519: asymmetric("ed", ed25519Key("hookseal httpsig ed25519"), "base64-spki"),
  "hmac-sha256": {
    key_id: "shared",
    key: secret,
    fields: { secret: secret.toString("base64"), secret_format: "base64" },
  },
  "rsa-pss-sha512": asymmetric("test-key-rsa-pss", rfcKey("test-key-rsa-pss")),
  "rsa-v1_5-sha256": asymmetric("test-key-rsa", rfcKey("test-key-rsa")),
};
const OTHER = asymmetric("other", ed25519Key("hookseal httpsig other"), "base64-spki");

const body = Buffer.from('{"event":"invoice.paid","amount":1250}');
const DATE = ["Date", "Tue, 14 Nov 2023 22:13:20 GMT"];
const JSON_TYPE = ["Content-Type", "application/json"];
const withDigest = (content, ...hashes) => [
  JSON_TYPE,
  ["Content-Digest", contentDigest(content, ...(hashes.length > 0 ? hashes : ["sha-256"]))],
];

// --- what is changed in the twins ----------------------------------------------------

const method = (v) => ["the method changed", { method: v.method === "PUT" ? "PATCH" : "PUT" }];
const url = (from, to) => (v) => [`${from} in the URL made ${to}`, { url: v.url.replace(from, to) }];
const header = (name, from, to, reason) => (v) => [
  `${name} changed`, { headers: changed(v.headers, name, (value) => value.replace(from, to)) }, reason,
];
const sha512Bit = header("content-digest", /sha-512=:(.)/, (_, c) => `sha-512=:${c === "A" ? "B" : "A"}`);
const payload = (v) => ["one bit of the body flipped", { body: bodies.tampered(v.body) }, "digest_mismatch"];
const publicUrl = (to) => (v) => [
  "judged under another public URL",
  { context: { ...v.context, public_url: to }, url: v.url.replace(/^https?:\/\/[^/]+/, to) },
];
const parameter = (from, to) => (v) => [
  "a signature parameter changed",
  { headers: changed(v.headers, "signature-input", (value) => value.replace(from, to)) },
];

// --- requests --------------------------------------------------------------------------

const json = { method: "POST", url: "https://example.com/hooks/httpsig", headers: withDigest(body), body };
const get = (target, headers = [DATE]) => ({
  method: "GET", url: `https://example.com${target}`, headers, body: Buffer.alloc(0),
});
const post = (headers) => ({ ...json, headers: [...json.headers, ...headers] });

/** Both libraries sign these with Ed25519. */
const REQUESTS = {
  "method-and-target-uri": [json, ["@method", "@target-uri", "content-digest"], [method, url("httpsig", "http-sig"), payload]],
  "authority-scheme-request-target": [
    { ...json, url: "https://example.com/hooks/httpsig?a=1&b=2" },
    ["@authority", "@scheme", "@request-target", "content-digest"],
    [publicUrl("https://example.net"), publicUrl("http://example.com"), url("b=2", "b=3"), payload],
  ],
  "path-and-query": [
    { ...json, url: "https://example.com/hooks/httpsig?a=1&b=2" }, ["@path", "@query", "content-digest"],
    [url("hooks", "Hooks"), url("a=1&b=2", "b=2&a=1"), payload],
  ],
  "query-absent": [json, ["@query", "content-digest"], [(v) => ["a query added", { url: `${v.url}?a=1` }]]],
  "root-path": [get("/"), ["@path", "@query", "@request-target"], [url(/$/, "x")]],
  "odd-path-kept": [
    get("/hooks//%7Euser/a%2Fb/%e2%82%ac;v=1"), ["@path", "@request-target", "@target-uri"],
    [url("//%7E", "/%7E"), url("%7E", "~"), url("%2F", "/"), url("%e2", "%E2")],
  ],
  "odd-query-kept": [get("/hooks?b=2&a=%7e&&c&a=+&=x"), ["@query", "@target-uri"], [url("%7e", "~"), url("&&", "&")]],
  "query-param": [
    get("/hooks?a=1&b=2"), ['"@query-param";name="b"', '"@query-param";name="a"'], [url("b=2", "b=3"), (v) => ["a covered parameter left out", { url: v.url.replace("a=1&", "") }, "missing_component"]],
  ],
  "query-param-encoded-value": [
    get("/hooks?q=a+b%20c%26d%2Fe&u=caf%C3%A9&r=%e2%82%ac"),
    ['"@query-param";name="q"', '"@query-param";name="u"', '"@query-param";name="r"'], [url("a+b", "a+c"), url("%C3%A9", "e")],
  ],
  "query-param-written-otherwise": [
    get("/hooks?q=a%20b"), ['"@query-param";name="q"'], [url("a%20b", "ab")],
    (v) => ["a blank in the query written as +", { url: v.url.replace("%20", "+") }],
  ],
  "query-param-empty-value": [get("/hooks?empty=&x=1"), ['"@query-param";name="empty"'], [url("empty=", "empty=1")]],
  "query-param-encoded-name": [get("/hooks?f%C3%B6o%20bar=1"), ['"@query-param";name="f%C3%B6o%20bar"'], [url("=1", "=2")]],
  "headers-of-several-lines": [
    post([["X-List", "a"], DATE, ["X-List", "b, c"], ["X-List", "d"]]), ["x-list", "date", "content-digest"],
    [header("date", "22", "23"),
      (v) => ["the first two lines swapped", { headers: swapped(v.headers, "X-List", ["b, c", "a", "d"]) }],
      (v) => ["one of the lines left out", { headers: v.headers.filter(([, value]) => value !== "d") }]],
    (v) => ["the lines joined into one", { headers: joinedLines(v.headers, "X-List", "a, b, c, d") }],
  ],
  "header-empty": [
    post([["X-Empty", ""]]), ["x-empty", "content-digest"], [header("x-empty", "", "a")],
  ],
  "header-with-blanks-within": [
    post([["X-Text", "a  b\tc, d ,e"]]), ["x-text", "content-digest"], [header("x-text", "a  b", "a b")],
  ],
  "key": [
    post([["X-Dict", 'a=1, b=2;x=1;y="z", c=(a b);q=9, d']]),
    ['"x-dict";key="a"', '"x-dict";key="b"', '"x-dict";key="c"', '"x-dict";key="d"', "content-digest"],
    [header("x-dict", "a=1", "a=2"), header("x-dict", "x=1", "x=2"), header("x-dict", "(a b)", "(b a)"), header("x-dict", ", d", ", d=?0")],
    (v) => ["a member added and blanks changed", { headers: changed(v.headers, "x-dict", (value) => `e=5,${value.replaceAll(", ", ",  ")}`) }],
  ],
  "key-over-several-lines": [
    post([["X-Dict", "a=1"], ["X-Dict", "b=2"]]), ['"x-dict";key="b"', "content-digest"],
    // Of a key that occurs twice others may read the first: not even looked at.
    [(v) => ["the member said once more, otherwise", { headers: [...v.headers, ["X-Dict", "b=3"]] }, "malformed_signature"]],
  ],
  "bs": [
    post([["X-Bytes", "one, two"], ["X-Bytes", "three"]]), ['"x-bytes";bs', "content-digest"],
    [(v) => ["the lines cut elsewhere", { headers: swapped(v.headers, "X-Bytes", ["one", "two, three"]) }],
      (v) => ["the lines joined into one", { headers: joinedLines(v.headers, "X-Bytes", "one, two, three") }]],
  ],
  "sf": [
    post([["Priority", "u=1,  i"], ["Cache-Control", "max-age=60,   must-revalidate"]]),
    ['"priority";sf', '"cache-control";sf', "content-digest"],
    [header("priority", "u=1", "u=2"), header("cache-control", "60", "61")],
    (v) => ["a blank in a structured field left out", { headers: changed(v.headers, "priority", () => "u=1, i") }],
  ],
  "content-digest-key": [
    { ...json, headers: withDigest(body, "sha-256", "sha-512") }, ["@method", '"content-digest";key="sha-512"'],
    [sha512Bit],
  ],
  "sha-512": [
    { ...json, headers: withDigest(body, "sha-512") }, ["content-digest"],
    [payload, header("content-digest", "sha-512", "sha-256", "malformed_signature"), sha512Bit],
  ],
  "two-digests": [
    { ...json, headers: withDigest(body, "sha-512", "sha-256") }, ["content-digest", "@method"], [payload, header("content-digest", /, .*$/, "")],
  ],
  "port": [
    { ...json, url: "https://example.com:8443/hooks/httpsig" }, ["@authority", "@target-uri", "content-digest"],
    [publicUrl("https://example.com"), publicUrl("https://example.com:8444")],
  ],
  "default-port": [{ ...json, url: "https://example.com:443/hooks/httpsig" }, ["@authority", "content-digest"], [publicUrl("https://example.com:8443")]],
  "put": [{ ...json, method: "PUT" }, ["@method", "content-digest"], [method]],
  "delete-without-body": [{ ...get("/hooks/7"), method: "DELETE" }, ["@method", "@path"], [method, url("7", "8")]],
  "empty-body-digest": [
    { ...get("/hooks"), method: "POST", headers: withDigest(Buffer.alloc(0)) }, ["@method", "content-digest"],
    [(v) => ["a body added", { body }, "digest_mismatch"]],
  ],
  "unicode-body": [{ ...json, headers: withDigest(bodies.unicode), body: bodies.unicode }, ["content-digest"], [payload]],
  "binary-body": [{ ...json, headers: withDigest(bodies.binary), body: bodies.binary }, ["content-digest"], [payload]],
  "everything": [
    { ...post([DATE, ["X-Dict", "a=1"], ["X-Bytes", "b"]]), url: "https://example.com/hooks/httpsig?a=1" },
    ["@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query",
      '"@query-param";name="a"', "date", "content-type", "content-digest", '"content-digest";key="sha-256"', '"x-dict";key="a"', '"x-bytes";bs'],
    [method, url("a=1", "a=2"), header("date", "Tue", "Wed"), header("content-type", "json", "xml"), header("x-dict", "a=1", "a=2"), payload],
  ],
};

/** Signature parameters: those of npm's `params` and `paramValues`, and of PyPI's `sign`. */
const PARAMETERS = {
  "without-alg": [{ include_alg: false }, [parameter('keyid="ed"', 'keyid="ed";alg="ed25519"')]],
  nonce: [{ nonce: "n-0S6_WzA2Mj" }, [parameter("n-0", "n-1")]],
  tag: [{ tag: "hooks" }, [parameter("hooks", "hook")]],
  expires: [{ expires: NOW + 120 }, [parameter(`${NOW + 120}`, `${NOW + 121}`)]],
  "all-parameters": [{ expires: NOW + 120, nonce: "n-0S6_WzA2Mj", tag: "hooks" }, [parameter("hooks", "Hooks")]],
  "odd-label": [{ label: "*sig.a-b_1*" }, [parameter(`created=${NOW}`, `created=${NOW - 1}`)]],
};

const swapped = (headers, name, values) => {
  const rest = [...values];
  return headers.map(([other, value]) => [other, other === name ? rest.shift() : value]).filter(([, value]) => value !== undefined);
};
const joinedLines = (headers, name, value) => {
  const first = headers.findIndex(([other]) => other === name);
  return headers.flatMap((pair, index) => (pair[0] !== name ? [pair] : index === first ? [[name, value]] : []));
};

// --- signing ---------------------------------------------------------------------------

const kept = keptFrom("libraries");
const LABEL = "sig1";

async function byNpm(name, request, algorithm, covered, given) {
  const { key, key_id } = KEYS[algorithm];
  const label = given.label ?? LABEL;
  const signer = createSigner(key, algorithm, key_id);
  const own = algorithm === "rsa-pss-sha512" ? (text) => rawSign(algorithm, key, text) : signer.sign;
  const old = kept(name, label);
  const publicKey = algorithm === "hmac-sha256" ? key : keyOf(KEYS[algorithm].fields);
  const sign = async (text) =>
    old !== undefined && rawVerify(algorithm, publicKey, text, old) ? old : own(text);
  const { expires } = given;
  const date = (seconds) => new Date(seconds * 1000);
  const params = ["created", "keyid", ...(given.include_alg === false ? [] : ["alg"]),
    ...["expires", "nonce", "tag"].filter((param) => given[param] !== undefined)];
  const message = { method: request.method, url: request.url, headers: grouped(request.headers) };
  const { headers } = await httpbis.signMessage({
    key: { ...signer, sign },
    name: label,
    fields: covered,
    params,
    paramValues: {
      created: date(NOW), nonce: given.nonce, tag: given.tag,
      ...(expires === undefined ? {} : { expires: date(expires) }),
    },
  }, message);
  return {
    headers: [...request.headers, ["Signature-Input", headers["Signature-Input"]], ["Signature", headers.Signature]],
    source: npm("http-message-signatures", "httpbis.signMessage") +
      (algorithm === "rsa-pss-sha512" ? " with a signer that takes RFC 9421's salt of 64 bytes" : ""),
  };
}

function grouped(headers) {
  const map = {};
  for (const [name, value] of headers) map[name] = name in map ? [map[name], value].flat() : value;
  return map;
}

function byPython(jobs) {
  const given = jobs.map(({ name, request, algorithm, covered, parameters }) => {
    const { key, key_id } = KEYS[algorithm];
    const label = parameters.label ?? LABEL;
    const hidden = algorithm === "hmac-sha256"
      ? { secret: key.toString("base64") }
      : { private_key: key.export({ format: "pem", type: "pkcs8" }) };
    return {
      provider: "httpsig", algorithm, key_id, ...hidden, method: request.method, url: request.url,
      headers: request.headers, body: request.body, covered, created: NOW, ...parameters, label,
      kept: kept(name, label)?.toString("base64"),
    };
  });
  return pythonSigns(given).map(({ value, made_by }) => ({ headers: value, source: made_by }));
}

// --- the set ---------------------------------------------------------------------------

const origin = (text) => /^https?:\/\/[^/]+/.exec(text)[0];

export default async function libraries() {
  const set = new VectorSet("httpsig", {
    origin:
      "Requests signed by npm http-message-signatures and by PyPI http-message-signatures, which " +
      "share no code, and judged by each other. Each has twins with one thing changed, to be " +
      "refused. RSA keys and the P-256 key are those of RFC 9421, appendix B.1; the others are " +
      "made of labels. Signatures of randomised algorithms were made once.",
    now: NOW + 10,
  });
  const jobs = [];
  for (const algorithm of Object.keys(KEYS)) {
    const covered = ["@method", "@target-uri", "content-type", "content-digest"];
    jobs.push({ what: algorithm, request: json, algorithm, covered, parameters: {},
      twins: [method, url("httpsig", "other"), header("content-type", "json", "text"), payload, signatureBit] });
  }
  for (const [what, [request, covered, twins, alike]] of Object.entries(REQUESTS)) {
    jobs.push({ what, request, algorithm: "ed25519", covered, parameters: {}, twins, alike });
  }
  for (const [what, [parameters, twins]] of Object.entries(PARAMETERS)) {
    jobs.push({ what, request: json, algorithm: "ed25519", covered: ["@method", "content-digest"], parameters, twins });
  }
  jobs.push({ what: "tag-ecdsa", request: json, algorithm: "ecdsa-p256-sha256", covered: ["@method", "content-digest"],
    parameters: { tag: "hooks" }, twins: [parameter("hooks", "other")] });

  const python = jobs.map((job) => ({ ...job, name: `pypi-${job.what}` }));
  for (const [index, signed] of byPython(python).entries()) add(set, python[index], signed);
  for (const job of jobs) {
    const name = `npm-${job.what}`;
    const { request, algorithm, covered, parameters } = job;
    add(set, { ...job, name }, await byNpm(name, request, algorithm, covered, parameters));
  }
  await particular(set);
  return set;
}

const signatureBit = (v) => [
  "one bit of the signature changed",
  { headers: changed(v.headers, "signature", (value) => value.replace(/=:(.)/, (_, c) => `=:${c === "A" ? "B" : "A"}`)) },
];

function add(set, { name, request, algorithm, covered, parameters, twins, alike }, { headers, source }) {
  const { fields, key_id } = KEYS[algorithm];
  const required = covered.filter((component) => !component.startsWith('"'));
  const vector = {
    ...fields,
    context: { key_id, algorithm, required, public_url: origin(request.url), max_age: 300 },
    ...request, headers,
  };
  const label = parameters.label ?? LABEL;
  const publicKey = keyOf(fields);
  const right = (changes) => isRight(label, { ...vector, ...changes }, algorithm, publicKey);
  if (!right({})) throw new Error(`${name}: not right`);
  set.accept(name, { source, ...vector });
  for (const [index, twin] of twins.entries()) {
    const [how, changes, reason = "signature_mismatch"] = twin(vector);
    if (reason === "signature_mismatch" && right(changes)) throw new Error(`${name}: ${how} and still right`);
    set.reject(`${name}-changed-${index + 1}`, reason, { source: `${source}; then ${how}`, ...vector, ...changes });
  }
  if (alike !== undefined) {
    const [how, changes] = alike(vector);
    if (!right(changes)) throw new Error(`${name}: ${how} and not right`);
    set.accept(`${name}-alike`, { source: `${source}; then ${how}`, note: "The same signature base.", ...vector, ...changes });
  }
}

/** Where one of the libraries signs something else than RFC 9421 says, or another key signed. */
async function particular(set) {
  const base = (algorithm, request, required) => ({
    ...KEYS[algorithm].fields,
    context: { key_id: KEYS[algorithm].key_id, algorithm, required, public_url: "https://example.com", max_age: 300 },
    ...request,
  });
  const marks = get("/hooks?q=%21%27%28%29*~-._");
  const covered = ['"@query-param";name="q"'];
  const job = (name) => ({ name, request: marks, algorithm: "ed25519", covered, parameters: {} });
  const [python] = byPython([job("pypi-query-param-marks")]);
  set.accept("pypi-query-param-marks", {
    ...base("ed25519", marks, []), ...python, note: "RFC 9421, 2.2.8 encodes !'()~ in the value.",
  });
  const node = await byNpm("npm-query-param-marks", marks, "ed25519", covered, {});
  set.reject("npm-query-param-marks", "signature_mismatch", {
    ...base("ed25519", marks, []), ...node, note: "The library leaves !'()*~ in the value as they are.",
  });

  const pss = KEYS["rsa-pss-sha512"];
  const signer = createSigner(pss.key, "rsa-pss-sha512", pss.key_id);
  const old = kept("npm-rsa-pss-longest-salt", LABEL);
  const { headers } = await httpbis.signMessage({
    key: { ...signer, sign: async (text) => old ?? signer.sign(text) },
    name: LABEL, fields: ["@method", "content-digest"], params: ["created", "keyid"],
    paramValues: { created: new Date(NOW * 1000) },
  }, { method: "POST", url: json.url, headers: grouped(json.headers) });
  set.reject("npm-rsa-pss-longest-salt", "signature_mismatch", {
    ...base("rsa-pss-sha512", json, ["@method", "content-digest"]),
    headers: [...json.headers, ["Signature-Input", headers["Signature-Input"]], ["Signature", headers.Signature]],
    source: npm("http-message-signatures", "httpbis.signMessage with createSigner"),
    note: "Its salt is as long as fits; RFC 9421, 3.3.1 asks for 64 bytes.",
  });

  const [good] = byPython([{ name: "pypi-wrong-key", request: json, algorithm: "ed25519", covered: ["content-digest"], parameters: {} }]);
  set.reject("pypi-wrong-key", "signature_mismatch", {
    ...base("ed25519", json, ["content-digest"]), ...good, ...OTHER.fields,
  });
  set.reject("pypi-unknown-key-id", "unknown_key", {
    ...base("ed25519", json, ["content-digest"]), ...good,
    context: { ...base("ed25519", json, ["content-digest"]).context, key_id: "another" },
  });

  // Two signatures of one request, each by its own library.
  const covers = ["@method", "content-digest"];
  const first = await byNpm("two-signatures", { ...json }, "ed25519", covers, { label: "npm" });
  const [both] = byPython([{
    name: "two-signatures", request: { ...json, headers: first.headers }, algorithm: "ecdsa-p256-sha256",
    covered: covers, parameters: { label: "pypi" },
  }]);
  const two = { ...both, source: `${first.source}; and ${both.source}` };
  for (const [label, algorithm] of [["npm", "ed25519"], ["pypi", "ecdsa-p256-sha256"]]) {
    const vector = { ...base(algorithm, json, covers), ...two };
    set.accept(label === "npm" ? "two-signatures-key-of-npm" : "two-signatures", vector);
    set.accept(`two-signatures-label-${label}`, { ...vector, context: { ...vector.context, label } });
    set.reject(`two-signatures-label-${label}-tampered-body`, "digest_mismatch", {
      ...vector, source: `${two.source}; then one bit of the body flipped`,
      context: { ...vector.context, label }, body: bodies.tampered(body),
    });
  }
}
