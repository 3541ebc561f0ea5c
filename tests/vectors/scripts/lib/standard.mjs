// Standard Webhooks and Svix: the same signature under other header names.

import assert from "node:assert/strict";

import * as bodies from "./bodies.mjs";
import { ed25519, hmac } from "./crypto.mjs";
import { npm } from "./judges.mjs";
import { pythonSigns } from "./python.mjs";
import { spread, spreadOverTime } from "./spread.mjs";
import { ID, NOW, changed, doubled, without } from "./vectors.mjs";

const SECRETS = [
  "whsec_7SDON4ThNftpRwL09rC9rPmdLyQ+klcHuyQKGvoTkw8=",
  "whsec_wQx2JYhZ0uKf5nRr1c3oXvB8mTgPa6Ls",
  "whsec_3kD9pVbE4yHs0AoJ7tNqWzU5iMfCrXg2",
];
const PLAIN = Buffer.from(
  '{"type":"contact.created","timestamp":"2023-11-14T22:13:20Z","data":{"id":"1f81eb52"}}',
);

const keyOf = (secret) => Buffer.from(secret.replace("whsec_", ""), "base64");
export const standardValue = (key, id, at, body) =>
  `v1,${hmac("sha256", key, `${id}.${at}.`, body).toString("base64")}`;

/** Adds to `set` all cases of the symmetric scheme with headers `prefix`-id and so on. */
export async function symmetric(set, { provider, prefix, Webhook, library, docs, large }) {
  const [idHeader, timestamp, signature] = ["id", "timestamp", "signature"].map((n) => `${prefix}-${n}`);
  const headersOf = (id, at, value) => [
    ["Content-Type", "application/json"],
    [idHeader, id],
    [timestamp, `${at}`],
    [signature, value],
  ];
  const made = (body) =>
    bodies.isText(body) ? npm(library, "Webhook.sign") : `node:crypto, as ${docs} says`;
  const valueOf = (secret, id, at, body) => standardValue(keyOf(secret), id, at, body);
  async function sign({ secret, body, at, plainly, id = ID }) {
    const own = valueOf(secret, id, at, body);
    if (bodies.isText(body) && !plainly) {
      assert.equal(new Webhook(secret).sign(id, new Date(at * 1000), body.toString()), own);
    }
    return headersOf(id, at, own);
  }

  const sender = {
    sign, made, signature, timestamp, text: /[A-Za-z0-9+/]{43}=$/, encoding: "base64", plain: PLAIN,
    secrets: SECRETS, large,
    plainly: `node:crypto, as ${docs} says, with a timestamp that senders never write`,
  };
  await spread(set, sender);
  await spreadOverTime(set, sender);

  const [secret, body, source] = [SECRETS[0], PLAIN, made(PLAIN)];
  const good = await sign({ secret, body, at: NOW });
  const jobs = [PLAIN, bodies.unicode].map((text) => ({
    provider, secret, id: ID, timestamp: NOW, body: text,
  }));
  for (const [index, { value, made_by }] of pythonSigns(jobs).entries()) {
    assert.equal(value, valueOf(secret, ID, NOW, jobs[index].body));
    set.accept(["python-plain-json", "python-unicode-body"][index], {
      source: made_by, headers: headersOf(ID, NOW, value), body: jobs[index].body,
    });
  }

  const bare = SECRETS[0].slice("whsec_".length);
  set.accept("secret-without-prefix", { source, secret: bare, headers: good, body });

  const right = valueOf(secret, ID, NOW, body);
  const byOld = valueOf(SECRETS[1], ID, NOW, body);
  const wrong = `v1,${Buffer.alloc(32).toString("base64")}`;
  const foreign = `v1a,${ed25519("a foreign entry").sign(`${ID}.${NOW}.`, body).toString("base64")}`;
  const takes = (name, what, value) =>
    set.accept(name, { source: `${source}; then ${what}`, headers: headersOf(ID, NOW, value), body });
  takes("two-signatures-first-right", "one by another secret added", `${right} ${byOld}`);
  takes("two-signatures-second-right", "one by another secret put before", `${byOld} ${right}`);
  takes("v1a-beside-v1", "an Ed25519 entry put before", `${foreign} ${right}`);
  takes("v2-beside-v1", "an entry of an unknown version put before", `v2,AAAA ${right}`);
  takes("v1a-and-v2-around-v1", "entries of other versions put around", `${foreign} ${right} v2,AAAA`);
  takes("sixteen-signatures-last-right", "fifteen wrong ones put before", `${`${wrong} `.repeat(15)}${right}`);
  takes("malformed-entry-beside-right-one", "a v1 entry cut short put before", `v1,AAAA ${right}`);
  takes("entry-without-comma-beside-right-one", "a word put before", `garbage ${right}`);
  takes("two-blanks-between-entries", "an empty entry between two", `${byOld}  ${right}`);

  const refuses = (name, reason, what, value, more) =>
    set.reject(name, reason, {
      source: `${source}; then ${what}`, headers: headersOf(ID, NOW, value), body, ...more,
    });
  const digits = right.slice(3);
  refuses("v1a-only", "malformed_signature", "replaced by an Ed25519 entry", foreign);
  refuses("v2-only", "malformed_signature", "its version changed", `v2,${digits}`);
  refuses("v1a-label-on-hmac", "malformed_signature", "its version changed to v1a", `v1a,${digits}`);
  refuses("no-version", "malformed_signature", "its version left out", digits);
  refuses("upper-case-version", "malformed_signature", "its version made capitals", `V1,${digits}`);
  refuses("version-alone", "malformed_signature", "its digits left out", "v1,");
  refuses("version-with-equals-sign", "malformed_signature", "its comma replaced", `v1=${digits}`);
  refuses("entries-behind-commas", "malformed_signature", "entries joined by a comma", `${byOld},${right}`, {
    note: "Entries are separated by blanks; joined by commas the first has no end.",
  });
  refuses("seventeen-signatures", "too_many_signatures", "sixteen wrong ones put before",
    `${`${wrong} `.repeat(16)}${right}`);
  refuses("sixty-five-entries", "too_many_signatures", "many foreign entries put before",
    `${"v2,AAAA ".repeat(64)}${right}`);
  refuses("two-wrong-signatures", "signature_mismatch", "replaced by two of other secrets",
    `${byOld} ${valueOf(SECRETS[2], ID, NOW, body)}`);
  refuses("signature-of-timestamp-and-body", "signature_mismatch", "replaced by one without the id",
    `v1,${hmac("sha256", keyOf(secret), `${NOW}.`, body).toString("base64")}`);
  refuses("secret-as-text", "signature_mismatch", "replaced by one with the secret's text as key",
    standardValue(Buffer.from(secret), ID, NOW, body), {
      note: "The key is the base64 behind the prefix, decoded.",
    });

  const edited = (name, reason, what, headers) =>
    set.reject(name, reason, { source: `${source}; then ${what}`, headers, body });
  edited("id-changed", "signature_mismatch", "the id changed", changed(good, idHeader, () => `${ID}2`));
  edited("missing-id", "malformed_id", "the id header left out", without(good, idHeader));
  edited("empty-id", "malformed_id", "the id header emptied", changed(good, idHeader, () => ""));
  edited("id-header-twice", "ambiguous", "the id header repeated", doubled(good, idHeader));
  for (const [name, id] of [
    ["id-with-separator", "msg.2fJ8xTq1LrPz"],
    ["id-with-blank", "msg 2fJ8xTq1LrPz"],
    ["id-of-257-bytes", "m".repeat(257)],
  ]) {
    set.reject(name, "malformed_id", { source, headers: await sign({ secret, body, at: NOW, id }), body });
  }
  set.accept("id-of-256-bytes", {
    source, headers: await sign({ secret, body, at: NOW, id: "m".repeat(256) }), body,
  });
  const shifted = await sign({ secret, body: Buffer.from("7.{}"), at: NOW });
  set.reject("id-takes-from-timestamp-and-body", "malformed_id", {
    source: `${source}; then the limits between id, timestamp and body moved`,
    note: "The same message, cut elsewhere: what was the timestamp is now part of the id.",
    headers: changed(changed(shifted, idHeader, (id) => `${id}.${NOW}`), timestamp, () => "7"),
    body: Buffer.from("{}"),
    now: 7,
  });
  return { right, good, body, source };
}
