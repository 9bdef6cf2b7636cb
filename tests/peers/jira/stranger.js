// `jira820` as the skill meets it: behind a front that puts into its words what every Data Center understands and it
// does not. That it does not is told by the last test of `jira820.test.js`; nothing else is changed on the way.

import assert from "node:assert/strict";
import { assertDescribed, request } from "./contract.js";
import { send } from "./front.js";
import { askedFor, dataCenter, typed } from "./linked.js";
import { startJira820 } from "./servers.js";
import { writes } from "./spec.js";

/** A workflow in which not every status leads to every other one. */
const workflow = {
  statuses: [
    ["To Do", "todo", "1"],
    ["In Progress", "inprogress", "3"],
    ["In Review", "inprogress", "10001"],
    ["Blocked", "inprogress", "10003"],
    ["Done", "done", "10002"],
  ],
  transition_scheme: {
    "To Do": ["In Progress"],
    "In Progress": ["In Review", "Blocked", "Done"],
    "In Review": ["In Progress", "Done"],
    Blocked: ["In Progress", "Done"],
    Done: ["In Progress"],
  },
};

const changing = writes("datacenter");

/**
 * Starts `jira820` with the project Operations, and the skill, linked to it with a token.
 *
 * @param {import("node:test").TestContext} t at whose end all is stopped
 */
export async function startStranger(t) {
  const { url, stop } = await startJira820("OPS", { project_name: "Operations", ...workflow });
  t.after(stop);
  const stranger = new Stranger(url);
  const { cloud, seen } = await dataCenter(t, (exchange) => stranger.answer(exchange));
  const link = await cloud.link((page) => page.post("/link/form", typed.token));
  return Object.assign(stranger, { cloud, seen, link, say: cloud.conversation(link) });
}

class Stranger {
  /** What befalls the next change: `lost` after it is made, or `dropped` before. */
  fault;
  /** Whether it is met as it is, without help. */
  bare = false;

  constructor(url) {
    this.url = url;
  }

  /** What it says itself about an operation of our contract. */
  async ask(id, values) {
    const answer = await request(this.url, id, values);
    assertDescribed(id, answer);
    return answer.body;
  }

  /** What it says of an issue's fields. */
  async fields(issueIdOrKey) {
    return (await this.ask("serverIssue", { issueIdOrKey })).fields;
  }

  /** All of its issues. */
  async issues() {
    const { issues, total } = await this.ask("serverSearch", { jql: 'project = "OPS"', maxResults: 1000 });
    assert.equal(issues.length, total);
    return issues;
  }

  /** Answers a request of the skill. */
  async answer(exchange) {
    const changes = changing.has(askedFor(exchange));
    const fault = changes ? this.fault : undefined;
    if (changes) this.fault = undefined;
    if (fault === "dropped") return undefined;
    const answer = this.bare ? await send(this.url + exchange.path, exchange) : await this.#helped(exchange);
    return fault === "lost" ? undefined : answer;
  }

  async #helped(exchange) {
    const target = new URL(exchange.path, this.url);
    const id = askedFor(exchange);
    const jql = target.searchParams.get("jql");
    if (jql) target.searchParams.set("jql", inItsWords(jql));
    // It finds people, but not among those who can be assigned.
    if (id === "serverAssignableUsers") target.pathname = "/rest/api/2/user/search";
    // It has types, but not those of a project.
    if (id === "serverIssueTypes") {
      target.pathname = "/rest/api/2/issuetype";
      const { body, ...answer } = await send(target, exchange);
      return rewritten(answer, { values: JSON.parse(body) });
    }
    if (id === "serverEdit") return send(target, rewritten(exchange, await this.#named(JSON.parse(exchange.body))));
    return send(target, exchange);
  }

  /** It knows a priority by its name alone. */
  async #named({ fields }) {
    if (!fields.priority) return { fields };
    const all = await fetch(`${this.url}/rest/api/2/priority`).then((answer) => answer.json());
    const { name } = all.find(({ id }) => id === fields.priority.id);
    return { fields: { ...fields, priority: { name } } };
  }
}

/** It does not know who asks, and nothing of `EMPTY`. */
function inItsWords(jql) {
  return jql.replaceAll("currentUser()", "admin").replace(/assignee IS EMPTY/i, 'assignee = ""');
}

function rewritten(message, json) {
  const body = Buffer.from(JSON.stringify(json));
  return { ...message, headers: { ...message.headers, "content-length": body.length }, body };
}

/** A key as it is said to a user. */
export const spelt = (key) => [...key].join(" ");

/** The keys that are read out. */
export const keysIn = (speech) =>
  [...speech.matchAll(/\b(?:[A-Z] )+-(?: \d)+/g)].map(([key]) => key.replaceAll(" ", ""));
