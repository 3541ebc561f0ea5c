import assert from "node:assert/strict";

import { ed25519, hmac, withGreaterS } from "../lib/crypto.mjs";
import { pythonSigns } from "../lib/python.mjs";
import { spread, spreadOverTime } from "../lib/spread.mjs";
import { NOW, VectorSet } from "../lib/vectors.mjs";

const DOCS = "https://docs.discord.com/developers/interactions/overview";
const PLAIN = Buffer.from(
  '{"app_permissions":"0","application_id":"1146000000000000001","id":"1146000000000000002","type":1,"version":1}',
);

const key = ed25519("hookseal vectors: discord 1");
const other = ed25519("hookseal vectors: discord 2");
const hexOf = (pair) => pair.publicKey.toString("hex");

const signature = "X-Signature-Ed25519";
const timestamp = "X-Signature-Timestamp";
const headersOf = (at, value) => [
  ["Content-Type", "application/json"],
  ["User-Agent", "Discord-Interactions/1.0 (+https://discord.com)"],
  [signature, value],
  [timestamp, `${at}`],
];

const jobs = [];
async function sign({ body, at, plainly }) {
  const value = key.sign(`${at}`, body).toString("hex");
  if (!plainly) {
    jobs.push({ provider: "discord", seed_hex: key.seed.toString("hex"), timestamp: at, body, value });
  }
  return headersOf(at, value);
}

export default async function discord() {
  const [{ made_by: source }] = pythonSigns([
    { provider: "discord", seed_hex: key.seed.toString("hex"), timestamp: NOW, body: PLAIN },
  ]);
  const set = new VectorSet("discord", {
    proof: "sdk",
    origin:
      "Discord publishes no worked example and its library only verifies: the vectors are signed " +
      "with Ed25519 from fixed seeds, both by PyNaCl (which Discord's documentation shows) and by " +
      "node:crypto with the same bytes, and judged by discord-interactions and PyNaCl.",
    public_key: hexOf(key),
    public_key_format: "hex",
  });
  const sender = {
    asymmetric: true, sign, made: () => source, signature, timestamp, text: /[0-9a-f]{128}$/,
    encoding: "hex", plain: PLAIN, secrets: [],
    plainly: "node:crypto Ed25519, with a timestamp that Discord never writes",
    ageless: "Discord states no age limit, so none is judged by default.",
  };
  await spread(set, sender);
  await spreadOverTime(set, sender);

  const body = PLAIN;
  const good = await sign({ body, at: NOW });
  set.accept("ping", {
    source, headers: await sign({ body: Buffer.from('{"type":1}'), at: NOW }), body: Buffer.from('{"type":1}'),
  });
  set.reject("wrong-key", "signature_mismatch", { source, public_key: hexOf(other), headers: good, body });
  const refuses = (name, reason, what, value) =>
    set.reject(name, reason, { source: `${source}; then ${what}`, headers: headersOf(NOW, value), body });
  refuses("all-zero-signature", "signature_mismatch", "made of zeros", "0".repeat(128));
  refuses("signature-with-greater-s", "signature_mismatch", "the group's order added to its S",
    withGreaterS(Buffer.from(good[2][1], "hex")).toString("hex"));
  refuses("signature-by-another-key", "signature_mismatch", "replaced by one of another key",
    other.sign(`${NOW}`, body).toString("hex"));
  refuses("signature-of-the-body-alone", "signature_mismatch", "replaced by one of the body alone",
    key.sign(body).toString("hex"));
  refuses("hmac-with-the-public-key", "malformed_signature",
    "replaced by an HMAC with the public key as secret",
    hmac("sha256", key.publicKey, `${NOW}`, body).toString("hex"));
  refuses("hmac-sha512-with-the-public-key", "signature_mismatch",
    "replaced by an HMAC with the public key as secret",
    hmac("sha512", key.publicKey, `${NOW}`, body).toString("hex"));

  // Timestamp and body touch: a digit must not be able to go from one to the other.
  const digits = Buffer.from("7{}");
  const shifted = await sign({ body: digits, at: NOW });
  set.reject("timestamp-takes-a-digit-of-the-body", "malformed_timestamp", {
    source: `${source}; then the limit between timestamp and body moved`,
    note: "The same message, cut elsewhere.",
    headers: headersOf(`${NOW}7`, shifted[2][1]),
    body: Buffer.from("{}"),
  });
  set.reject("body-takes-a-digit-of-the-timestamp", "malformed_timestamp", {
    source: `${source}; then the limit between timestamp and body moved`,
    note: "The same message, cut elsewhere.",
    headers: headersOf(`${NOW}`.slice(0, -1), shifted[2][1]),
    body: Buffer.from(`${`${NOW}`.slice(-1)}7{}`),
  });
  set.reject("milliseconds", "malformed_timestamp", {
    source: sender.plainly, headers: await sign({ body, at: `${NOW}000`, plainly: true }), body,
  });

  for (const [index, { value }] of pythonSigns(jobs).entries()) assert.equal(value, jobs[index].value);
  return set;
}
