// The Python half, run as a child: it signs and judges with the libraries of PyPI.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../generate.py", import.meta.url));

function run(verb, input) {
  const child = spawnSync(process.env.PYTHON ?? "python3", [script, verb], {
    input: JSON.stringify(input),
    maxBuffer: 1 << 28,
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(`generate.py ${verb}: ${child.stderr}`);
  return JSON.parse(child.stdout);
}

/** The value of the signature header for each of `jobs`, and what made it. */
export const pythonSigns = (jobs) =>
  run("sign", jobs.map((job) => ({ ...job, body_base64: job.body.toString("base64"), body: undefined })));

/** What each library says of each vector; fails when an accepted one has no right signature. */
export const pythonJudges = (vectors) => run("judge", vectors);
