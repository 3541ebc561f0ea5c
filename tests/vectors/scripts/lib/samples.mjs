// What the sample verifiers on the founding senders' pages do, written anew: each says
// whether the sample would let a delivery pass, or throws where it would. Like the
// samples, they are lenient in places; they are observers, not models.

import { isUtf8 } from "node:buffer";
import { timingSafeEqual } from "node:crypto";

import { hmac } from "./crypto.mjs";

const hex = (secret, message) => hmac("sha256", secret, message).toString("hex");

/** https://sendmesh.co/docs/api (Node.js): the body as text, a number or NaN for the time. */
export function sendmesh(headers, body, secret, now) {
  const stamp = headers["x-sendmesh-timestamp"];
  if (Math.abs(now - Number.parseInt(stamp, 10)) > 300) return false; // false for NaN
  const wanted = Buffer.from(hex(secret, `${stamp}.${body}`), "hex");
  const given = Buffer.from(headers["x-sendmesh-signature"], "hex"); // stops at what is no hex
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** https://sendmesh.co/docs/api (Python and PHP): the texts compared, and digits alone. */
export function sendmeshByText(headers, body, secret, now) {
  const stamp = headers["x-sendmesh-timestamp"];
  if (!/^[0-9]+$/.test(stamp) || Math.abs(now - Number(stamp)) > 300 || !isUtf8(body)) return false;
  return hex(secret, `${stamp}.${body}`) === headers["x-sendmesh-signature"];
}

/** https://docs.sendx.io/api-reference/webhook/verify-webhook, after its Python sample. */
export function sendx(headers, body, secret) {
  if ((headers["x-sendx-signature-alg"] ?? "").toLowerCase() !== "hmac-sha256") return false;
  return hex(secret, body) === (headers["x-sendx-signature"] ?? "");
}

/** https://sendsar-docs.pages.dev/setup/webhooks (JavaScript). */
export function sendsar(headers, body, secret) {
  return `sha256=${hex(secret, body)}` === headers["x-webhook-signature"];
}

/** PaystackOSS/doc-code-snippets, payments/webhooks/verifying-transaction (PHP): `POST`, and the
 * texts compared. That for Node.js prints the parsed body again first. */
export function paystack(headers, body, secret, { method }) {
  const wanted = hmac("sha512", secret, body).toString("hex");
  return method === "POST" && wanted === headers["x-paystack-signature"];
}
