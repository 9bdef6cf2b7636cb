// The embedded cloud with a skill in it.

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { start } from "./program.mjs";
import { binaries, root } from "./project.mjs";

/**
 * Starts the embedded cloud with one skill, and a state of its own.
 *
 * @param {string} skill its name
 * @returns {Promise<{origin: string, host: string, ready: object, lines: string[], stop: () => Promise<void>}>} the
 *   origin of the skill and its host with the port; what the cloud said when it was ready; every line since
 */
export async function startCloud(skill) {
  const state = mkdtempSync(path.join(os.tmpdir(), "sayso-browser-"));
  const args = ["--root", root, "--state", state, "--bin-dir", binaries, "--skill", skill];
  const remove = () => rmSync(state, { recursive: true, force: true });
  const { first, lines, stop } = await start("sayso-local", args).catch((error) => {
    remove();
    throw error;
  });
  const { ready } = JSON.parse(first);
  const { origin } = ready.skills.find(({ name }) => name === skill);
  const end = async () => {
    await stop();
    remove();
  };
  return { origin, host: new URL(origin).host, ready, lines, stop: end };
}
