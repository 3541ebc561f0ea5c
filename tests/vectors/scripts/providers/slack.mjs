import assert from "node:assert/strict";

import * as bodies from "../lib/bodies.mjs";
import { hmac } from "../lib/crypto.mjs";
import { pythonSigns } from "../lib/python.mjs";
import { spread, spreadOverTime } from "../lib/spread.mjs";
import { NOW, VectorSet } from "../lib/vectors.mjs";

const DOCS = "https://docs.slack.dev/authentication/verifying-requests-from-slack";
const PUBLISHED = "8f742231b10e8888abcd99yyyzzz85a5";
const SECRETS = [
  "3c1f0b7e52d94a86e0a7c9d415b8f263",
  "a94d27e80f6b4c51b3e2850c7d1f96e8",
  "58e6b0d1c27f49a3967d0a4e8bf3125c",
];
const PLAIN = Buffer.from(
  '{"token":"","team_id":"T1DC2JH3J","type":"event_callback","event_id":"Ev9UQ52YNA","event":{"type":"app_mention","text":"hi"}}',
);
const COMMAND = Buffer.from(
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V" +
    "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=" +
    "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
    "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
);

const signature = "X-Slack-Signature";
const timestamp = "X-Slack-Request-Timestamp";
const bySlack = (body) => bodies.isText(body);
const LIBRARY = pythonSigns([{ provider: "slack", secret: SECRETS[0], timestamp: NOW, body: PLAIN }])[0].made_by;
const made = (body) => (bySlack(body) ? LIBRARY : `node:crypto, as ${DOCS} says`);

const headersOf = (at, value, type = "application/json") => [
  ["Content-Type", type],
  [timestamp, `${at}`],
  [signature, value],
];

const own = (secret, at, body) => `v0=${hmac("sha256", secret, `v0:${at}:`, body).toString("hex")}`;

const jobs = [];
async function sign({ secret, body, at, plainly }) {
  const value = own(secret, at, body);
  if (bySlack(body) && !plainly) jobs.push({ provider: "slack", secret, timestamp: at, body, value });
  return headersOf(at, value);
}

export default async function slack() {
  const set = new VectorSet("slack", {
    proof: "documentation",
    origin:
      "The first vector is the example of Slack's documentation. The others are signed by Slack's " +
      "Python library slack-sdk and compared with HMAC-SHA256 of node:crypto; where the library " +
      "cannot sign (no UTF-8), or the header is one that Slack never writes, node:crypto signs " +
      "alone. Slack's @slack/bolt only verifies.",
    secret: SECRETS[0],
  });

  const at = 1531420618;
  const published = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
  assert.equal(own(PUBLISHED, at, COMMAND), published);
  const type = "application/x-www-form-urlencoded";
  const documented = { secret: PUBLISHED, headers: headersOf(at, published, type), body: COMMAND };
  set.accept("docs-slash-command", { source: DOCS, ...documented, now: at });
  set.reject("docs-slash-command-years-later", "stale", { source: DOCS, ...documented });
  set.reject("docs-slash-command-other-secret", "signature_mismatch", {
    source: DOCS, ...documented, secret: SECRETS[0], now: at,
  });

  const sender = {
    sign, made, signature, timestamp, text: /[0-9a-f]{64}$/, encoding: "hex", plain: PLAIN,
    secrets: SECRETS,
    plainly: `node:crypto, as ${DOCS} says, with a timestamp that Slack never writes`,
  };
  await spread(set, sender);
  await spreadOverTime(set, sender);

  const [body, source] = [PLAIN, made(PLAIN)];
  set.accept("retry", {
    source,
    headers: [
      ...(await sign({ secret: SECRETS[0], body, at: NOW })),
      ["X-Slack-Retry-Num", "2"],
      ["X-Slack-Retry-Reason", "http_timeout"],
    ],
    body,
  });
  const right = own(SECRETS[0], NOW, body);
  const digits = right.slice(3);
  const refuses = (name, reason, what, value) =>
    set.reject(name, reason, { source: `${source}; then ${what}`, headers: headersOf(NOW, value), body });
  refuses("v1-prefix", "malformed_signature", "the version changed", `v1=${digits}`);
  refuses("no-prefix", "malformed_signature", "the prefix left out", digits);
  refuses("prefix-alone", "malformed_signature", "the digits left out", "v0=");
  refuses("upper-case-prefix", "malformed_signature", "the prefix made capitals", `V0=${digits}`);
  refuses("v0-behind-comma", "malformed_signature", "written as a list", `v0,${digits}`);
  refuses("two-signatures-in-one-value", "malformed_signature", "repeated behind a comma", `${right},${right}`);
  refuses("signature-of-the-body-alone", "signature_mismatch", "replaced by one of the body alone",
    `v0=${hmac("sha256", SECRETS[0], body).toString("hex")}`);
  refuses("signature-of-dotted-message", "signature_mismatch", "replaced by one with other separators",
    `v0=${hmac("sha256", SECRETS[0], `v0.${NOW}.`, body).toString("hex")}`);

  const signed = pythonSigns(jobs);
  for (const [index, { value }] of signed.entries()) assert.equal(value, jobs[index].value);
  return set;
}
