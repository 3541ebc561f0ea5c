// As catalogue_sdks.mjs, for the senders of forms.mjs. Needs `npm install`.

import { readFileSync } from "node:fs";

import { hmacValidator as AdyenValidator } from "@adyen/api-library";
import * as contentful from "@contentful/node-apps-toolkit";
import * as dropboxSign from "@dropbox/sign";
import sendgrid from "@sendgrid/eventwebhook";
import { WebhooksManager } from "box-node-sdk/lib/managers/webhooks";
import braintree from "braintree";
import hook0 from "hook0-client";
import mercadoPago from "mercadopago";
import twilio from "twilio";

import { observe } from "./lib/observe.mjs";

const manifest = JSON.parse(readFileSync(new URL("package.json", import.meta.url)));
const npm = (name) => `npm ${name}@${manifest.dependencies[name]}`;

const pathOf = (url) => url.replace(/^https?:\/\/[^/]+/, "");
const fieldsOf = (body) => {
  const fields = {};
  for (const [name, value] of new URLSearchParams(body)) {
    fields[name] = name in fields ? [fields[name], value].flat() : value;
  }
  return fields;
};

const hook0Judge = [npm("hook0-client"), (headers, body, key) =>
  hook0.verifyWebhookSignatureWithCurrentTime(
    headers["x-hook0-signature"], Buffer.from(body), new Headers(headers), key, 300, new Date())];

await observe({
  adyen: [npm("@adyen/api-library"), (headers, body, key) => {
    const validator = new AdyenValidator();
    const items = JSON.parse(body).notificationItems.map((item) => item.NotificationRequestItem);
    return items.length > 0 && items.every((item) => validator.validateHMAC(item, key));
  }],
  box: [npm("box-node-sdk"), (headers, body, key, { secrets }) =>
    WebhooksManager.validateMessage(body, headers, secrets[0], { secondaryKey: secrets[1] })],
  braintree: [npm("braintree"), (headers, body, privateKey, { context }) => {
    const publicKey = context?.key_id ?? "public1";
    const gateway = new braintree.BraintreeGateway({
      environment: braintree.Environment.Sandbox, merchantId: "unused", publicKey, privateKey,
    });
    const { bt_signature: signature, bt_payload: payload } = fieldsOf(body);
    return gateway.webhookNotification.parse(signature, payload);
  }],
  coinbase_cdp: hook0Judge,
  contentful: [npm("@contentful/node-apps-toolkit"), (headers, body, key, { method, url }) =>
    contentful.verifyRequest(key, { method, path: pathOf(url), headers, body })],
  dropbox_sign: [npm("@dropbox/sign"), async (headers, body, key) => {
    const form = await new Response(body, { headers: { "content-type": headers["content-type"] } }).formData();
    const event = dropboxSign.EventCallbackRequest.init(JSON.parse(form.get("json")));
    return dropboxSign.EventCallbackHelper.isValid(key, event);
  }],
  hook0: hook0Judge,
  mercado_pago: [npm("mercadopago"), (headers, body, secret, { url }) => {
    mercadoPago.WebhookSignatureValidator.validate({
      xSignature: headers["x-signature"],
      xRequestId: headers["x-request-id"],
      // Its documentation asks to write it in small letters.
      dataId: new URL(url).searchParams.get("data.id")?.toLowerCase(),
      secret,
    });
  }],
  sendgrid: [npm("@sendgrid/eventwebhook"), (headers, body, key) => {
    const webhook = new sendgrid.EventWebhook();
    return webhook.verifySignature(
      webhook.convertPublicKeyToECDSA(key), body,
      headers["x-twilio-email-event-webhook-signature"],
      headers["x-twilio-email-event-webhook-timestamp"]);
  }],
  // It knows no shared keys of SHA-256; that for Python does: see forms_sdks.py.
  twilio: [npm("twilio"), (headers, body, key, { url }) => {
    const signature = headers["x-twilio-signature"] ?? "";
    return url.includes("bodySHA256=")
      ? twilio.validateRequestWithBody(key, signature, url, body)
      : twilio.validateRequest(key, signature, url, fieldsOf(body));
  }],
});
