// Two Jiras that nobody here wrote: `jira820` (PyPI), a stateful Data Center, and Prism (npm), which serves a contract
// and refuses what the contract does not have.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { python, root } from "../support/project.js";

const jira820 = path.join(python, "jira820");

/** Our contract of Jira. */
export const contract = path.join(root, "schemas/jira/jira.openapi.yaml");
/** The skill that it is the contract of. */
export const skill = path.join(root, "schemas/jira/skill.yaml");

/** Why there is no `jira820` here; false where there is. */
export const noJira820 =
  !existsSync(jira820) && "`jira820` is not installed; `tests/run` does it where there is Python 3";

/**
 * Starts a Data Center with a project of 364 issues, the same each time.
 *
 * @param {string} project the project's key
 * @param {object} [settings] of its YAML file: `statuses`, `transition_scheme`
 */
export async function startJira820(project, settings = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sayso-peers-"));
  const file = path.join(folder, "jira820.yaml");
  writeFileSync(file, JSON.stringify(settings));
  const env = {
    ...process.env,
    JIRA820_HOST: "127.0.0.1",
    JIRA820_PORT: "0",
    JIRA820_SEED: "0",
    JIRA820_DATE: "2026-03-04",
    JIRA820_PROJECT_KEY: project,
    JIRA820_CONFIG: file,
  };
  const started = start(jira820, [], env, /Uvicorn running on (http:\S+)/);
  return started.finally(() => rmSync(folder, { recursive: true }));
}

/**
 * Starts Prism, which answers with examples, and with `sl-violations` where the request is not as `document` says.
 *
 * @param {string} document the path of an OpenAPI document
 */
export function startPrism(document) {
  const program = createRequire(import.meta.url).resolve("@stoplight/prism-cli/dist/index.js");
  const args = [program, "mock", "--errors", "--host", "127.0.0.1", "--port", "0", document];
  return start(process.execPath, args, process.env, /is listening on (http:\S+)/);
}

/**
 * Starts a program that says where it listens.
 *
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
async function start(program, args, env, listening) {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(child, "close");
  process.once("exit", () => child.kill());
  const log = [];
  const url = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      readline.createInterface({ input: stream }).on("line", (line) => {
        log.push(line);
        const [, found] = listening.exec(line) ?? [];
        if (found) resolve(found);
      });
    }
    closed.then(([code]) => reject(new Error(`${program} ended with ${code}:\n${log.join("\n")}`)), reject);
  });
  const stop = async () => {
    child.kill();
    await closed;
  };
  // One that says nothing is ended, which ends the wait.
  const late = setTimeout(() => child.kill(), 60_000);
  return { url: await url.finally(() => clearTimeout(late)), stop };
}
