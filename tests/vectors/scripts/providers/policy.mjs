import * as bodies from "../lib/bodies.mjs";
import { HOLDS_WITHOUT_BODY, contentDigest, ed25519Key, keptFrom, rawSign, signed } from "../lib/httpsig.mjs";
import { NOW, VectorSet, changed, without } from "../lib/vectors.mjs";
import { KEYS } from "./libraries.mjs";

const body = Buffer.from('{"event":"invoice.paid","amount":1250}');
const digest = ["Content-Digest", contentDigest(body, "sha-256")];
const request = {
  method: "POST",
  url: "https://example.com/hooks/httpsig?a=1&b=2&b=3",
  headers: [["Content-Type", "application/json"], digest, ["X-Dict", "a=1, b=(x y)"], ["X-Text", "(unbalanced"]],
  body,
};
const LABEL = "sig1";
const params = (algorithm = "ed25519", created = NOW) =>
  `;created=${created};keyid="${KEYS[algorithm].key_id}"`;
const made = "node:crypto, after RFC 9421";

export default async function policy() {
  const set = new VectorSet("httpsig", {
    origin:
      "What the libraries do not sign, or a receiver must refuse although the signature would be " +
      "right: signed with node:crypto after RFC 9421, judged by npm and PyPI http-message-signatures.",
  });
  const fields = (algorithm, given = {}) => ({
    ...KEYS[algorithm].fields,
    context: {
      key_id: KEYS[algorithm].key_id, algorithm, required: ["content-digest"],
      public_url: "https://example.com", max_age: 300, ...given,
    },
  });
  const headersOf = (input, { algorithm = "ed25519", from = request, written, label = LABEL, old } = {}) =>
    signed(from, { label, input, written, algorithm, key: KEYS[algorithm].key, old });
  const accept = (name, vector) => set.accept(name, { source: made, ...fields("ed25519"), ...request, ...vector });
  const reject = (name, reason, vector) =>
    set.reject(name, reason, { source: made, ...fields("ed25519"), ...request, ...vector });
  /** A right signature over the digest whose list then claims `more`. */
  const claims = (more, from = request) => ({
    source: `${made}; then ${more} added to the list`,
    ...from,
    headers: headersOf(`("content-digest")${params()}`, { written: `("content-digest" ${more})${params()}`, from }),
  });
  /** A right signature over a base written by hand. */
  const over = (list, lines, from = request) => {
    const input = `(${list})${params()}`;
    const signature = rawSign("ed25519", KEYS.ed25519.key, `${lines}"@signature-params": ${input}`).toString("base64");
    return {
      ...from,
      headers: [...from.headers, ["Signature-Input", `${LABEL}=${input}`], ["Signature", `${LABEL}=:${signature}:`]],
    };
  };
  const first = `"content-digest": ${digest[1]}\n`;

  // Components: what does not exist, cannot be had, or is said twice.
  for (const [name, component] of Object.entries({
    "unknown-derived": '"@body"',
    "status": '"@status"',
    "signature-params": '"@signature-params"',
    "bound-to-request": '"@method";req',
    "trailer": '"x-text";tr',
    "unknown-parameter": '"x-text";foo',
    "key-and-bs": '"x-dict";key="a";bs',
    "sf-and-bs": '"x-dict";sf;bs',
    "parameter-of-another": '"@method";key="a"',
    "name-on-a-header": '"x-text";name="a"',
    "query-param-without-name": '"@query-param"',
    "query-param-name-token": '"@query-param";name=a',
    "key-token": '"x-dict";key=a',
    "name-in-capitals": '"X-Text"',
    "name-empty": '""',
    "name-with-blank": '"x text"',
    "name-with-colon": '"x-text: a"',
    "name-with-quote": '"x\\"text"',
    "name-a-token": "x-text",
    "name-a-number": "7",
    "list-within": '("x-text")',
  })) reject(`component-${name}`, "malformed_signature", claims(component));
  reject("component-missing-header", "missing_header", claims('"x-missing"'));
  reject("component-missing-member", "missing_header", claims('"x-dict";key="z"'));
  reject("component-missing-query-param", "missing_component", claims('"@query-param";name="z"'));
  reject("component-sf-of-no-structured-field", "malformed_signature", claims('"x-text";sf'));
  reject("component-sf-of-unknown-type", "malformed_signature", {
    headers: headersOf(`("content-digest" "x-dict";sf)${params()}`),
    note: "RFC 9421, 2.1.1: the field's type has to be known; it cannot be told from the value.",
  });
  reject("component-key-of-no-dictionary", "malformed_signature", claims('"x-text";key="a"'));
  reject("query-param-repeated-as-two-lines", "ambiguous", {
    ...over('"content-digest" "@query-param";name="b"',
      `${first}"@query-param";name="b": 2\n"@query-param";name="b": 3\n`),
    note: "RFC 9421, 2.2.8: a parameter that occurs twice must not be covered.",
  });
  reject("query-param-repeated-first", "ambiguous",
    over('"content-digest" "@query-param";name="b"', `${first}"@query-param";name="b": 2\n`));
  reject("query-param-repeated-last", "ambiguous",
    over('"content-digest" "@query-param";name="b"', `${first}"@query-param";name="b": 3\n`));
  reject("component-twice", "malformed_signature", over('"content-digest" "content-digest"', first + first));
  reject("component-twice-with-the-same-key", "malformed_signature",
    over('"content-digest" "x-dict";key="a" "x-dict";key="a"', `${first}${'"x-dict";key="a": 1\n'.repeat(2)}`));
  reject("component-twice-parameters-in-other-order", "malformed_signature",
    over('"content-digest" "x-dict";key="a";sf "x-dict";sf;key="a"',
      `${first}"x-dict";key="a";sf: 1\n"x-dict";sf;key="a": 1\n`));
  accept("same-header-in-several-forms",
    { headers: headersOf(`("content-digest" "x-dict" "x-dict";bs "x-dict";key="a" "x-dict";key="b")${params()}`) });
  const blanks = (text) => ({ ...request, headers: [...request.headers, ["X-Blanks", text]] });
  accept("header-with-blanks-around", {
    ...blanks("a b"), headers: changed(headersOf(`("content-digest" "x-blanks")${params()}`, { from: blanks("a b") }), "x-blanks", () => " \ta b  "),
    source: `${made}; then blanks put around a header's value`,
  });
  const lots = (count) => ({
    ...request,
    headers: [...request.headers, ...Array.from({ length: count - 1 }, (_, index) => [`X-H${index}`, `${index}`])],
  });
  const covering = (count) => {
    const from = lots(count);
    const names = from.headers.slice(request.headers.length).map(([name]) => ` "${name.toLowerCase()}"`).join("");
    return { ...from, headers: headersOf(`("content-digest"${names})${params()}`, { from }) };
  };
  accept("sixty-four-components", covering(64));
  reject("sixty-five-components", "malformed_signature", covering(65));

  // What the policy asks for.
  const input = `("@method" "content-digest")${params()}`;
  const good = headersOf(input);
  const asks = (given) => ({ ...fields("ed25519", given), headers: good });
  accept("required-covered", asks({ required: ["@method", "content-digest"] }));
  reject("required-not-covered", "not_covered", asks({ required: ["@path", "content-digest"] }));
  reject("required-header-not-covered", "not_covered", asks({ required: ["content-type", "content-digest"] }));
  reject("required-and-covered-with-key-only", "not_covered", {
    ...fields("ed25519", { required: ["x-dict"] }),
    headers: headersOf(`("content-digest" "x-dict";key="a")${params()}`),
  });
  const nothing = { ...fields("ed25519", { required: [] }), headers: headersOf(`()${params()}`) };
  reject("nothing-required-nothing-covered", "not_covered", { ...nothing, note: HOLDS_WITHOUT_BODY });
  accept("nothing-required-nothing-covered-without-body", {
    ...nothing, headers: without(nothing.headers, "content-digest"), body: bodies.empty,
  });
  reject("digest-required-by-default", "not_covered", { ...fields("ed25519", { required: undefined }), headers: headersOf(`("@method")${params()}`) });
  const get = { method: "GET", url: "https://example.com/hooks/httpsig", headers: [], body: bodies.empty };
  accept("no-body-no-digest-by-default", {
    ...get, ...fields("ed25519", { required: undefined }), headers: headersOf(`("@method" "@path")${params()}`, { from: get }),
  });
  reject("no-body-digest-required", "not_covered", { ...get, headers: headersOf(`("@method" "@path")${params()}`, { from: get }) });
  reject("body-added-to-request-without-digest", "not_covered", {
    source: `${made}; then a body added`, ...get, body, method: "POST",
    ...fields("ed25519", { required: undefined }),
    headers: headersOf(`("@method" "@path")${params()}`, { from: { ...get, method: "POST" } }),
  });
  accept("age-within-own-limit", { ...fields("ed25519", { max_age: 30 }), headers: good, now: NOW + 30 });
  reject("age-over-own-limit", "stale", { ...fields("ed25519", { max_age: 30 }), headers: good, now: NOW + 31 });
  accept("age-without-limit", { ...fields("ed25519", { max_age: null }), headers: good, now: NOW + 31536000 });
  reject("age-without-limit-expired", "expired", {
    ...fields("ed25519", { max_age: null }), headers: headersOf(`${input};expires=${NOW + 60}`), now: NOW + 31536000,
  });
  reject("age-without-limit-in-the-future", "future", { ...fields("ed25519", { max_age: null }), headers: good, now: NOW - 3600 });
  const tagged = headersOf(`${input};tag="hooks"`);
  accept("tag-as-required", { ...fields("ed25519", { tag: "hooks" }), headers: tagged });
  accept("tag-where-none-is-required", { headers: tagged });
  reject("tag-of-another-application", "missing_signature", { ...fields("ed25519", { tag: "billing" }), headers: tagged });
  reject("tag-missing", "missing_signature", { ...fields("ed25519", { tag: "hooks" }), headers: good });
  reject("tag-in-capitals", "missing_signature", { ...fields("ed25519", { tag: "HOOKS" }), headers: tagged });
  reject("tag-token", "malformed_signature", { ...fields("ed25519", { tag: "hooks" }), headers: headersOf(`${input};tag=hooks`) });
  accept("label-as-required", asks({ label: LABEL }));
  reject("label-another-required", "missing_signature", asks({ label: "sig2" }));
  reject("key-id-another-registered", "unknown_key", asks({ key_id: "another" }));
  accept("key-id-none-registered", asks({ key_id: undefined }));
  accept("unknown-signature-parameter", {
    headers: headersOf(`${input};x-own="1"`), note: "Signed like the others, and without meaning here.",
  });

  // The public URL is configured; what the request says of it counts for nothing.
  const forwarded = {
    ...request,
    headers: [...request.headers, ["X-Forwarded-Host", "evil.example"], ["X-Forwarded-Proto", "http"], ["Forwarded", "host=evil.example;proto=http"]],
  };
  const place = `("content-digest" "@authority" "@target-uri" "@scheme")${params()}`;
  accept("forwarded-headers-count-for-nothing", { headers: headersOf(place, { from: forwarded }) });
  reject("forwarded-headers-name-the-signed-host", "signature_mismatch", {
    source: `${made}, for https://evil.example`,
    headers: headersOf(place, { from: { ...forwarded, url: request.url.replace("example.com", "evil.example") } }),
  });
  reject("host-header-names-the-signed-host", "signature_mismatch", {
    source: `${made}, for https://evil.example`,
    headers: [["Host", "evil.example"], ...headersOf(place, { from: { ...request, url: request.url.replace("example.com", "evil.example") } })],
  });

  // The key says the algorithm; `alg` may say the same or nothing.
  const kept = keptFrom("policy");
  for (const algorithm of Object.keys(KEYS)) {
    const other = algorithm === "ed25519" ? "hmac-sha256" : "ed25519";
    for (const [name, alg] of [[`alg-said-${algorithm}`, algorithm], [`alg-contradicts-${algorithm}`, other]]) {
      const text = `("content-digest")${params(algorithm)};alg="${alg}"`;
      const vector = {
        ...fields(algorithm), headers: headersOf(text, { algorithm, old: kept(name, LABEL) }),
      };
      if (alg === algorithm) accept(name, vector);
      else reject(name, "unsupported_algorithm", vector);
    }
  }
  for (const algorithm of ["ecdsa-p256-sha256", "ecdsa-p384-sha384"]) {
    const { headers } = set.vectors.find(({ name }) => name === `alg-said-${algorithm}`);
    reject(`${algorithm}-in-der`, "malformed_signature", {
      ...fields(algorithm),
      source: `${made}; then written as DER`,
      headers: changed(headers, "signature", (value) =>
        `${LABEL}=:${der(Buffer.from(value.slice(LABEL.length + 2, -1), "base64")).toString("base64")}:`),
    });
  }

  // Signatures of the wrong form for their algorithm.
  const plain = (algorithm) => `("content-digest")${params(algorithm)}`;
  const reformed = (algorithm, change) =>
    changed(headersOf(plain(algorithm), { algorithm }), "signature", (value) => {
      const bytes = Buffer.from(value.slice(LABEL.length + 2, -1), "base64");
      return `${LABEL}=:${change(bytes).toString("base64")}:`;
    });
  reject("hmac-cut", "malformed_signature", { ...fields("hmac-sha256"), headers: reformed("hmac-sha256", (b) => b.subarray(0, 16)) });
  reject("hmac-lengthened", "malformed_signature", { ...fields("hmac-sha256"), headers: reformed("hmac-sha256", (b) => Buffer.concat([b, b])) });
  reject("hmac-of-other-key", "signature_mismatch", {
    ...fields("hmac-sha256"),
    headers: signed(request, { label: LABEL, input: plain("hmac-sha256"), algorithm: "hmac-sha256", key: Buffer.from("another") }),
  });
  reject("hmac-key-as-text", "signature_mismatch", {
    ...fields("hmac-sha256"),
    note: "Under the base64 text of the secret instead of its bytes.",
    headers: signed(request, { label: LABEL, input: plain("hmac-sha256"), algorithm: "hmac-sha256", key: Buffer.from(KEYS["hmac-sha256"].fields.secret) }),
  });
  reject("rsa-cut", "malformed_signature", { ...fields("rsa-v1_5-sha256"), headers: reformed("rsa-v1_5-sha256", (b) => b.subarray(1)) });
  reject("rsa-of-zeros", "signature_mismatch", { ...fields("rsa-v1_5-sha256"), headers: reformed("rsa-v1_5-sha256", (b) => Buffer.alloc(b.length)) });
  reject("ecdsa-p256-of-zeros", "signature_mismatch", { ...fields("ecdsa-p256-sha256"), headers: reformed("ecdsa-p256-sha256", () => Buffer.alloc(64)) });
  reject("ecdsa-p384-of-zeros", "signature_mismatch", { ...fields("ecdsa-p384-sha384"), headers: reformed("ecdsa-p384-sha384", () => Buffer.alloc(96)) });
  reject("ecdsa-p384-of-64-bytes", "malformed_signature", { ...fields("ecdsa-p384-sha384"), headers: reformed("ecdsa-p384-sha384", () => Buffer.alloc(64, 1)) });
  reject("ed25519-of-zeros", "signature_mismatch", { headers: reformed("ed25519", () => Buffer.alloc(64)) });
  reject("ed25519-other-key", "signature_mismatch", {
    headers: signed(request, { label: LABEL, input: plain("ed25519"), algorithm: "ed25519", key: ed25519Key("hookseal httpsig other") }),
  });
  return set;
}

/** An ECDSA signature of two halves as the sequence of two integers that X.509 has. */
function der(signature) {
  const half = signature.length / 2;
  const integer = (bytes) => {
    const short = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
    const value = short[0] < 0x80 ? short : Buffer.concat([Buffer.from([0]), short]);
    return Buffer.concat([Buffer.from([2, value.length]), value]);
  };
  const both = Buffer.concat([integer(signature.subarray(0, half)), integer(signature.subarray(half))]);
  return Buffer.concat([Buffer.from([0x30, both.length]), both]);
}
