// Programs of the project, as tests start them: they say in a line that they are ready, and end with their input.

import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import readline from "node:readline";
import { binaries } from "./project.mjs";

/** How long a program may take to say that it is ready, in milliseconds. */
const patience = 60_000;

/**
 * Starts a program.
 *
 * @param {string} name its name in the target folder
 * @param {string[]} args its arguments
 * @param {object} [env] variables of its environment, added to ours
 * @returns {Promise<{first: string, lines: string[], stop: () => Promise<void>}>} its first line of output, all of its
 *   lines (of standard error, too), and how to end it
 */
export async function start(name, args, env = {}) {
  const child = spawn(path.join(binaries, name), args, { stdio: "pipe", env: { ...process.env, ...env } });
  const lines = [];
  const ended = once(child, "close");
  // It may have ended before.
  child.stdin.on("error", () => {});
  readline.createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
  const output = readline.createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  const late = AbortSignal.timeout(patience);
  const failed = (what) => new Error(`\`${name}\` ${what}:\n${lines.join("\n")}`);
  const gone = ended.then(([code]) => Promise.reject(failed(`ended with ${code}`)));
  const [first] = await Promise.race([once(output, "line", { signal: late }), gone]).catch((error) => {
    child.kill();
    throw error.name === "AbortError" ? failed("did not say that it is ready") : error;
  });
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  return { first, lines, stop };
}
