// JSON with one line for each field, so that a changed vector is a readable diff.

import { honest } from "./weak.mjs";

export function format(file) {
  const vectors = file.vectors.map((vector) => {
    const fields = Object.entries(honest(vector)).map(([name, value]) => {
      const text = name === "headers" ? list(value) : JSON.stringify(value);
      return `      ${JSON.stringify(name)}: ${text}`;
    });
    return `    {\n${fields.join(",\n")}\n    }`;
  });
  const head = Object.entries(file)
    .filter(([name]) => name !== "vectors")
    .map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`);
  return `{\n${head.join("")}  "vectors": [\n${vectors.join(",\n")}\n  ]\n}\n`;
}

function list(pairs) {
  if (pairs.length === 0) return "[]";
  return `[\n${pairs.map((pair) => `        ${JSON.stringify(pair)}`).join(",\n")}\n      ]`;
}
