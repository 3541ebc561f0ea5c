// The senders' own libraries, each as a function that is given the headers (names in small letters),
// the body as text, one key and the vector, and throws or answers `false` where it refuses.

import { readFileSync } from "node:fs";

import { hmacValidator as AdyenValidator } from "@adyen/api-library";
import Anthropic from "@anthropic-ai/sdk";
import { verifyWebhook } from "@clerk/backend/webhooks";
import { EventVerifier as ComplyCubeVerifier } from "@complycube/api";
import { Composio } from "@composio/core";
import EasyPost from "@easypost/api";
import { ElevenLabsClient } from "@elevenlabs/elevenlabs-js";
import { WebhookManager } from "@gohighlevel/api-client";
import hookdeck from "@hookdeck/sdk/webhooks/helpers.js";
import { Signature as HubSpotSignature } from "@hubspot/api-client";
import ImageKit from "@imagekit/nodejs";
import { signatureHelper } from "@kontent-ai/webhook-helper";
import { validateSignature as validateLine } from "@line/bot-sdk";
import { LinearWebhookClient } from "@linear/sdk/webhooks";
import { WebhookHandler } from "@liveblocks/node";
import Metronome from "@metronome/sdk";
import { webhooks as moderationApi } from "@moderation-api/sdk";
import Mux from "@mux/mux-node";
import { Nango } from "@nangohq/node";
import { verifyWebhookSignature as verifyNotion } from "@notionhq/client";
import { WebhookEventVerifier as OnfidoVerifier } from "@onfido/api";
import { Paddle } from "@paddle/paddle-node-sdk";
import { WebhookVerificationError as PolarError, validateEvent } from "@polar-sh/sdk/webhooks.js";
import { PrivyClient } from "@privy-io/node";
import { assertValidSignature as assertSanity } from "@sanity/webhook";
import { AppServer, InMemoryShopRepository, SimpleShop } from "@shopware-ag/app-server-sdk";
import sinch from "@sinch/sdk-core";
import { PlainWebhookSignatureVerificationError, verifyPlainWebhook } from "@team-plain/typescript-sdk";
import { webhooks as triggerDev } from "@trigger.dev/sdk";
import Finch from "@tryfinch/finch-api";
import Whop from "@whop/sdk";
import { WorkOS } from "@workos-inc/node";
import { AwsLambdaReceiver } from "@zoom/rivet/users";
import acuity from "acuityscheduling";
import { CFEnvironment, Cashfree } from "cashfree-pg";
import coinbase from "coinbase-commerce-node";
import worldline from "connect-sdk-nodejs/lib/webhooks/validation.js";
import crisp from "crisp-api";
import DodoPayments from "dodopayments";
import extend from "extend-ai";
import { Fathom } from "fathom-typescript";
import fintoc from "fintoc";
import { verifySignature as verifyGoCardless } from "gocardless-nodejs/webhooks";
import Increase from "increase";
import { Webhook as LettermintWebhook } from "lettermint";
import Lithic from "lithic";
import { MailerSendUtils } from "mailersend/lib/services/mailersend.utils.js";
import mailtrap from "mailtrap";
import ModernTreasury from "modern-treasury";
import { SignatureValidator as MollieValidator } from "mollie-api-typescript";
import OpenAI from "openai";
import Pusher from "pusher";
import Razorpay from "razorpay";
import { validateWebhook as validateReplicate } from "replicate";
import { Resend } from "resend";
import { verify as verifyRetell } from "retell-sdk";
import smartcar from "smartcar";
import { WebhooksHelper as SquareHelper } from "square";
import { Webhook } from "standardwebhooks";
import { StreamChat } from "stream-chat";
import Telnyx from "telnyx";
import { verifyTerraWebhookSignature } from "terra-api";
import ViberValidator from "viber-bot/lib/message/message-validator.js";
import { WebflowClient } from "webflow-api";
import * as samples from "./samples.mjs";

// WhatsApp's library exports a whole server; this is the part of it that signs.
import whatsapp from "../node_modules/whatsapp/build/utils.js";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));
const npm = (name) => `npm ${name}@${manifest.dependencies[name]}`;

const anthropic = new Anthropic({ apiKey: "unused" });
const cashfree = (secret) => new Cashfree(CFEnvironment.SANDBOX, "unused", secret);
const composio = new Composio({ apiKey: "unused", allowTracking: false, disableVersionCheck: true });
const dodo = new DodoPayments({ bearerToken: "unused" });
const easypost = new EasyPost("unused");
const elevenlabs = new ElevenLabsClient({ apiKey: "unused" });
const finch = new Finch({ accessToken: "unused" });
const gohighlevel = new WebhookManager(
  { debug() {}, info() {}, warn() {}, error() {} }, undefined, undefined, undefined,
);
const imagekit = new ImageKit({ privateKey: "unused" });
const increase = new Increase({ apiKey: "unused" });
const lithic = new Lithic({ apiKey: "unused" });
const metronome = new Metronome({ bearerToken: "unused" });
const modernTreasury = new ModernTreasury({ apiKey: "unused", organizationID: "unused" });
const mux = new Mux({ tokenId: "unused", tokenSecret: "unused" });
const openai = new OpenAI({ apiKey: "unused" });
const paddle = new Paddle("unused");
const privy = new PrivyClient({ appId: "unused", appSecret: "unused" });
const resend = new Resend("re_unused");
const shopware = new AppServer(
  { appName: "unused", appSecret: "unused", authorizeCallbackUrl: "https://example.com" },
  new InMemoryShopRepository(),
);
const telnyx = new Telnyx({ apiKey: "unused" });
const viberLog = { debug() {} };
const webflow = new WebflowClient({ accessToken: "unused" });
const whop = new Whop({ apiKey: "unused" });
const workos = new WorkOS("unused");

const request = (headers, body, { url, method }) => new Request(url, { method, headers, body });

export const SDKS = {
  acuity_scheduling: [npm("acuityscheduling"), (headers, body, key) =>
    acuity.verifyMessageSignature(key, body, headers["x-acuity-signature"])],
  adyen_platform: [npm("@adyen/api-library"), (headers, body, key) =>
    new AdyenValidator().validateHMACSignature(key, headers.hmacsignature, body)],
  anthropic: [npm("@anthropic-ai/sdk"), (headers, body, key) =>
    anthropic.beta.webhooks.unwrap(body, { headers, key })],
  // BigCommerce's page verifies with the library of Standard Webhooks.
  bigcommerce: [npm("standardwebhooks"), (headers, body, key) => {
    new Webhook(Buffer.from(key).toString("base64")).verify(body, headers);
  }],
  cashfree: [npm("cashfree-pg"), (headers, body, key) => cashfree(key).PGVerifyWebhookSignature(
    headers["x-webhook-signature"], body, headers["x-webhook-timestamp"],
  )],
  clerk: [npm("@clerk/backend"), (headers, body, signingSecret, vector) =>
    verifyWebhook(request(headers, body, vector), { signingSecret })],
  coinbase_commerce: [npm("coinbase-commerce-node"), (headers, body, key) =>
    coinbase.Webhook.verifySigHeader(body, headers["x-cc-webhook-signature"], key)],
  complycube: [npm("@complycube/api"), (headers, body, key) => {
    new ComplyCubeVerifier(key).constructEvent(body, headers["complycube-signature"]);
  }],
  composio: [npm("@composio/core"), (headers, payload, secret) => composio.triggers.verifyWebhook({
    payload,
    secret,
    id: headers["webhook-id"],
    timestamp: headers["webhook-timestamp"],
    signature: headers["webhook-signature"],
  })],
  crisp: [npm("crisp-api"), (headers, body, key) => new crisp.Crisp().verifyWidget(
    key, JSON.parse(body), headers["x-crisp-request-timestamp"], headers["x-crisp-signature"],
  )],
  dodopayments: [npm("dodopayments"), (headers, body, key) =>
    dodo.webhooks.unwrap(body, { headers, key })],
  easypost: [npm("@easypost/api"), (headers, body, key) => {
    easypost.Utils.validateWebhook(Buffer.from(body), headers, key);
  }],
  elevenlabs: [npm("@elevenlabs/elevenlabs-js"), async (headers, body, key) => {
    await elevenlabs.webhooks.constructEvent(body, headers["elevenlabs-signature"], key);
  }],
  extend: [npm("extend-ai"), (headers, body, key) =>
    new extend.Webhooks().verifyAndParse(body, headers, key)],
  fathom: [npm("fathom-typescript"), (headers, body, key) =>
    Fathom.verifyWebhook(key, headers, body)],
  finch: [npm("@tryfinch/finch-api"), (headers, body, key) =>
    finch.webhooks.verifySignature(body, headers, key)],
  fintoc: [npm("fintoc"), (headers, body, key) =>
    fintoc.WebhookSignature.verifyHeader(body, headers["fintoc-signature"], key)],
  // Formbricks' page verifies with the library of Standard Webhooks.
  formbricks: [npm("standardwebhooks"), (headers, body, key) => {
    new Webhook(key).verify(body, headers);
  }],
  getstream: [npm("stream-chat"), (headers, body, key) =>
    new StreamChat("unused", key).verifyWebhook(body, headers["x-signature"])],
  gocardless: [npm("gocardless-nodejs"), (headers, body, key) =>
    verifyGoCardless(body, key, headers["webhook-signature"])],
  gohighlevel: [npm("@gohighlevel/api-client"), (headers, body, key) =>
    gohighlevel.verifyEd25519Signature(body, headers["x-ghl-signature"], key)],
  hookdeck: [npm("@hookdeck/sdk"), async (headers, rawBody, signingSecret) =>
    (await hookdeck.verifyWebhookSignature({ headers, rawBody, signingSecret })).isValidSignature],
  hubspot: [npm("@hubspot/api-client"), (headers, requestBody, clientSecret, { method, url }) =>
    HubSpotSignature.isValid({
      method,
      url,
      requestBody,
      clientSecret,
      signature: headers["x-hubspot-signature-v3"],
      signatureVersion: "v3",
      timestamp: headers["x-hubspot-request-timestamp"],
    })],
  imagekit: [npm("@imagekit/nodejs"), (headers, body, key) => {
    imagekit.webhooks.unwrap(body, { headers, key });
  }],
  increase: [npm("increase"), (headers, body, key) => {
    increase.events.unwrap(body, { headers, key });
  }],
  kontent_ai: [npm("@kontent-ai/webhook-helper"), (headers, body, key) =>
    signatureHelper.isValidSignatureFromString(body, key, headers["x-kontent-ai-signature"])],
  lettermint: [npm("lettermint"), (headers, body, key) => {
    new LettermintWebhook(key).verify(body, headers["x-lettermint-signature"]);
  }],
  line: [npm("@line/bot-sdk"), (headers, body, key) =>
    validateLine(body, key, headers["x-line-signature"])],
  linear: [npm("@linear/sdk"), (headers, body, key) =>
    new LinearWebhookClient(key).verify(Buffer.from(body), headers["linear-signature"])],
  lithic: [npm("lithic"), (headers, body, key) =>
    lithic.webhooks.verifySignature(body, headers, key)],
  liveblocks: [npm("@liveblocks/node"), (headers, rawBody, key) =>
    new WebhookHandler(key).verifyRequest({ headers, rawBody })],
  mailersend: [npm("mailersend"), (headers, body, key) =>
    MailerSendUtils.verifyWebHook(body, headers.signature, key)],
  mailtrap: [npm("mailtrap"), (headers, body, key) =>
    mailtrap.verifyWebhookSignature(body, headers["mailtrap-signature"], key)],
  meta: [npm("whatsapp"), (headers, body, key) =>
    headers["x-hub-signature-256"] === `sha256=${whatsapp.generateXHub256Sig(body, key)}`],
  metronome: [npm("@metronome/sdk"), (headers, body, key) =>
    metronome.webhooks.verifySignature(body, headers, key)],
  moderation_api: [npm("@moderation-api/sdk"), (headers, body, key) => {
    moderationApi.constructEvent(body, headers["modapi-signature"], key);
  }],
  modern_treasury: [npm("modern-treasury"), (headers, body, key) =>
    modernTreasury.webhooks.validateSignature(body, headers, { key })],
  mollie: [npm("mollie-api-typescript"), (headers, body, key) =>
    new MollieValidator(key).validatePayload(body, headers["x-mollie-signature"])],
  mux: [npm("@mux/mux-node"), (headers, body, key) =>
    mux.webhooks.verifySignature(body, headers, key)],
  nango: [npm("@nangohq/node"), (headers, body, webhookSigningKey) =>
    new Nango({ apiKey: "unused", webhookSigningKey }).verifyIncomingWebhookRequest(body, headers)],
  notion: [npm("@notionhq/client"), (headers, body, verificationToken) => verifyNotion({
    body, signature: headers["x-notion-signature"], verificationToken,
  })],
  onfido: [npm("@onfido/api"), (headers, body, key) => {
    new OnfidoVerifier(key).readPayload(body, headers["x-sha2-signature"]);
  }],
  openai: [npm("openai"), (headers, body, key) =>
    openai.webhooks.verifySignature(body, new Headers(headers), key)],
  paddle: [npm("@paddle/paddle-node-sdk"), (headers, body, key) =>
    paddle.webhooks.isSignatureValid(body, key, headers["paddle-signature"])],
  // Plain's goes on to read the event, once the signature has held.
  paystack: ["PHP sample of the sender's documentation", (headers, _, key, vector) =>
    samples.paystack(headers, Buffer.from(vector.body_base64, "base64"), key, vector)],
  plain: [npm("@team-plain/typescript-sdk"), (headers, body, key) => {
    const { error } = verifyPlainWebhook(body, headers["plain-request-signature"], key);
    if (error instanceof PlainWebhookSignatureVerificationError) throw error;
  }],
  // Polar's goes on to read the event, once the signature has held.
  polar: [npm("@polar-sh/sdk"), (headers, body, key) => {
    try {
      validateEvent(body, headers, key);
    } catch (error) {
      if (error instanceof PolarError) throw error;
    }
  }],
  privy: [npm("@privy-io/node"), (headers, payload, signing_secret) => {
    privy.webhooks().verify({ payload, headers, signing_secret });
  }],
  // Pusher's also looks at two headers that are not signed.
  pusher: [npm("pusher"), (headers, rawBody, secret) =>
    new Pusher({ appId: "unused", key: "unused", secret, cluster: "unused" })
      .webhook({ headers: { ...headers, "x-pusher-key": "unused" }, rawBody }).isValid()],
  razorpay: [npm("razorpay"), (headers, body, key) =>
    Razorpay.validateWebhookSignature(body, headers["x-razorpay-signature"], key)],
  // Render's example verifies with the library of Standard Webhooks.
  render: [npm("standardwebhooks"), (headers, body, key) => {
    new Webhook(key).verify(body, headers);
  }],
  replicate: [npm("replicate"), (headers, body, secret) => validateReplicate({
    id: headers["webhook-id"],
    timestamp: headers["webhook-timestamp"],
    signature: headers["webhook-signature"],
    body,
    secret,
  })],
  resend: [npm("resend"), (headers, payload, webhookSecret) => resend.webhooks.verify({
    payload,
    headers: {
      id: headers["svix-id"],
      timestamp: headers["svix-timestamp"],
      signature: headers["svix-signature"],
    },
    webhookSecret,
  })],
  retell: [npm("retell-sdk"), (headers, body, key) =>
    verifyRetell(body, key, headers["x-retell-signature"])],
  sanity: [npm("@sanity/webhook"), (headers, body, key) =>
    assertSanity(body, headers["sanity-webhook-signature"], key)],
  shopware: [npm("@shopware-ag/app-server-sdk"), (headers, body, key, vector) =>
    shopware.requestVerifier.authenticatePostRequest(
      request(headers, body, vector), body, new SimpleShop("unused", "https://example.com", key),
    )],
  sinch: [npm("@sinch/sdk-core"), (headers, body, key) =>
    sinch.validateWebhookSignature(key, headers, body)],
  sinch_numbers: [npm("@sinch/sdk-core"), (headers, body, key) =>
    sinch.validateSignatureHeader(key, headers, body)],
  smartcar: [npm("smartcar"), (headers, body, key) =>
    smartcar.verifyPayload(key, headers["sc-signature"], JSON.parse(body))],
  square: [npm("square"), (headers, requestBody, signatureKey, { url }) =>
    SquareHelper.verifySignature({
      requestBody,
      signatureHeader: headers["x-square-hmacsha256-signature"],
      signatureKey,
      notificationUrl: url,
    })],
  // Supabase's page verifies with the library of Standard Webhooks.
  supabase_auth_hooks: [npm("standardwebhooks"), (headers, body, key) =>
    new Webhook(key.replace("v1,whsec_", "")).verify(body, headers)],
  telnyx: [npm("telnyx"), async (headers, body, key) => {
    await telnyx.webhooks.unwrap(body, { headers, key });
  }],
  terra: [npm("terra-api"), (headers, body, key) =>
    verifyTerraWebhookSignature(body, headers["terra-signature"], key)],
  trigger_dev: [npm("@trigger.dev/sdk"), (headers, body, key, vector) =>
    triggerDev.constructEvent(request(headers, body, vector), key)],
  viber: [npm("viber-bot"), (headers, body, key) =>
    new ViberValidator(viberLog, key).validateMessage(headers["x-viber-content-signature"], body)],
  webflow: [npm("webflow-api"), (headers, body, secret) =>
    webflow.webhooks.verifySignature({ headers, body, secret })],
  // Whop's page hands the secret to its library in base64.
  whop: [npm("@whop/sdk"), (headers, body, key) => {
    whop.webhooks.unwrap(body, { headers, key: btoa(key) });
  }],
  workos: [npm("@workos-inc/node"), (headers, body, secret) => workos.webhooks.verifyHeader({
    payload: JSON.parse(body), sigHeader: headers["workos-signature"], secret,
  })],
  worldline: [npm("connect-sdk-nodejs"), (headers, body, key) =>
    worldline.newSignatureValidator({ getSecretKey: async () => key })
      .validate(body, { ...headers, "X-GCS-KeyId": "unused" })],
  zoom: [npm("@zoom/rivet"), async (headers, body, webhooksSecretToken) => {
    const handle = new AwsLambdaReceiver({ webhooksSecretToken }).start();
    return (await handle({ headers, body, isBase64Encoded: false })).statusCode === 200;
  }],
};
