// The plain cryptography, against which what the libraries sign is compared.

import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from "node:crypto";

export const hmac = (algorithm, key, ...pieces) => {
  const mac = createHmac(algorithm, key);
  for (const piece of pieces) mac.update(piece);
  return mac.digest();
};

/** An Ed25519 key pair (RFC 8032) from a seed of 32 bytes, or one made of a label. */
export function ed25519(seed) {
  const bytes = Buffer.isBuffer(seed) ? seed : createHash("sha256").update(seed).digest();
  const header = Buffer.from("302e020100300506032b657004220420", "hex"); // PKCS #8, RFC 8410
  const key = createPrivateKey({
    key: Buffer.concat([header, bytes]),
    format: "der",
    type: "pkcs8",
  });
  return {
    seed: bytes,
    publicKey: createPublicKey(key).export({ format: "der", type: "spki" }).subarray(12),
    sign: (...pieces) => sign(null, Buffer.concat(pieces.map((p) => Buffer.from(p))), key),
  };
}

/** The signature with S + L for S: equal to lenient verifiers (RFC 8032, 5.1.7 refuses it). */
export function withGreaterS(signature) {
  const order = (1n << 252n) + 27742317777372353535851937790883648493n;
  const littleEndian = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
  const s = littleEndian(signature.subarray(32)) + order;
  const bytes = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
  return Buffer.concat([signature.subarray(0, 32), bytes]);
}
