// Bodies that tell a verifier of bytes from one of text. All are fixed.

const utf8 = (text) => Buffer.from(text, "utf8");

/** Four languages, an emoji of several code points, and one beyond the BMP. */
export const unicode = utf8('{"name":"Zoë Müller – 山田 — Привет","mood":"👩🏽‍🚀","clef":"𝄞"}');

/** The same text twice: precomposed and decomposed. Normalising changes it. */
export const unnormalised = utf8('{"a":"\u00e9","b":"e\u0301"}');

/** JSON as no serialiser writes it: escapes, blanks, repeated and unsorted keys. */
export const oddJson = utf8('{ "z":1.0, "a":"\\u00e9\\/", "a" : 1e2 ,"z":[ ] }');

export const crlf = utf8('{\r\n  "id": 7\r\n}\r\n');
export const trailingNewline = utf8('{"id":7}\n');
export const bom = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8('{"id":7}')]);
export const empty = Buffer.alloc(0);

/** All byte values: no UTF-8, and with NUL. */
export const binary = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** About 70 KB that do not compress: more than most servers read at once. */
export const large = (() => {
  let state = 2463534242; // xorshift32
  const word = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0).toString(16).padStart(8, "0");
  };
  const noise = Array.from({ length: 8750 }, word).join("");
  return utf8(`{"id":"large","noise":"${noise}"}`);
})();

/** What Composio's library takes for an event. */
export const composio = utf8(
  '{"id":"evt_1","timestamp":"2023-11-14T22:13:20Z","type":"composio.trigger.message",'
  + '"metadata":{},"data":{"text":"Zoë – 山田"}}',
);

/** What Trigger.dev's library takes for an alert. */
export const triggerDev = utf8(
  '{"id":"webhook_1","created":"2023-11-14T22:13:20Z","webhookVersion":"2025-01-01",'
  + '"type":"alert.error","object":{"classification":"new_issue","error":{"fingerprint":"f1",'
  + '"type":"Error","message":"Zoë – 山田","firstSeen":"2023-11-14T22:13:20Z",'
  + '"lastSeen":"2023-11-14T22:13:20Z","occurrenceCount":1,"taskIdentifier":"t1"},'
  + '"environment":{"id":"e1","name":"prod"},"organization":{"id":"o1","slug":"o","name":"O"},'
  + '"project":{"id":"p1","ref":"r1","slug":"p","name":"P"},"dashboardUrl":"https://example.com"}}',
);

export const isText = (body) => body.equals(Buffer.from(body.toString("utf8"), "utf8"));

/** The body with the lowest bit of its last byte but one flipped. */
export function tampered(body) {
  const changed = Buffer.from(body);
  changed[changed.length - 2] ^= 1;
  return changed;
}
