// RFC 9421 a third time, plainly: what the libraries sign is compared with it, and what they
// cannot sign is signed with it. Only for requests; structured fields are the package's.

import {
  constants, createECDH, createHash, createHmac, createPrivateKey, createPublicKey, sign,
  timingSafeEqual, verify,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

import {
  parseDictionary, parseItem, parseList, serializeDictionary, serializeInnerList, serializeItem,
  serializeList,
} from "structured-headers";

// --- algorithms and keys -----------------------------------------------------------

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 };
const ALGORITHMS = {
  "ecdsa-p256-sha256": ["sha256", { dsaEncoding: "ieee-p1363" }],
  "ecdsa-p384-sha384": ["sha384", { dsaEncoding: "ieee-p1363" }],
  ed25519: [null, {}],
  "rsa-pss-sha512": ["sha512", pss],
  "rsa-v1_5-sha256": ["sha256", { padding: constants.RSA_PKCS1_PADDING }],
};

const digest = (hash, bytes) => createHash(hash).update(bytes).digest("base64");

/** `Content-Digest` of `body` by each of `hashes`. */
export const contentDigest = (body, ...hashes) =>
  hashes.map((hash) => `${hash}=:${digest(hash.replace("-", ""), body)}:`).join(", ");

/** The signature of `base`; `key` is a private key, or the secret for `hmac-sha256`. */
export function rawSign(algorithm, key, base) {
  if (algorithm === "hmac-sha256") return createHmac("sha256", key).update(base).digest();
  const [hash, options] = ALGORITHMS[algorithm];
  return sign(hash, Buffer.from(base), { key, ...options });
}

export function rawVerify(algorithm, key, base, signature) {
  if (algorithm === "hmac-sha256") {
    const wanted = rawSign(algorithm, key, base);
    return wanted.length === signature.length && timingSafeEqual(wanted, signature);
  }
  const [hash, options] = ALGORITHMS[algorithm];
  return verify(hash, Buffer.from(base), { key, ...options }, signature);
}

/** SPKI of a public key as PEM, and as the base64 within. */
export const pem = (key) => createPublicKey(key).export({ format: "pem", type: "spki" });
export const spki = (key) => createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64");

/** An Ed25519 private key from a seed made of `label`. */
export function ed25519Key(label) {
  const seed = createHash("sha256").update(label).digest();
  const header = Buffer.from("302e020100300506032b657004220420", "hex"); // PKCS #8, RFC 8410
  return createPrivateKey({ key: Buffer.concat([header, seed]), format: "der", type: "pkcs8" });
}

/** A P-384 private key whose scalar is made of `label`. */
export function p384Key(label) {
  const scalar = createHash("sha384").update(label).digest();
  const pair = createECDH("secp384r1");
  pair.setPrivateKey(scalar);
  const point = pair.getPublicKey();
  const coordinate = (from) => point.subarray(from, from + 48).toString("base64url");
  const jwk = { kty: "EC", crv: "P-384", d: scalar.toString("base64url"), x: coordinate(1), y: coordinate(49) };
  return createPrivateKey({ key: jwk, format: "jwk" });
}

// --- the signature base ------------------------------------------------------------

const trimmed = (value) => value.replace(/^[ \t]+|[ \t]+$/g, "");

/** The values of the lines `name`, in their order. */
export const lines = (headers, name) =>
  headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => trimmed(value));

const combined = (headers, name) => lines(headers, name).join(", ");

/** `application/x-www-form-urlencoded`'s percent-encode set, blanks as `%20`. */
const percent = (text) =>
  encodeURIComponent(text).replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function derived(name, params, { method, url }) {
  const [, scheme, authority, path, query] = /^([a-z]+):\/\/([^/?#]+)([^?#]*)(\?[^#]*)?$/.exec(url);
  switch (name) {
    case "@method": return method;
    case "@target-uri": return url;
    case "@authority": return authority.toLowerCase().replace(scheme === "https" ? /:443$/ : /:80$/, "");
    case "@scheme": return scheme;
    case "@request-target": return `${path || "/"}${query ?? ""}`;
    case "@path": return path || "/";
    case "@query": return query ?? "?";
    case "@query-param": {
      const wanted = decodeURIComponent(params.get("name"));
      const found = new URLSearchParams(query ?? "").getAll(wanted);
      if (found.length !== 1) throw new Error(`${found.length} query parameters ${wanted}`);
      return percent(found[0]);
    }
    default: throw new Error(`no component ${name} in a request`);
  }
}

function structured(text) {
  for (const [parse, serialize] of [
    [parseDictionary, serializeDictionary], [parseList, serializeList], [parseItem, serializeItem],
  ]) {
    try {
      return serialize(parse(text));
    } catch {
      continue;
    }
  }
  throw new Error("no structured field");
}

const bytes = (value) => `:${Buffer.from(value, "latin1").toString("base64")}:`;

function field(name, params, { headers }) {
  const values = lines(headers, name);
  if (values.length === 0) throw new Error(`no header ${name}`);
  if (params.has("bs")) return values.map(bytes).join(", ");
  if (params.has("key")) {
    const member = parseDictionary(values.join(", ")).get(params.get("key"));
    return Array.isArray(member[0]) ? serializeInnerList(member) : serializeItem(member);
  }
  return params.has("sf") ? structured(values.join(", ")) : values.join(", ");
}

/** The signature base of `request` (method, url, headers) for an inner list as text. */
export function base(input, request) {
  const list = parseList(input)[0];
  const covered = list[0].map((item) => {
    const [name, params] = item;
    const value = name.startsWith("@") ? derived(name, params, request) : field(name, params, request);
    return `${serializeItem(item)}: ${value}\n`;
  });
  return `${covered.join("")}"@signature-params": ${serializeInnerList(list)}`;
}

/** Whether the signature `label` of the request is right; throws if it cannot be said. */
export function isRight(label, request, algorithm, key) {
  const input = parseDictionary(combined(request.headers, "signature-input")).get(label);
  const [signature] = parseDictionary(combined(request.headers, "signature")).get(label);
  const text = base(serializeInnerList(input), request);
  return rawVerify(algorithm, key, text, Buffer.from(signature));
}

/** The labels of the request's signatures. */
export const labels = (headers) => [...parseDictionary(combined(headers, "signature-input")).keys()];

/** Throws unless one of the vector's signatures is right. */
export function mustBeRight(vector) {
  const right = labels(vector.headers).some((label) => {
    try {
      return isRight(label, vector, vector.context.algorithm, keyOf(vector));
    } catch {
      return false; // a label without a signature, or for another kind of key
    }
  });
  if (!right) throw new Error(`${vector.name}: no signature is right`);
}

/** The request's headers and a signature over them by node:crypto, or `old` if it is right. */
export function signed(request, { label, input, algorithm, key, written = input, old }) {
  const text = base(input, request);
  const publicKey = algorithm === "hmac-sha256" ? key : createPublicKey(key);
  const good = old !== undefined && rawVerify(algorithm, publicKey, text, old);
  const signature = good ? old : rawSign(algorithm, key, text);
  return [
    ...request.headers,
    ["Signature-Input", `${label}=${written}`],
    ["Signature", `${label}=:${signature.toString("base64")}:`],
  ];
}

/** The signatures of an earlier run: randomised ones stay as they are while they are right. */
export function keptFrom(file) {
  const path = new URL(`../../httpsig/${file}.json`, import.meta.url);
  const vectors = existsSync(path) ? JSON.parse(readFileSync(path)).vectors : [];
  return (name, label) => {
    const vector = vectors.find((other) => other.name === name);
    if (vector === undefined) return undefined;
    const found = parseDictionary(combined(vector.headers, "signature")).get(label);
    return found && Buffer.from(found[0]);
  };
}

/** The note of what hookseal refuses although every signature in it is right. */
export const HOLDS_WITHOUT_BODY = "The signature holds; the body is not covered.";

/** The key of a vector, for node:crypto. */
export function keyOf(vector) {
  if (vector.secret !== undefined) return Buffer.from(vector.secret, "base64");
  if (vector.public_key_format === "pem") return createPublicKey(vector.public_key);
  return createPublicKey({ key: Buffer.from(vector.public_key, "base64"), format: "der", type: "spki" });
}
