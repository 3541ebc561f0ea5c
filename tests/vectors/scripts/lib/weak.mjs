// Secrets that hookseal takes only where it is told to: those that documentations show, and
// patterns. Vectors with one of them say so in their context; `format` sees to it.

const WEAK = [
  // Published: see `key/weak.rs` of the core.
  "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
  "It's a Secret to Everybody",
  "integration_private_key",
  "5mEzn9C-I28UtwOjZJtFoob0sAAFZ95GbZkqj4y3i0I",
  "opposable thumbs",
  "my_lovely_secret_for_web_hook",
  "3gEsCfjlV2ugRwgpU#w1*WaW*wa4NXgGmpCfkbG3",
  "a-subscription-secret",
  "key-3ax6xnjp29jd6fds4gc373sgvjxteol0",
  "secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl",
  "lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK",
  "8f742231b10e8888abcd99yyyzzz85a5",
  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
  "whsec_plJ3nmyCDGBKInavdOK15jsl",
  // Patterns: one byte, bytes in a row, a word repeated, three characters.
  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
  "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=",
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
  "v1,whsec_a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
  "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=",
  "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
  "zyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
];

/** The vector, which says that its secret is weak where it is. */
export function honest(vector) {
  const secrets = [vector.secret, ...vector.secrets ?? []];
  if (!secrets.some((secret) => WEAK.includes(secret)) || vector.context?.allow_weak_secrets) {
    return vector;
  }
  const { secret, secrets: ring, context, ...rest } = vector;
  const given = { secret, secrets: ring, context: { ...context, allow_weak_secrets: true } };
  const entries = Object.entries(rest);
  const at = entries.findIndex(([name]) => ["method", "url", "headers"].includes(name));
  const all = [...entries.slice(0, at), ...Object.entries(given), ...entries.slice(at)];
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}
