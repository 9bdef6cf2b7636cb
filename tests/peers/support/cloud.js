// The embedded cloud, with the project's own skill but another stage `local`: what the skill calls is what a test says.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { Aws } from "./aws.js";
import { Browser } from "./browser.js";
import { patience } from "./http.js";
import { LinkingPage } from "./linking.js";
import { binaries, dataOf, readJson } from "./project.js";

/** When everything is said. */
const now = "2026-03-04T09:00:00Z";

/**
 * Starts a skill in a cloud of its own.
 *
 * @param {string} skill its name
 * @param {object | ((plan: object) => void)} [stage] what is other in the plan's stage `local`; or what changes the plan
 * @param {string[]} [others] skills that run beside it
 * @returns {Promise<Cloud>}
 */
export async function startCloud(skill, stage = {}, others = []) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "sayso-peers-"));
  const place = (skill) => path.join(folder, "root/infra/app/generated", skill);
  for (const each of [skill, ...others]) await cp(dataOf(each), place(each), { recursive: true });
  const plan = readJson(path.join(place(skill), "plan.json"));
  if (typeof stage === "function") stage(plan);
  else Object.assign(plan.stages.local, stage);
  await writeFile(path.join(place(skill), "plan.json"), JSON.stringify(plan));
  const cloud = new Cloud(skill, folder);
  try {
    await cloud.start();
  } catch (error) {
    await cloud.stop();
    throw error;
  }
  return cloud;
}

class Cloud {
  #skill;
  #folder;
  #child;
  #closed;
  #port;
  /** AWS, as an operator sees it. */
  aws;
  /** What was written, a line each; for failures. */
  #log = [];

  constructor(skill, folder) {
    this.#skill = skill;
    this.#folder = folder;
  }

  async start() {
    const own = (name) => [`--${name}`, path.join(this.#folder, name)];
    const args = [...own("root"), ...own("state"), "--bin-dir", binaries];
    this.#child = spawn(path.join(binaries, "sayso-local"), args, { stdio: "pipe" });
    this.#closed = once(this.#child, "close");
    const [lines] = [this.#child.stdout, this.#child.stderr].map((input) =>
      readline.createInterface({ input }).on("line", (line) => this.#log.push(line)),
    );
    const first = once(lines, "line", { signal: AbortSignal.timeout(patience) });
    const ended = this.#closed.then(() => Promise.reject(new Error(`sayso-local ended:\n${this.#log.join("\n")}`)));
    const [line] = await Promise.race([first, ended]);
    ended.catch(() => {});
    const { ready } = JSON.parse(line);
    this.#port = ready.port;
    this.aws = new Aws(ready.aws);
  }

  /** Where a skill is, and where Alexa wants its users to be sent back. */
  origin(skill = this.#skill) {
    return `http://${skill}.localhost:${this.#port}`;
  }

  get redirect() {
    return `http://localhost:${this.#port}/alexa/redirect/M1LOCAL`;
  }

  /** What it and its functions have said so far, a line each. */
  get said() {
    return [...this.#log];
  }

  /** Empties all tables, and with them what was counted. */
  reset() {
    return this.#control("/api/reset", {});
  }

  /** The base URL of a demo backend that runs here. */
  async demo(name) {
    const { demos } = await this.#control("/api/status");
    return demos.find((demo) => demo.name === name).url;
  }

  /**
   * Links an account, as Alexa's app and a user's browser do.
   *
   * @param {(page: LinkingPage) => Promise<string>} through the user's way through the skill's page; where the browser
   *   is sent at its end
   * @returns {Promise<string>} the link's id
   */
  async link(through) {
    const links = `/api/skills/${this.#skill}/links`;
    const { link, url } = await this.#control(links, {});
    const browser = new Browser();
    const page = await LinkingPage.open(browser, url);
    const landed = await browser.get(await through(page));
    const report = await this.#control(`${links}/${link}`);
    assert.deepEqual([landed.status, report.state, report.error], [200, "linked", null], this.#log.join("\n"));
    return link;
  }

  /** A conversation of the user of a link: each call says one thing, and gives what is heard. */
  conversation(link) {
    let conversation;
    return async (utterance) => {
      const turn = { conversation, utterance, now, named: true, link };
      const answer = await this.#control(`/api/skills/${this.#skill}/turns`, turn);
      conversation = answer.ended ? undefined : answer.conversation;
      return answer;
    };
  }

  async stop() {
    const late = setTimeout(() => this.#child.kill("SIGKILL"), patience);
    this.#child.stdin.end();
    await this.#closed;
    clearTimeout(late);
    await rm(this.#folder, { recursive: true });
  }

  async #control(place, body) {
    const json = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(`http://localhost:${this.#port}${place}`, { ...(body && json), signal });
    const text = await response.text();
    assert.ok(response.ok, `${place}: ${response.status} ${text}\n${this.#log.join("\n")}`);
    return JSON.parse(text);
  }
}
