// A provider's vectors as they grow, and the headers they are made of.

export const NOW = 1700000000;
export const ID = "msg_2fJ8xTq1LrPz7NcVbK4wYh";

/** The vectors of one provider; `defaults` stand in each of them unless it says otherwise. */
export class VectorSet {
  constructor(provider, { origin, proof, ...defaults }) {
    this.provider = provider;
    this.proof = proof;
    this.origin = origin;
    this.defaults = defaults;
    this.vectors = [];
  }

  accept(name, vector) {
    this.#add(name, vector, { expect: "accept" });
  }

  reject(name, reason, vector) {
    this.#add(name, vector, { expect: "reject", reason });
  }

  #add(name, given, verdict) {
    if (this.vectors.some((other) => other.name === name)) throw new Error(`twice: ${name}`);
    const v = { ...this.defaults, ...given };
    const keys = ["secret", "secrets", "public_key"].filter((key) => given[key] !== undefined);
    const key = keys[0] ?? (v.public_key === undefined ? "secret" : "public_key");
    const vector = {
      provider: this.provider,
      scheme: v.scheme,
      name,
      source: v.source,
      note: v.note,
      [key]: v[key],
      public_key_format: key === "public_key" ? v.public_key_format : undefined,
      secret_format: key === "secret" ? v.secret_format : undefined,
      context: v.context,
      method: v.method ?? "POST",
      url: v.url ?? `https://example.com/hooks/${this.provider}`,
      headers: v.headers,
      body_base64: v.body.toString("base64"),
      now_unix: v.now ?? NOW,
      ...verdict,
    };
    this.vectors.push(JSON.parse(JSON.stringify(vector)));
  }
}

const named = (name) => ([other]) => other.toLowerCase() === name.toLowerCase();

/** The headers with `change` applied to the value of `name`. */
export const changed = (headers, name, change) =>
  headers.map((pair) => (named(name)(pair) ? [pair[0], change(pair[1])] : pair));

export const without = (headers, name) => headers.filter((pair) => !named(name)(pair));

/** The header line `name` once more, with the same value unless told another. */
export const doubled = (headers, name, value) =>
  headers.flatMap((pair) => (named(name)(pair) ? [pair, [pair[0], value ?? pair[1]]] : [pair]));

export const upperNames = (headers) => headers.map(([name, value]) => [name.toUpperCase(), value]);
export const lowerNames = (headers) => headers.map(([name, value]) => [name.toLowerCase(), value]);

/** The headers as a server hands them to a library: names in small letters, lines joined. */
export function headerMap(headers) {
  const map = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    map[key] = key in map ? `${map[key]}, ${value}` : value;
  }
  return map;
}
