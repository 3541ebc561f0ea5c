import { readFileSync } from "node:fs";

import { HOLDS_WITHOUT_BODY, keyOf, isRight, labels, pem } from "../lib/httpsig.mjs";
import { VectorSet, changed, without } from "../lib/vectors.mjs";

const { keys, requests } = JSON.parse(readFileSync(new URL("../data/rfc9421.json", import.meta.url)));
const CREATED = 1618884473;
const ALGORITHMS = {
  "test-key-rsa": "rsa-v1_5-sha256",
  "test-key-rsa-pss": "rsa-pss-sha512",
  "test-key-ecc-p256": "ecdsa-p256-sha256",
  "test-key-ed25519": "ed25519",
  "test-shared-secret": "hmac-sha256",
};

/** What each request has to cover, beside its key; all else is as printed. */
const CASES = {
  "2.4-request": ["test-key-rsa-pss", ["content-digest", "@method", "@query"]],
  "3.2-request": ["test-key-rsa-pss", ["content-digest"]],
  "4.3-client-to-proxy": ["test-key-ecc-p256", ["content-digest"]],
  "4.3-proxy-to-origin": ["test-key-rsa", ["content-digest", "@path"]],
  "b.2.1": ["test-key-rsa-pss", []],
  "b.2.2": ["test-key-rsa-pss", ["content-digest"]],
  "b.2.3": ["test-key-rsa-pss", ["content-digest", "@method", "@path", "@query", "@authority"]],
  "b.2.5": ["test-shared-secret", []],
  "b.2.6": ["test-key-ed25519", []],
  "b.3": ["test-key-ecc-p256", ["@path", "@query"]],
  "b.4-original": ["test-key-ed25519", ["@method"]],
  "b.4-header-and-query-parameter-added": ["test-key-ed25519", ["@method"]],
  "b.4-accept-collapsed": ["test-key-ed25519", ["@method"]],
  "b.4-fields-reordered": ["test-key-ed25519", ["@method"]],
};
/** Those that do not cover their body's digest, so that hookseal refuses the body. */
const UNCOVERED = ["b.2.1", "b.2.5", "b.2.6", "b.3"];
/** And that covers a length besides, so that it is nothing without its body. */
const WITH_LENGTH = "b.2.6";
const REFUSED = {
  "4.3-proxy-to-origin-client-signature-only": ["test-key-ecc-p256", ["content-digest"]],
  "b.4-method-and-authority-changed": ["test-key-ed25519", ["@method"]],
  "b.4-accept-order-changed": ["test-key-ed25519", ["@method"]],
};

function printed(name) {
  const { section, head, body } = requests.find((request) => request.name === name);
  const [method, target] = head[0].split(" ");
  const headers = head.slice(1).map((line) => /^([^:]+):\s*(.*)$/.exec(line).slice(1));
  const [, host] = headers.find(([field]) => field === "Host");
  return { section, method, url: `https://${host}${target}`, headers, body: Buffer.from(body) };
}

/** The request without its body and what is said of it. */
const withoutBody = (request) => ({
  ...request,
  headers: without(without(request.headers, "content-length"), "content-digest"),
  body: Buffer.alloc(0),
});

function keyFields(id) {
  if (id === "test-shared-secret") return { secret: keys[id].base64, secret_format: "base64" };
  return { public_key: pem(keys[id].public), public_key_format: "pem" };
}

const context = (id, required, url) => ({
  key_id: id,
  algorithm: ALGORITHMS[id],
  required,
  public_url: new URL(url).origin,
  max_age: 300,
});

const flipped = (text) => `${text[0] === "A" ? "B" : "A"}${text.slice(1)}`;

export default async function rfc9421() {
  const set = new VectorSet("httpsig", {
    origin:
      "The signed requests that RFC 9421 prints, with the keys of its appendix B.1, as they stand " +
      "there (lines unfolded after RFC 8792). Twins with one thing changed are to be refused. " +
      "B.2.4 and the other responses are left out. The public key test-key-rsa is printed as " +
      "PKCS #1 and stands here as SPKI.",
    now: CREATED + 60,
  });
  for (const [printedName, [id, required]] of Object.entries(CASES)) {
    const { section, ...whole } = printed(printedName);
    const all = labels(whole.headers);
    const fields = { ...keyFields(id), context: context(id, required, whole.url) };
    const key = keyOf(fields);
    const rightOf = (request) => {
      const right = all.filter((label) => isRight(label, request, ALGORITHMS[id], key));
      if (right.length === 0) throw new Error(`${printedName}: not right`);
      return right;
    };
    const right = rightOf(whole);
    let [name, source, request] = [printedName, `RFC 9421, ${section}`, whole];
    if (UNCOVERED.includes(name)) {
      const bodied = { source, ...fields, ...whole };
      set.reject(name, "not_covered", { ...bodied, note: HOLDS_WITHOUT_BODY });
      set.reject(`${name}-too-old`, "stale", { ...bodied, source: `${source}; then judged an hour later`, now: CREATED + 3600 });
      if (name === WITH_LENGTH) continue;
      name = `${name}-without-body`;
      source = `${source}; then the body and its length and digest left out`;
      request = withoutBody(whole);
      rightOf(request);
    }
    const given = { ...fields, ...request };
    set.accept(name, { source, ...given });

    const refuse = (what, reason, change, how) =>
      set.reject(`${name}-${what}`, reason, { source: `${source}; then ${how}`, ...given, ...change });
    refuse("signature-changed", "signature_mismatch", {
      headers: changed(request.headers, "signature", (value) => {
        const at = value.indexOf(`${right[0]}=:`) + right[0].length + 2;
        return value.slice(0, at) + flipped(value.slice(at));
      }),
    }, "the signature's first bits changed");
    refuse("created-changed", "signature_mismatch", {
      headers: changed(request.headers, "signature-input", (value) =>
        value.replace(/created=\d+(?!.*created=)/, (text) => text.replace(/\d$/, (d) => (d === "9" ? "8" : `${+d + 1}`)))),
    }, "created moved by a second");
    refuse("one-component-less", "signature_mismatch", oneLess(request, right[0]),
      "the last of the covered components, or else the nonce, left out");
    if (!right.includes("proxy_sig")) { // which has also expired by then
      refuse("too-old", "stale", { now: CREATED + 3600 }, "judged an hour later");
    }
    const covered = (part) => request.headers.find(([field]) => field === "Signature-Input")[1].includes(part);
    if (covered('"date"')) {
      refuse("date-changed", "signature_mismatch", {
        headers: changed(request.headers, "date", (value) => value.replace("02:07:55", "02:07:54")),
      }, "the date changed by a second");
    }
    if (covered('"content-digest"')) {
      refuse("body-changed", "digest_mismatch", { body: Buffer.from(request.body.toString().replace("world", "World")) },
        "one letter of the body changed");
      refuse("digest-and-body-changed", "signature_mismatch", {
        headers: changed(request.headers, "content-digest",
          () => "sha-256=:5Yw8GvBEmK1+j7fMFS0QhAe5nGrZrcjGk9wPAjUEkJA=:"),
      }, "the digest replaced");
    }
    if (covered('"@method"')) refuse("method-changed", "signature_mismatch", { method: "PUT" }, "the method changed");
    if (covered('"@path"')) {
      refuse("path-changed", "signature_mismatch", { url: request.url.replace(/(foo|demo)/, "$1/") }, "a slash added to the path");
    }
    if (covered('"@query"')) {
      refuse("query-changed", "signature_mismatch", { url: request.url.replace("Pet=dog", "Pet=cat") }, "the query changed");
    }
    if (covered('"@authority"')) {
      refuse("authority-changed", "signature_mismatch", {
        context: { ...given.context, public_url: "https://www.example.com" },
        url: request.url.replace(/\/\/[^/]+/, "//www.example.com"),
      }, "judged under another public URL");
    }
  }

  // What RFC 9421 itself says is not valid any more.
  for (const [name, [id, required]] of Object.entries(REFUSED)) {
    const { section, ...request } = printed(name);
    set.reject(name, "signature_mismatch", {
      source: `RFC 9421, ${section}`,
      ...keyFields(id), context: context(id, required, request.url), ...request,
    });
  }
  more(set);
  return set;
}

/** More that can be asked of the printed requests. */
function more(set) {
  const ask = (name, id, changes = {}) => {
    const { section, ...request } = printed(name);
    return {
      source: `RFC 9421, ${section}`, ...keyFields(id),
      ...request,
      context: { ...context(id, CASES[name][1], request.url), ...changes },
    };
  };
  set.accept("b.2.2-tag-required", ask("b.2.2", "test-key-rsa-pss", { tag: "header-example" }));
  set.reject("b.2.2-other-tag-required", "missing_signature", ask("b.2.2", "test-key-rsa-pss", { tag: "another" }));
  set.accept("4.3-proxy-label-required", ask("4.3-proxy-to-origin", "test-key-rsa", { label: "proxy_sig" }));
  set.reject("4.3-client-label-required", "unknown_key",
    ask("4.3-proxy-to-origin", "test-key-ecc-p256", { label: "sig1", key_id: "test-key-rsa" }));
  set.reject("4.3-client-key-only", "signature_mismatch",
    { ...ask("4.3-proxy-to-origin", "test-key-ecc-p256"), note: "The client's signature is wrong, the proxy's by an unknown key." });
  set.reject("4.3-proxy-expired", "expired",
    { ...ask("4.3-proxy-to-origin", "test-key-rsa", { label: "proxy_sig" }), now: 1618884541 });
  set.reject("b.3-certificate-must-be-covered", "not_covered",
    { ...ask("b.3", "test-key-ecc-p256", { required: ["client-cert"] }), note: HOLDS_WITHOUT_BODY });
  set.accept("b.3-without-body-certificate-must-be-covered", {
    ...withoutBody(ask("b.3", "test-key-ecc-p256", { required: ["client-cert"] })),
    source: "RFC 9421, B.3; then the body and its length left out",
  });
  set.reject("b.2.6-no-limit-to-its-age", "not_covered",
    { ...ask("b.2.6", "test-key-ed25519", { max_age: null }), now: 1700000000, note: HOLDS_WITHOUT_BODY });
  set.reject("b.2.1-body-must-be-covered", "not_covered",
    ask("b.2.1", "test-key-rsa-pss", { required: undefined }));
  set.reject("b.2.5-body-must-be-covered", "not_covered",
    ask("b.2.5", "test-shared-secret", { required: undefined }));
  set.reject("b.2.6-body-must-be-covered", "not_covered",
    ask("b.2.6", "test-key-ed25519", { required: undefined }));
  set.reject("b.2.6-query-must-be-covered", "not_covered",
    ask("b.2.6", "test-key-ed25519", { required: ["@query"] }));
  set.reject("b.2.2-method-must-be-covered", "not_covered",
    ask("b.2.2", "test-key-rsa-pss", { required: ["content-digest", "@method"] }));
  set.reject("b.2.2-other-query-parameter-must-be-covered", "not_covered",
    ask("b.2.2", "test-key-rsa-pss", { required: ['"@query-param";name="param"'] }));
  set.accept("b.2.2-query-parameter-must-be-covered",
    ask("b.2.2", "test-key-rsa-pss", { required: ["content-digest", '"@query-param";name="Pet"'] }));
  set.reject("b.2.3-other-key-id", "unknown_key", ask("b.2.3", "test-key-rsa-pss", { key_id: "test-key-rsa" }));
  set.reject("b.4-other-key-id", "unknown_key", ask("b.4-original", "test-key-ed25519", { key_id: "test-key-ed448" }));
  set.reject("b.2.3-key-is-for-rsa-v1_5", "signature_mismatch",
    ask("b.2.3", "test-key-rsa-pss", { algorithm: "rsa-v1_5-sha256" }));
  set.reject("4.3-key-is-for-rsa-pss", "unsupported_algorithm",
    ask("4.3-proxy-to-origin", "test-key-rsa", { algorithm: "rsa-pss-sha512", label: "proxy_sig" }));
}

function oneLess(request, label) {
  const input = request.headers.find(([field]) => field === "Signature-Input")[1];
  const list = new RegExp(`${label}=\\(([^)]*)\\)`);
  if (list.exec(input)[1] === "") {
    return { headers: changed(request.headers, "signature-input", (value) => value.replace(/;nonce="[^"]*"/, "")) };
  }
  return {
    headers: changed(request.headers, "signature-input", (value) =>
      value.replace(list, (text) => text.replace(/ ?[^ (]*\)$/, ")"))),
  };
}
