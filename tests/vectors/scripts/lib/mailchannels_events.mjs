// Event batches as on MailChannels' pages; https://docs.mailchannels.com/email-api/webhooks
// lists the fields. All values are made up.

const base = (event) => ({
  email: "sender@example.com",
  customer_handle: "acme42",
  timestamp: 1699999990,
  event,
  request_id: "wBLWrCnK0Z965pf-cgxhNg8bo5s=",
});
const message = (event) => ({
  ...base(event),
  smtp_id: "<20231114221310.7f3c@example.com>",
  recipients: ["jane@example.org"],
  campaign_id: "autumn-23",
});
const tracking = { user_agent: "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/119.0", ip: "192.0.2.7" };

/** One event of each of the ten types. */
export const EVENTS = {
  processed: { ...message("processed"), recipients: ["jane@example.org", "joe@example.net"] },
  delivered: message("delivered"),
  open: { ...message("open"), ...tracking },
  click: { ...message("click"), ...tracking, url: "https://example.com/offer?id=7&utm=x" },
  "hard-bounced": { ...message("hard-bounced"), status: "5.1.1", reason: "550 5.1.1 <jane@example.org>: no such user" },
  "soft-bounced": { ...message("soft-bounced"), status: "4.2.2", reason: "452 4.2.2 mailbox full" },
  dropped: { ...message("dropped"), status: "5.7.1", reason: "recipient is on the suppression list" },
  complained: message("complained"),
  unsubscribed: message("unsubscribed"),
  test: { ...base("test"), email: "test@mailchannels.com", smtp_id: "<test@mailchannels.com>" },
};

export const batch = (...events) => Buffer.from(JSON.stringify(events));

/** As many events as one delivery can have. */
export const thousand = batch(...Array.from({ length: 1000 }, (_, index) => ({
  ...base("delivered"), timestamp: 1699990000 + index, request_id: `req_${index}`,
})));
