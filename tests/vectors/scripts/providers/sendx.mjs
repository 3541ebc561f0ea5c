import { hmac } from "../lib/crypto.mjs";
import { spread } from "../lib/spread.mjs";
import { VectorSet, changed, doubled, without } from "../lib/vectors.mjs";

const DOCS = "https://docs.sendx.io/api-reference/webhook/verify-webhook";
const SECRETS = [
  "9tGk2XvQ7mRb4WzLpY8cHs1D",
  "Jq5nT0eAf3UxKd6oVi9BwM2r",
  "Zs8hC4yPl1NgEu7aRk0XtF5q",
];
const PLAIN = Buffer.from(
  '{"type":5,"time":1700000000000,"data":{"contact":{"email":"jane@example.com"},"campaign_id":"c_81"}}',
);

const signature = "X-SendX-Signature";
const algorithm = "X-SendX-Signature-Alg";
const made = () => `node:crypto, as ${DOCS} says`;
const sign = async ({ secret, body }) => [
  ["Content-Type", "application/json"],
  [signature, hmac("sha256", secret, body).toString("hex")],
  [algorithm, "hmac-sha256"],
  ["X-SendX-Webhook-Id", "4b1b3f72-8e01-43aa-9cf9-5dc6a8e4e937"],
  ["X-SendX-Webhook-Attempt", "1"],
];

export default async function sendx() {
  const set = new VectorSet("sendx", {
    proof: "documentation",
    origin:
      "SendX has no library that verifies; its page has the rule and a sample verifier in Python. " +
      "The vectors are signed with HMAC-SHA256 of node:crypto after the rule, judged by what the " +
      "sample does, and computed again with Python's hmac.",
    secret: SECRETS[0],
  });
  await spread(set, {
    sign, made, signature, text: /[0-9a-f]{64}$/, encoding: "hex", plain: PLAIN, secrets: SECRETS,
  });

  const [secret, body, source] = [SECRETS[0], PLAIN, made()];
  const good = await sign({ secret, body });
  const edited = (what) => `${source}; then ${what}`;
  set.accept("algorithm-in-capitals", {
    source: edited("the algorithm's name made capitals"),
    headers: changed(good, algorithm, (name) => name.toUpperCase()),
    body,
  });
  set.accept("third-attempt", {
    source,
    note: "The attempt is not signed.",
    headers: changed(good, "X-SendX-Webhook-Attempt", () => "3"),
    body,
  });
  set.accept("without-id-and-attempt", { source, headers: good.slice(0, 3), body });

  const refuses = (name, reason, what, headers, note) =>
    set.reject(name, reason, { source: edited(what), note, headers, body });
  refuses("algorithm-missing", "unsupported_algorithm", "the algorithm header left out",
    without(good, algorithm));
  refuses("algorithm-empty", "unsupported_algorithm", "the algorithm header emptied",
    changed(good, algorithm, () => ""));
  for (const name of ["hmac-sha512", "hmac-sha1", "sha256", "none", "hmac-sha256,none", "hmac_sha256"]) {
    refuses(`algorithm-${name.replace(/[,_]/, "-or-")}`, "unsupported_algorithm",
      "the algorithm's name changed", changed(good, algorithm, () => name));
  }
  refuses("algorithm-header-twice", "ambiguous", "the algorithm header repeated", doubled(good, algorithm));
  refuses("algorithm-header-twice-second-none", "ambiguous", "a second algorithm header added",
    doubled(good, algorithm, "none"));
  refuses("sha512-signature-said-to-be", "unsupported_algorithm", "replaced by HMAC-SHA512 and its name",
    changed(
      changed(good, signature, () => hmac("sha512", secret, body).toString("hex")),
      algorithm, () => "hmac-sha512",
    ), "Right under its own name, which SendX does not use.");
  refuses("sha512-signature", "malformed_signature", "replaced by HMAC-SHA512",
    changed(good, signature, () => hmac("sha512", secret, body).toString("hex")));
  refuses("sha256-prefix", "malformed_signature", "a prefix added",
    changed(good, signature, (text) => `sha256=${text}`));
  refuses("missing-signature-and-algorithm", "missing_signature", "both headers left out",
    without(without(good, algorithm), signature));
  refuses("secret-in-small-letters", "signature_mismatch", "replaced by one of the key in small letters",
    changed(good, signature, () => hmac("sha256", secret.toLowerCase(), body).toString("hex")));
  return set;
}
