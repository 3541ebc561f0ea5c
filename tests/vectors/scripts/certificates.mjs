// Vectors of the senders whose keys come in X.509 certificates. Signed by node:crypto, by a key
// that is in data/x509.json, after what `SIGNED` says; those of AWS SNS itself stand in
// data/aws_sns.json. Each that is to be accepted is verified here, and AWS' own library is asked
// about all. Needs `npm install`.

import { createSign, createVerify } from "node:crypto";
import { EventEmitter } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import https from "node:https";
import { crc32 } from "node:zlib";

import MessageValidator from "sns-validator";

import { format } from "./lib/format.mjs";
import { NOW, VectorSet, changed, doubled, without } from "./lib/vectors.mjs";

const data = (name) => JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url)));
const manifest = JSON.parse(readFileSync(new URL("package.json", import.meta.url)));
const keys = data("x509");
const genuine = data("aws_sns");

const HASH = { 1: "RSA-SHA1", 2: "RSA-SHA256" };
const SIGNED = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation:
    ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
  UnsubscribeConfirmation:
    ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
};

const signedText = (message) => (SIGNED[message.Type] ?? SIGNED.Notification)
  .filter((name) => message[name] !== undefined && message[name] !== null)
  .map((name) => `${name}\n${message[name]}\n`)
  .join("");

function signed(message, { key = keys.private_key, hash } = {}) {
  const signer = createSign(hash ?? HASH[message.SignatureVersion] ?? HASH[2]);
  return { ...message, Signature: signer.update(signedText(message)).sign(key, "base64") };
}

const TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders";
const HOST = "https://sns.eu-west-1.amazonaws.com";
const CERTIFICATE = `${HOST}/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem`;
const written = (seconds) => new Date(seconds * 1000).toISOString();

const notification = (rest = {}) => ({
  Type: "Notification",
  MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
  TopicArn: TOPIC,
  Subject: "My First Message",
  Message: "Hello world!",
  Timestamp: written(NOW),
  SignatureVersion: "2",
  SigningCertURL: CERTIFICATE,
  UnsubscribeURL: `${HOST}/?Action=Unsubscribe&SubscriptionArn=${TOPIC}:c9135db0`,
  ...rest,
});
const confirmation = (rest = {}) => {
  const { Subject, UnsubscribeURL, ...message } = notification();
  return {
    ...message,
    Type: "SubscriptionConfirmation",
    Token: "2336412f37fb687f5d51e6e241d09c80",
    Message: `You have chosen to subscribe to the topic ${TOPIC}.\nTo confirm, visit the URL.`,
    SubscribeURL: `${HOST}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37fb`,
    ...rest,
  };
};
const headersOf = (message) => [
  ["x-amz-sns-message-type", `${message.Type}`],
  ["x-amz-sns-message-id", `${message.MessageId}`],
  ["x-amz-sns-topic-arn", `${message.TopicArn}`],
  ["Content-Type", "text/plain; charset=UTF-8"],
  ["User-Agent", "Amazon Simple Notification Service Agent"],
];

const MADE = "Signed by node:crypto as AWS' page says";
const set = new VectorSet("aws_sns", {
  proof: "sdk",
  origin: "Messages that AWS SNS has sent, from the tests of the AWS SDK for Java; and others signed by node:crypto with a key made for that, over the text that AWS' page describes. All were given to AWS' library sns-validator.",
  source: MADE,
  public_key: keys.sns,
  public_key_format: "pem-certificate",
});

/** `versions` are those that are taken, where it is not both. */
const context = (topic, versions) =>
  ({ settings: { topic, ...(versions && { signature_version: versions }) } });
const ONLY_2 = ["2"];
const vector = (message, rest = {}) => ({
  context: context([TOPIC]),
  headers: headersOf(message),
  body: Buffer.from(JSON.stringify(message)),
  ...rest,
});
const accept = (name, message, rest) => set.accept(name, vector(message, rest));
const reject = (name, reason, message, rest) => set.reject(name, reason, vector(message, rest));

const REAL = "A message of AWS SNS, from the tests of the AWS SDK for Java";
for (const [name, text] of Object.entries(genuine.messages)) {
  const message = JSON.parse(text);
  const body = Buffer.from(text);
  const verifier = createVerify(HASH[message.SignatureVersion]).update(signedText(message));
  if (!verifier.verify(genuine.certificate, message.Signature, "base64")) throw new Error(name);
  const old = message.SignatureVersion === "1";
  const rest = {
    source: REAL,
    public_key: genuine.certificate,
    context: context([message.TopicArn]),
    now: Math.floor(Date.parse(message.Timestamp) / 1000) + 1,
    body,
  };
  accept(`sent-${name}`, message, rest);
  if (old) {
    reject(`sent-${name}-where-2-is-demanded`, "malformed_body", message,
      { ...rest, context: context([message.TopicArn], ONLY_2) });
  }
  const other = Buffer.from(text.replace(/("Message" : ".*?)"/, '$1!"'));
  reject(`sent-${name}-changed`, "signature_mismatch", message,
    { ...rest, source: `${REAL}; then its Message changed`, body: other });
}

accept("notification", signed(notification()));
accept("notification-without-subject", signed(notification({ Subject: undefined })));
accept("notification-with-null-subject", signed(notification({ Subject: null })),
  { note: "null is as if it were not there" });
accept("notification-with-empty-subject", signed(notification({ Subject: "" })));
accept("notification-not-ascii", signed(notification({ Message: "Zoë – 山田 \u0000\u2028" })));
accept("message-that-looks-like-members", signed(notification({
  Message: `a\nMessageId\nb\nTimestamp\n${written(NOW)}\nTopicArn\nc\nType\nNotification`,
})));
accept("subscription-confirmation", signed(confirmation()));
accept("unsubscribe-confirmation", signed(confirmation({ Type: "UnsubscribeConfirmation" })), {
  note: "sns-validator takes the members of a Notification for this type, unlike AWS' page and its SDK for Java",
});
accept("as-old-as-allowed", signed(notification({ Timestamp: written(NOW - 7200) })));
accept("as-far-ahead-as-allowed", signed(notification({ Timestamp: written(NOW + 300) })));
accept("one-topic-of-two", signed(notification()), { context: context([`${TOPIC}-2`, TOPIC]) });
accept("certificate-in-china", signed(notification({
  SigningCertURL: CERTIFICATE.replace("eu-west-1.amazonaws.com", "cn-north-1.amazonaws.com.cn"),
})));
accept("unsigned-members", signed(notification({
  UnsubscribeURL: "https://evil.test/", MessageAttributes: { a: { Type: "String", Value: "b" } },
})), { note: "neither UnsubscribeURL nor MessageAttributes is signed" });
accept("certificate-in-the-european-partition", signed(notification({
  SigningCertURL: CERTIFICATE.replace("eu-west-1.amazonaws.com", "eusc-de-east-1.amazonaws.eu"),
})));
accept("version-1", signed(notification({ SignatureVersion: "1" })),
  { note: "a topic as AWS makes it signs so" });
accept("version-1-asked-for", signed(notification({ SignatureVersion: "1" })),
  { context: context([TOPIC], ["1"]) });
accept("version-2-where-both-are-asked-for", signed(notification()),
  { context: context([TOPIC], ["1", "2"]) });
accept("version-2-where-2-is-demanded", signed(notification()),
  { context: context([TOPIC], ONLY_2) });
accept("without-the-headers", signed(notification()), { headers: [["Content-Type", "text/plain"]] });

reject("version-1-where-2-is-demanded", "malformed_body",
  signed(notification({ SignatureVersion: "1" })), { context: context([TOPIC], ONLY_2) });
reject("version-3", "malformed_body", signed(notification({ SignatureVersion: "3" })));
reject("version-1-signature-said-to-be-2", "signature_mismatch",
  signed(notification(), { hash: HASH[1] }));
reject("version-2-signature-said-to-be-1", "signature_mismatch",
  signed(notification({ SignatureVersion: "1" }), { hash: HASH[2] }));

const good = signed(notification());
for (const [member, value] of [
  ["Message", "Hello world?"],
  ["MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf325"],
  ["Subject", "My Second Message"],
  ["Timestamp", written(NOW + 1)],
]) {
  reject(`${member.toLowerCase()}-changed`, "signature_mismatch", { ...good, [member]: value },
    { source: `${MADE}; then ${member} changed` });
}
{
  const { Subject, ...rest } = good;
  reject("subject-left-out", "signature_mismatch", rest, { source: `${MADE}; then Subject left out` });
}
for (const [member, value] of [["SubscribeURL", "https://evil.test/"], ["Token", "other"]]) {
  const message = { ...signed(confirmation()), [member]: value };
  reject(`${member.toLowerCase()}-changed`, "signature_mismatch", message,
    { source: `${MADE}; then ${member} changed` });
}
reject("type-changed", "malformed_body", { ...good, Type: "SubscriptionConfirmation" });
reject("type-unknown", "malformed_body", signed(notification({ Type: "Other" })));
reject("notification-with-a-token", "malformed_body", { ...good, Token: "2336412f37fb" },
  { note: "in a Notification it is not signed" });
reject("notification-with-a-subscribe-url", "malformed_body",
  { ...good, SubscribeURL: "https://evil.test/" });
reject("confirmation-with-a-subject", "malformed_body",
  { ...signed(confirmation()), Subject: "Urgent" });
reject("line-feed-in-subject", "malformed_body", signed(notification({ Subject: "a\nb" })),
  { note: "it could be read as members" });
reject("subject-moved-into-the-message", "signature_mismatch", {
  ...notification({ Subject: undefined, Message: "Hello world!\nSubject\nMy First Message" }),
  Signature: good.Signature,
});

const other = `${TOPIC}-of-another`;
reject("another-topic", "not_addressed", signed(notification({ TopicArn: other })),
  { note: "AWS signs everybody's topics by the same keys" });
reject("another-topic-behind-headers-of-ours", "not_addressed",
  signed(notification({ TopicArn: other })), { headers: headersOf(notification()) });
reject("headers-of-another-topic", "not_addressed", good,
  { headers: changed(headersOf(good), "x-amz-sns-topic-arn", () => other) });
reject("topic-in-other-case", "not_addressed", signed(notification({ TopicArn: TOPIC.toUpperCase() })));
reject("topic-changed", "not_addressed", { ...good, TopicArn: other });

reject("stale", "stale", signed(notification({ Timestamp: written(NOW - 7201) })));
reject("future", "future", signed(notification({ Timestamp: written(NOW + 301) })));
reject("timestamp-in-seconds", "malformed_timestamp", signed(notification({ Timestamp: `${NOW}` })));
reject("timestamp-empty", "malformed_timestamp", signed(notification({ Timestamp: "" })));

reject("another-key", "signature_mismatch",
  signed(notification(), { key: keys.other_private_key }));
reject("expired-certificate", "unknown_key", good, { public_key: keys.sns_expired });
reject("certificate-not-yet-valid", "unknown_key", good, { public_key: keys.sns_not_yet });

for (const [name, url] of Object.entries({
  "http": CERTIFICATE.replace("https", "http"),
  "host-suffix": CERTIFICATE.replace(".com/", ".com.evil.test/"),
  "host-prefix": CERTIFICATE.replace("sns.", "evil-sns."),
  "other-host": CERTIFICATE.replace("sns.eu-west-1.amazonaws.com", "evil.test"),
  "european-domain-of-another-region": CERTIFICATE.replace("amazonaws.com", "amazonaws.eu"),
  "storage-bucket-in-europe": CERTIFICATE.replace("sns.eu-west-1.amazonaws.com", "sns.s3-eusc-de-east-1.amazonaws.eu"),
  "user-information": CERTIFICATE.replace(".com/", ".com@evil.test/"),
  "user-information-before": CERTIFICATE.replace("https://", "https://evil.test@"),
  "port": CERTIFICATE.replace(".com/", ".com:8443/"),
  "backslash": CERTIFICATE.replace("https://sns", "https://evil.test\\@sns"),
  "query": `${CERTIFICATE}?a=.pem`,
  "fragment": CERTIFICATE.replace("https://sns", "https://evil.test/#sns"),
  "other-path": `${HOST}/evil.pem`,
  "path-upwards": CERTIFICATE.replace(".com/", ".com/../x/"),
  "percent-encoding": CERTIFICATE.replace("-0123", "-%30123"),
  "not-pem": CERTIFICATE.replace(".pem", ".txt"),
  "capitals-in-scheme": CERTIFICATE.replace("https", "HTTPS"),
  "storage-bucket": CERTIFICATE.replace("sns.eu-west-1", "sns.s3-eu-west-1"),
  "storage-bucket-short": CERTIFICATE.replace("sns.eu-west-1", "sns.s3"),
  "line-feed": CERTIFICATE.replace(".pem", ".pem\n"),
  "empty": "",
})) {
  reject(`certificate-at-${name}`, "unknown_key", { ...good, SigningCertURL: url },
    { note: "the address is not signed: whoever sends can name any" });
}

const { Signature, ...unsigned } = good;
reject("without-signature", "missing_signature", unsigned);
reject("empty-signature", "signature_mismatch", { ...good, Signature: "" });
reject("signature-no-base64", "malformed_body", { ...good, Signature: "***" });
reject("signature-cut", "signature_mismatch",
  { ...good, Signature: Buffer.from(Signature, "base64").subarray(0, 255).toString("base64") });
reject("signature-is-a-number", "malformed_body", { ...good, Signature: 7 });
for (const name of ["SigningCertURL", "SignatureVersion", "TopicArn", "Timestamp", "Message"]) {
  const { [name]: left, ...rest } = good;
  reject(`without-${name.toLowerCase()}`, "malformed_body", rest, { headers: headersOf(good) });
}
const text = JSON.stringify(good);
reject("member-twice", "malformed_body", good,
  { body: Buffer.from(text.replace("{", '{"Message":"Hello everybody!",')) });
reject("empty-body", "malformed_body", good, { body: Buffer.alloc(0) });
reject("not-json", "malformed_body", good, { body: Buffer.from("Message=Hello") });
reject("json-array", "malformed_body", good, { body: Buffer.from(`[${text}]`) });
reject("two-documents", "malformed_body", good, { body: Buffer.from(`${text}${text}`) });
reject("raw-delivery", "malformed_body", good,
  { headers: [...headersOf(good), ["x-amz-sns-rawdelivery", "true"]], body: Buffer.from("Hello world!") });
reject("topic-header-twice", "ambiguous", good,
  { headers: [...headersOf(good), ["x-amz-sns-topic-arn", TOPIC]] });
reject("method-get", "method_not_allowed", good, { method: "GET" });

/** Asks AWS' library, which is given the certificate in the place of the network. */
function observed({ public_key: certificate, body_base64 }) {
  https.get = (url, answer) => {
    const response = Object.assign(new EventEmitter(), { statusCode: 200 });
    queueMicrotask(() => {
      answer(response);
      response.emit("data", certificate);
      response.emit("end");
    });
    return new EventEmitter();
  };
  return new Promise((resolve) => {
    try {
      // One for each question: the module keeps certificates by their addresses.
      const message = JSON.parse(Buffer.from(body_base64, "base64").toString());
      if (typeof message.SigningCertURL === "string") {
        message.SigningCertURL = message.SigningCertURL.replace(/\.pem$/, `-${asked++}.pem`);
      }
      new MessageValidator().validate(message, (error) =>
        resolve(error ? `refuses (${error.message})` : "accepts"));
    } catch (error) {
      resolve(`refuses (${error.message})`);
    }
  });
}
let asked = 0;

const library = `npm sns-validator@${manifest.dependencies["sns-validator"]}`;
for (const one of set.vectors) {
  one.sdk_observed = { [library]: await observed(one) };
  const said = one.sdk_observed[library];
  if (one.expect === "accept" && said !== "accepts") console.log(`${one.name}: ${said}`);
}
const count = (expect, said) => set.vectors.filter((one) =>
  one.expect === expect && (one.sdk_observed[library] === "accepts") === said).length;
console.log(`aws_sns: ${count("accept", true)} accepted and ${count("reject", false)} refused by both`);
const { vectors } = set;
writeFileSync(new URL("../aws_sns.json", import.meta.url),
  format({ provider: "aws_sns", proof: "sdk", origin: set.origin, vectors }));

// PayPal
{
  const webhook = "1JE4291016473214C";
  const url = "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a784-5edc0ebc";
  const body = Buffer.from('{"id":"WH-0G2756385H040842W-5Y612302CV158622M","event_type":"PAYMENT.SALE.COMPLETED","summary":"Payment completed for $ 20.0 USD – Zoë"}');
  const id = "dfb3be50-fd74-11e4-8bf3-77339302725b";
  const time = written(NOW).replace(".000Z", "Z");
  const headersOf = ({ id: own = id, time: at = time, webhook: to = webhook, bytes = body, key = keys.private_key, hash = "RSA-SHA256", rest = {} }) => [
    ["Content-Type", "application/json"],
    ["PAYPAL-TRANSMISSION-ID", own],
    ["PAYPAL-TRANSMISSION-TIME", at],
    ["PAYPAL-TRANSMISSION-SIG", createSign(hash).update(`${own}|${at}|${to}|${crc32(bytes)}`).sign(key, "base64")],
    ["PAYPAL-AUTH-VERSION", "v2"],
    ["PAYPAL-AUTH-ALGO", rest.algorithm ?? "SHA256withRSA"],
    ["PAYPAL-CERT-URL", rest.url ?? url],
  ];
  const good = headersOf({});
  const paypal = new VectorSet("paypal", {
    proof: "sdk",
    origin: "Signed by node:crypto, with a key made for that, over the text that PayPal's library makes; all were given to PayPal's library paypalrestsdk by sdks.py.",
    source: "Signed by node:crypto as PayPal's page says",
    public_key: keys.paypal,
    public_key_format: "pem-certificate",
    context: { settings: { webhook_id: [webhook] } },
  });
  const vector = (rest = {}) => ({ headers: good, body, ...rest });
  const header = "PAYPAL-TRANSMISSION-SIG";
  paypal.accept("valid", vector());
  paypal.accept("simulator", vector({
    headers: headersOf({ webhook: "WEBHOOK_ID" }), context: { settings: { webhook_id: ["WEBHOOK_ID"] } },
    note: "PayPal's simulator signs for this id, with a certificate of the live system",
  }));
  const sandbox = headersOf({ rest: { url: url.replace("api.", "api.sandbox.") } });
  const placed = (...certificates) => ({ settings: { webhook_id: [webhook], certificates } });
  paypal.accept("sandbox-configured", vector({ headers: sandbox, context: placed("sandbox") }));
  paypal.accept("sandbox-and-live-configured", vector({ headers: sandbox, context: placed("live", "sandbox") }));
  paypal.reject("live-where-the-sandbox-is-configured", "unknown_key", vector({ context: placed("sandbox") }));
  paypal.reject("simulator-not-configured", "signature_mismatch", vector({ headers: headersOf({ webhook: "WEBHOOK_ID" }) }));
  paypal.accept("empty-body", vector({ headers: headersOf({ bytes: Buffer.alloc(0) }), body: Buffer.alloc(0) }));
  paypal.accept("years-old", vector({ headers: headersOf({ time: "2021-05-18T15:45:13Z" }), note: "PayPal says no limit" }));
  paypal.accept("another-body-of-the-same-checksum", vector({
    body: collision(body, '{"id":"WH-0G2756385H040842W-5Y612302CV158622M","event_type":"PAYMENT.SALE.COMPLETED","forged":true}'),
    note: "a CRC-32 protects no body: this one was made from a signed delivery alone, without any key",
  }));
  paypal.reject("tampered-body", "signature_mismatch", vector({ body: Buffer.from(body.toString().replace("20.0", "99.0")) }));
  paypal.reject("body-with-newline-added", "signature_mismatch", vector({ body: Buffer.concat([body, Buffer.from("\n")]) }));
  paypal.reject("another-webhook", "signature_mismatch", vector({ context: { settings: { webhook_id: ["4JH86294D6297924G"] } } }));
  paypal.reject("another-key", "signature_mismatch", vector({ headers: headersOf({ key: keys.other_private_key }) }));
  paypal.reject("transmission-id-changed", "signature_mismatch", vector({ headers: changed(good, "PAYPAL-TRANSMISSION-ID", (value) => value.replace("d", "e")) }));
  paypal.reject("transmission-time-changed", "signature_mismatch", vector({ headers: changed(good, "PAYPAL-TRANSMISSION-TIME", () => written(NOW)) }));
  paypal.reject("separator-in-the-id", "malformed_id", vector({ headers: headersOf({ id: `${id}|x` }) }));
  paypal.reject("time-no-time", "malformed_timestamp", vector({ headers: headersOf({ time: "yesterday" }) }));
  for (const name of ["PAYPAL-TRANSMISSION-ID", "PAYPAL-TRANSMISSION-TIME", header, "PAYPAL-AUTH-ALGO", "PAYPAL-CERT-URL"]) {
    const reason = {
      [header]: "missing_signature", "PAYPAL-TRANSMISSION-TIME": "missing_timestamp", "PAYPAL-AUTH-ALGO": "unsupported_algorithm",
    }[name] ?? "missing_header";
    paypal.reject(`without-${name.toLowerCase()}`, reason, vector({ headers: without(good, name) }));
    paypal.reject(`${name.toLowerCase()}-twice`, "ambiguous", vector({ headers: doubled(good, name) }));
  }
  paypal.reject("signed-with-sha-1", "unsupported_algorithm", vector({ headers: headersOf({ hash: "RSA-SHA1", rest: { algorithm: "SHA1withRSA" } }) }));
  paypal.reject("sha-1-said-to-be-sha-256", "signature_mismatch", vector({ headers: headersOf({ hash: "RSA-SHA1" }) }));
  paypal.reject("signature-in-hex", "signature_mismatch", vector({ headers: changed(good, header, (value) => Buffer.from(value, "base64").toString("hex")) }));
  paypal.reject("signature-no-base64", "malformed_signature", vector({ headers: changed(good, header, (value) => `${value}!`) }));
  paypal.reject("signature-cut", "signature_mismatch", vector({ headers: changed(good, header, (value) => Buffer.from(value, "base64").subarray(1).toString("base64")) }));
  paypal.reject("expired-certificate", "unknown_key", vector({ public_key: keys.paypal_expired }));
  for (const [name, to] of Object.entries({
    "http": url.replace("https", "http"),
    "host-suffix": url.replace(".com/", ".com.evil.test/"),
    "other-host": url.replace("api.paypal.com", "evil.test"),
    "other-host-of-the-sender": url.replace("api.", "www."),
    "sandbox": url.replace("api.", "api.sandbox."),
    "user-information": url.replace(".com/", ".com@evil.test/"),
    "port": url.replace(".com/", ".com:8443/"),
    "query": `${url}?a`,
    "other-path": url.replace("/certs/", "/other/"),
    "path-upwards": url.replace("CERT-", "CERT-/../"),
  })) {
    paypal.reject(`certificate-at-${name}`, "unknown_key", vector({ headers: headersOf({ rest: { url: to } }) }));
  }
  paypal.reject("method-get", "method_not_allowed", vector({ method: "GET" }));
  const path = new URL("../paypal.json", import.meta.url);
  const old = existsSync(path) ? JSON.parse(readFileSync(path)).vectors : [];
  for (const one of paypal.vectors) {
    // What sdks.py has written down stays while the request is the same.
    const { sdk_observed, ...request } = old.find(({ name }) => name === one.name) ?? {};
    const same = JSON.stringify(request) === JSON.stringify(one);
    if (same && sdk_observed !== undefined) one.sdk_observed = sdk_observed;
  }
  writeFileSync(path, format({ provider: "paypal", proof: "sdk", origin: paypal.origin, vectors: paypal.vectors }));
  console.log(`paypal: ${paypal.vectors.length}`);
}

/** `text` with a member added that gives it the checksum of `body`: letters alone suffice. */
function collision(body, text) {
  const wanted = crc32(body);
  // CRC-32 is affine: each bit of these bytes turns the same bits of the checksum, wherever.
  const length = 40;
  const make = (bytes) => Buffer.from(text.replace(/}$/, `,"x":"${bytes.toString("latin1")}"}`));
  const base = Buffer.alloc(length, 0x60);
  const start = crc32(make(base)) ^ wanted;
  const rows = [];
  for (let bit = 0; bit < length; bit += 1) {
    const bytes = Buffer.from(base);
    bytes[bit] ^= 1;
    rows.push({ turns: (crc32(make(bytes)) ^ crc32(make(base))) >>> 0, bits: 1n << BigInt(bit) });
  }
  let left = start >>> 0;
  let chosen = 0n;
  const basis = [];
  for (const row of rows) {
    let { turns, bits } = row;
    for (const other of basis) if (((turns ^ other.turns) >>> 0) < turns) { turns = (turns ^ other.turns) >>> 0; bits ^= other.bits; }
    if (turns !== 0) basis.push({ turns, bits }), basis.sort((a, b) => b.turns - a.turns);
  }
  for (const { turns, bits } of basis) if (((left ^ turns) >>> 0) < left) { left = (left ^ turns) >>> 0; chosen ^= bits; }
  if (left !== 0) throw new Error("no collision");
  const bytes = Buffer.from(base);
  for (let bit = 0; bit < length; bit += 1) if ((chosen >> BigInt(bit)) & 1n) bytes[bit] ^= 1;
  const made = make(bytes);
  if (crc32(made) !== wanted) throw new Error("no collision");
  return made;
}
