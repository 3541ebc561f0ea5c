import { hmac } from "../lib/crypto.mjs";
import { spread, spreadOverTime } from "../lib/spread.mjs";
import { NOW, VectorSet } from "../lib/vectors.mjs";

const DOCS = "https://sendmesh.co/docs/api";
const SECRETS = [
  "whsec_4b7e19c0d8f2463aa95e07d1c68b3f20",
  "whsec_c19f5a7320de4b8894b60e3fd27a815c",
  "whsec_08d6e2b4f7a1435c9be0635af8412d97",
];
const PLAIN = Buffer.from(
  '{"event":"email.delivered","data":{"messageId":"msg_7f3a","to":"jane@example.com"}}',
);

const signature = "X-SendMesh-Signature";
const timestamp = "X-SendMesh-Timestamp";
const made = () => `node:crypto, as ${DOCS} says`;
const valueOf = (secret, at, body) => hmac("sha256", secret, `${at}.`, body).toString("hex");
const headersOf = (at, value) => [
  ["Content-Type", "application/json"],
  [timestamp, `${at}`],
  [signature, value],
];
const sign = async ({ secret, body, at }) => headersOf(at, valueOf(secret, at, body));

export default async function sendmesh() {
  const set = new VectorSet("sendmesh", {
    proof: "documentation",
    origin:
      "SendMesh has no library that verifies; its page has the rule and sample verifiers. The " +
      "vectors are signed with HMAC-SHA256 of node:crypto after the rule, judged by what the " +
      "Node.js and Python samples do, and computed again with Python's hmac.",
    secret: SECRETS[0],
  });
  const sender = {
    sign, made, signature, timestamp, text: /[0-9a-f]{64}$/, encoding: "hex", plain: PLAIN, secrets: SECRETS,
    plainly: `${made()}, with a timestamp that SendMesh never writes`,
  };
  await spread(set, sender);
  await spreadOverTime(set, sender);

  const [secret, body, source] = [SECRETS[0], PLAIN, made()];
  const right = valueOf(secret, NOW, body);
  const refuses = (name, reason, what, value, note) =>
    set.reject(name, reason, { source: `${source}; then ${what}`, note, headers: headersOf(NOW, value), body });
  refuses("signature-of-the-body-alone", "signature_mismatch", "replaced by one of the body alone",
    hmac("sha256", secret, body).toString("hex"),
    "The page's table of headers describes this; its steps and samples do not.");
  refuses("signature-without-the-dot", "signature_mismatch", "replaced by one without separator",
    hmac("sha256", secret, `${NOW}`, body).toString("hex"));
  refuses("secret-without-its-prefix", "signature_mismatch", "replaced by one of the secret without whsec_",
    valueOf(secret.slice("whsec_".length), NOW, body), "The prefix is part of the key.");
  refuses("sha256-prefix", "malformed_signature", "a prefix added", `sha256=${right}`);
  refuses("v1-prefix", "malformed_signature", "a version added", `v1=${right}`);
  refuses("signature-with-text-behind", "malformed_signature", "a word added", `${right} and more`);
  refuses("sha512-signature", "malformed_signature", "replaced by HMAC-SHA512",
    hmac("sha512", secret, `${NOW}.`, body).toString("hex"));
  return set;
}
