// The cases that every sender has, whatever it signs and however it writes it.

import * as bodies from "./bodies.mjs";
import { NOW, changed, doubled, lowerNames, upperNames, without } from "./vectors.mjs";

/** What a signature's text can have done to it, by its encoding. */
const ENCODINGS = {
  hex: {
    foreign: (text) => `g${text.slice(1)}`,
    truncated: (text) => text.slice(0, -2),
    odd: (text) => text.slice(0, -1),
    longer: (text) => `${text}00`,
    other: (text) => Buffer.from(text, "hex").toString("base64"),
    flipped: (text) => `${text[0] === "0" ? "1" : "0"}${text.slice(1)}`,
    otherName: "base64",
  },
  base64: {
    foreign: (text) => `!${text.slice(1)}`,
    truncated: (text) => text.slice(0, -4),
    odd: (text) => text.slice(1),
    longer: (text) => `AAAA${text}`,
    other: (text) => Buffer.from(text, "base64").toString("hex"),
    flipped: (text) => `${text[0] === "A" ? "B" : "A"}${text.slice(1)}`,
    otherName: "hex",
  },
};

/**
 * Adds the common cases to `set`.
 *
 * `sender` says how the sender signs: `sign({ secret, body, at })` gives the headers,
 * `made(body)` who made them, `signature` is the header, `text` finds the signature in
 * its value, `encoding` is how it is written, `plain` is a usual body, `secrets` are
 * three that the sender could have given out.
 */
export async function spread(set, sender) {
  const { sign, made, signature, text, plain } = sender;
  const [secret, second, third] = sender.secrets;
  const encoding = ENCODINGS[sender.encoding];
  const own = (body = plain) => sign({ secret, body, at: NOW });
  const source = made(plain);
  const good = await own();
  const edited = (change) => changed(good, signature, (value) => value.replace(text, change));

  const wanted = {
    "plain-json": plain,
    "unicode-body": bodies.unicode,
    "unnormalised-unicode-body": bodies.unnormalised,
    "odd-json-body": bodies.oddJson,
    "crlf-body": bodies.crlf,
    "trailing-newline-body": bodies.trailingNewline,
    "byte-order-mark-body": bodies.bom,
    "empty-body": bodies.empty,
    "binary-body": bodies.binary,
    ...(sender.large ? { "large-body": bodies.large } : {}),
  };
  for (const [name, body] of Object.entries(wanted)) {
    set.accept(name, { source: made(body), headers: await own(body), body });
  }
  set.accept("upper-case-header-names", { source, headers: upperNames(good), body: plain });
  set.accept("lower-case-header-names", { source, headers: lowerNames(good), body: plain });

  if (!sender.asymmetric) {
    const bySecond = await sign({ secret: second, body: plain, at: NOW });
    const byThird = await sign({ secret: third, body: plain, at: NOW });
    const secrets = [secret, second];
    set.accept("rotation-new-secret", { source, secrets, headers: good, body: plain });
    set.accept("rotation-old-secret", { source, secrets, headers: bySecond, body: plain });
    set.reject("rotation-neither-secret", "signature_mismatch", {
      source, secrets, headers: byThird, body: plain,
    });
    set.reject("wrong-secret", "signature_mismatch", { source, headers: bySecond, body: plain });
  }

  const refused = (name, reason, change, headers, body = plain) =>
    set.reject(name, reason, { source: `${source}; then ${change}`, headers, body });
  refused("tampered-body", "signature_mismatch", "one bit of the body flipped", good,
    bodies.tampered(plain));
  refused("body-with-newline-added", "signature_mismatch", "a newline added to the body", good,
    Buffer.concat([plain, Buffer.from("\n")]));
  refused("body-lost", "signature_mismatch", "the body left out", good, bodies.empty);
  refused("body-newline-lost", "signature_mismatch", "the body's last newline left out",
    await own(bodies.trailingNewline), bodies.trailingNewline.subarray(0, -1));
  refused("body-crlf-to-lf", "signature_mismatch", "the body's line ends changed",
    await own(bodies.crlf), Buffer.from(bodies.crlf.toString().replaceAll("\r\n", "\n")));
  refused("body-reserialised", "signature_mismatch", "the body parsed and written anew",
    await own(bodies.oddJson), Buffer.from(JSON.stringify(JSON.parse(bodies.oddJson))));
  refused("signature-changed", "signature_mismatch", "one digit of the signature changed",
    edited(encoding.flipped));
  refused("missing-signature", "missing_signature", "the signature header left out",
    without(good, signature));
  refused("empty-signature", "missing_signature", "the signature header emptied",
    changed(good, signature, () => ""));
  refused("signature-of-foreign-digits", "malformed_signature",
    "a character of the signature made one that the encoding lacks", edited(encoding.foreign));
  refused("signature-truncated", "malformed_signature", "the signature cut",
    edited(encoding.truncated));
  refused("signature-one-character-short", "malformed_signature",
    "one character of the signature left out", edited(encoding.odd));
  refused("signature-too-long", "malformed_signature", "the signature lengthened",
    edited(encoding.longer));
  refused(`signature-in-${encoding.otherName}`, "malformed_signature",
    `the signature written in ${encoding.otherName}`, edited(encoding.other));
  refused("signature-header-twice", "ambiguous", "the signature header repeated",
    doubled(good, signature));
  refused("signature-header-twice-second-wrong", "ambiguous",
    "a second signature header with a wrong signature added",
    doubled(good, signature,
      good.find(([name]) => name === signature)[1].replace(text, encoding.flipped)));
  set.reject("method-get", "method_not_allowed", {
    source: `${source}; then the method changed`, method: "GET", headers: good, body: plain,
  });

  if (sender.encoding === "hex") {
    set.accept("upper-case-hex", {
      source: `${source}; then the signature's digits made capitals`,
      note: "Hexadecimal digits are read in either case; the signature is the same bytes.",
      headers: edited((value) => value.toUpperCase()),
      body: plain,
    });
  } else {
    const loose = (value) => value.replace(/(.)(=+)$/, (_, last, pad) => nextDigit(last) + pad);
    refused("signature-base64-not-canonical", "malformed_signature",
      "an unused bit of the signature's last digit set", edited(loose));
    refused("signature-base64-unpadded", "malformed_signature", "the padding left out",
      edited((value) => value.replace(/=+$/, "")));
  }
}

/** The cases of a sender whose signature covers a timestamp in whole seconds. */
export async function spreadOverTime(set, sender) {
  const { sign, made, signature, text, plain, timestamp } = sender;
  const [secret] = sender.secrets;
  const source = made(plain);
  const at = (seconds) => sign({ secret, body: plain, at: seconds });
  const stamped = async (written) =>
    sign({ secret, body: plain, at: written, plainly: true });
  const good = await at(NOW);

  const bounds = sender.ageless ? [] : [["300s-old", -300], ["300s-ahead", 300]];
  for (const [name, offset] of bounds) {
    set.accept(name, { source, note: "The bound itself passes.", headers: await at(NOW + offset), body: plain });
  }
  if (sender.ageless) {
    set.accept("a-day-old", { source, note: sender.ageless, headers: await at(NOW - 86400), body: plain });
    set.accept("a-day-ahead", { source, note: sender.ageless, headers: await at(NOW + 86400), body: plain });
  } else {
    set.reject("stale", "stale", { source, headers: await at(NOW - 301), body: plain });
    set.reject("stale-by-a-year", "stale", { source, headers: await at(NOW - 31536000), body: plain });
    set.reject("future", "future", { source, headers: await at(NOW + 301), body: plain });
    set.reject("milliseconds", "future", {
      source: sender.plainly, headers: await stamped(`${NOW}000`), body: plain,
    });
  }

  const other = await at(NOW + 1);
  const taken = other.find(([name]) => name === signature)[1].match(text)[0];
  set.reject("signature-of-another-second", "signature_mismatch", {
    source: `${source}; then its signature replaced by that of a second later`,
    headers: changed(good, signature, (value) => value.replace(text, taken)),
    body: plain,
  });

  for (const [name, written] of [
    ["timestamp-no-number", "soon"],
    ["timestamp-with-letters-behind", `${NOW}s`],
    ["timestamp-with-fraction", `${NOW}.0`],
    ["timestamp-with-plus", `+${NOW}`],
    ["timestamp-with-leading-zero", `0${NOW}`],
    ["timestamp-negative", `-${NOW}`],
    ["timestamp-hexadecimal", `0x${NOW.toString(16)}`],
    ["timestamp-beyond-64-bits", "99999999999999999999"],
  ]) {
    set.reject(name, "malformed_timestamp", {
      source: sender.plainly, headers: await stamped(written), body: plain,
    });
  }
  if (timestamp) {
    const cut = (name, reason, change, headers) =>
      set.reject(name, reason, { source: `${source}; then ${change}`, headers, body: plain });
    cut("missing-timestamp", "missing_timestamp", "the timestamp header left out",
      without(good, timestamp));
    cut("empty-timestamp", "missing_timestamp", "the timestamp header emptied",
      changed(good, timestamp, () => ""));
    cut("timestamp-header-twice", "ambiguous", "the timestamp header repeated",
      doubled(good, timestamp));
    cut("timestamp-header-replaced", "signature_mismatch",
      "the timestamp header moved by a second", changed(good, timestamp, (t) => `${Number(t) + 1}`));
  }
}

function nextDigit(digit) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return alphabet[alphabet.indexOf(digit) + 1];
}
