import { createHmac } from "node:crypto";

import * as bodies from "../lib/bodies.mjs";
import { withGreaterS } from "../lib/crypto.mjs";
import { contentDigest, ed25519Key, pem, rawSign, spki } from "../lib/httpsig.mjs";
import { EVENTS, batch, thousand } from "../lib/mailchannels_events.mjs";
import { NOW, VectorSet, changed, doubled, lowerNames, upperNames, without } from "../lib/vectors.mjs";

const DOCS = "https://docs.mailchannels.com/email-api/webhooks";
const KEY = ed25519Key("hookseal mailchannels mckey");
const OTHER = ed25519Key("hookseal mailchannels another");
const PLAIN = batch(EVENTS.delivered);
const COVERED = '("content-digest")';
const LABEL = `sig_${NOW}`;
const bare = { public_key: spki(KEY), public_key_format: "base64-spki" };
const context = {
  key_id: "mckey", algorithm: "ed25519", required: ["content-digest"],
  public_url: "https://example.com", max_age: 300,
};
const withoutId = { ...context, key_id: undefined };

const digestHeader = "Content-Digest";
const inputHeader = "Signature-Input";
const signatureHeader = "Signature";

const parameters = ({ created = NOW, alg = "ed25519", keyid = "mckey" } = {}) =>
  `;created=${created};alg="${alg}";keyid="${keyid}"`;

/** The signature's base64: `digest` is the value covered, `input` what `@signature-params` has. */
const tag = (digest, input, key = KEY) =>
  rawSign("ed25519", key, `"content-digest": ${digest}\n"@signature-params": ${input}`).toString("base64");

/** A delivery as MailChannels signs it. `written` is `input` as the header has it. */
function delivery({
  body = PLAIN, digest = contentDigest(body, "sha-256"), label = LABEL,
  input = COVERED + parameters(), written = input, key = KEY, signature = tag(digest, input, key),
} = {}) {
  return [
    ["Content-Type", "application/json"],
    [digestHeader, digest],
    [inputHeader, `${label}=${written}`],
    [signatureHeader, `${label}=:${signature}:`],
  ];
}

const made = `node:crypto, after ${DOCS}`;

export default async function mailchannels() {
  const set = new VectorSet("mailchannels", {
    proof: "sdk",
    origin:
      "MailChannels has no library that signs. The vectors are signed with Ed25519 of node:crypto " +
      `after ${DOCS}, in the form that its page and npm mailchannels-sdk show, and judged by the ` +
      "verifier of that package and, as RFC 9421, by two general libraries. Keys are made of labels.",
    context, ...bare,
  });
  const accept = (name, vector) =>
    set.accept(name, { source: made, body: PLAIN, ...vector });
  const reject = (name, reason, vector, what) =>
    set.reject(name, reason, { source: what === undefined ? made : `${made}; then ${what}`, body: PLAIN, ...vector });
  const good = delivery();

  // Bodies, and the key as it is shown.
  const wanted = {
    ...Object.fromEntries(Object.entries(EVENTS).map(([type, event]) => [`event-${type}`, batch(event)])),
    "all-ten-events": batch(...Object.values(EVENTS)),
    "unknown-event-type": batch({ ...EVENTS.delivered, event: "deferred", attempt: 2 }),
    "empty-array": Buffer.from("[]"),
    "unicode-body": batch({ ...EVENTS["hard-bounced"], email: "zoë@example.com", reason: "Postfach voll – 山田 👩🏽‍🚀" }),
    "unnormalised-unicode-body": bodies.unnormalised,
    "odd-json-body": bodies.oddJson,
    "pretty-printed-body": Buffer.from(JSON.stringify([EVENTS.open], null, 2)),
    "crlf-body": bodies.crlf,
    "trailing-newline-body": bodies.trailingNewline,
    "byte-order-mark-body": bodies.bom,
    "empty-body": bodies.empty,
    "binary-body": bodies.binary,
    "no-json-body": Buffer.from("not json"),
    "thousand-events": thousand,
  };
  for (const [name, body] of Object.entries(wanted)) accept(name, { headers: delivery({ body }), body });
  accept("key-as-pem", { public_key: pem(KEY), public_key_format: "pem", headers: good });
  accept("key-as-pem-crlf", { public_key: pem(KEY).replaceAll("\n", "\r\n"), public_key_format: "pem", headers: good });
  accept("upper-case-header-names", { headers: upperNames(good) });
  accept("lower-case-header-names", { headers: lowerNames(good) });
  accept("headers-in-other-order", { headers: [...good].reverse() });
  accept("other-headers", { headers: [...good, ["Digest", "sha-256=AAAA"], ["Authorization", "Bearer x"]] });

  // Labels, parameters and components.
  const input = (text, given = {}) => ({ headers: delivery({ input: text, ...given }) });
  accept("label-is-not-created", { headers: delivery({ label: "sig_1699906889" }) });
  accept("label-of-another-form", { headers: delivery({ label: "mc.sig-1" }) });
  accept("parameters-in-other-order", input(`${COVERED};keyid="mckey";alg="ed25519";created=${NOW}`));
  accept("without-alg", input(`${COVERED};created=${NOW};keyid="mckey"`));
  // MailChannels names the key in every delivery.
  reject("without-key-id-where-none-is-set", "unknown_key", { context: withoutId, ...input(`${COVERED};created=${NOW};alg="ed25519"`) });
  accept("any-key-id-where-none-is-set", { context: withoutId, ...input(COVERED + parameters({ keyid: "rotated-2" })) });
  accept("expires-in-the-future", input(`${COVERED}${parameters()};expires=${NOW + 60}`));
  accept("nonce-and-tag", input(`${COVERED}${parameters()};nonce="n-0";tag="mailchannels"`));
  accept("blanks-in-the-input", {
    headers: delivery({ written: `( "content-digest"  );created=${NOW};  alg="ed25519"; keyid="mckey"` }),
    note: "The base has the serialised form; the header need not.",
  });
  const method = `"@method": POST\n"content-digest": ${contentDigest(PLAIN, "sha-256")}\n`;
  const more = `("@method" "content-digest")${parameters()}`;
  accept("more-is-covered", {
    headers: delivery({
      input: more,
      signature: rawSign("ed25519", KEY, `${method}"@signature-params": ${more}`).toString("base64"),
    }),
  });
  reject("more-is-covered-method-changed", "method_not_allowed", {
    method: "PUT",
    headers: delivery({
      input: more,
      signature: rawSign("ed25519", KEY, `${method}"@signature-params": ${more}`).toString("base64"),
    }),
  }, "the method changed");
  reject("more-is-said-to-be-covered", "signature_mismatch",
    { headers: delivery({ written: `("content-digest" "@method")${parameters()}` }) },
    "a component that is not signed added to the list");
  reject("no-such-component", "malformed_signature",
    { headers: delivery({ written: `("content-digest" "@body")${parameters()}` }) },
    "a component that does not exist added to the list");
  reject("component-of-a-response", "malformed_signature",
    { headers: delivery({ written: `("content-digest" "@status")${parameters()}` }) }, "@status added to the list");
  reject("component-twice", "malformed_signature", {
    headers: delivery({
      input: `("content-digest" "content-digest")${parameters()}`,
      signature: rawSign("ed25519", KEY, `"content-digest": ${contentDigest(PLAIN, "sha-256")}\n`.repeat(2) +
        `"@signature-params": ("content-digest" "content-digest")${parameters()}`).toString("base64"),
    }),
  });
  reject("covered-header-missing", "missing_header",
    { headers: delivery({ written: `("content-digest" "x-missing")${parameters()}` }) },
    "a header that is not there added to the list");

  // Time.
  const at = (created) => ({ headers: delivery({ input: COVERED + parameters({ created }) }) });
  accept("created-300-s-ago", at(NOW - 300));
  reject("created-301-s-ago", "stale", at(NOW - 301));
  reject("created-a-year-ago", "stale", at(NOW - 31536000));
  reject("created-zero", "stale", at(0));
  reject("created-negative", "malformed_timestamp", at(-1));
  accept("created-in-60-s", at(NOW + 60));
  reject("created-in-61-s", "future", at(NOW + 61));
  reject("created-in-an-hour", "future", at(NOW + 3600));
  reject("created-in-milliseconds", "future", at(NOW * 1000));
  reject("created-greatest-integer", "future", at("999999999999999"));
  reject("created-one-digit-too-long", "malformed_signature", at("9999999999999999"));
  reject("created-missing", "missing_timestamp", input(`${COVERED};alg="ed25519";keyid="mckey"`));
  reject("created-text", "malformed_timestamp", at(`"${NOW}"`));
  reject("created-decimal", "malformed_timestamp", at(`${NOW}.0`));
  reject("created-date", "malformed_timestamp", at(`@${NOW}`));
  reject("created-true", "malformed_timestamp", input(`${COVERED};created;alg="ed25519";keyid="mckey"`));
  reject("created-with-plus", "malformed_signature", at(`+${NOW}`));
  reject("created-changed", "signature_mismatch", { headers: changed(delivery({ input: COVERED + parameters({ created: NOW - 400 }) }), inputHeader, (v) => v.replace(`created=${NOW - 400}`, `created=${NOW}`)) },
    "created made newer");
  reject("expires-in-the-past", "expired", input(`${COVERED}${parameters()};expires=${NOW - 1}`));
  reject("expires-before-created", "expired", input(`${COVERED}${parameters({ created: NOW - 100 })};expires=${NOW - 200}`));
  reject("expires-text", "malformed_timestamp", input(`${COVERED}${parameters()};expires="${NOW + 60}"`));
  reject("expires-decimal", "malformed_timestamp", input(`${COVERED}${parameters()};expires=${NOW + 60}.5`));
  reject("expires-taken-out", "signature_mismatch",
    { headers: changed(delivery({ input: `${COVERED}${parameters()};expires=${NOW - 1}` }), inputHeader, (v) => v.replace(/;expires=\d+/, "")) },
    "expires left out");

  // Keys and algorithms.
  reject("wrong-key", "signature_mismatch", { headers: delivery({ key: OTHER }) });
  reject("unknown-key-id", "unknown_key", input(COVERED + parameters({ keyid: "another" })));
  reject("unknown-key-id-of-another-key", "unknown_key", { headers: delivery({ input: COVERED + parameters({ keyid: "another" }), key: OTHER }) });
  reject("key-id-in-capitals", "unknown_key", input(COVERED + parameters({ keyid: "MCKEY" })));
  reject("key-id-empty", "unknown_key", input(COVERED + parameters({ keyid: "" })));
  reject("key-id-traversal", "unknown_key", input(COVERED + parameters({ keyid: "../mckey" })));
  reject("key-id-with-query", "unknown_key", input(COVERED + parameters({ keyid: "mckey&id=other" })));
  reject("key-id-of-10-kib", "unknown_key", input(COVERED + parameters({ keyid: "k".repeat(10240) })));
  reject("key-id-missing", "unknown_key", input(`${COVERED};created=${NOW};alg="ed25519"`));
  reject("key-id-token", "malformed_signature", input(`${COVERED};created=${NOW};alg="ed25519";keyid=mckey`));
  reject("key-id-not-ascii", "malformed_signature", input(COVERED + parameters({ keyid: "schlüssel" })));
  for (const alg of ["rsa-v1_5-sha256", "hmac-sha256", "ecdsa-p256-sha256", "none", "Ed25519", "ed448", ""]) {
    reject(`alg-${alg === "" ? "empty" : alg}`, "unsupported_algorithm", {
      ...input(COVERED + parameters({ alg })), note: "The signature is Ed25519's.",
    });
  }
  reject("alg-token", "malformed_signature", input(`${COVERED};created=${NOW};alg=ed25519;keyid="mckey"`));
  const hmacInput = COVERED + parameters({ alg: "hmac-sha256" });
  reject("alg-hmac-with-the-public-key", "unsupported_algorithm", {
    headers: delivery({
      input: hmacInput,
      signature: createHmac("sha256", Buffer.from(bare.public_key, "base64"))
        .update(`"content-digest": ${contentDigest(PLAIN, "sha-256")}\n"@signature-params": ${hmacInput}`).digest("base64"),
    }),
    note: "HMAC under the bytes of the public key.",
  });
  reject("alg-changed", "unsupported_algorithm",
    { headers: delivery({ written: COVERED + parameters({ alg: "rsa-pss-sha512" }) }) }, "alg changed");
  reject("key-id-changed", "signature_mismatch",
    { headers: changed(delivery({ input: COVERED + parameters({ keyid: "older" }) }), inputHeader, (v) => v.replace("older", "mckey")) },
    "the key id changed");

  // Digests.
  const digest = (text, given = {}) => ({ headers: delivery({ digest: text, ...given }) });
  const sha256 = contentDigest(PLAIN, "sha-256");
  const sha512 = contentDigest(PLAIN, "sha-512");
  const wrong256 = contentDigest(bodies.tampered(PLAIN), "sha-256");
  const wrong512 = contentDigest(bodies.tampered(PLAIN), "sha-512");
  const md5 = contentDigest(PLAIN, "md5");
  accept("digest-sha-512", digest(sha512));
  accept("digests-both", digest(`${sha256}, ${sha512}`));
  accept("digests-both-other-order", digest(`${sha512}, ${sha256}`));
  accept("digests-on-two-lines", {
    headers: delivery({ digest: `${sha256}, ${sha512}` }).flatMap(([name, value]) =>
      (name === digestHeader ? [[name, sha256], [name, sha512]] : [[name, value]])),
  });
  accept("digest-md5-and-sha-256", { ...digest(`${md5}, ${sha256}`), note: "What is not known is passed over." });
  accept("digest-unknown-and-sha-256", digest(`id-sha-256=:AAAA:, ${sha256}`));
  reject("tampered-body", "digest_mismatch", { headers: good, body: bodies.tampered(PLAIN) }, "one bit of the body flipped");
  reject("body-with-newline-added", "digest_mismatch", { headers: good, body: Buffer.concat([PLAIN, Buffer.from("\n")]) }, "a newline added to the body");
  reject("body-cut", "digest_mismatch", { headers: good, body: PLAIN.subarray(0, -1) }, "the body's last byte left out");
  reject("body-lost", "digest_mismatch", { headers: good, body: bodies.empty }, "the body left out");
  reject("body-added", "digest_mismatch", { headers: delivery({ body: bodies.empty }) }, "a body added");
  reject("body-reserialised", "digest_mismatch", {
    headers: delivery({ body: bodies.oddJson }), body: Buffer.from(JSON.stringify(JSON.parse(bodies.oddJson))),
  }, "the body parsed and written anew");
  reject("body-crlf-to-lf", "digest_mismatch", {
    headers: delivery({ body: bodies.crlf }), body: Buffer.from(bodies.crlf.toString().replaceAll("\r\n", "\n")),
  }, "the body's line ends changed");
  reject("large-body-tampered", "digest_mismatch", { headers: delivery({ body: bodies.large }), body: bodies.tampered(bodies.large) }, "one bit of the body flipped");
  reject("digest-and-body-changed", "signature_mismatch", {
    headers: changed(good, digestHeader, () => wrong256), body: bodies.tampered(PLAIN),
  }, "body and digest changed");
  reject("digest-wrong", "digest_mismatch", { ...digest(wrong256), note: "The digest is signed, but not the body's." });
  reject("digest-sha-512-wrong", "digest_mismatch", digest(wrong512));
  reject("digest-of-the-text-without-blanks", "digest_mismatch", {
    headers: delivery({ digest: contentDigest(Buffer.from(PLAIN.toString().replaceAll(" ", "")), "sha-256"), body: bodies.oddJson }), body: bodies.oddJson,
  });
  reject("digests-first-wrong", "digest_mismatch", digest(`${wrong256}, ${sha512}`));
  reject("digests-second-wrong", "digest_mismatch", digest(`${sha256}, ${wrong512}`));
  reject("digest-cut", "malformed_signature", digest("sha-256=:AAAA:"));
  reject("digest-of-no-bytes", "malformed_signature", digest("sha-256=::"));
  reject("digest-sha-256-under-sha-512", "malformed_signature", digest(sha256.replace("sha-256", "sha-512")));
  reject("digest-md5-only", "unsupported_algorithm", digest(md5));
  reject("digest-sha-1-only", "unsupported_algorithm", digest(contentDigest(PLAIN, "sha1").replace("sha1", "sha")));
  reject("digest-unixsum-only", "unsupported_algorithm", digest("unixsum=:GQU=:"));
  reject("digest-sha-384-only", "unsupported_algorithm", digest(contentDigest(PLAIN, "sha-384")));
  reject("digest-name-without-hyphen", "unsupported_algorithm", digest(sha256.replace("sha-256", "sha256")));
  reject("digest-name-in-capitals", "malformed_signature", digest(sha256.replace("sha-256", "SHA-256")));
  reject("digest-in-hex", "malformed_signature",
    digest(`sha-256=${Buffer.from(sha256.slice(9, -1), "base64").toString("hex")}`));
  reject("digest-as-text", "malformed_signature", digest(`sha-256="${sha256.slice(9, -1)}"`));
  reject("digest-in-the-old-form", "malformed_signature", digest(`SHA-256=${sha256.slice(9, -1)}`));
  reject("digest-in-base64url", "malformed_signature", digest(sha256.replaceAll("+", "-").replaceAll("/", "_").replace(/:$/, "-:")));
  reject("digest-as-inner-list", "malformed_signature", digest(`sha-256=(${sha256.slice(8)})`));
  reject("digest-without-value", "malformed_signature", digest("sha-256"));
  reject("digest-unterminated", "malformed_signature", digest(sha256.slice(0, -1)));
  reject("digest-trailing-comma", "malformed_signature", digest(`${sha256},`));
  reject("digest-same-algorithm-twice", "malformed_signature", digest(`${sha256}, ${sha256}`));
  reject("digest-same-algorithm-twice-first-wrong", "malformed_signature", digest(`${wrong256}, ${sha256}`));
  reject("digest-same-algorithm-twice-second-wrong", "malformed_signature", digest(`${sha256}, ${wrong256}`));
  reject("digest-header-missing", "missing_digest", { headers: without(good, digestHeader) }, "the digest left out");
  reject("digest-header-empty", "missing_digest", digest(""));

  // What is not covered.
  const uncovered = (list, text, given = {}) => {
    const params = `${list}${parameters()}`;
    const signature = rawSign("ed25519", KEY, `${text}"@signature-params": ${params}`).toString("base64");
    return { headers: delivery({ input: params, signature, ...given }) };
  };
  reject("nothing-covered", "not_covered", uncovered("()", ""));
  reject("digest-not-covered", "not_covered", uncovered('("@method")', '"@method": POST\n'));
  reject("digest-not-covered-body-tampered", "not_covered", { ...uncovered('("@method")', '"@method": POST\n'), body: bodies.tampered(PLAIN) });
  reject("other-digest-covered", "not_covered", {
    headers: [...uncovered('("repr-digest")', `"repr-digest": ${sha256}\n`).headers, ["Repr-Digest", sha256]],
  });
  const oldDigest = `SHA-256=${sha256.slice(9, -1)}`;
  reject("old-digest-covered", "not_covered", {
    headers: [...uncovered('("digest")', `"digest": ${oldDigest}\n`).headers, ["Digest", oldDigest]],
  });
  reject("no-digest-at-all", "not_covered", {
    headers: without(uncovered('("@method")', '"@method": POST\n').headers, digestHeader),
    note: "Neither a digest nor one covered.",
  });
  reject("digest-of-the-request-covered", "malformed_signature",
    uncovered('("content-digest";req)', `"content-digest";req: ${sha256}\n`));
  reject("digest-of-trailers-covered", "malformed_signature",
    uncovered('("content-digest";tr)', `"content-digest";tr: ${sha256}\n`));
  reject("component-in-capitals", "malformed_signature", uncovered('("Content-Digest")', `"Content-Digest": ${sha256}\n`));

  // Headers that are missing, doubled or no structured fields.
  reject("missing-signature", "missing_signature", { headers: without(good, signatureHeader) }, "the signature left out");
  reject("missing-signature-input", "missing_signature", { headers: without(good, inputHeader) }, "the input left out");
  reject("missing-both", "missing_signature", { headers: without(without(good, inputHeader), signatureHeader) }, "signature and input left out");
  reject("empty-signature", "missing_signature", { headers: changed(good, signatureHeader, () => "") }, "the signature emptied");
  reject("empty-signature-input", "missing_signature", { headers: changed(good, inputHeader, () => "") }, "the input emptied");
  reject("other-label-in-signature", "missing_signature",
    { headers: changed(good, signatureHeader, (v) => v.replace(LABEL, "sig_1")) }, "the signature's label changed");
  reject("other-label-in-input", "missing_signature",
    { headers: changed(good, inputHeader, (v) => v.replace(LABEL, "sig_1")) }, "the input's label changed");
  const edited = (name, reason, header, change, what) =>
    reject(name, reason, { headers: changed(good, header, change) }, what);
  const flip = (v) => v.replace(/=:(.)/, (_, c) => `=:${c === "A" ? "B" : "A"}`);
  edited("signature-changed", "signature_mismatch", signatureHeader, flip, "the signature's first bits changed");
  edited("signature-of-zeros", "signature_mismatch", signatureHeader, () => `${LABEL}=:${Buffer.alloc(64).toString("base64")}:`, "replaced by zeros");
  edited("signature-with-greater-s", "signature_mismatch", signatureHeader,
    (v) => `${LABEL}=:${withGreaterS(Buffer.from(v.slice(LABEL.length + 2, -1), "base64")).toString("base64")}:`,
    "the group's order added to S");
  edited("signature-truncated", "malformed_signature", signatureHeader, (v) => v.replace(/.{4}:$/, ":"), "the signature cut");
  edited("signature-too-long", "malformed_signature", signatureHeader, (v) => v.replace("=:", "=:AAAA"), "the signature lengthened");
  edited("signature-of-no-bytes", "malformed_signature", signatureHeader, () => `${LABEL}=::`, "the signature's bytes left out");
  edited("signature-as-text", "malformed_signature", signatureHeader, (v) => `${v.replace("=:", '="').slice(0, -1)}"`, "written as a string");
  edited("signature-as-token", "malformed_signature", signatureHeader, () => `${LABEL}=abc`, "replaced by a token");
  edited("signature-as-inner-list", "malformed_signature", signatureHeader, (v) => `${v.replace("=:", "=(:")})`, "written as an inner list");
  edited("signature-without-value", "malformed_signature", signatureHeader, () => LABEL, "the value left out");
  edited("signature-unterminated", "malformed_signature", signatureHeader, (v) => v.slice(0, -1), "the last colon left out");
  edited("signature-in-hex", "malformed_signature", signatureHeader,
    (v) => `${LABEL}=${Buffer.from(v.slice(LABEL.length + 2, -1), "base64").toString("hex")}`, "written in hex");
  edited("signature-in-base64url", "malformed_signature", signatureHeader, (v) => v.replace("=:", "=:_-"), "two characters of base64url added");
  edited("signature-with-blank", "malformed_signature", signatureHeader, (v) => v.replace(/(=:.{8})/, "$1 "), "a blank put into the base64");
  edited("signature-not-padded", "malformed_signature", signatureHeader, (v) => v.replace("==:", ":"), "the padding left out");
  edited("signature-with-unused-bit", "malformed_signature", signatureHeader,
    (v) => v.replace(/([AQgw])==:$/, (_, c) => `${String.fromCharCode(c.charCodeAt(0) + 1)}==:`), "an unused bit set in the base64");
  accept("signature-with-parameter", { headers: changed(good, signatureHeader, (v) => `${v};x=1`) });
  edited("signature-label-in-capitals", "malformed_signature", signatureHeader, (v) => v.replace("sig", "Sig"), "the label made capitals");
  edited("input-label-in-capitals", "malformed_signature", inputHeader, (v) => v.replace("sig", "Sig"), "the label made capitals");
  edited("input-without-parentheses", "malformed_signature", inputHeader, (v) => v.replace(/[()]/g, ""), "the parentheses left out");
  edited("input-as-text", "malformed_signature", inputHeader, () => `${LABEL}="content-digest"`, "a string in place of the list");
  edited("input-unterminated", "malformed_signature", inputHeader, (v) => v.slice(0, -1), "the last quote left out");
  edited("input-components-as-tokens", "malformed_signature", inputHeader, (v) => v.replace('"content-digest"', "content-digest"), "the component made a token");
  edited("input-trailing-comma", "malformed_signature", inputHeader, (v) => `${v},`, "a comma added");
  edited("input-junk-behind", "malformed_signature", inputHeader, (v) => `${v} junk`, "a word added");
  edited("input-single-quotes", "malformed_signature", inputHeader, (v) => v.replaceAll('"', "'"), "the quotes made single");
  edited("signature-junk-behind", "malformed_signature", signatureHeader, (v) => `${v} junk`, "a word added");

  // More than one of something.
  const second = delivery({ label: "sig_2", key: OTHER });
  const value = (headers, name) => headers.find(([other]) => other === name)[1];
  const both = (first, then) => [
    ["Content-Type", "application/json"], [digestHeader, value(first, digestHeader)],
    [inputHeader, `${value(first, inputHeader)}, ${value(then, inputHeader)}`],
    [signatureHeader, `${value(first, signatureHeader)}, ${value(then, signatureHeader)}`],
  ];
  const stale = delivery({ label: "sig_3", input: COVERED + parameters({ created: NOW - 900 }) });
  const foreign = delivery({ label: "sig_4", input: COVERED + parameters({ keyid: "another" }), key: OTHER });
  accept("two-labels-first-wrong", { headers: both(second, good) });
  accept("two-labels-second-wrong", { headers: both(good, second) });
  accept("two-labels-first-by-unknown-key", { headers: both(foreign, good) });
  accept("two-labels-first-stale", { headers: both(stale, good) });
  accept("two-labels-both-right", { headers: both(good, delivery({ label: "sig_5", input: COVERED + parameters({ created: NOW - 1 }) })) });
  accept("two-labels-on-two-lines", {
    headers: [...second, ...good.filter(([name]) => name.startsWith("Signature"))],
  });
  accept("two-labels-signatures-in-other-order", {
    headers: changed(both(second, good), signatureHeader, (v) => v.split(", ").reverse().join(", ")),
  });
  accept("label-without-signature-beside", { headers: changed(good, inputHeader, (v) => `sig_0=${COVERED}${parameters()}, ${v}`) });
  accept("label-without-input-beside", { headers: changed(good, signatureHeader, (v) => `sig_0=:AAAA:, ${v}`) });
  reject("two-labels-both-wrong", "signature_mismatch", { headers: both(second, delivery({ label: "sig_6", key: OTHER })) });
  reject("two-labels-wrong-then-stale", "signature_mismatch", { headers: both(second, stale) });
  reject("two-labels-stale-then-unknown-key", "unknown_key", { headers: both(stale, foreign) });
  reject("two-labels-signatures-swapped", "signature_mismatch", {
    headers: changed(both(delivery({ label: "a" }), delivery({ label: "b", input: COVERED + parameters({ created: NOW - 1 }) })),
      signatureHeader, (v) => v.replace(/a=(:[^:]*:), b=(:[^:]*:)/, "a=$2, b=$1")),
  }, "the two signatures swapped");
  const many = (count, last) => {
    const all = Array.from({ length: count - 1 }, (_, index) => delivery({ label: `s${index}`, key: OTHER }));
    return [
      ["Content-Type", "application/json"], [digestHeader, sha256],
      ...[inputHeader, signatureHeader].map((name) => [name, [...all, last].map((one) => value(one, name)).join(", ")]),
    ];
  };
  accept("eight-labels-last-right", { headers: many(8, good) });
  reject("nine-labels-last-right", "too_many_signatures", { headers: many(9, good) });
  reject("hundred-labels", "too_many_signatures", { headers: many(100, good) });
  reject("label-twice-in-both", "malformed_signature", { headers: both(good, good) }, "label and signature repeated");
  reject("label-twice-in-input", "malformed_signature",
    { headers: changed(good, inputHeader, (v) => `${LABEL}=()${parameters()}, ${v}`) }, "another input under the same label put before");
  reject("label-twice-in-signature", "malformed_signature",
    { headers: changed(good, signatureHeader, (v) => `${flip(v)}, ${v}`) }, "another signature under the same label put before");
  reject("signature-headers-twice", "malformed_signature", { headers: doubled(good, signatureHeader) }, "the signature's line repeated");
  reject("input-headers-twice", "malformed_signature", { headers: doubled(good, inputHeader) }, "the input's line repeated");
  reject("digest-header-twice", "malformed_signature", { headers: doubled(good, digestHeader) }, "the digest's line repeated");
  const twice = (params) => ({ headers: delivery({ input: COVERED + params }) });
  reject("created-twice", "malformed_signature", twice(`;created=${NOW}${parameters()}`));
  reject("created-twice-first-stale", "malformed_signature", twice(`;created=${NOW - 900}${parameters()}`));
  reject("created-twice-signed-as-the-last", "malformed_signature",
    { headers: delivery({ written: `${COVERED};created=${NOW - 900};alg="ed25519";keyid="mckey";created=${NOW}` }) },
    "created given twice, of which the last is signed");
  reject("key-id-twice", "malformed_signature", twice(`${parameters({ keyid: "another" })};keyid="mckey"`));
  reject("alg-twice", "malformed_signature", twice(`${parameters({ alg: "none" })};alg="ed25519"`));

  // The form that drafts before RFC 9421 had.
  const draft = rawSign("ed25519", KEY, `content-digest: ${sha256}`).toString("base64");
  set.reject("cavage-signature", "missing_signature", {
    source: "node:crypto, after draft-cavage-http-signatures-12",
    headers: [
      ["Content-Type", "application/json"], [digestHeader, sha256],
      [signatureHeader, `keyId="mckey",algorithm="ed25519",headers="content-digest",signature="${draft}"`],
    ],
    body: PLAIN,
  });
  reject("method-get", "method_not_allowed", { method: "GET", headers: good }, "the method changed");
  return set;
}
