import { createHash } from "node:crypto";

import { contentDigest } from "../lib/httpsig.mjs";

const hello = Buffer.from('{"hello": "world"}');
const line = Buffer.from('{"hello": "world"}\n');
const patch = Buffer.from('{"title": "New Title"}\n');

const SHA_256 = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";
const SHA_512 = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";
const MD5 = "md5=:Sd/dVLAcvNLSq16eXua5uQ==:";

/**
 * Name, section of RFC 9530, field, value as printed, content. The Brotli example is left out:
 * its digests (sha-256 `d435Qo+n…`) are not those of the bytes that stand beside them.
 */
const PRINTED = [
  ["content-digest-sha-512", "2 (content of B.1)", "Content-Digest", "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:", line],
  ["content-digest", "B.1", "Content-Digest", "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", line],
  ["repr-digest", "B.1", "Repr-Digest", "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", line],
  ["no-content", "B.2", "Content-Digest", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", Buffer.alloc(0)],
  ["part-of-the-content", "B.3", "Content-Digest", "sha-256=:jjcgBDWNAtbYUXI37CVG3gRuGOAjaaDRGpIUFsdyepQ=:", line.subarray(10)],
  ["put-request", "B.4", "Repr-Digest", "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", line],
  ["patch-request", "B.9", "Repr-Digest", "sha-256=:mEkdbO7Srd9LIOegftO0aBX+VPTVz7/CSHes2Z27gc4=:", patch],
  ["sample-sha-512", "D", "Content-Digest", SHA_512, hello],
  ["sample-sha-256", "D", "Content-Digest", SHA_256, hello],
];
const UNSUPPORTED = {
  md5: MD5,
  sha: "sha=:07CavjDP4u3/TungoUHJO/Wzr4c=:",
  unixsum: "unixsum=:GQU=:",
  unixcksum: "unixcksum=:7zsHAA==:",
  adler: "adler=:OZkGFw==:",
  crc32c: "crc32c=:Q3lHIA==:",
};

export default async function rfc9530() {
  const vectors = [];
  const add = (name, source, field, value, content, reason) => vectors.push({
    name, source, field, value, content_base64: content.toString("base64"),
    ...(reason === undefined ? { expect: "accept" } : { expect: "reject", reason }),
  });
  for (const [name, section, field, value, content] of PRINTED) {
    const [, hash, digest] = /^(sha-\d+)=:(.*):$/.exec(value);
    const computed = createHash(hash.replace("-", "")).update(content).digest("base64");
    if (computed !== digest) throw new Error(`${name}: not the digest`);
    const source = `RFC 9530, ${section}`;
    add(name, source, field, value, content);
    add(`${name}-and-a-byte-more`, `${source}; then a byte added to the content`, field, value,
      Buffer.concat([content, Buffer.from("\n")]), "digest_mismatch");
  }
  for (const [name, value] of Object.entries(UNSUPPORTED)) {
    add(`sample-${name}`, "RFC 9530, D", "Content-Digest", value, hello, "unsupported_algorithm");
  }
  const joined = "RFC 9530, D; joined";
  const field = "Content-Digest";
  add("samples-sha-256-sha-512", joined, field, `${SHA_256}, ${SHA_512}`, hello);
  add("samples-md5-sha-256", joined, field, `${MD5}, ${SHA_256}`, hello);
  add("samples-without-blank", joined, field, `${SHA_512},${SHA_256}`, hello);
  add("samples-md5-and-a-wrong-sha-256", joined, field, `${MD5}, ${contentDigest(line, "sha-256")}`, hello, "digest_mismatch");
  add("samples-sha-256-and-a-wrong-sha-512", joined, field, `${SHA_256}, ${contentDigest(line, "sha-512")}`, hello, "digest_mismatch");
  const changed = (name, how, value, reason = "malformed_signature") =>
    add(name, `RFC 9530, D; then ${how}`, field, value, hello, reason);
  changed("too-much-padding", "an = added", SHA_256.replace("=:", "==:").replace("sha-256==:", "sha-256=:").replace(/=:$/, "==:"));
  changed("name-in-capitals", "the name made capitals", SHA_256.replace("sha", "SHA"));
  changed("no-colons", "the colons left out", SHA_256.replaceAll(":", ""));
  changed("text", "written as a string", SHA_256.replace(/:(.*):/, '"$1"'));
  changed("number", "replaced by a number", "sha-256=10");
  changed("empty", "emptied", "", "missing_digest");
  changed("cut", "cut to 30 bytes", `${SHA_256.slice(0, 49)}:`);
  return {
    provider: "digest",
    origin:
      "The digests that RFC 9530 prints in its appendices B and D, computed again with node:crypto, " +
      "and what is to be refused.",
    vectors,
  };
}
