// Adds to ../<provider>.json the vectors of senders whose schemes are code, made by node:crypto after
// lib/forms.mjs; and judges those that stand there already, which others have signed or judged.
// Fails where one is not as it says. Needs no packages; running it twice gives the same bytes.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { tampered } from "./lib/bodies.mjs";
import { hmac } from "./lib/crypto.mjs";
import { format } from "./lib/format.mjs";
import {
  ADYEN, BOX, BRAINTREE, CONTENTFUL, DROPBOX_SIGN, FORMS, FORM_FIELD, GITLAB_TOKEN, HOOK0, MAILGUN, MERCADO_PAGO, PERSONA, PUBLIC, TOKENS, keyOf,
} from "./lib/forms.mjs";
import { NOW, changed, doubled, without } from "./lib/vectors.mjs";

const MADE = "Made by node:crypto after lib/forms.mjs";
const OF_CATALOGUE = "Made by node:crypto after lib/recipes.mjs";
const INDEPENDENT = "Those named `made-` are of node:crypto alone, after the sender's page.";

/** Collects the vectors of one sender. */
class Made {
  constructor(provider) {
    this.provider = provider;
    this.vectors = [];
  }

  add(name, reason, { change, body, secret, secrets, now, url, method, headers, context, scheme, public_key, note }) {
    const vector = {
      provider: this.provider,
      scheme,
      name: `made-${name}`,
      source: change === undefined ? MADE : `${MADE}; then ${change}`,
      note,
      secret: secrets === undefined && public_key === undefined ? secret ?? keyOf(this.provider, 1) : undefined,
      secrets,
      public_key,
      context,
      method: method ?? "POST",
      url: url ?? `https://example.com/hooks/${this.provider}`,
      headers,
      body_base64: Buffer.from(body).toString("base64"),
      now_unix: now ?? NOW,
      expect: reason === undefined ? "accept" : "reject",
      reason,
    };
    this.vectors.push(JSON.parse(JSON.stringify(vector)));
  }
}

function tokens(provider, sender) {
  const made = new Made(provider);
  const keyed = (number) => (sender.secret ?? ((text) => text))(keyOf(provider, number));
  const secret = keyed(1);
  const swapped = secret.replace(/[a-z]/, (letter) => letter.toUpperCase());
  const given = (token) => ({ secret, headers: sender.headers(token), body: sender.body(token) });
  made.add("token", undefined, given(secret));
  made.add("token-of-the-ring", undefined, { ...given(secret), secrets: [keyed(2), secret] });
  for (const [name, token] of [
    ["another-token", keyed(3)],
    ["token-cut", secret.slice(0, -1)],
    ["token-longer", `${secret}0`],
    ["token-in-another-case", swapped],
  ]) {
    made.add(name, "signature_mismatch", { change: "the token is another", ...given(token) });
  }
  const good = given(secret);
  if (sender.other !== undefined) {
    const [header, prefix] = sender.other;
    const elsewhere = (token) => [...without(good.headers, sender.place), [header, `${prefix}${token}`]];
    made.add("token-in-another-header", undefined, { ...good, headers: elsewhere(secret) });
    made.add("another-token-in-another-header", "signature_mismatch", { ...good, headers: elsewhere(keyed(3)) });
    made.add("another-token-beside-the-right-one", "signature_mismatch", {
      ...good, headers: [...changed(good.headers, sender.place, () => keyed(3)), ...elsewhere(secret).slice(1)],
    });
  }
  if (provider === "microsoft_graph") {
    const two = (...states) => JSON.stringify({
      value: states.map((clientState, index) => ({ subscriptionId: `s${index}`, clientState, changeType: "updated" })),
    });
    made.add("two-subscriptions", undefined, { ...good, secrets: [keyed(2), secret], body: two(secret, keyed(2)) });
    made.add("one-of-two-subscriptions-unknown", "signature_mismatch", { ...good, secrets: [keyed(2), secret], body: two(secret, keyed(3)) });
  }
  made.add("method-get", "method_not_allowed", { ...good, change: "the method changed", method: "GET" });
  if (sender.place !== undefined) {
    const headers = good.headers;
    made.add("token-missing", "missing_signature",
      { ...good, change: "its header left out", headers: without(headers, sender.place) });
    made.add("token-twice", "ambiguous",
      { ...good, change: "its header repeated", headers: doubled(headers, sender.place) });
    return made.vectors;
  }
  const json = sender.body(secret);
  const edit = (from, to) => json.replace(from, to);
  made.add("token-missing", "missing_signature",
    { ...good, change: "its member renamed", body: edit(`"${sender.name}"`, '"other"') });
  made.add("token-twice", "malformed_body", {
    ...good,
    change: "a second member of its name in front",
    body: edit(`"${sender.name}"`, `"${sender.name}":"x","${sender.name}"`),
  });
  made.add("token-no-text", "malformed_body",
    { ...good, change: "put into a list", body: edit(`"${secret}"`, `["${secret}"]`) });
  made.add("body-no-json", "malformed_body",
    { ...good, change: "the body cut", body: json.slice(0, -1) });
  return made.vectors;
}

function mailgun() {
  const made = new Made("mailgun");
  const secret = keyOf("mailgun", 1);
  const token = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0";
  const event = { event: "opened", id: "Ase7i2zsRYeDXztHGENqRA", recipient: "alice@example.com" };
  const body = ({ key = secret, t = `${NOW}`, signed = `${t}`, text = token, data = event } = {}) =>
    JSON.stringify({
      signature: { timestamp: t, token: text, signature: MAILGUN.sign(key, signed, token) },
      "event-data": data,
    });
  const add = (name, reason, given) => made.add(name, reason, { secret, headers: [["Content-Type", "application/json"]], ...given });
  add("delivered", undefined, { body: body() });
  add("rotation-old-key", undefined, { body: body(), secrets: [keyOf("mailgun", 2), secret] });
  add("event-changed", undefined, {
    body: body({ data: { ...event, recipient: "mallory@example.com" } }),
    note: "the event is not signed: whoever has one delivery can write another",
  });
  add("timestamp-as-number", undefined, { body: body({ t: NOW }) });
  add("as-old-as-allowed", undefined, { body: body({ t: `${NOW - 32_400}` }) });
  add("stale", "stale", { body: body({ t: `${NOW - 32_401}` }) });
  add("as-far-ahead-as-allowed", undefined, { body: body({ t: `${NOW + 900}` }) });
  add("future", "future", { body: body({ t: `${NOW + 901}` }) });
  add("wrong-key", "signature_mismatch", { body: body({ key: keyOf("mailgun", 3) }) });
  add("token-changed", "signature_mismatch", { change: "the token changed", body: body({ text: token.replace("a8", "b8") }) });
  add("timestamp-changed", "signature_mismatch", { change: "the timestamp changed", body: body({ t: `${NOW - 1}`, signed: `${NOW}` }) });
  add("timestamp-no-number", "malformed_timestamp", { body: body({ t: "yesterday" }) });
  add("digit-from-time-to-token", "malformed_timestamp", {
    change: "the last digit of the time put in front of the token",
    body: body({ t: `${NOW}`.slice(0, 9), signed: `${NOW}`, text: `0${token}` }),
  });
  add("signature-missing", "missing_signature", { change: "the signature left out", body: JSON.stringify({ signature: { timestamp: `${NOW}`, token } }) });
  add("signature-cut", "malformed_body", { change: "the signature cut", body: body().replace(/.{4}"},"event/, '"},"event') });
  add("no-json", "malformed_body", { change: "the body cut", body: body().slice(0, -1) });
  add("token-twice", "malformed_body", { change: "a second token in front", body: body().replace('"token"', '"token":"x","token"') });
  const parent = (own, above) => JSON.stringify({
    signature: {
      timestamp: `${NOW}`, token, signature: MAILGUN.sign(own, `${NOW}`, token),
      "parent-signature": MAILGUN.sign(above, `${NOW}`, token),
    },
    "event-data": event,
  });
  add("by-the-account-above", undefined, { body: parent(keyOf("mailgun", 3), secret) });
  add("by-the-subaccount", undefined, { body: parent(secret, keyOf("mailgun", 3)) });
  add("by-neither", "signature_mismatch", { body: parent(keyOf("mailgun", 3), keyOf("mailgun", 4)) });
  const mail = ({ key = secret, t = `${NOW}`, text = token } = {}) => ({
    recipient: "bob@example.com", sender: "alice@example.com", subject: "Zoë & Co", "body-plain": "a+b=c",
    timestamp: t, token: text, signature: MAILGUN.sign(key, t, token),
  });
  const form = (given) => new URLSearchParams(mail(given)).toString();
  const parts = (given, more = "") => Object.entries(mail(given))
    .map(([name, text]) => `--x-1\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
    .join("").concat(`${more}--x-1\r\nContent-Disposition: form-data; name="attachment-1"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x-1--\r\n`);
  const multipart = [["Content-Type", "multipart/form-data; boundary=x-1"]];
  for (const [name, headers, write, extra] of [
    ["form", [FORM_TYPE], form, "&token=x"],
    ["multipart", multipart, parts, '--x-1\r\nContent-Disposition: form-data; name="token"\r\n\r\nx\r\n'],
  ]) {
    const twice = name === "form" ? form() + extra : parts({}, extra);
    add(`route-${name}`, undefined, { headers, body: write() });
    add(`route-${name}-wrong-key`, "signature_mismatch", { headers, body: write({ key: keyOf("mailgun", 3) }) });
    add(`route-${name}-token-changed`, "signature_mismatch", { change: "the token changed", headers, body: write({ text: token.replace("a8", "b8") }) });
    add(`route-${name}-stale`, "stale", { headers, body: write({ t: `${NOW - 32_401}` }) });
    add(`route-${name}-token-twice`, "malformed_body", { change: "a second token added", headers, body: twice });
    add(`route-${name}-signature-missing`, "missing_signature", { change: "the signature renamed", headers, body: write().replace("signature", "Signature") });
  }
  add("route-form-said-to-be-json", "malformed_body", { body: form() });
  return made.vectors;
}

function adyen() {
  const made = new Made("adyen");
  const secret = keyOf("adyen", 1);
  const plain = {
    pspReference: "7914073381342284", originalReference: "", merchantAccountCode: "TestMerchant",
    merchantReference: "order-1", amount: { value: 1130, currency: "EUR" },
    eventCode: "AUTHORISATION", success: "true", eventDate: "2026-01-01T00:00:00+01:00", reason: "",
  };
  const item = (members = {}, { key = secret, message } = {}) => {
    const whole = { ...plain, ...members };
    const hmacSignature = ADYEN.sign(key, message ?? ADYEN.message(whole));
    return { NotificationRequestItem: { ...whole, additionalData: { hmacSignature } } };
  };
  const body = (...items) => JSON.stringify({ live: "false", notificationItems: items });
  const add = (name, reason, given) => made.add(name, reason, { secret, headers: [["Content-Type", "application/json"]], ...given });
  const changed = (members) => item(members, { message: ADYEN.message(plain) });
  add("one-item", undefined, { body: body(item()) });
  add("two-items", "too_many_signatures", {
    body: body(item(), item({ pspReference: "8814073381342285" })),
    note: "Adyen sends one in a body of JSON",
  });
  add("item-twice", "too_many_signatures", { body: body(item(), item()) });
  add("rotation-old-key", undefined, { body: body(item()), secrets: [keyOf("adyen", 2), secret] });
  add("reference-with-colon", undefined, { body: body(item({ merchantReference: "shop:7" })) });
  add("no-original-reference", undefined, { body: body(item({ originalReference: undefined })) });
  add("reason-changed", undefined, {
    body: body(changed({ reason: "another" })), note: "not among the eight that are signed",
  });
  add("wrong-key", "signature_mismatch", { body: body(item({}, { key: keyOf("adyen", 3) })) });
  for (const [name, members] of [
    ["amount", { amount: { value: 1, currency: "EUR" } }],
    ["currency", { amount: { value: 1130, currency: "USD" } }],
    ["reference", { merchantReference: "order-2" }],
    ["event-code", { eventCode: "CAPTURE" }],
    ["success", { success: "false" }],
  ]) {
    add(`${name}-changed`, "signature_mismatch", { change: `the ${name} changed`, body: body(changed(members)) });
  }
  add("second-item-wrong", "too_many_signatures", { body: body(item(), item({}, { key: keyOf("adyen", 3) })) });
  add("second-item-unsigned", "too_many_signatures", {
    change: "a second item without a signature added",
    body: body(item(), { NotificationRequestItem: plain }),
  });
  for (const [name, beside, note] of [
    ["item-under-another-name", { notificationRequestItem: plain }, "nobody judges it, and a reader that minds no case takes it"],
    ["item-without-members", {}, "nobody judges it"],
    ["item-that-is-none", { other: plain }, "nobody judges it"],
  ]) {
    add(name, "malformed_body", { change: "an element added", note, body: body(item(), beside) });
    add(`${name}-in-front`, "malformed_body", { change: "an element added", note, body: body(beside, item()) });
  }
  add("item-beside-its-like", "malformed_body", {
    change: "another item added beside the signed one", body: body({ ...item(), notificationRequestItem: plain }),
  });
  add("items-beside-their-like", "malformed_body", {
    change: "another list added beside the signed one",
    body: JSON.stringify({ NotificationItems: [{ NotificationRequestItem: plain }], notificationItems: [item()] }),
  });
  add("reference-beside-its-like", "malformed_body", {
    change: "another pspReference added in another case",
    body: body(item()).replace('"pspReference"', '"PspReference":"9","pspReference"'),
  });
  add("account-takes-from-reference", "malformed_body", {
    change: "the colon in the reference taken for the one in front of it",
    body: body(item(
      { merchantAccountCode: "TestMerchant:shop", merchantReference: "7" },
      { message: ADYEN.message({ ...plain, merchantReference: "shop:7" }) },
    )),
  });
  add("no-items", "missing_signature", { body: body() });
  add("signature-in-hex", "malformed_body", {
    change: "the signature written in hex",
    body: body(item()).replace(/"hmacSignature":"([^"]+)"/, (_, text) =>
      `"hmacSignature":"${Buffer.from(text, "base64").toString("hex")}"`),
  });
  add("no-json", "malformed_body", { change: "the body cut", body: body(item()).slice(0, -1) });
  return made.vectors;
}

const FORM_TYPE = ["Content-Type", "application/x-www-form-urlencoded"];
const CONTEXT = { public_url: "https://example.com" };

function urlAndForm(provider, sender, sample, name) {
  const made = new Made(provider);
  const secret = keyOf(provider, 1);
  const url = "https://example.com/hooks/raw?team=7";
  const signed = (body, { key = secret, at = url } = {}) =>
    [FORM_TYPE, [sender.header, sender.sign(key, sender.message(at, body))]];
  const add = (name, reason, given) => made.add(name, reason, { secret, url, context: CONTEXT, body: sample, ...given });
  const good = signed(sample);
  add("form", undefined, { headers: good });
  const unicode = name === undefined ? "Body=Zo%C3%AB+%F0%9F%A6%80&From=%2B1" : `${name}=%5B%22Zo%C3%AB+%F0%9F%A6%80%22%5D`;
  add("unicode", undefined, { body: unicode, headers: signed(unicode) });
  add("form-with-charset", undefined, { headers: [["Content-Type", `${FORM_TYPE[1]}; charset=UTF-8`], good[1]] });
  if (name === undefined) {
    add("order-of-fields-changed", undefined, {
      change: "the fields in another order", note: "they are signed by name",
      headers: good, body: sample.split("&").reverse().join("&"),
    });
  }
  add("empty-form", name === undefined ? undefined : "malformed_body", { body: "", headers: signed("") });
  add("rotation-old-key", undefined, { headers: good, secrets: [keyOf(provider, 2), secret] });
  add("wrong-key", "signature_mismatch", { headers: signed(sample, { key: keyOf(provider, 3) }) });
  add("value-changed", "signature_mismatch", { change: "a value changed", headers: good, body: `${sample}0` });
  add("field-added", name === undefined ? "signature_mismatch" : "malformed_body", { change: "a field added", headers: good, body: `${sample}&Zz=1` });
  add("query-changed", "signature_mismatch", { change: "the query changed", headers: good, url: url.replace("7", "8") });
  add("raw-body-signed", "signature_mismatch", { headers: [FORM_TYPE, [sender.header, sender.sign(secret, `${url}${sample}`)]] });
  add("signature-missing", "missing_signature", { change: "the signature header left out", headers: [FORM_TYPE] });
  add("signature-twice", "ambiguous", { change: "the signature header repeated", headers: doubled(good, sender.header) });
  add("signature-cut", "malformed_signature", { change: "the signature cut", headers: changed(good, sender.header, (text) => text.slice(0, -4)) });
  add("no-utf8", "malformed_body", { change: "a byte that is no UTF-8 in the place of U+FFFD", body: "a=%FF", headers: signed("a=%EF%BF%BD") });
  add("method-put", "method_not_allowed", { change: "the method changed", headers: good, method: "PUT" });
  return { made, add, signed, secret, url };
}

function mandrill() {
  const name = "mandrill_events";
  const sample = `${name}=%5B%7B%22event%22%3A%22send%22%2C%22_id%22%3A%221%22%7D%5D`;
  const { made, add, signed, url } = urlAndForm("mandrill", FORMS.mandrill, sample, name);
  const more = `${sample}&mode=test`;
  add("another-field-signed", "malformed_body", { note: "there is one field alone", body: more, headers: signed(more) });
  add("name-twice", "malformed_body", { change: "a second field added", body: `${sample}&${sample}`, headers: signed(sample) });
  add("json", "malformed_body", { change: "the type changed", headers: [["Content-Type", "application/json"], signed(sample)[1]] });
  const within = `${name}=a${name}%5B%5D`;
  add("value-moved-into-the-url", "ambiguous", {
    change: "the message cut at another place where the field's name stands",
    url: `${url}${name}a`, body: `${name}=%5B%5D`, headers: signed(within),
  });
  return made.vectors;
}

function twilio() {
  const sample = "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309";
  const sender = FORMS.twilio;
  const { made, add, signed, secret, url } = urlAndForm("twilio", sender, sample);
  const twice = "To=1&To=2&Digits=3&To=2";
  add("name-twice", undefined, { body: twice, headers: signed(twice) });
  add("cut-anew", undefined, {
    change: "a letter moved from a value to its name",
    note: "nothing separates the fields: the sender itself cannot tell",
    body: sample.replace("Digits=1234", "Digits1=234"), headers: signed(sample),
  });
  const sha = (body) => createHash("sha256").update(body).digest("hex");
  const json = Buffer.from('{"property":"Zoë"}');
  const jsonUrl = `${url}&bodySHA256=${sha(json)}`;
  const jsonHeaders = (at) => [["Content-Type", "application/json"], [sender.header, sender.sign(secret, at)]];
  add("json", undefined, { body: json, url: jsonUrl, headers: jsonHeaders(jsonUrl) });
  add("json-changed", "signature_mismatch", { change: "the body changed", body: '{"property":"Zoe"}', url: jsonUrl, headers: jsonHeaders(jsonUrl) });
  add("json-without-digest", "malformed_body", { body: json, headers: jsonHeaders(url) });
  add("json-digest-twice", "ambiguous", { body: json, url: `${jsonUrl}&bodySHA256=${sha(json)}`, headers: jsonHeaders(`${jsonUrl}&bodySHA256=${sha(json)}`) });
  add("json-digest-cut", "ambiguous", { body: json, url: jsonUrl.slice(0, -2), headers: jsonHeaders(jsonUrl.slice(0, -2)) });
  add("get", undefined, { method: "GET", body: "", headers: [[sender.header, sender.sign(secret, url)]] });
  const SETTINGS = "X-Twilio-Webhooks-Signature-Settings";
  const settings = (text) => ({ headers: [...signed(sample), [SETTINGS, text]] });
  add("shared-key-by-its-id", undefined, { ...settings("key=k1,algorithm=HMAC_SHA1"), context: { ...CONTEXT, key_id: "k1" } });
  add("shared-key-of-another-id", "unknown_key", { ...settings("key=k2,algorithm=HMAC_SHA1"), context: { ...CONTEXT, key_id: "k1" } });
  add("settings-without-algorithm", undefined, settings("key=k1"));
  add("settings-in-small-letters", undefined, settings("key=k1,algorithm=hmac_sha1"));
  add("settings-of-sha256", "unsupported_algorithm", settings("key=k1,algorithm=HMAC_SHA256"));
  const city = "https://example.com/hooks/raw?CallSid=CA1&FromCity=Trezzo%20Sull'Adda&Digits=%2A1";
  const called = (name, reason, at, signedAs, given = {}) => add(`query-${name}`, reason, {
    method: "GET", url: at, body: "", headers: [[sender.header, sender.sign(secret, signedAs)]], ...given,
  });
  called("as-it-came", undefined, city, city);
  called("apostrophe-signed-as-percent-27", undefined, city, city.replace("'", "%27"));
  called("written-anew", undefined, city.replace("%20", "+"), city.replace("%2A", "*"));
  called("written-anew-with-a-port", undefined, city, city.replace("%2A", "*").replace(".com/", ".com:443/"));
  called("names-together", undefined, `${city}&CallSid=CA2`, city.replace("CA1&", "CA1&CallSid=CA2&").replace("%2A", "*"));
  called("value-changed", "signature_mismatch", city.replace("CA1", "CA2"), city.replace("'", "%27"), { change: "a value changed" });
  called("parameter-added", "signature_mismatch", `${city}&a=1`, city.replace("'", "%27"), { change: "a parameter added" });
  called("signed-with-its-escapes-in-small-letters", "signature_mismatch", city, city.replace("%2A", "%2a"));
  return made.vectors;
}

function braintree() {
  const made = new Made("braintree");
  const secret = keyOf("braintree", 1);
  const xml = '<notification><timestamp type="datetime">2023-11-14T22:13:20Z</timestamp><kind>check</kind>'
    + '<subject><check type="boolean">true</check></subject></notification>';
  const payload = `${Buffer.from(xml).toString("base64")}\n`;
  const pair = (key = secret, id = "public1", text = payload) => `${id}|${BRAINTREE.sign(key, text)}`;
  const form = (signature, text = payload) =>
    new URLSearchParams({ bt_signature: signature, bt_payload: text }).toString();
  const add = (name, reason, given) =>
    made.add(name, reason, { secret, headers: [FORM_TYPE], context: { key_id: "public1" }, ...given });
  add("notification", undefined, { body: form(pair()) });
  add("key-without-id", undefined, { body: form(pair()), context: undefined });
  add("among-others", undefined, { body: form(`other|${"0".repeat(40)}&${pair()}`) });
  add("rotation-old-key", undefined, { body: form(pair()), secrets: [keyOf("braintree", 2), secret] });
  add("wrong-key", "signature_mismatch", { body: form(pair(keyOf("braintree", 3))) });
  add("another-public-key", "unknown_key", { body: form(pair(secret, "public2")) });
  add("payload-changed", "signature_mismatch", { change: "the payload changed", body: form(pair(), "AAAA\n") });
  add("newline-lost", "signature_mismatch", { change: "the payload's newline left out", body: form(pair(), payload.trimEnd()) });
  add("key-not-hashed", "signature_mismatch", { body: form(`public1|${hmac("sha1", secret, payload).toString("hex")}`) });
  add("no-base64", "malformed_body", { body: form(pair(secret, "public1", "<xml/>"), "<xml/>") });
  add("another-field", "malformed_body", { change: "a field added", body: `${form(pair())}&a=1` });
  add("payload-twice", "malformed_body", { change: "a second payload added", body: `${form(pair())}&bt_payload=AAAA` });
  add("signature-missing", "missing_signature", { change: "the signature left out", body: new URLSearchParams({ bt_payload: payload }).toString() });
  add("signature-without-key", "missing_signature", { body: form(BRAINTREE.sign(secret, payload)) });
  add("no-form", "malformed_body", { body: form(pair()), headers: [["Content-Type", "application/json"]] });
  const word = "20f9f8ed05f77439fe955c977e4c8a53";
  add("challenge-as-payload", "malformed_body", {
    note: "anybody can have a challenge signed", body: form(pair(secret, "public1", word), word),
  });
  return made.vectors;
}

function dropboxSign() {
  const made = new Made("dropbox_sign");
  const secret = keyOf("dropbox_sign", 1);
  const [time, type] = [`${NOW}`, "signature_request_signed"];
  const part = (name, text) => `--x-boundary\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  const json = ({ key = secret, signed = [time, type], request = "fa5c8a0b", ...event } = {}) => JSON.stringify({
    event: { event_time: time, event_type: type, event_hash: DROPBOX_SIGN.sign(key, ...signed), ...event },
    signature_request: { signature_request_id: request, title: "Zoë's" },
  });
  const body = (...parts) => `${parts.join("")}--x-boundary--\r\n`;
  const one = (event) => body(part("json", json(event)));
  const headers = [["Content-Type", "multipart/form-data; boundary=x-boundary"]];
  const add = (name, reason, given) => made.add(name, reason, { secret, headers, ...given });
  add("signed", undefined, { body: one() });
  add("rotation-old-key", undefined, { body: one(), secrets: [keyOf("dropbox_sign", 2), secret] });
  add("a-day-old", undefined, { body: one({ event_time: `${NOW - 86400}`, signed: [`${NOW - 86400}`, type] }) });
  add("another-part", undefined, { body: body(part("more", "1"), part("json", json())) });
  add("request-changed", undefined, {
    body: one({ request: "00000000" }),
    note: "only time and type are signed: whoever has one delivery can write another",
  });
  add("wrong-key", "signature_mismatch", { body: one({ key: keyOf("dropbox_sign", 3) }) });
  add("type-changed", "signature_mismatch", { change: "the type changed", body: one({ event_type: "signature_request_declined" }) });
  add("time-changed", "signature_mismatch", { change: "the time changed", body: one({ event_time: `${NOW + 1}` }) });
  add("digit-from-time-to-type", "malformed_timestamp", {
    change: "the last digit of the time put in front of the type",
    body: one({ event_time: time.slice(0, 9), event_type: `0${type}` }),
  });
  add("time-no-number", "malformed_timestamp", { body: one({ event_time: "yesterday0", signed: ["yesterday0", type] }) });
  add("type-missing", "missing_signature", { change: "the type left out", body: one({ event_type: undefined }) });
  add("hash-missing", "missing_signature", { change: "the hash left out", body: one({ event_hash: undefined }) });
  add("hash-cut", "malformed_body", { change: "the hash cut", body: one({ event_hash: "00ff" }) });
  add("hash-twice", "malformed_body", {
    change: "a second hash in front", body: body(part("json", json().replace('"event_hash"', '"event_hash":"x","event_hash"'))),
  });
  add("json-cut", "malformed_body", { change: "the JSON cut", body: body(part("json", json().slice(0, -1))) });
  add("part-missing", "missing_signature", { change: "the part renamed", body: body(part("Json", json())) });
  add("part-twice", "malformed_body", { change: "a second part in front", body: body(part("json", "{}"), part("json", json())) });
  add("end-missing", "malformed_body", { change: "the last boundary left out", body: part("json", json()) });
  add("json-body", "malformed_body", { body: json(), headers: [["Content-Type", "application/json"]] });
  add("content-type-twice", "ambiguous", { change: "the content type repeated", body: one(), headers: doubled(headers, "Content-Type") });
  add("method-get", "method_not_allowed", { change: "the method changed", body: one(), method: "GET" });
  return made.vectors;
}

/** The forms of Gitea, Gogs and Forgejo, in the file of their usual scheme, which catalogue.mjs makes. */
function formField(provider) {
  const made = new Made(provider);
  const sender = FORM_FIELD[provider];
  const secret = keyOf(provider, 1);
  const json = '{"ref":"refs/heads/main","text":"a+b & c=d, Zoë"}';
  const form = (text = json) => new URLSearchParams({ payload: text }).toString();
  const headers = (signature = sender.sign(secret, json), type = FORM_TYPE) => [type, [sender.header, signature]];
  const good = { secret, scheme: `${provider}-form`, headers: headers(), body: form() };
  const add = (name, reason, given) => made.add(`form-${name}`, reason, { ...good, ...given });
  add("payload", undefined, {});
  add("payload-written-otherwise", undefined, { body: form().replaceAll("+", "%20").replace("ref", "%72%65f") });
  add("rotation-old-secret", undefined, { secrets: [keyOf(provider, 2), secret] });
  add("wrong-key", "signature_mismatch", { headers: headers(sender.sign(keyOf(provider, 3), json)) });
  add("whole-form-signed", "signature_mismatch", { headers: headers(sender.sign(secret, form())) });
  add("payload-changed", "signature_mismatch", { change: "the payload changed", body: form(json.replace("main", "evil")) });
  add("another-field", "malformed_body", { change: "a field added", body: `${form()}&a=1` });
  add("payload-twice", "malformed_body", { change: "a second payload in front", body: `payload=%7B%7D&${form()}` });
  add("payload-missing", "malformed_body", { change: "the field renamed", body: form().replace("payload", "Payload") });
  add("json-body", "malformed_body", { body: json, headers: headers(undefined, ["Content-Type", "application/json"]) });
  add("signature-missing", "missing_signature", { change: "the signature header left out", headers: without(good.headers, sender.header) });
  add("signature-empty", "missing_signature", { change: "the signature emptied", headers: headers("") });
  add("signature-cut", "malformed_signature", { change: "the signature cut", headers: headers(good.headers[1][1].slice(2)) });
  add("signature-twice", "ambiguous", { change: "the signature header repeated", headers: doubled(good.headers, sender.header) });
  return made.vectors;
}

function mercadoPago() {
  const made = new Made("mercado_pago");
  const secret = keyOf("mercado_pago", 1);
  const at = (id) => `https://example.com/hooks/raw?data.id=${id}&type=payment`;
  const id = "123456";
  const ts = `${NOW}000`;
  const headers = ({ key = secret, data = id, request = "bb56a2f1", time = ts, message } = {}) => {
    const v1 = hmac("sha256", key, message ?? MERCADO_PAGO.message(data, request, time)).toString("hex");
    return [["Content-Type", "application/json"], ["x-signature", `ts=${time},v1=${v1}`], ["x-request-id", request]];
  };
  const add = (name, reason, given) => made.add(name, reason, {
    secret, url: at(id), context: CONTEXT, body: '{"id":7,"action":"payment.updated","data":{"id":"123456"}}', ...given,
  });
  const good = headers();
  add("payment", undefined, { headers: good });
  add("seconds", undefined, { headers: headers({ time: `${NOW}` }) });
  add("blanks-in-the-list", undefined, { headers: changed(good, "x-signature", (text) => text.replace(",", " , ")) });
  add("id-in-capitals", undefined, { url: at("ORD01JABC"), headers: headers({ data: "ORD01JABC" }), note: "as the libraries have it since June 2026" });
  add("id-in-capitals-signed-in-small-letters", undefined, { url: at("ORD01JABC"), headers: headers({ data: "ord01jabc" }), note: "as the documentation says" });
  add("id-in-small-letters-signed-in-capitals", "signature_mismatch", { url: at("ord01jabc"), headers: headers({ data: "ORD01JABC" }) });
  add("rotation-old-key", undefined, { headers: good, secrets: [keyOf("mercado_pago", 2), secret] });
  add("body-changed", undefined, { headers: good, body: '{"data":{"id":"999"}}', note: "nothing of the body is signed" });
  add("wrong-key", "signature_mismatch", { headers: headers({ key: keyOf("mercado_pago", 3) }) });
  add("id-changed", "signature_mismatch", { change: "the id changed", headers: good, url: at("123457") });
  add("request-id-changed", "signature_mismatch", { change: "the request's id changed", headers: changed(good, "x-request-id", () => "zzz") });
  add("time-changed", "signature_mismatch", { change: "the time changed", headers: changed(good, "x-signature", (text) => text.replace(ts, `${NOW - 1}000`)) });
  add("id-missing", "missing_component", { change: "the query left out", headers: good, url: "https://example.com/hooks/raw" });
  add("id-twice", "ambiguous", { change: "a second id in front", headers: good, url: at("1").replace("&", `&data.id=${id}&`) });
  add("request-id-missing", "missing_header", { change: "the request's id left out", headers: without(good, "x-request-id") });
  add("time-missing", "missing_timestamp", { change: "the time left out", headers: changed(good, "x-signature", (text) => text.split(",")[1]) });
  add("time-no-number", "malformed_timestamp", { headers: headers({ time: "yesterday" }) });
  add("two-signatures", "ambiguous", { change: "a second signature added", headers: changed(good, "x-signature", (text) => `${text},${text.split(",")[1]}`) });
  add("signature-missing", "missing_signature", { change: "the signature header left out", headers: without(good, "x-signature") });
  add("signature-cut", "malformed_signature", { change: "the signature cut", headers: changed(good, "x-signature", (text) => text.slice(0, -2)) });
  add("separator-in-the-id", "ambiguous", { headers: headers({ request: "a;ts:1" }) });
  return made.vectors;
}

function box() {
  const made = new Made("box");
  const keys = [1, 2, 3].map((number) => keyOf("box", number));
  const secrets = keys.slice(0, 2);
  const body = '{"type":"webhook_event","id":"7","trigger":"FILE.UPLOADED","source":{"name":"Zoë"}}';
  const iso = (at) => new Date(at * 1000).toISOString().replace(".000Z", "Z");
  const signed = ({ by = secrets, at = iso(NOW), text = body } = {}) => [
    ["Content-Type", "application/json"],
    ["BOX-SIGNATURE-VERSION", "1"],
    ["BOX-SIGNATURE-ALGORITHM", "HmacSHA256"],
    ["BOX-DELIVERY-TIMESTAMP", at],
    ...BOX.headers.map((header, slot) => [header, BOX.sign(by[slot], text, at)]),
  ];
  const [PRIMARY, SECONDARY] = BOX.headers;
  const STAMP = "BOX-DELIVERY-TIMESTAMP";
  const good = signed();
  const add = (name, reason, given) => made.add(name, reason, { secrets, body, headers: good, ...given });
  add("both", undefined, {});
  add("primary-alone", undefined, { change: "the secondary header left out", headers: without(good, SECONDARY) });
  add("secondary-alone", undefined, { change: "the primary header left out", headers: without(good, PRIMARY) });
  add("primary-changed-at-box", undefined, { headers: signed({ by: [keys[2], keys[1]] }) });
  add("one-key-configured", undefined, { secrets: [keys[0]] });
  add("offset", undefined, { headers: signed({ at: iso(NOW).replace("Z", "+00:00") }) });
  add("as-old-as-allowed", undefined, { headers: signed({ at: iso(NOW - 600) }) });
  add("stale", "stale", { headers: signed({ at: iso(NOW - 601) }) });
  add("as-far-ahead-as-allowed", undefined, { headers: signed({ at: iso(NOW + 60) }), note: "Box's library takes no future at all" });
  add("future", "future", { headers: signed({ at: iso(NOW + 61) }) });
  add("body-changed", "signature_mismatch", { change: "the body changed", body: body.replace("7", "8") });
  add("timestamp-changed", "signature_mismatch", { change: "the timestamp changed", headers: changed(good, STAMP, () => iso(NOW - 1)) });
  add("timestamp-rewritten", "signature_mismatch", { change: "the same time written in another way", headers: changed(good, STAMP, (text) => text.replace("Z", "+00:00")) });
  add("headers-swapped", "signature_mismatch", { headers: signed({ by: [keys[1], keys[0]] }) });
  add("both-wrong", "signature_mismatch", { headers: signed({ by: [keys[2], keys[2]] }) });
  add("timestamp-first", "signature_mismatch", {
    headers: BOX.headers.reduce((headers, header, slot) =>
      changed(headers, header, () => hmac("sha256", secrets[slot], iso(NOW), body).toString("base64")), good),
  });
  add("algorithm-other", "unsupported_algorithm", { change: "the algorithm changed", headers: changed(good, "BOX-SIGNATURE-ALGORITHM", () => "HmacSHA1") });
  add("algorithm-missing", "unsupported_algorithm", { change: "the algorithm left out", headers: without(good, "BOX-SIGNATURE-ALGORITHM") });
  add("version-other", "unsupported_algorithm", { change: "the version changed", headers: changed(good, "BOX-SIGNATURE-VERSION", () => "2") });
  add("version-missing", "unsupported_algorithm", { change: "the version left out", headers: without(good, "BOX-SIGNATURE-VERSION") });
  add("timestamp-missing", "missing_timestamp", { change: "the timestamp left out", headers: without(good, STAMP) });
  add("timestamp-no-date", "malformed_timestamp", { change: "the timestamp in seconds", headers: signed({ at: `${NOW}` }) });
  add("signatures-missing", "missing_signature", { change: "both signatures left out", headers: without(without(good, PRIMARY), SECONDARY) });
  add("primary-twice", "signature_mismatch", {
    change: "the primary header repeated, the secondary spoilt",
    headers: changed(doubled(good, PRIMARY), SECONDARY, () => BOX.sign(keys[2], body, iso(NOW))),
  });
  return made.vectors;
}

function hook0(provider) {
  const made = new Made(provider);
  const secret = keyOf(provider, 1);
  const body = '{"eventId":"e1","eventType":"onchain.activity.detected","text":"Zoë 1.5"}';
  const id = "1b4e28ba-2fa1-4d9b-a3f5-ef19b5a7633b";
  const kind = "onchain.activity.detected";
  // As Hook0's output worker sends it: its client's own header is not signed.
  const given = [["User-Agent", "hook0-output-worker/1.0.0"], ["Content-Type", "application/json"], ["X-Event-Id", id], ["X-Event-Type", kind]];
  const names = "content-type x-event-id x-event-type";
  const headers = ({ key = secret, t = `${NOW}`, h = names, values = ["application/json", id, kind], sent = given, of = body, more = "" } = {}) => {
    const v1 = hmac("sha256", key, HOOK0.message(t, h, values, of)).toString("hex");
    return [...sent, [HOOK0.header, `t=${t},${more}h=${h},v1=${v1}`]];
  };
  const good = headers();
  const v0 = `v0=${hmac("sha256", secret, `${NOW}.`, body).toString("hex")},`;
  const edited = (change) => changed(good, HOOK0.header, change);
  const add = (name, reason, rest) => made.add(name, reason, { secret, headers: good, body, ...rest });
  add("headers-signed", undefined, {});
  add("v0-beside", undefined, { headers: headers({ more: v0 }) });
  add("blanks-in-the-list", undefined, { headers: edited((text) => text.replaceAll(",", ", ")) });
  add("header-of-the-subscription", undefined, {
    headers: headers({
      h: `authorization ${names}`, values: ["Bearer 5f1c", "application/json", id, kind], sent: [["Authorization", "Bearer 5f1c"], ...given],
    }),
  });
  const text = "hello !";
  const plain = changed(given, "Content-Type", () => "text/plain");
  add("plain-text", undefined, { headers: headers({ values: ["text/plain", id, kind], sent: plain, of: text }), body: text });
  add("unsigned-header-changed", undefined, { change: "a header that is not signed changed", headers: changed(good, "User-Agent", () => "other") });
  add("rotation-old-key", undefined, { secrets: [keyOf(provider, 2), secret] });
  add("as-old-as-allowed", undefined, { headers: headers({ t: `${NOW - 300}` }) });
  add("stale", "stale", { headers: headers({ t: `${NOW - 301}` }) });
  add("as-far-ahead-as-allowed", undefined, { headers: headers({ t: `${NOW + 60}` }) });
  add("future", "future", { headers: headers({ t: `${NOW + 61}` }) });
  add("wrong-key", "signature_mismatch", { headers: headers({ key: keyOf(provider, 3) }) });
  add("body-changed", "signature_mismatch", { change: "the body changed", body: body.replace("1.5", "1.6") });
  add("signed-header-changed", "signature_mismatch", { change: "a signed header changed", headers: changed(good, "X-Event-Id", () => "other") });
  add("name-left-out", "signature_mismatch", { change: "a name left out of the list", headers: edited((value) => value.replace("content-type ", "")) });
  add("v0-right-v1-wrong", "signature_mismatch", { headers: headers({ key: keyOf(provider, 3), more: v0 }) });
  add("v0-alone", "malformed_signature", { headers: [...given, [HOOK0.header, `t=${NOW},${v0.slice(0, -1)}`]], note: "v1 must be there: who leaves it out gets rid of the headers" });
  add("no-header-named", "malformed_signature", { headers: headers({ h: "", values: [] }) });
  add("signed-header-missing", "missing_header", { change: "a signed header left out", headers: without(good, "X-Event-Id") });
  add("signed-header-twice", "ambiguous", { change: "a signed header repeated", headers: doubled(good, "X-Event-Id") });
  add("name-twice", "ambiguous", { headers: headers({ h: "x-event-id x-event-id x-event-type", values: [id, id, kind] }) });
  const dotted = (header, value, values) => ({ headers: changed(headers({ values }), header, () => value) });
  add("dot-in-a-signed-header", "ambiguous", { note: "the dots between the values could be any of them", ...dotted("X-Event-Id", "a.b", ["application/json", "a.b", kind]) });
  add("type-without-dots", "ambiguous", { note: "Hook0's types have two", ...dotted("X-Event-Type", "activity", ["application/json", id, "activity"]) });
  // The same message, cut elsewhere.
  const cut = (sent, h, rest) => ({
    change: "the message cut elsewhere", body: rest, headers: [...sent, [HOOK0.header, edited((value) => value).at(-1)[1].replace(`h=${names}`, `h=${h}`)]],
  });
  const swap = (values) => given.map(([name, value]) => [name, values[name] ?? value]);
  add("cut-type-longer", "ambiguous", cut(swap({ "X-Event-Type": `${kind}.${body.slice(0, body.indexOf("."))}` }), names, body.slice(body.indexOf(".") + 1)));
  add("cut-type-shorter", "ambiguous", cut(swap({ "X-Event-Type": "onchain.activity" }), names, `detected.${body}`));
  add("cut-id-longer", "ambiguous", cut(swap({ "X-Event-Id": `${id}.onchain`, "X-Event-Type": "activity.detected" }), names, body));
  const two = headers({ h: "x-event-id x-event-type", values: [id, kind] }).at(-1)[1];
  add("cut-name-with-a-dot", "malformed_signature", {
    change: "the message cut elsewhere",
    headers: [
      ["X-Event-Id", "onchain"], [`X-Event-Type.${id}`, "activity.detected"],
      [HOOK0.header, two.replace("x-event-type", `x-event-type.${id}`)],
    ],
  });
  add("type-not-signed", "not_covered", { headers: headers({ h: "content-type x-event-id", values: ["application/json", id] }) });
  add("id-not-signed", "not_covered", { headers: headers({ h: "content-type x-event-type", values: ["application/json", kind] }) });
  add("two-times", "ambiguous", { change: "a second time in front", headers: edited((value) => `t=1,${value}`) });
  add("time-missing", "missing_timestamp", { change: "the time left out", headers: edited((value) => value.slice(value.indexOf(",") + 1)) });
  add("signature-missing", "missing_signature", { change: "the signature header left out", headers: without(good, HOOK0.header) });
  return made.vectors;
}

function contentful() {
  const made = new Made("contentful");
  const key = (number) => createHash("sha256").update(`contentful ${number}`).digest("hex");
  const secret = key(1);
  const body = '{"sys":{"id":"x"},"fields":{"t":{"en-US":"Grüße"}}}';
  const url = "https://example.com/hooks/raw";
  const LIST = "x-contentful-signed-headers";
  const STAMP = "x-contentful-timestamp";
  const SIGNATURE = "x-contentful-signature";
  const headers = ({ by = secret, at = NOW, topic = "ContentManagement.Entry.publish", target = "/hooks/raw", method = "POST", drop = [] } = {}) => {
    const signed = [["content-type", "application/json; charset=utf-8"], [STAMP, `${at}000`], ["x-contentful-topic", topic]]
      .filter(([name]) => !drop.includes(name));
    const names = [...signed.map(([name]) => name), ...drop.includes(LIST) ? [] : [LIST]].sort();
    const all = [...signed, [LIST, names.join(",")]];
    const sorted = names.map((name) => all.find(([other]) => other === name));
    const text = hmac("sha256", by, CONTENTFUL.message(method, target, sorted, body)).toString("hex");
    return [...all, ...drop.includes(STAMP) ? [[STAMP, `${at}000`]] : [], [SIGNATURE, text]];
  };
  const good = headers();
  const add = (name, reason, rest) => made.add(name, reason, { secret, url, context: CONTEXT, headers: good, body, ...rest });
  add("published", undefined, {});
  add("query", undefined, { url: `${url}?a=b%20c&d=1`, headers: headers({ target: "/hooks/raw?a=b%20c&d=1" }) });
  add("rotation-old-key", undefined, { secrets: [key(2), secret] });
  add("method-put", undefined, { method: "PUT", headers: headers({ method: "PUT" }) });
  add("method-changed", "signature_mismatch", { change: "the method changed", method: "DELETE" });
  add("as-old-as-allowed", undefined, { headers: headers({ at: NOW - 60 }) });
  add("stale", "stale", { headers: headers({ at: NOW - 61 }) });
  add("as-far-ahead-as-allowed", undefined, { headers: headers({ at: NOW + 60 }) });
  add("future", "future", { headers: headers({ at: NOW + 61 }) });
  add("wrong-key", "signature_mismatch", { headers: headers({ by: key(3) }) });
  add("body-changed", "signature_mismatch", { change: "the body changed", body: body.replace("x", "y") });
  add("query-added", "signature_mismatch", { change: "a query added", url: `${url}?a=1` });
  add("topic-changed", "signature_mismatch", { change: "the topic changed", headers: changed(good, "x-contentful-topic", () => "other") });
  add("timestamp-changed", "signature_mismatch", { change: "the timestamp changed", headers: changed(good, STAMP, () => `${NOW - 1}000`) });
  add("timestamp-not-signed", "not_covered", { headers: headers({ drop: [STAMP] }) });
  add("list-not-signed", "not_covered", { headers: headers({ drop: [LIST] }) });
  add("list-missing", "missing_header", { change: "the list left out", headers: without(good, LIST) });
  add("name-twice-in-the-list", "ambiguous", { change: "a name repeated", headers: changed(good, LIST, (text) => `${text},${STAMP}`) });
  add("signed-header-missing", "missing_header", { change: "a signed header left out", headers: without(good, "x-contentful-topic") });
  add("signed-header-twice", "ambiguous", { change: "a signed header repeated", headers: doubled(good, "x-contentful-topic") });
  add("timestamp-missing", "missing_timestamp", { change: "the timestamp left out", headers: without(good, STAMP) });
  add("signature-missing", "missing_signature", { change: "the signature header left out", headers: without(good, SIGNATURE) });
  add("signature-cut", "malformed_signature", { change: "the signature cut", headers: changed(good, SIGNATURE, (text) => text.slice(2)) });
  return made.vectors;
}

/** GitLab's older scheme, in the file of its usual one, which catalogue.mjs makes. */
function gitlabToken() {
  return tokens("gitlab", GITLAB_TOKEN).map(({ provider, name, ...rest }) =>
    ({ provider, scheme: "gitlab-token", name: name.replace("made-", "gitlab-token-made-"), ...rest }));
}

function twilioSha256() {
  const sender = FORMS["twilio-sha256"];
  const made = new Made("twilio");
  const secret = keyOf("twilio", 7);
  const url = "https://example.com/hooks/raw?team=7";
  const body = "CallSid=CA1234567890ABCDE&Digits=1234";
  const SETTINGS = ["X-Twilio-Webhooks-Signature-Settings", "key=k1,algorithm=HMAC_SHA256"];
  const headers = (key = secret, settings = SETTINGS) =>
    [FORM_TYPE, settings, [sender.header, sender.sign(key, sender.message(url, body))]].filter(Boolean);
  const context = { ...CONTEXT, key_id: "k1" };
  const add = (name, reason, rest) =>
    made.add(`sha256-${name}`, reason, { scheme: "twilio-sha256", secret, url, body, context, headers: headers(), ...rest });
  add("form", undefined, {});
  add("key-without-id", undefined, { context: CONTEXT });
  add("wrong-key", "signature_mismatch", { headers: headers(keyOf("twilio", 8)) });
  add("body-changed", "signature_mismatch", { change: "a value changed", body: `${body}0` });
  add("key-of-another-id", "unknown_key", { headers: headers(secret, [SETTINGS[0], "key=k2,algorithm=HMAC_SHA256"]) });
  add("settings-missing", "unsupported_algorithm", { change: "the settings left out", headers: headers(secret, null) });
  add("settings-of-sha1", "unsupported_algorithm", { headers: headers(secret, [SETTINGS[0], "key=k1,algorithm=HMAC_SHA1"]) });
  add("signed-by-sha1", "malformed_signature", {
    headers: [FORM_TYPE, SETTINGS, [sender.header, FORMS.twilio.sign(secret, sender.message(url, body))]],
  });
  return made.vectors;
}

function persona() {
  const made = new Made("persona");
  const secret = `wbhsec_${keyOf("persona", 1)}`;
  const old = `wbhsec_${keyOf("persona", 2)}`;
  const body = '{"data":{"type":"event","id":"evt_1","attributes":{"name":"inquiry.completed"}}}';
  const sign = (key, t) => hmac("sha256", key, `${t}.${body}`).toString("hex");
  const group = (key = secret, t = NOW) => `t=${t},v1=${sign(key, t)}`;
  const headers = (value) => [["Content-Type", "application/json"], [PERSONA.header, value]];
  const add = (name, reason, rest) => made.add(name, reason, { secret, headers: headers(group()), body, ...rest });
  const wrong = group(`wbhsec_${keyOf("persona", 3)}`);
  add("one-group", undefined, {});
  add("two-groups-new-secret", undefined, { headers: headers(`${group()} ${group(old)}`) });
  add("two-groups-old-secret", undefined, { headers: headers(`${group()} ${group(old)}`), secret: old });
  add("both-secrets-configured", undefined, { headers: headers(group(old)), secrets: [secret, old] });
  add("groups-of-two-times", undefined, { headers: headers(`${wrong} ${group(secret, NOW - 1)}`) });
  add("a-day-old", undefined, { headers: headers(group(secret, NOW - 86_400)) });
  add("wrong-secret", "signature_mismatch", { headers: headers(wrong) });
  add("two-groups-wrong-secrets", "signature_mismatch", { headers: headers(`${wrong} ${wrong}`) });
  add("body-changed", "signature_mismatch", { change: "the body changed", body: body.replace("evt_1", "evt_2") });
  add("timestamp-changed", "signature_mismatch", { change: "the timestamp changed", headers: headers(group().replace(`${NOW}`, `${NOW - 1}`)) });
  add("time-of-another-group", "signature_mismatch", { headers: headers(`t=${NOW - 1},v1=${sign(secret, NOW)} t=${NOW},v1=${"0".repeat(64)}`) });
  add("secret-without-its-beginning", "signature_mismatch", { headers: headers(group(keyOf("persona", 1))) });
  add("time-missing", "missing_timestamp", { change: "the time left out", headers: headers(group().split(",")[1]) });
  add("two-times-in-a-group", "ambiguous", { change: "a second time in front", headers: headers(`t=1,${group()}`) });
  add("signature-cut", "malformed_signature", { change: "the signature cut", headers: headers(group().slice(0, -2)) });
  add("five-groups", "too_many_signatures", { change: "the group five times", headers: headers(Array(5).fill(group()).join(" ")) });
  add("signature-missing", "missing_signature", { change: "the signature header left out", headers: headers("").slice(0, 1) });
  add("signature-twice", "ambiguous", { change: "the signature header repeated", headers: doubled(headers(group()), PERSONA.header) });
  return made.vectors;
}

/** Requests that others have signed, with one thing changed: nobody has the private keys. */
function signedByOthers(provider, { header, timestamp }) {
  const made = new Made(provider);
  const file = JSON.parse(readFileSync(new URL(`../${provider}.json`, import.meta.url)));
  const good = file.vectors.find((vector) => vector.expect === "accept");
  const body = Buffer.from(good.body_base64, "base64");
  const given = { public_key: good.public_key, headers: good.headers, now: good.now_unix, body };
  const add = (name, reason, change, rest) => made.add(name, reason, { ...given, change, ...rest });
  const value = good.headers.find(([name]) => name === header)[1];
  const edited = (text) => changed(good.headers, header, () => text);
  add("body-with-newline-added", "signature_mismatch", "a newline added to the body", { body: Buffer.concat([body, Buffer.from("\n")]) });
  add("empty-body", "signature_mismatch", "the body left out", { body: Buffer.alloc(0) });
  add("signature-missing", "missing_signature", "the signature header left out", { headers: without(good.headers, header) });
  add("signature-twice", "ambiguous", "the signature header repeated", { headers: doubled(good.headers, header) });
  // Hex digits are base64 of something, which for RSA can have the length of a signature.
  add("signature-in-hex", timestamp === undefined ? "signature_mismatch" : "malformed_signature", "the signature written in hex", { headers: edited(Buffer.from(value, "base64").toString("hex")) });
  add("signature-flipped", "signature_mismatch", "a bit of the signature flipped", {
    headers: edited(tampered(Buffer.from(value, "base64")).toString("base64")),
  });
  add("method-get", "method_not_allowed", "the method changed", { method: "GET" });
  if (timestamp !== undefined) {
    add("timestamp-changed", "signature_mismatch", "the timestamp changed", { headers: changed(good.headers, timestamp, (text) => `${Number(text) + 1}`) });
    add("timestamp-missing", "missing_timestamp", "the timestamp's header left out", { headers: without(good.headers, timestamp) });
    const digit = String.fromCharCode(body[0]);
    add("byte-from-body-to-time", "malformed_timestamp", "the body's first byte put behind the timestamp", {
      headers: changed(good.headers, timestamp, (text) => text + digit), body: body.subarray(1),
    });
  }
  return made.vectors;
}

const SENDERS = {
  ...Object.fromEntries(Object.entries(TOKENS).map(([name, sender]) =>
    [name, { make: () => tokens(name, sender), judge: sender.judge }])),
  ...Object.fromEntries(Object.entries(PUBLIC).map(([name, sender]) =>
    [name, { make: () => signedByOthers(name, sender), judge: sender.judge }])),
  coinbase_cdp: { make: () => hook0("coinbase_cdp"), judge: HOOK0.judge },
  contentful: {
    make: contentful, judge: CONTENTFUL.judge, methods: ["POST", "GET", "PUT", "PATCH", "DELETE"],
  },
  gitlab: {
    make: gitlabToken,
    // Of the usual scheme, catalogue.mjs judges.
    judge: (vector) => (vector.scheme === "gitlab-token"
      ? GITLAB_TOKEN.judge(vector) : vector.reason ?? vector.expect),
  },
  dropbox_sign: { make: dropboxSign, judge: DROPBOX_SIGN.judge },
  ...Object.fromEntries(Object.entries(FORM_FIELD).map(([name, sender]) => [name, {
    make: () => formField(name),
    judge: (vector) => (vector.scheme === `${name}-form`
      ? sender.judge(vector) : vector.reason ?? vector.expect),
  }])),
  hook0: { make: () => hook0("hook0"), judge: HOOK0.judge },
  box: { make: box, judge: BOX.judge },
  braintree: { make: braintree, judge: BRAINTREE.judge },
  mandrill: { make: mandrill, judge: FORMS.mandrill.judge },
  mercado_pago: { make: mercadoPago, judge: MERCADO_PAGO.judge },
  persona: { make: persona, judge: PERSONA.judge },
  twilio: {
    make: () => [...twilio(), ...twilioSha256()],
    judge: (vector) => FORMS[vector.scheme ?? "twilio"].judge(vector),
    methods: FORMS.twilio.methods,
  },
  flutterwave: {
    make: () => tokens("flutterwave", TOKENS.flutterwave),
    // Of version 4, catalogue.mjs judges.
    judge: (vector) => (vector.scheme === "flutterwave-v4"
      ? vector.reason ?? vector.expect : TOKENS.flutterwave.judge(vector)),
  },
  adyen: { make: adyen, judge: ADYEN.judge },
  mailgun: { make: mailgun, judge: MAILGUN.judge },
};

const request = ({ secret, secrets, headers, body_base64, now_unix }) =>
  JSON.stringify({ secret, secrets, headers, body_base64, now_unix });

let total = 0;
for (const [provider, { make, judge, methods }] of Object.entries(SENDERS)) {
  const path = new URL(`../${provider}.json`, import.meta.url);
  const file = existsSync(path)
    ? JSON.parse(readFileSync(path))
    : { proof: "independent", origin: INDEPENDENT, vectors: [] };
  const kept = file.vectors.filter((vector) => !vector.source.startsWith(MADE));
  // What catalogue.mjs makes, it puts at the end.
  const last = kept.filter((vector) => vector.source.startsWith(OF_CATALOGUE));
  const vectors = [...kept.filter((vector) => !last.includes(vector)), ...make(), ...last];
  for (const vector of vectors) {
    // What forms_sdks.mjs has written down stays while the request is the same.
    const old = file.vectors.find((other) => other.name === vector.name);
    if (old?.sdk_observed !== undefined && request(old) === request(vector)) {
      vector.sdk_observed = old.sdk_observed;
    }
    const usual = (methods ?? ["POST"]).includes(vector.method);
    const verdict = usual ? judge(vector) : "method_not_allowed";
    const wanted = vector.reason ?? vector.expect;
    if (verdict !== wanted) throw new Error(`${provider} ${vector.name}: ${verdict}, not ${wanted}`);
  }
  writeFileSync(path, format({ provider, proof: file.proof, origin: file.origin, vectors }));
  total += vectors.length;
}
console.log(`${total} in all`);
