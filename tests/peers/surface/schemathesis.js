// Schemathesis, which makes inputs of an OpenAPI document, fitting ones and others, and holds each answer against it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { python } from "../support/project.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const program = path.join(python, "schemathesis");

/** Why it can't be run; false where it can. */
export const uninstalled =
  !existsSync(program) && "`schemathesis` is not installed; `tests/run` does it where there is Python 3";

const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];

/**
 * Tries inputs.
 *
 * @param {string} document the path of the OpenAPI document
 * @param {string} url where what it describes is
 * @param {string[]} args more to say to it
 * @param {object} [env] what `living.py` must know; without it inputs stay as they are
 * @returns {Promise<{status: number, text: string}>} how it ended, not 0 where an answer is not as described, and what
 *   it said
 */
export async function tryInputs(document, url, args, env) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "sayso-peers-"));
  const all = ["run", document, "--url", url, "--checks", checks.join(","), "--continue-on-failure", "--no-color"];
  all.push("--generation-database", "none", "--warnings", "off", ...args);
  const hooks = env && { SCHEMATHESIS_HOOKS: "living", PYTHONPATH: here, PYTHONDONTWRITEBYTECODE: "1", ...env };
  try {
    // It leaves files where it is, and where Hypothesis is told to.
    const own = { cwd: folder, env: { ...process.env, HYPOTHESIS_STORAGE_DIRECTORY: folder, ...hooks } };
    const child = spawn(program, all, { ...own, stdio: ["ignore", "pipe", "pipe"] });
    const closed = once(child, "close");
    const said = await Promise.all([child.stdout, child.stderr].map((stream) => stream.toArray()));
    const [status] = await closed;
    return { status, text: Buffer.concat(said.flat()).toString() };
  } finally {
    await rm(folder, { recursive: true });
  }
}
