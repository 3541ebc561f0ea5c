// How the senders sign whose schemes are code, written down a second time and apart from
// hookseal, for forms.mjs: what makes a delivery, and a judge with hookseal's rules and reasons.

import { createHash, createPublicKey, verify } from "node:crypto";
import querystring from "node:querystring";

import { hmac } from "./crypto.mjs";
import { lines } from "./judge.mjs";

const bodyOf = (vector) => Buffer.from(vector.body_base64, "base64");
const keysOf = (vector) => vector.secrets ?? [vector.secret ?? vector.public_key];
const JSON_TYPE = ["Content-Type", "application/json"];
const at = (json, path) =>
  path.split("/").slice(1).reduce((value, name) => value?.[name], json);

/** The bytes of a signature's text, or nothing where it is not the one text of them. */
export function decoded(text, encoding, length) {
  const strict = encoding === "hex" ? text.toLowerCase() : text;
  const bytes = Buffer.from(strict, encoding);
  return bytes.length === length && bytes.toString(encoding) === strict ? bytes : undefined;
}

/** The value of a header, or `{ reason }`. */
export function only(vector, name) {
  const [value, second] = lines(vector, name);
  if (second !== undefined) return { reason: "ambiguous" };
  return { value };
}

/** Whether a member of this name occurs twice; enough for bodies without nested namesakes. */
const twice = (text, name) =>
  (text.match(new RegExp(`"${name}"\\s*:`, "g")) ?? []).length > 1;

function parsed(vector, names) {
  const text = bodyOf(vector).toString();
  try {
    const json = JSON.parse(text);
    return names.some((name) => twice(text, name)) ? undefined : json;
  } catch {
    return undefined;
  }
}

/** Senders that show a token in a header. */
const headerToken = (name, prefix = "", sample = {}, other = undefined) => ({
  headers: (token) => [JSON_TYPE, [name, `${prefix}${token}`]],
  body: () => JSON.stringify(sample),
  place: name,
  other,
  judge(vector) {
    const own = lines(vector, name).length > 0 || other === undefined;
    const [header, begins] = own ? [name, prefix] : other;
    const { reason, value } = only(vector, header);
    if (reason !== undefined) return reason;
    if (value === undefined || value === "") return "missing_signature";
    if (!value.startsWith(begins) || value === begins) return "malformed_signature";
    const token = value.slice(begins.length);
    return keysOf(vector).includes(token) ? "accept" : "signature_mismatch";
  },
});

/** Senders that log in with user and password. */
const basic = (sample) => ({
  secret: (text) => `hooks:${text}`,
  headers: (token) => [JSON_TYPE, ["Authorization", `Basic ${Buffer.from(token).toString("base64")}`]],
  body: () => JSON.stringify(sample),
  place: "Authorization",
  judge(vector) {
    const { reason, value } = only(vector, "Authorization");
    if (reason !== undefined) return reason;
    if (value === undefined || value === "") return "missing_signature";
    const text = /^basic (.+)$/i.exec(value)?.[1] ?? "";
    const token = Buffer.from(text, "base64");
    if (text === "" || token.toString("base64") !== text) return "malformed_signature";
    return keysOf(vector).includes(token.toString()) ? "accept" : "signature_mismatch";
  },
});

/** Senders that show a token in the body; `put` makes one of it, `all` finds them. */
const bodyToken = (name, put, all) => ({
  headers: () => [JSON_TYPE],
  body: (token) => JSON.stringify(put(token)),
  name,
  judge(vector) {
    const json = parsed(vector, []);
    if (json === undefined) return "malformed_body";
    const tokens = all(json);
    const written = bodyOf(vector).toString().match(new RegExp(`"${name}"\\s*:`, "g")) ?? [];
    if (written.length > Math.max(tokens?.length ?? 0, 1)) return "malformed_body";
    if (tokens === undefined || tokens.some((token) => token !== undefined && typeof token !== "string")) {
      return "malformed_body";
    }
    if (tokens.length === 0 || tokens.some((token) => !token)) return "missing_signature";
    return tokens.every((token) => keysOf(vector).includes(token)) ? "accept" : "signature_mismatch";
  },
});

export const TOKENS = {
  auth0: headerToken("Authorization", "", [{ log_id: "1", data: { type: "s" } }]),
  brevo: headerToken("Authorization", "Bearer ", { event: "delivered", id: 7 }),
  chargebee: basic({ id: "ev_1", event_type: "subscription_created" }),
  cloudflare_notifications: headerToken("cf-webhook-auth", "", { alert_type: "example" }),
  figma: bodyToken(
    "passcode",
    (token) => ({ event_type: "FILE_UPDATE", passcode: token, webhook_id: "22" }),
    (json) => [json.passcode],
  ),
  flutterwave: headerToken("verif-hash", "", { event: "charge.completed", data: { id: 1 } }),
  microsoft_graph: bodyToken(
    "clientState",
    (token) => ({ value: [{ subscriptionId: "s1", clientState: token, changeType: "updated" }] }),
    (json) => (Array.isArray(json.value) ? json.value.map((item) => item.clientState) : undefined),
  ),
  okta: headerToken("Authorization", "", {
    eventId: "b5a188b9", data: { events: [{ eventType: "user.lifecycle.create" }] },
  }),
  postmark: basic({ RecordType: "Delivery", MessageID: "883953f4" }),
  telegram: headerToken("X-Telegram-Bot-Api-Secret-Token", "", { update_id: 10000 }),
  vapi: headerToken("X-Vapi-Secret", "", { message: { type: "status-update" } }, ["Authorization", "Bearer "]),
  xendit: headerToken("x-callback-token", "", { event: "ewallet.capture" }),
};

/** `stale`, `future`, or nothing. */
export function aged(vector, seconds, past, ahead) {
  const age = vector.now_unix - seconds;
  if (age > past) return "stale";
  return -age > ahead ? "future" : undefined;
}

/** Name and text of each part of `multipart/form-data`, or nothing where they cannot be told apart. */
function partsOf(vector) {
  const { value } = only(vector, "Content-Type");
  const boundary = /^multipart\/form-data; *boundary=([\w-]+)$/.exec(value ?? "")?.[1];
  if (boundary === undefined) return undefined;
  const pieces = `\r\n${bodyOf(vector)}`.split(`\r\n--${boundary}`);
  if (pieces.length < 2 || pieces[0] !== "" || !pieces.at(-1).startsWith("--")) return undefined;
  return pieces.slice(1, -1).map((piece) => piece.split("\r\n\r\n"))
    .map(([head, ...text]) => [/ name="([^"]*)"/.exec(head)?.[1], text.join("\r\n\r\n")]);
}

/** Mailgun's members: of JSON, of a form, or of parts. */
function mailgunMembers(vector) {
  const multipart = only(vector, "Content-Type").value?.startsWith("multipart/");
  if (!multipart && !isForm(vector)) {
    const json = parsed(vector, ["token"]);
    return json === undefined ? undefined : json.signature ?? {};
  }
  const fields = multipart ? partsOf(vector) : [...new URLSearchParams(bodyOf(vector).toString())];
  if (fields === undefined || (!multipart && !isUtf8(bodyOf(vector)))) return undefined;
  const own = fields.filter(([name]) => ["timestamp", "token", "signature"].includes(name));
  return new Set(own.map(([name]) => name)).size === own.length ? Object.fromEntries(own) : undefined;
}

export const MAILGUN = {
  sign: (secret, t, token) => hmac("sha256", secret, `${t}${token}`).toString("hex"),
  judge(vector) {
    const members = mailgunMembers(vector);
    if (members === undefined) return "malformed_body";
    const { timestamp, token, signature, "parent-signature": parent } = members;
    if ([timestamp, token].some((text) => typeof text === "object" || typeof text === "boolean")) {
      return "malformed_body";
    }
    const written = [signature, parent].filter((text) => text);
    if (written.length === 0) return "missing_signature";
    const all = written.map((text) => decoded(text, "hex", 32)).filter(Boolean);
    if (all.length === 0) return "malformed_body";
    if (timestamp === undefined) return "missing_signature";
    if (!/^[1-9]\d{9}$/.test(timestamp)) return "malformed_timestamp";
    const late = aged(vector, Number(timestamp), 32_400, 900);
    if (late !== undefined) return late;
    if (token === undefined) return "missing_signature";
    const message = `${timestamp}${token}`;
    return keysOf(vector).some((key) => all.some((bytes) => hmac("sha256", key, message).equals(bytes)))
      ? "accept" : "signature_mismatch";
  },
};

const ADYEN_PARTS = [
  "/pspReference", "/originalReference", "/merchantAccountCode", "/merchantReference",
  "/amount/value", "/amount/currency", "/eventCode", "/success",
];

/** Whether a member is called `name` to a reader that minds neither case nor `_` and `-`. */
const nearly = (object, name) => {
  const letters = (text) => text.replace(/[_-]/g, "").toLowerCase();
  return Object.keys(object ?? {}).some((other) => other !== name && letters(other) === letters(name));
};

export const ADYEN = {
  sign: (key, message) => hmac("sha256", Buffer.from(key, "hex"), message).toString("base64"),
  message: (item) => ADYEN_PARTS.map((path) => at(item, path) ?? "").join(":"),
  judge(vector) {
    const json = parsed(vector, []);
    if (json === undefined) return "malformed_body";
    if (nearly(json, "notificationItems")) return "malformed_body";
    const elements = json.notificationItems ?? [];
    for (const element of elements) {
      const item = element.NotificationRequestItem;
      if (item === undefined || nearly(element, "NotificationRequestItem")) return "malformed_body";
      const ways = [...ADYEN_PARTS, "/additionalData/hmacSignature"].map((path) => path.split("/").slice(1));
      if (ways.some(([first, second]) => nearly(item, first) || (second !== undefined && nearly(item[first], second)))) {
        return "malformed_body";
      }
    }
    const items = elements.map((item) => item.NotificationRequestItem);
    if (items.length === 0) return "missing_signature";
    if (items.length > 1) return "too_many_signatures";
    for (const item of items) {
      const text = item.additionalData?.hmacSignature;
      if (!text) return "missing_signature";
      const bytes = decoded(text, "base64", 32);
      if (bytes === undefined) return "malformed_body";
      for (const path of ADYEN_PARTS) {
        const part = at(item, path);
        const free = path === "/merchantReference";
        if (part === undefined && path !== "/originalReference" && !free) return "missing_signature";
        if (!free && `${part ?? ""}`.includes(":")) return "malformed_body";
      }
      const message = ADYEN.message(item);
      const right = keysOf(vector).some((key) =>
        hmac("sha256", Buffer.from(key, "hex"), message).equals(bytes));
      if (!right) return "signature_mismatch";
    }
    return "accept";
  },
};

/** A key of this sender, one for each number. */
export const keyOf = (name, number) =>
  createHash("sha256").update(`${name} ${number}`).digest("hex").slice(0, 40);

/** Public keys: `algorithm` and `options` as node:crypto's `verify` takes them. */
const signedBy = (header, { dsa, timestamp, lengths }) => (vector) => {
  const { reason, value } = only(vector, header);
  if (reason !== undefined) return reason;
  if (value === undefined || value === "") return "missing_signature";
  const bytes = Buffer.from(value, "base64");
  const [least, most] = lengths;
  if (bytes.toString("base64") !== value || bytes.length < least || bytes.length > most) {
    return "malformed_signature";
  }
  let message = bodyOf(vector);
  if (timestamp !== undefined) {
    const stamp = only(vector, timestamp);
    if (stamp.reason !== undefined) return stamp.reason;
    if (stamp.value === undefined || stamp.value === "") return "missing_timestamp";
    if (!/^[1-9]\d{9}$/.test(stamp.value)) return "malformed_timestamp";
    message = Buffer.concat([Buffer.from(stamp.value), message]);
  }
  const text = vector.public_key;
  const key = text.startsWith("-----")
    ? createPublicKey(text)
    : createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
  // Where the encoding of DER is broken, node:crypto says no as well.
  return verify("sha256", message, { key, dsaEncoding: dsa ? "der" : undefined }, bytes)
    ? "accept" : "signature_mismatch";
};

export const PUBLIC = {
  sendgrid: {
    header: "X-Twilio-Email-Event-Webhook-Signature",
    timestamp: "X-Twilio-Email-Event-Webhook-Timestamp",
    judge: signedBy("X-Twilio-Email-Event-Webhook-Signature", {
      dsa: true, timestamp: "X-Twilio-Email-Event-Webhook-Timestamp", lengths: [8, 72],
    }),
  },
  wise: {
    header: "X-Signature-SHA256",
    judge: signedBy("X-Signature-SHA256", { dsa: false, lengths: [256, 1024] }),
  },
};

const FORM = "application/x-www-form-urlencoded";
const isForm = (vector) => only(vector, "Content-Type").value?.split(";")[0].trim().toLowerCase() === FORM;

const byName = ([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right));

/** Names and values of a form by name; `undefined` where a name must not occur again. */
function fieldsByName(body, again) {
  const pairs = [...new URLSearchParams(body.toString())];
  const texts = new Set(pairs.map((pair) => JSON.stringify(pair)));
  if (!again && new Set(pairs.map(([name]) => name)).size !== pairs.length) return undefined;
  return [...texts].map((text) => JSON.parse(text))
    .sort((one, other) => byName(one, other) || byName([one[1]], [other[1]]))
    .flat().join("");
}

const isUtf8 = (body) => {
  try {
    decodeURIComponent(body.toString("latin1").replace(/%(?![0-9a-f]{2})/gi, "%25"));
    return body.equals(Buffer.from(body.toString()));
  } catch {
    return false;
  }
};

/** The URL as it is, and without its port or with its scheme's. */
function urls(url, anyPort) {
  if (!anyPort) return [url];
  const [, scheme, authority, rest] = /^(https?):\/\/([^/?]*)(.*)$/s.exec(url);
  const bare = authority.replace(/:\d+$/, "");
  const other = bare === authority ? `${authority}:${scheme === "https" ? 443 : 80}` : bare;
  return [url, `${scheme}://${other}${rest}`];
}

/** The URL as the URL Standard writes it, and with its query as Node.js' `querystring` does. */
function escapedOtherwise(url) {
  const standard = new URL(url).toString();
  const [path, query] = standard.split("?");
  return query ? [standard, `${path}?${querystring.stringify(querystring.parse(query))}`] : [];
}

/** `settings` is what the settings' header must say; it stays away where it is undefined. */
const urlAndForm = (header, {
  hash, again, anyPort, otherEscapes, digest, settings, methods, field,
}) => ({
  header,
  message: (url, body) => `${url}${fieldsByName(Buffer.from(body), again) ?? ""}`,
  sign: (key, message) => hmac(hash, key, message).toString("base64"),
  methods,
  judge(vector) {
    const { reason, value } = only(vector, header);
    if (reason !== undefined) return reason;
    if (value === undefined || value === "") return "missing_signature";
    const bytes = decoded(value, "base64", { sha1: 20, sha256: 32 }[hash]);
    if (bytes === undefined) return "malformed_signature";
    let keys = keysOf(vector);
    if (settings !== undefined) {
      const given = only(vector, "X-Twilio-Webhooks-Signature-Settings");
      if (given.reason !== undefined) return given.reason;
      const named = Object.fromEntries((given.value ?? "").split(",").map((pair) => pair.trim().split("=")));
      const algorithm = named.algorithm?.toUpperCase() ?? (settings.demanded ? "" : settings.algorithm);
      if (given.value ? algorithm !== settings.algorithm : settings.demanded) {
        return "unsupported_algorithm";
      }
      const id = vector.context?.key_id;
      if (id !== undefined && id !== named.key) keys = [];
    }
    const body = bodyOf(vector);
    const digests = new URL(vector.url).searchParams.getAll("bodySHA256");
    const signedDigest = !isForm(vector) && digest && digests.length > 0;
    if (signedDigest && (digests.length > 1 || !/^[0-9a-f]{64}$/i.test(digests[0]))) return "ambiguous";
    // The field's name says where the URL ends.
    if (field !== undefined && vector.url.replace(/^https?:\/\/[^/]+/, "").includes(field)) return "ambiguous";
    if (keys.length === 0) return "unknown_key";
    let fields = "";
    if (isForm(vector)) {
      fields = isUtf8(body) ? fieldsByName(body, again) : undefined;
    } else if (signedDigest) {
      if (createHash("sha256").update(body).digest("hex") !== digests[0]) return "signature_mismatch";
    } else if (body.length > 0) {
      fields = undefined;
    }
    if (fields === undefined) return "malformed_body";
    if (field !== undefined) {
      if ([...new URLSearchParams(body.toString()).keys()].join() !== field) return "malformed_body";
    }
    const written = otherEscapes ? [vector.url, ...escapedOtherwise(vector.url)] : [vector.url];
    return keys.some((key) => written.flatMap((url) => urls(url, anyPort)).some((url) =>
      hmac(hash, key, `${url}${fields}`).equals(bytes))) ? "accept" : "signature_mismatch";
  },
});

const TWILIO_FORM = {
  again: true, anyPort: true, otherEscapes: true, digest: true, methods: ["POST", "GET"] };

export const FORMS = {
  mandrill: urlAndForm("X-Mandrill-Signature", { hash: "sha1", again: false, field: "mandrill_events" }),
  twilio: urlAndForm("X-Twilio-Signature", {
    ...TWILIO_FORM, hash: "sha1", settings: { algorithm: "HMAC_SHA1", demanded: false },
  }),
  "twilio-sha256": urlAndForm("X-Twilio-Signature", {
    ...TWILIO_FORM, hash: "sha256", settings: { algorithm: "HMAC_SHA256", demanded: true },
  }),
};

export const BRAINTREE = {
  sign: (key, payload) =>
    hmac("sha1", createHash("sha1").update(key).digest(), payload).toString("hex"),
  judge(vector) {
    if (!isForm(vector)) return "malformed_body";
    const pairs = [...new URLSearchParams(bodyOf(vector).toString())];
    const names = pairs.map(([name]) => name);
    if (names.some((name) => !["bt_signature", "bt_payload"].includes(name))) return "malformed_body";
    if (new Set(names).size !== names.length) return "malformed_body";
    if (names.length < 2) return "missing_signature";
    const { bt_signature: signatures, bt_payload: payload } = Object.fromEntries(pairs);
    if (/[^A-Za-z0-9+=/\n]/.test(payload) || /^[0-9a-f]{20,32}$/i.test(payload)) return "malformed_body";
    let refusal = "missing_signature";
    for (const pair of signatures.split("&")) {
      const [publicKey, text] = pair.split("|");
      const bytes = text === undefined ? undefined : decoded(text, "hex", 20);
      if (bytes === undefined) continue;
      const id = vector.context?.key_id;
      if (id !== undefined && id !== publicKey) {
        refusal = "unknown_key";
        continue;
      }
      if (keysOf(vector).some((key) => BRAINTREE.sign(key, payload) === bytes.toString("hex"))) {
        return "accept";
      }
      refusal = "signature_mismatch";
    }
    return refusal;
  },
};

/** Dropbox Sign: JSON in a part of `multipart/form-data`. */
export const DROPBOX_SIGN = {
  sign: (key, time, type) => hmac("sha256", key, `${time}${type}`).toString("hex"),
  judge(vector) {
    const { reason, value } = only(vector, "Content-Type");
    if (reason !== undefined) return reason;
    const boundary = /^multipart\/form-data; *boundary=([\w-]+)$/.exec(value ?? "")?.[1];
    if (boundary === undefined) return "malformed_body";
    const pieces = `\r\n${bodyOf(vector)}`.split(`\r\n--${boundary}`);
    if (pieces.length < 2 || pieces[0] !== "" || !pieces.at(-1).startsWith("--")) return "malformed_body";
    const parts = pieces.slice(1, -1)
      .map((piece) => piece.split("\r\n\r\n"))
      .filter(([head]) => / name="json"/.test(head));
    if (parts.length === 0) return "missing_signature";
    if (parts.length > 1) return "malformed_body";
    const text = parts[0].slice(1).join("\r\n\r\n");
    let event;
    try {
      event = JSON.parse(text).event ?? {};
    } catch {
      return "malformed_body";
    }
    if (["event_hash", "event_time", "event_type"].some((name) => twice(text, name))) return "malformed_body";
    if (!event.event_hash) return "missing_signature";
    const bytes = decoded(event.event_hash, "hex", 32);
    if (bytes === undefined) return "malformed_body";
    const { event_time: time, event_type: type } = event;
    if (time === undefined || type === undefined) return "missing_signature";
    if (!/^[1-9]\d{9}$/.test(time)) return "malformed_timestamp";
    return keysOf(vector).some((key) => DROPBOX_SIGN.sign(key, time, type) === bytes.toString("hex"))
      ? "accept" : "signature_mismatch";
  },
};

/** Senders that post a form of one field, `payload`, and sign what is in it. */
const formField = (header) => ({
  header,
  sign: (key, text) => hmac("sha256", key, text).toString("hex"),
  judge(vector) {
    if (!isForm(vector)) return "malformed_body";
    const { reason, value } = only(vector, header);
    if (reason !== undefined) return reason;
    if (value === undefined || value === "") return "missing_signature";
    const bytes = decoded(value, "hex", 32);
    if (bytes === undefined) return "malformed_signature";
    const pairs = [...new URLSearchParams(bodyOf(vector).toString())];
    if (pairs.length !== 1 || pairs[0][0] !== "payload") return "malformed_body";
    return keysOf(vector).some((key) => hmac("sha256", key, pairs[0][1]).equals(bytes))
      ? "accept" : "signature_mismatch";
  },
});

export const FORM_FIELD = {
  forgejo: formField("X-Forgejo-Signature"),
  gitea: formField("X-Gitea-Signature"),
  gogs: formField("X-Gogs-Signature"),
};

export const MERCADO_PAGO = {
  message: (id, request, ts) => `id:${id};request-id:${request};ts:${ts};`,
  judge(vector) {
    const { reason, value } = only(vector, "x-signature");
    if (reason !== undefined) return reason;
    if (value === undefined || value === "") return "missing_signature";
    const pairs = value.split(",").map((pair) => pair.split("=").map((text) => text.trim()));
    const named = (name) => pairs.filter(([other]) => other === name).map(([, text]) => text);
    if (named("ts").length > 1 || named("v1").length > 1) return "ambiguous";
    const bytes = decoded(named("v1")[0] ?? "", "hex", 32);
    if (bytes === undefined) return "malformed_signature";
    const [ts] = named("ts");
    if (ts === undefined) return "missing_timestamp";
    if (!/^(0|[1-9]\d{0,19})$/.test(ts)) return "malformed_timestamp";
    const request = only(vector, "x-request-id");
    if (request.reason !== undefined) return request.reason;
    if (!request.value) return "missing_header";
    if (request.value.includes(";")) return "ambiguous";
    const ids = new URL(vector.url).searchParams.getAll("data.id");
    if (ids.length > 1) return "ambiguous";
    if (!ids[0]) return "missing_component";
    if (ids[0].includes(";")) return "ambiguous";
    const messages = [ids[0], ids[0].toLowerCase()].map((id) => MERCADO_PAGO.message(id, request.value, ts));
    return keysOf(vector).some((key) => messages.some((text) => hmac("sha256", key, text).equals(bytes)))
      ? "accept" : "signature_mismatch";
  },
};

export const BOX = {
  headers: ["BOX-SIGNATURE-PRIMARY", "BOX-SIGNATURE-SECONDARY"],
  sign: (key, body, timestamp) => hmac("sha256", key, body, timestamp).toString("base64"),
  judge(vector) {
    const algorithm = only(vector, "BOX-SIGNATURE-ALGORITHM");
    const stamp = only(vector, "BOX-DELIVERY-TIMESTAMP");
    const reasons = [];
    const signatures = BOX.headers.map((header) => {
      const { reason, value } = only(vector, header);
      if (reason !== undefined) reasons.push(reason);
      else if (value === undefined || value === "") reasons.push("missing_signature");
      else {
        const bytes = decoded(value, "base64", 32);
        if (bytes !== undefined) return bytes;
        reasons.push("malformed_signature");
      }
      return undefined;
    });
    if (signatures.every((bytes) => bytes === undefined)) {
      return reasons.find((reason) => reason !== "missing_signature") ?? "missing_signature";
    }
    if (algorithm.value?.toLowerCase() !== "hmacsha256") return "unsupported_algorithm";
    if (only(vector, "BOX-SIGNATURE-VERSION").value !== "1") return "unsupported_algorithm";
    if (stamp.reason !== undefined) return stamp.reason;
    if (!stamp.value) return "missing_timestamp";
    const time = Date.parse(stamp.value);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(stamp.value)) return "malformed_timestamp";
    const late = aged(vector, time / 1000, 600, 60);
    if (late !== undefined) return late;
    const keys = keysOf(vector);
    const there = signatures.map((bytes, slot) => bytes !== undefined && keys[slot] !== undefined);
    if (!there.includes(true)) return "unknown_key";
    return signatures.some((bytes, slot) => there[slot]
      && hmac("sha256", keys[slot], bodyOf(vector), stamp.value).equals(bytes))
      ? "accept" : "signature_mismatch";
  },
};

/** Hook0, and who has it send. */
export const HOOK0 = {
  header: "X-Hook0-Signature",
  message: (t, names, values, body) =>
    Buffer.concat([Buffer.from(`${t}.${names}.${values.join(".")}.`), Buffer.from(body)]),
  judge(vector) {
    const { reason, value } = only(vector, HOOK0.header);
    if (reason !== undefined) return reason;
    if (value === undefined || value === "") return "missing_signature";
    const pairs = value.split(",").filter((pair) => pair.includes("="))
      .map((pair) => [pair.slice(0, pair.indexOf("=")).trim(), pair.slice(pair.indexOf("=") + 1).trim()]);
    const named = (name) => pairs.filter(([other]) => other === name).map(([, text]) => text);
    if (["t", "h", "v1"].some((name) => named(name).length > 1)) return "ambiguous";
    const bytes = decoded(named("v1")[0] ?? "", "hex", 32);
    if (bytes === undefined) return "malformed_signature";
    const [t] = named("t");
    if (t === undefined) return "missing_timestamp";
    if (!/^(0|[1-9]\d{0,19})$/.test(t)) return "malformed_timestamp";
    const late = aged(vector, Number(t), 300, 60);
    if (late !== undefined) return late;
    const names = named("h")[0] ?? "";
    const list = names.split(" ").filter((text) => text !== "").map((name) => name.toLowerCase());
    const values = [];
    for (const [at, name] of list.entries()) {
      // A name without dots, and a number of dots in each value that is known: one way to read it.
      if (!/^[\w!#$%&'*+^`|~-]+$/.test(name)) return "malformed_signature";
      if (list.indexOf(name) !== at) return "ambiguous";
      const header = only(vector, name);
      if (header.reason !== undefined) return header.reason;
      if (header.value === undefined) return "missing_header";
      const dots = header.value.split(".").length - 1;
      if (dots !== (name === "x-event-type" ? 2 : 0)) return "ambiguous";
      values.push(header.value);
    }
    if (list.length === 0) return "malformed_signature";
    // Where id and type stand in headers.
    if (!["x-event-id", "x-event-type"].every((name) => list.includes(name))) return "not_covered";
    const message = HOOK0.message(t, names, values, bodyOf(vector));
    return keysOf(vector).some((key) => hmac("sha256", key, message).equals(bytes))
      ? "accept" : "signature_mismatch";
  },
};

export const CONTENTFUL = {
  message(method, target, headers, body) {
    const [path, query] = target.split("?");
    const escaped = query ? `?${encodeURI(encodeURIComponent(query))}` : "";
    const signed = headers.map(([name, value]) => `${name}:${value.trim()}`).join(";");
    return Buffer.concat([Buffer.from(`${method}\n${encodeURI(path)}${escaped}\n${signed}\n`), Buffer.from(body)]);
  },
  judge(vector) {
    const signature = only(vector, "x-contentful-signature");
    if (signature.reason !== undefined) return signature.reason;
    if (!signature.value) return "missing_signature";
    const bytes = decoded(signature.value, "hex", 32);
    if (bytes === undefined) return "malformed_signature";
    const stamp = only(vector, "x-contentful-timestamp");
    if (stamp.reason !== undefined) return stamp.reason;
    if (!stamp.value) return "missing_timestamp";
    if (!/^[1-9]\d{0,19}$/.test(stamp.value)) return "malformed_timestamp";
    const late = aged(vector, Number(stamp.value) / 1000, 60, 60);
    if (late !== undefined) return late;
    const target = vector.url.replace(/^https?:\/\/[^/]+/, "");
    if (target.split("?").length > 2) return "ambiguous";
    const list = only(vector, "x-contentful-signed-headers");
    if (list.reason !== undefined) return list.reason;
    if (!list.value) return "missing_header";
    const names = list.value.split(",").sort();
    if (new Set(names).size !== names.length) return "ambiguous";
    for (const name of ["x-contentful-signed-headers", "x-contentful-timestamp"]) {
      if (!names.includes(name)) return "not_covered";
    }
    const headers = [];
    for (const name of names) {
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return "ambiguous";
      const header = only(vector, name);
      if (header.reason !== undefined) return header.reason;
      if (header.value === undefined) return "missing_header";
      headers.push([name, header.value]);
    }
    if (headers.some(([, value], at) => at + 1 < headers.length && value.includes(`;${headers[at + 1][0]}:`))) {
      return "ambiguous";
    }
    const message = CONTENTFUL.message(vector.method, target, headers, bodyOf(vector));
    return keysOf(vector).some((key) => hmac("sha256", key, message).equals(bytes))
      ? "accept" : "signature_mismatch";
  },
};

/** Senders that have a scheme of code beside the usual one, which is none. */
export const GITLAB_TOKEN = headerToken("X-Gitlab-Token", "", { object_kind: "push" });

export const PERSONA = {
  header: "Persona-Signature",
  judge(vector) {
    const { reason, value } = only(vector, PERSONA.header);
    if (reason !== undefined) return reason;
    if (value === undefined || value === "") return "missing_signature";
    const groups = value.split(" ").filter((text) => text !== "");
    if (groups.length > 4) return "too_many_signatures";
    const refusals = [];
    let there = false;
    for (const group of groups) {
      const pairs = group.split(",").map((pair) => pair.split("="));
      const named = (name) => pairs.filter(([other]) => other === name).map(([, text]) => text);
      const signatures = named("v1").map((text) => decoded(text, "hex", 32)).filter(Boolean);
      const [t, second] = named("t");
      if (signatures.length === 0) refusals.push("malformed_signature");
      else if (second !== undefined) refusals.push("ambiguous");
      else if (t === undefined) refusals.push("missing_timestamp");
      else if (!/^(0|[1-9]\d{0,19})$/.test(t)) refusals.push("malformed_timestamp");
      else {
        there = true;
        const message = Buffer.concat([Buffer.from(`${t}.`), bodyOf(vector)]);
        if (keysOf(vector).some((key) =>
          signatures.some((bytes) => hmac("sha256", key, message).equals(bytes)))) return "accept";
      }
    }
    return there ? "signature_mismatch" : refusals[0] ?? "missing_signature";
  },
};
