// A verifier after lib/recipes.mjs, in none of hookseal's ways but with its rules and its reasons.

import { createPublicKey, verify } from "node:crypto";

import { hmac } from "./crypto.mjs";

/** The values of the header lines `name`. */
export const lines = (vector, name) =>
  vector.headers.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map((h) => h[1]);

/** The bytes of a key. */
export function keyBytes(recipe, text) {
  switch (recipe.key) {
    case "text": return Buffer.from(text);
    case "hex": return Buffer.from(text, "hex");
    case "base64": return Buffer.from(text, "base64");
    case "raw": return Buffer.from(text, "base64");
    case "spki": return Buffer.from(text, "base64").subarray(12);
    default: return Buffer.from(text.replace(recipe.key, ""), "base64"); // a prefix
  }
}

/** The signed bytes, piece by piece. */
export function message(recipe, { body, t, id, header, method, url }) {
  const pieces = recipe.message.split(/(\{\w+\})/).filter((piece) => piece !== "");
  const values = {
    "{body}": body, "{t}": t, "{id}": id, "{header}": header, "{method}": method, "{url}": url,
  };
  return Buffer.concat(pieces.map((piece) => Buffer.from(values[piece] ?? piece)));
}

const LENGTHS = { sha1: 20, sha256: 32, sha512: 64, ed25519: 64 };

/** The bytes of a signature's text, or nothing where it is not the one text of some bytes. */
function decoded(recipe, text) {
  const strict = recipe.encoding === "hex" ? text.toLowerCase() : text;
  const bytes = Buffer.from(strict, recipe.encoding);
  return bytes.length === LENGTHS[recipe.hash] && bytes.toString(recipe.encoding) === strict
    ? bytes : undefined;
}

function entries(recipe, value) {
  if (recipe.list) return value.split(",").map((entry) => entry.trim());
  if (recipe.versions) {
    return value.split(" ").filter((e) => e.startsWith("v1,"))
      .map((e) => e.slice(3).replace(/,$/, ""));
  }
  if (recipe.pair !== undefined) return named(recipe, value, recipe.pair);
  const prefix = recipe.value.slice(0, recipe.value.indexOf("{sig}"));
  return value.startsWith(prefix) ? [value.slice(prefix.length)] : [];
}

const named = (recipe, value, name) => value
  .split(recipe.separator ?? ",")
  .map((entry) => entry.trimStart())
  .filter((entry) => entry.startsWith(`${name}=`))
  .map((entry) => entry.slice(name.length + 1));

function instant(recipe, text) {
  if (recipe.unit === "rfc3339") {
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)
      ? Date.parse(text.replace(/(\.\d{3})\d+/, "$1")) : undefined;
  }
  if (recipe.unit === "http") {
    return new Date(text).toUTCString() === text ? Date.parse(text) : undefined;
  }
  if (!/^(0|[1-9]\d{0,19})$/.test(text)) return undefined;
  if (recipe.width !== undefined && text.length !== recipe.width) return undefined;
  return Number(text) * (recipe.unit === "s" ? 1000 : 1);
}

/** The vector with its headers under the first names, where it has only the others. */
function renamed({ otherNames = [] }, vector) {
  if (otherNames.some(([first]) => lines(vector, first).length > 0)) return vector;
  const headers = vector.headers.map(([name, value]) => {
    const pair = otherNames.find(([, other]) => other.toLowerCase() === name.toLowerCase());
    return [pair?.[0] ?? name, value];
  });
  return { ...vector, headers };
}

/** The values of all headers and lines that may hold signatures. */
function values(recipe, vector) {
  const found = [];
  for (const [place, name] of [recipe.header, ...(recipe.others ?? [])].entries()) {
    const own = lines(vector, name);
    if (own.length > 1 && !recipe.lines) return { reason: "ambiguous" };
    if (own.length > 16) return { reason: "too_many_signatures" };
    if (place > 0 && own.length === 0) break;
    found.push(...own.filter((value) => value !== ""));
  }
  return { found };
}

/** The URL with the escapes of some characters decoded. */
const decodedUrl = (url, characters) => url.replace(/%([0-9a-f]{2})/gi, (escape, digits) => {
  const character = String.fromCharCode(parseInt(digits, 16));
  return characters.includes(character) ? character : escape;
});

/** How a time in milliseconds is judged that stands in the body. */
function timed(recipe, vector, body) {
  let json;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return "malformed_body";
  }
  const found = json[recipe.inBody] ?? "";
  if (found === "") return "missing_timestamp";
  const at = instant({ unit: "ms" }, `${found}`);
  return at === undefined ? "malformed_timestamp" : aged(recipe, vector, at) ?? "accept";
}

function aged(recipe, vector, at) {
  const age = vector.now_unix * 1000 - at;
  if (recipe.tolerance === undefined) return undefined;
  if (age > recipe.tolerance[0] * 1000) return "stale";
  return -age > recipe.tolerance[1] * 1000 ? "future" : undefined;
}

/** `accept`, or the reason of a refusal. */
export function judge(recipe, given) {
  const vector = renamed(recipe, given);
  if (!(recipe.methods ?? ["POST"]).includes(vector.method)) return "method_not_allowed";
  const { found: all, reason } = values(recipe, vector);
  if (reason !== undefined) return reason;
  if (all.length === 0) return "missing_signature";
  const [value] = all;
  if (recipe.demands !== undefined) {
    const [name, wanted] = recipe.demands;
    const found = lines(vector, name);
    if (found[0]?.toLowerCase() !== wanted.toLowerCase()) return "unsupported_algorithm";
  }
  const signatures = all.flatMap((one) => entries(recipe, one))
    .map((text) => decoded(recipe, text))
    .filter(Boolean);
  if (signatures.length === 0) return "malformed_signature";

  let t = "";
  if (recipe.unit !== undefined) {
    const inValue = () =>
      (recipe.first ? [value.split(",")[0]] : named(recipe, value, recipe.time));
    const found = recipe.timeHeader === undefined ? inValue() : lines(vector, recipe.timeHeader);
    if (found.length > 1) return "ambiguous";
    if (found.length === 0 || found[0] === "") return "missing_timestamp";
    [t] = found;
    const at = instant(recipe, t);
    if (at === undefined) return "malformed_timestamp";
    const refused = aged(recipe, vector, at);
    if (refused !== undefined) return refused;
  }
  let id = "";
  if (recipe.idSigned) {
    const found = lines(vector, recipe.idHeader);
    if (found.length > 1) return "ambiguous";
    [id = ""] = found;
    if (!/^[!-~]{1,256}$/.test(id) || (recipe.versions && id.includes("."))) return "malformed_id";
    // Nothing stands between the two, so no date may begin sooner.
    if (recipe.message.startsWith("{id}{t}") && `${id}${t}`.search(/\d{4}-..-/) !== id.length) return "malformed_id";
  }
  // Where a URL touches the body, it says where that begins or ends.
  const target = vector.url.replace(/^https?:\/\/[^/]+/, "");
  if (recipe.message.includes("{url}{body}") && /[{[]/.test(target)) return "ambiguous";
  if (recipe.message.endsWith("{body}{url}") && target.includes(vector.context.public_url)) return "ambiguous";
  let header = "";
  if (recipe.signedHeader !== undefined) {
    const found = lines(vector, recipe.signedHeader[0]);
    if (found.length > 1) return "ambiguous";
    if (found.length === 0) return "missing_header";
    [header] = found;
  }
  const body = Buffer.from(vector.body_base64, "base64");
  const url = decodedUrl(vector.url, recipe.decodes ?? "");
  const signed = message(recipe, { body, t, id, header, method: vector.method, url });
  const keys = vector.secrets ?? [vector.secret ?? vector.public_key];
  const right = keys.some((text) => signatures.some((signature) => {
    const key = keyBytes(recipe, text);
    if (recipe.hash !== "ed25519") return hmac(recipe.hash, key, signed).equals(signature);
    const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key]);
    const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });
    return verify(null, signed, publicKey, signature);
  }));
  if (!right) return "signature_mismatch";
  if (recipe.json && body.length > 0 && !/^[{[]/.test(body.toString("latin1"))) return "malformed_body";
  return recipe.inBody === undefined ? "accept" : timed(recipe, vector, body);
}
