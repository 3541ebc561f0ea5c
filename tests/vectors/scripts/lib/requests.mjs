// The verifiers that look at a whole request: a vector, or a delivery that hookseal signed.

import { createVerifier, httpbis } from "http-message-signatures";
import { Webhooks } from "mailchannels-sdk";

import { keyOf, lines } from "./httpsig.mjs";
import { headerMap } from "./vectors.mjs";

/** The library knows neither digests nor `tag` and `label`, and allows no future `created`. */
export async function httpMessageSignatures(vector) {
  const { key_id, algorithm, max_age = 300 } = vector.context;
  const headers = {};
  for (const [name] of vector.headers) headers[name.toLowerCase()] = lines(vector.headers, name.toLowerCase());
  const key = { id: key_id, algs: [algorithm], verify: createVerifier(keyOf(vector), algorithm) };
  const config = {
    keyLookup: async ({ keyid }) => (key_id === undefined || keyid === key_id ? key : null),
    maxAge: max_age ?? undefined,
    requiredFields: required(vector).filter((name) => !name.startsWith('"')),
  };
  return httpbis.verifyMessage(config, { method: vector.method, url: vector.url, headers });
}

/** The components that a signature has to cover: the body's digest unless another policy is set. */
const required = ({ context, body_base64 }) =>
  context.required ?? (body_base64 === "" ? [] : ["content-digest"]);

/** Given the key, so that it fetches none. */
export const mailchannels = ({ headers, body_base64, public_key }) =>
  Webhooks.verify({
    payload: Buffer.from(body_base64, "base64").toString(),
    headers: headerMap(headers),
    publicKey: public_key,
  });
