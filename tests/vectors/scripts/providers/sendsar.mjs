import { hmac } from "../lib/crypto.mjs";
import { spread } from "../lib/spread.mjs";
import { VectorSet } from "../lib/vectors.mjs";

const DOCS = "https://sendsar-docs.pages.dev/setup/webhooks";
const SECRETS = [
  "whsec_d05c8e7f1ab34296b3f70e92c4d6158a",
  "whsec_61f2a94bd7c0438e85e19c06ab3df724",
  "whsec_be37d4105f8c4a9290c6a7e31d82fb45",
];
const PLAIN = Buffer.from(
  '{"type":"message.created","channelId":"ch_12","message":{"id":"m_7","text":"Hello"}}',
);

const signature = "X-Webhook-Signature";
const made = () => `node:crypto, as ${DOCS} says`;
const digitsOf = (secret, body) => hmac("sha256", secret, body).toString("hex");
const headersOf = (value) => [["Content-Type", "application/json"], [signature, value]];
const sign = async ({ secret, body }) => headersOf(`sha256=${digitsOf(secret, body)}`);

export default async function sendsar() {
  const set = new VectorSet("sendsar", {
    proof: "documentation",
    origin:
      "Sendsar has no library that verifies; its page has the rule and sample verifiers. The " +
      "vectors are signed with HMAC-SHA256 of node:crypto after the rule, judged by what the " +
      "JavaScript and Python samples do, and computed again with Python's hmac.",
    secret: SECRETS[0],
  });
  await spread(set, {
    sign, made, signature, text: /[0-9a-f]{64}$/, encoding: "hex", plain: PLAIN, secrets: SECRETS,
  });

  const [secret, body, source] = [SECRETS[0], PLAIN, made()];
  const digits = digitsOf(secret, body);
  const refuses = (name, reason, what, value, note) =>
    set.reject(name, reason, { source: `${source}; then ${what}`, note, headers: headersOf(value), body });
  refuses("no-prefix", "malformed_signature", "the prefix left out", digits);
  refuses("upper-case-prefix", "malformed_signature", "the prefix made capitals", `SHA256=${digits}`);
  refuses("sha1-prefix", "malformed_signature", "the prefix changed", `sha1=${digits}`);
  refuses("sha512-prefix", "malformed_signature", "replaced by HMAC-SHA512",
    `sha512=${hmac("sha512", secret, body).toString("hex")}`);
  refuses("prefix-alone", "malformed_signature", "the digits left out", "sha256=");
  refuses("prefix-with-colon", "malformed_signature", "the equals sign replaced", `sha256:${digits}`);
  refuses("secret-without-its-prefix", "signature_mismatch", "replaced by one of the secret without whsec_",
    `sha256=${digitsOf(secret.slice("whsec_".length), body)}`, "The prefix is part of the key.");
  set.reject("github-header", "missing_signature", {
    source: `${source}; then put in GitHub's header`,
    headers: [["X-Hub-Signature-256", `sha256=${digits}`]],
    body,
  });
  return set;
}
