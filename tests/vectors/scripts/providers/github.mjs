import { sign as octokitSign } from "@octokit/webhooks-methods";
import assert from "node:assert/strict";

import * as bodies from "../lib/bodies.mjs";
import { hmac } from "../lib/crypto.mjs";
import { npm } from "../lib/judges.mjs";
import { spread } from "../lib/spread.mjs";
import { VectorSet } from "../lib/vectors.mjs";

const DOCS = "https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries";
const PUBLISHED = "It's a Secret to Everybody";
const SECRETS = [
  "b1946ac92492d2347c6235b4d2611184",
  "591785b794601e212b260e25925636fd",
  "6f1ed002ab5595859014ebf0951522d9",
];
const PLAIN = Buffer.from(
  '{"ref":"refs/heads/main","repository":{"id":1296269,"full_name":"octocat/Hello-World"},"forced":false}',
);

const byOctokit = (body) => body.length > 0 && bodies.isText(body);
const made = (body) =>
  byOctokit(body) ? npm("@octokit/webhooks-methods", "sign") : `node:crypto, as ${DOCS} says`;

async function value(secret, body) {
  const own = `sha256=${hmac("sha256", secret, body).toString("hex")}`;
  if (byOctokit(body)) assert.equal(await octokitSign(secret, body.toString()), own);
  return own;
}

async function sign({ secret, body }) {
  return [
    ["Content-Type", "application/json"],
    ["User-Agent", "GitHub-Hookshot/044aadd"],
    ["X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"],
    ["X-GitHub-Event", "push"],
    ["X-Hub-Signature-256", await value(secret, body)],
  ];
}

export default async function github() {
  const set = new VectorSet("github", {
    proof: "documentation",
    origin:
      "The first vector is GitHub's own published test value. The others are signed by GitHub's " +
      "library @octokit/webhooks-methods and compared with HMAC-SHA256 of node:crypto; where the " +
      "library cannot sign (no body, or no UTF-8) node:crypto signs alone. All were computed " +
      "again with Python's hmac.",
    secret: SECRETS[0],
  });

  const hello = Buffer.from("Hello, World!");
  const published = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  assert.equal(await value(PUBLISHED, hello), published);
  const documented = { source: DOCS, secret: PUBLISHED, headers: [["X-Hub-Signature-256", published]] };
  set.accept("docs-hello-world", { ...documented, body: hello });
  set.reject("docs-hello-world-tampered", "signature_mismatch", {
    ...documented, source: `${DOCS}; then the body changed`, body: Buffer.from("Hello, World?"),
  });

  const signature = "X-Hub-Signature-256";
  const text = /[0-9a-f]{64}$/;
  await spread(set, {
    sign, made, signature, text, encoding: "hex", plain: PLAIN, secrets: SECRETS, large: true,
  });

  const good = await sign({ secret: SECRETS[0], body: PLAIN });
  const [digits] = good.at(-1)[1].match(text);
  const sha1 = hmac("sha1", SECRETS[0], PLAIN).toString("hex");
  const others = good.slice(0, -1);
  const body = PLAIN;
  const source = made(PLAIN);

  const form = Buffer.from("payload=%7B%22zen%22%3A%22Design+for+failure.%22%7D");
  set.accept("form-body", {
    source: made(form),
    note: "The form is signed as sent, `payload=` included.",
    headers: [
      ["Content-Type", "application/x-www-form-urlencoded"],
      ...(await sign({ secret: SECRETS[0], body: form })).slice(1),
    ],
    body: form,
  });
  set.accept("sha1-beside-it", {
    source, headers: [...good, ["X-Hub-Signature", `sha1=${sha1}`]], body,
  });
  set.accept("wrong-sha1-beside-it", {
    source,
    note: "The older header says nothing either way.",
    headers: [...good, ["X-Hub-Signature", `sha1=${"0".repeat(40)}`]],
    body,
  });

  const changed = (name, reason, what, value) =>
    set.reject(name, reason, {
      source: `${source}; then ${what}`, headers: [...others, [signature, value]], body,
    });
  set.reject("sha1-header-only", "missing_signature", {
    source: "node:crypto, HMAC-SHA1", headers: [...others, ["X-Hub-Signature", `sha1=${sha1}`]], body,
  });
  changed("sha1-signature", "malformed_signature", "replaced by the SHA-1 signature", `sha1=${sha1}`);
  changed("sha1-prefix", "malformed_signature", "the prefix changed", `sha1=${digits}`);
  changed("sha1-digits-behind-sha256", "malformed_signature",
    "the digits replaced by those of SHA-1", `sha256=${sha1}`);
  changed("no-prefix", "malformed_signature", "the prefix left out", digits);
  changed("upper-case-prefix", "malformed_signature", "the prefix made capitals", `SHA256=${digits}`);
  changed("prefix-alone", "malformed_signature", "the digits left out", "sha256=");
  changed("prefix-twice", "malformed_signature", "the prefix repeated", `sha256=sha256=${digits}`);
  changed("blank-behind-prefix", "malformed_signature", "a blank added", `sha256= ${digits}`);
  changed("two-signatures-in-one-value", "malformed_signature", "a second one added behind a comma",
    `sha256=${digits},sha256=${digits}`);
  changed("all-zero-signature", "signature_mismatch", "its digits made zeros", `sha256=${"0".repeat(64)}`);
  return set;
}
