import { hmac } from "../lib/crypto.mjs";
import { spread } from "../lib/spread.mjs";
import { VectorSet } from "../lib/vectors.mjs";

const DOCS = "https://meshes.io/docs/integrations/webhooks";
const SECRETS = [
  "casterly-7d1e-4f20-95b8-lannister",
  "winterfell-30c9-4ae1-8b76-stark",
  "highgarden-e58f-4d02-a1c3-tyrell",
];
const PLAIN = Buffer.from(
  '{"uuid":"0b9c7a52-1f7e-4c1d-9d0a-6f0d6d3c2b11","event":"order.completed","payload":{"order_id":"ord_77","total_cents":12900}}',
);

const made = () => `node:crypto, after ${DOCS}`;
const signature = "X-Meshes-Signature";
const headersOf = (value, name = signature) => [["Content-Type", "application/json"], [name, value]];
const digitsOf = (hash, secret, body) => hmac(hash, secret, body).toString("hex");

export default async function meshes() {
  const set = new VectorSet("meshes", {
    proof: "independent",
    origin:
      "PROVISIONAL. Meshes' public pages say that the exact body is signed with the tenant's secret " +
      "by HMAC-SHA256 or HMAC-SHA512, in a header the tenant may name; they have no sample, no " +
      "library and no worked example, and do not say how the value is written. The vectors hold " +
      "an assumption, hex over the exact body, signed with node:crypto and computed again with " +
      "Python's hmac; nothing of Meshes has judged them.",
    secret: SECRETS[0],
  });
  await spread(set, {
    sign: async ({ secret, body }) => headersOf(digitsOf("sha256", secret, body)),
    made, signature, text: /[0-9a-f]{64}$/, encoding: "hex", plain: PLAIN, secrets: SECRETS,
  });

  const [secret, body, source] = [SECRETS[0], PLAIN, made()];
  const sha256 = digitsOf("sha256", secret, body);
  const sha512 = digitsOf("sha512", secret, body);
  const scheme = "meshes-sha512";
  for (const method of ["PUT", "PATCH"]) {
    set.accept(`method-${method.toLowerCase()}`, { source, method, headers: headersOf(sha256), body });
  }
  set.reject("method-delete", "method_not_allowed", {
    source, method: "DELETE", headers: headersOf(sha256), body,
  });
  const raw = Buffer.from('{"order_id":"ord_lannister_77","total_cents":12900,"currency":"usd"}');
  set.accept("raw-payload", { source, headers: headersOf(digitsOf("sha256", secret, raw)), body: raw });
  set.reject("sha512-signature", "malformed_signature", { source, headers: headersOf(sha512), body });
  set.reject("sha256-prefix", "malformed_signature", {
    source: `${source}; then a prefix added`, headers: headersOf(`sha256=${sha256}`), body,
  });

  set.accept("sha512-plain-json", { scheme, source, headers: headersOf(sha512), body });
  set.accept("sha512-empty-body", {
    scheme, source, headers: headersOf(digitsOf("sha512", secret, "")), body: Buffer.alloc(0),
  });
  set.accept("sha512-upper-case-hex", { scheme, source, headers: headersOf(sha512.toUpperCase()), body });
  set.reject("sha512-tampered-body", "signature_mismatch", {
    scheme, source: `${source}; then the body changed`, headers: headersOf(sha512), body: raw,
  });
  set.reject("sha512-with-sha256-signature", "malformed_signature", {
    scheme, source, headers: headersOf(sha256), body,
  });
  set.reject("sha512-with-half-of-it", "malformed_signature", {
    scheme, source: `${source}; then cut in half`, headers: headersOf(sha512.slice(0, 64)), body,
  });
  set.reject("sha512-missing-signature", "missing_signature", {
    scheme, source, headers: headersOf("").slice(0, 1), body,
  });

  const header_name = "X-Acme-Signature";
  const context = { header_name };
  set.accept("other-header-name", { context, source, headers: headersOf(sha256, header_name), body });
  set.accept("sha512-other-header-name", {
    scheme, context, source, headers: headersOf(sha512, header_name), body,
  });
  set.reject("other-header-name-expected", "missing_signature", {
    context, source, headers: headersOf(sha256), body,
  });
  return set;
}
