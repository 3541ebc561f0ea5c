// Signs the deliveries of ../../audit: each has all the headers that its sender sends, with
// `{signature}` where a signature, a token or a hash belongs. By lib/recipes.mjs and lib/forms.mjs,
// and by what is here for senders that neither knows. Apart from hookseal.

import { createHash, createPrivateKey, createPublicKey, createSign, createVerify, sign as signBy } from "node:crypto";
import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";

import { ed25519, hmac } from "./crypto.mjs";
import {
  ADYEN, BOX, BRAINTREE, CONTENTFUL, DROPBOX_SIGN, FORMS, FORM_FIELD, GITLAB_TOKEN, HOOK0, MAILGUN,
  MERCADO_PAGO, TOKENS, keyOf,
} from "./forms.mjs";
import { keyBytes, lines, message } from "./judge.mjs";
import { RECIPES, pairs, plain, standard, svix } from "./recipes.mjs";
import { NOW } from "./vectors.mjs";

const data = (name) => JSON.parse(readFileSync(new URL(`../data/${name}.json`, import.meta.url)));
const HOLE = "{signature}";
const PUBLIC_URL = "https://hooks.example.com";

/** Senders whose own files sign them in other ways, and that are data all the same. */
const MORE = {
  discord: {
    hash: "ed25519", encoding: "hex", header: "X-Signature-Ed25519", value: HOLE, key: "public-hex",
    message: "{t}{body}", timeHeader: "X-Signature-Timestamp", unit: "s",
  },
  github: plain("X-Hub-Signature-256", {}, "sha256="),
  meshes: plain("X-Meshes-Signature", { methods: ["POST", "PUT", "PATCH"] }),
  sendmesh: plain("X-SendMesh-Signature", {
    message: "{t}.{body}", timeHeader: "X-SendMesh-Timestamp", unit: "s",
  }),
  sendsar: plain("X-Webhook-Signature", {}, "sha256="),
  sendx: plain("X-SendX-Signature"),
  shopify: plain("X-Shopify-Hmac-Sha256", { encoding: "base64" }),
  slack: plain("X-Slack-Signature", {
    message: "v0:{t}:{body}", timeHeader: "X-Slack-Request-Timestamp", unit: "s",
  }, "v0="),
  standard_webhooks: standard("webhook"),
  stripe: pairs("Stripe-Signature", "t", "v1"),
  svix: svix(),
};

export const recipeOf = (name) => RECIPES[name] ?? MORE[name];

/** The text of a key of this sender, as catalogue.mjs has it. */
function recipeKey(name, recipe, number) {
  const bytes = createHash("sha256").update(`${name} ${number}`).digest();
  switch (recipe.key) {
    case "text": return bytes.toString("hex").slice(0, 40);
    case "hex": return bytes.toString("hex");
    case "base64": return bytes.toString("base64");
    case "raw": return ed25519(bytes).publicKey.toString("base64");
    case "spki": return `MCowBQYDK2VwAyEA${ed25519(bytes).publicKey.toString("base64")}`;
    case "public-hex": return ed25519(bytes).publicKey.toString("hex");
    default: return `${recipe.key}${bytes.toString("base64")}`;
  }
}

const TIMES = {
  "{timestamp}": `${NOW}`,
  "{timestamp_ms}": `${NOW}000`,
  "{timestamp_iso}": new Date(NOW * 1000).toISOString().replace(".000Z", "Z"),
  "{timestamp_http}": new Date(NOW * 1000).toUTCString(),
};

const timed = (text) =>
  Object.entries(TIMES).reduce((all, [hole, time]) => all.replaceAll(hole, time), text);

const is = (name) => ([other]) => other.toLowerCase() === name.toLowerCase();
/** The headers with the hole in `name` filled. */
const fill = (headers, name, text) => headers.map(([header, value]) =>
  [header, is(name)([header]) ? value.replaceAll(HOLE, text) : value]);
/** The first pair of `name` in a header's value. */
const pair = (value, name) => value.split(/[,; ]+/).map((entry) => entry.trim())
  .find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);

function byRecipe(name, usual, delivery) {
  const recipe = inFamily(usual, delivery);
  const header = (wanted) => lines(delivery, wanted)[0];
  const places = [recipe.header, ...(recipe.others ?? [])];
  const value = places.map(header).find((text) => text !== undefined);
  if (value === undefined) throw new Error(`${name} ${delivery.name}: no ${recipe.header}`);
  let t = "";
  if (recipe.unit !== undefined) {
    if (recipe.timeHeader !== undefined) t = header(recipe.timeHeader);
    else t = recipe.first ? value.split(",")[0] : pair(value, recipe.time);
  }
  const keyed = (number) => {
    const signed = message(recipe, {
      body: Buffer.from(delivery.body), t, id: recipe.idHeader && header(recipe.idHeader),
      header: recipe.signedHeader && header(recipe.signedHeader[0]),
      method: delivery.method, url: delivery.url,
    });
    const seed = createHash("sha256").update(`${name} ${number}`).digest();
    const key = recipeKey(name, recipe, number);
    const signature = recipe.hash === "ed25519"
      ? ed25519(seed).sign(signed) : hmac(recipe.hash, keyBytes(recipe, key), signed);
    return signature.toString(recipe.encoding);
  };
  let number = 0;
  const headers = delivery.headers.map(([other, text]) => (places.some((place) => is(place)([other]))
    ? [other, text.replaceAll(HOLE, () => { number += 1; return keyed(number); })] : [other, text]));
  const url = delivery.url.includes(HOLE) ? delivery.url.replaceAll(HOLE, keyed(1)) : delivery.url;
  const text = recipeKey(name, recipe, 1);
  const key = recipe.hash === "ed25519"
    ? { public_key: text, public_key_format: { raw: "base64", spki: "base64-spki", "public-hex": "hex" }[recipe.key] }
    : { secret: text };
  const context = recipe.message.includes("{url}") ? { public_url: PUBLIC_URL } : undefined;
  return { headers, url, key, context };
}

/** Svix and its customers send `webhook-…` in place of `svix-…`, or the other way round. */
function inFamily(recipe, delivery) {
  const own = recipe.header.split("-")[0];
  const other = { svix: "webhook", webhook: "svix" }[own];
  if (other === undefined || lines(delivery, recipe.header).length > 0) return recipe;
  const renamed = (name) => name?.replace(own, other);
  return {
    ...recipe, header: renamed(recipe.header),
    timeHeader: renamed(recipe.timeHeader), idHeader: renamed(recipe.idHeader),
  };
}

const secretOf = (name) => ({ secret: keyOf(name, 1) });

function byToken(name, sender, delivery) {
  const token = (sender.secret ?? ((text) => text))(keyOf(name, 1));
  const shown = sender.place === "Authorization" && sender.secret !== undefined
    ? Buffer.from(token).toString("base64") : token;
  return {
    headers: sender.place === undefined
      ? delivery.headers
      : delivery.headers.map(([header, value]) => [header, value.replaceAll(HOLE, shown)]),
    body: sender.place === undefined ? delivery.body.replaceAll(HOLE, token) : delivery.body,
    key: { secret: token },
  };
}

const byForm = (name) => (delivery) => {
  const sender = FORMS[name];
  const form = delivery.headers.some(([header, value]) => is("content-type")([header]) && value.startsWith("application/x-www-form-urlencoded"));
  const signed = sender.message(delivery.url, form ? delivery.body : "");
  return {
    headers: fill(delivery.headers, sender.header, sender.sign(keyOf(name, 1), signed)),
    key: secretOf(name), context: { public_url: PUBLIC_URL },
  };
};

/** A form of one field, `payload`, whose value is signed. */
function byField(name, delivery) {
  const text = new URLSearchParams(delivery.body).get("payload");
  const { header, sign } = FORM_FIELD[name];
  const key = secretOf(name);
  return { headers: fill(delivery.headers, header, sign(key.secret, text)), key, signed: text };
}

function byHook0(name, delivery) {
  const value = lines(delivery, HOOK0.header)[0];
  const [t, names] = [pair(value, "t"), /(?:^|,)h=([^,]*)/.exec(value)[1]];
  const values = names.split(" ").map((header) => lines(delivery, header)[0]);
  const key = keyOf(name, 1);
  const v1 = hmac("sha256", key, HOOK0.message(t, names, values, delivery.body)).toString("hex");
  const v0 = hmac("sha256", key, `${t}.${delivery.body}`).toString("hex");
  const headers = delivery.headers.map(([header, text]) => [header, is(HOOK0.header)([header])
    ? text.replace(`v0=${HOLE}`, `v0=${v0}`).replace(`v1=${HOLE}`, `v1=${v1}`) : text]);
  return { headers, key: secretOf(name) };
}

const x509 = () => data("x509");
const base64url = (value) =>
  Buffer.from(typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value)).toString("base64url");
const sha256hex = (text) => createHash("sha256").update(text).digest("hex");
const p256 = () => createPrivateKey({ key: data("jwk").plaid, format: "jwk" });
const spki = ({ publicKey }) => `MCowBQYDK2VwAyEA${publicKey.toString("base64")}`;
const pemOf = (key) => createPublicKey(key).export({ type: "spki", format: "pem" });

/** ECDSA is randomised: a signature that the file has stays while it is right. */
function ecdsa(text, dsaEncoding, encoding, kept) {
  const key = p256();
  const right = (old) => old !== undefined && createVerify("SHA256").update(text)
    .verify({ key: createPublicKey(key), dsaEncoding }, Buffer.from(old, encoding));
  return right(kept) ? kept : signBy("SHA256", Buffer.from(text), { key, dsaEncoding }).toString(encoding);
}

const SNS = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
};

/** By name of the sender: the headers, perhaps the body, the key, and what else is configured. */
const OWN = {
  adyen(delivery) {
    const key = keyOf("adyen", 1);
    const body = JSON.parse(delivery.body);
    for (const { NotificationRequestItem: item } of body.notificationItems) {
      item.additionalData.hmacSignature = ADYEN.sign(key, ADYEN.message(item));
    }
    return { headers: delivery.headers, body: JSON.stringify(body), key: { secret: key } };
  },
  aws_sns(delivery) {
    const sent = JSON.parse(delivery.body);
    const text = (SNS[sent.Type] ?? SNS.SubscriptionConfirmation)
      .filter((name) => sent[name] !== undefined).map((name) => `${name}\n${sent[name]}\n`).join("");
    const hash = sent.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
    const signature = createSign(hash).update(text).sign(x509().private_key, "base64");
    return {
      headers: delivery.headers, body: delivery.body.replace(HOLE, signature),
      key: { public_key: x509().sns, public_key_format: "pem-certificate" },
      context: { settings: { topic: [sent.TopicArn] } },
    };
  },
  box(delivery) {
    const [first, second] = [1, 2].map((number) => keyOf("box", number));
    const at = lines(delivery, "BOX-DELIVERY-TIMESTAMP")[0];
    let { headers } = delivery;
    BOX.headers.forEach((header, slot) => {
      headers = fill(headers, header, BOX.sign([first, second][slot], delivery.body, at));
    });
    return { headers, key: { secrets: [first, second] } };
  },
  braintree(delivery) {
    const key = keyOf("braintree", 1);
    const payload = new URLSearchParams(delivery.body).get("bt_payload");
    return {
      headers: delivery.headers, key: { secret: key },
      body: delivery.body.replace(/\{signature\}|%7Bsignature%7D/, BRAINTREE.sign(key, payload)),
    };
  },
  coinbase_cdp: (delivery) => byHook0("coinbase_cdp", delivery),
  contentful(delivery) {
    const names = lines(delivery, "x-contentful-signed-headers")[0].split(",").sort();
    const headers = names.map((name) => [name, lines(delivery, name)[0]]);
    const target = delivery.url.replace(/^https?:\/\/[^/]+/, "");
    const signed = CONTENTFUL.message(delivery.method, target, headers, delivery.body);
    const secret = `${keyOf("contentful", 1)}${keyOf("contentful", 2)}`.slice(0, 64);
    const signature = hmac("sha256", secret, signed).toString("hex");
    return { headers: fill(delivery.headers, "x-contentful-signature", signature), key: { secret } };
  },
  dropbox_sign(delivery) {
    const { event_time: time, event_type: type } = JSON.parse(/\{[\s\S]*\}/.exec(delivery.body)[0]).event;
    const hash = DROPBOX_SIGN.sign(keyOf("dropbox_sign", 1), time, type);
    return { headers: delivery.headers, body: delivery.body.replace(HOLE, hash), key: secretOf("dropbox_sign") };
  },
  fal(delivery) {
    const key = ed25519("hookseal field: fal");
    const value = (name) => lines(delivery, `x-fal-webhook-${name}`)[0];
    const signed = ["request-id", "user-id", "timestamp"].map(value).concat(sha256hex(delivery.body)).join("\n");
    return {
      headers: fill(delivery.headers, "x-fal-webhook-signature", key.sign(signed).toString("hex")),
      key: { public_key: spki(key), public_key_format: "base64-spki" },
      context: { settings: { user: [value("user-id")] } },
    };
  },
  google_pubsub_push(delivery) {
    const audience = delivery.url;
    const email = "push@project-1.iam.gserviceaccount.com";
    const claims = {
      aud: audience, azp: "113774264463038321964", email, email_verified: true,
      exp: NOW + 3600, iat: NOW, iss: "https://accounts.google.com", sub: "113774264463038321964",
    };
    const text = `${base64url({ alg: "RS256", kid: "7d680d8c70d44e947133cbd499ebc1a61c3d5abc", typ: "JWT" })}.${base64url(claims)}`;
    const token = `${text}.${base64url(signBy("RSA-SHA256", Buffer.from(text), x509().private_key))}`;
    return {
      headers: fill(delivery.headers, "Authorization", token),
      key: { public_key: pemOf(x509().private_key), public_key_format: "pem" },
      context: { key_id: "7d680d8c70d44e947133cbd499ebc1a61c3d5abc", settings: { audience: [audience], email: [email] } },
    };
  },
  hook0: (delivery) => byHook0("hook0", delivery),
  mailchannels(delivery) {
    const key = ed25519("hookseal field: mailchannels");
    const digest = `sha-256=:${createHash("sha256").update(delivery.body).digest("base64")}:`;
    const [label, input] = lines(delivery, "Signature-Input")[0].split(/=(.*)/s);
    const signature = key.sign(`"content-digest": ${digest}\n"@signature-params": ${input}`).toString("base64");
    const digestText = digest.replace(/^[^:]*:/, "").replace(/:$/, "");
    let headers = fill(delivery.headers, "Content-Digest", digestText);
    headers = fill(headers, "Signature", signature);
    if (!lines({ headers }, "Signature")[0].startsWith(`${label}=`)) throw new Error("mailchannels: two labels");
    return {
      headers, key: { public_key: spki(key), public_key_format: "base64-spki" },
      context: {
        key_id: /keyid="([^"]+)"/.exec(input)[1], algorithm: "ed25519", required: ["content-digest"],
        public_url: PUBLIC_URL, max_age: 300,
      },
    };
  },
  mailgun(delivery) {
    const key = keyOf("mailgun", 1);
    // Routes post forms.
    const isForm = lines(delivery, "Content-Type")[0].includes("form");
    const { timestamp, token } = isForm
      ? Object.fromEntries(new URLSearchParams(delivery.body)) : JSON.parse(delivery.body).signature;
    const body = delivery.body.replaceAll(/\{signature\}|%7Bsignature%7D/g, MAILGUN.sign(key, timestamp, token));
    return { headers: delivery.headers, body, key: { secret: key } };
  },
  mandrill: byForm("mandrill"),
  mercado_pago(delivery) {
    const ts = pair(lines(delivery, "x-signature")[0], "ts");
    const id = new URL(delivery.url).searchParams.get("data.id");
    const text = MERCADO_PAGO.message(id, lines(delivery, "x-request-id")[0], ts);
    const signature = hmac("sha256", keyOf("mercado_pago", 1), text).toString("hex");
    return { headers: fill(delivery.headers, "x-signature", signature), key: secretOf("mercado_pago") };
  },
  netlify(delivery) {
    const key = keyOf("netlify", 1);
    const text = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url({ iss: "netlify", sha256: sha256hex(delivery.body) })}`;
    const token = `${text}.${hmac("sha256", key, text).toString("base64url")}`;
    return { headers: fill(delivery.headers, "X-Webhook-Signature", token), key: { secret: key } };
  },
  paypal(delivery) {
    const value = (name) => lines(delivery, `PayPal-${name}`)[0];
    const id = "8PT597110X687430LKGECATA";
    const sandbox = value("Cert-Url").includes(".sandbox.");
    const text = `${value("Transmission-Id")}|${value("Transmission-Time")}|${id}|${crc32(delivery.body)}`;
    const signature = createSign("RSA-SHA256").update(text).sign(x509().private_key, "base64");
    return {
      headers: fill(delivery.headers, "PayPal-Transmission-Sig", signature),
      key: { public_key: x509().paypal, public_key_format: "pem-certificate" },
      context: { settings: { webhook_id: [id], ...(sandbox && { certificates: ["sandbox"] }) } },
    };
  },
  persona(delivery) {
    const keys = [1, 2].map((number) => `wbhsec_${keyOf("persona", number)}`);
    let slot = -1;
    const headers = delivery.headers.map(([header, text]) => [header, is("Persona-Signature")([header])
      ? text.replaceAll(/t=(\d+),v1=\{signature\}/g, (_, t) => {
        slot += 1;
        return `t=${t},v1=${hmac("sha256", keys[slot], `${t}.${delivery.body}`).toString("hex")}`;
      }) : text]);
    return { headers, key: { secret: keys[0] } };
  },
  plaid(delivery, kept) {
    const kid = "bfbd5111-8e33-4643-8ced-b2e642a72f3c";
    const text = `${base64url({ alg: "ES256", kid, typ: "JWT" })}.${base64url({ iat: NOW, request_body_sha256: sha256hex(delivery.body) })}`;
    const old = kept && lines(kept, "Plaid-Verification")[0].split(".")[2];
    return {
      headers: fill(delivery.headers, "Plaid-Verification", `${text}.${ecdsa(text, "ieee-p1363", "base64url", old)}`),
      key: { public_key: pemOf(p256()), public_key_format: "pem" }, context: { key_id: kid },
    };
  },
  sendgrid(delivery, kept) {
    const header = "X-Twilio-Email-Event-Webhook-Signature";
    const text = `${lines(delivery, "X-Twilio-Email-Event-Webhook-Timestamp")[0]}${delivery.body}`;
    const old = kept && lines(kept, header)[0];
    const key = createPublicKey(p256()).export({ type: "spki", format: "der" }).toString("base64");
    return {
      headers: fill(delivery.headers, header, ecdsa(text, "der", "base64", old)),
      key: { public_key: key, public_key_format: "base64-spki" },
    };
  },
  twilio: byForm("twilio"),
  wise(delivery) {
    const signature = createSign("RSA-SHA256").update(delivery.body).sign(x509().private_key, "base64");
    return {
      headers: fill(delivery.headers, "X-Signature-SHA256", signature),
      key: { public_key: pemOf(x509().private_key), public_key_format: "pem" },
    };
  },
};

/** Signatures that are sent in addition to the one that is judged. */
const FORGE = {
  "X-Forgejo-Signature": "sha256", "X-Gitea-Signature": "sha256", "X-Gogs-Signature": "sha256",
  "X-Hub-Signature": "sha1", "X-Hub-Signature-256": "sha256",
};
const BESIDE = {
  forgejo: FORGE, gitea: FORGE,
  github: { "X-Hub-Signature": "sha1" }, taiga: { "X-Hub-Signature": "sha1" },
};

/** Schemes of a sender that are not the usual one. */
const SCHEMES = {
  "forgejo-form": (delivery) => byField("forgejo", delivery),
  "gitea-form": (delivery) => byField("gitea", delivery),
  "gitlab-token": (delivery) => byToken("gitlab", GITLAB_TOKEN, delivery),
};

/** The delivery signed: its headers, its body, and what a receiver of it has configured. */
export function signed(name, given, kept) {
  const delivery = {
    ...given,
    // How the body is framed is for whoever sends it.
    headers: given.headers
      .filter(([header]) => !["transfer-encoding", "content-length"].includes(header.toLowerCase()))
      .map(([header, value]) => [header, timed(value)]),
    body: timed(given.body),
    url: timed(given.url),
  };
  const recipe = recipeOf(given.scheme) ?? recipeOf(name);
  let made;
  if (SCHEMES[given.scheme] !== undefined) made = SCHEMES[given.scheme](delivery);
  else if (recipeOf(given.scheme) !== undefined) made = byRecipe(given.scheme, recipe, delivery);
  else if (OWN[name] !== undefined) made = OWN[name](delivery, kept);
  else if (TOKENS[name] !== undefined) made = byToken(name, TOKENS[name], delivery);
  else if (recipe !== undefined) made = byRecipe(name, recipe, delivery);
  else throw new Error(`${name}: nothing says how it signs`);
  let headers = made.headers;
  const text = made.signed ?? delivery.body;
  for (const [header, hash] of Object.entries(BESIDE[name] ?? {})) {
    headers = fill(headers, header, hmac(hash, made.key.secret, text).toString("hex"));
  }
  const body = made.body ?? delivery.body;
  const left = [...headers.map(([, value]) => value), body, made.url ?? delivery.url].find((text) => text.includes(HOLE));
  if (left !== undefined) throw new Error(`${name} ${given.name}: not signed: ${left.slice(0, 120)}`);
  return { ...delivery, ...made, headers, body, recipe: SCHEMES[given.scheme] === undefined ? recipe : undefined };
}
