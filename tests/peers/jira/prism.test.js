// Prism serves our contract, and Atlassian's document, and refuses what they do not have.

import assert from "node:assert/strict";
import test from "node:test";
import { assertDescribed, operations, request } from "./contract.js";
import { noOfficial, startOfficial } from "./official.js";
import { contract, startPrism } from "./servers.js";

const authorization = "Bearer peers";

/** A value for each parameter, so that every request has all of its parameters. */
const values = {
  issueIdOrKey: "OPS-42",
  jql: 'project = "OPS" AND summary ~ "ä & b"',
  startAt: 0,
  maxResults: 5,
  nextPageToken: "a+b/c=",
  projectIdOrKey: "OPS",
  projectKeyOrId: "OPS",
  issueKey: "OPS-42",
  project: "OPS",
  query: "ann",
  username: "ann",
  boardId: 1,
  sprintId: 13,
  state: "active,future",
  type: "scrum",
  name: "Operations",
};

/** What a list may be ordered by. */
const orders = { cloudProjects: "-lastIssueUpdatedDate", cloudComments: "-created", serverComments: "-created" };

const text = "It works again.";
const document = {
  type: "doc",
  version: 1,
  content: [{ type: "paragraph", content: [{ type: "text", text }] }],
};
const made = (description, assignee) => ({
  fields: {
    project: { key: "OPS" },
    issuetype: { id: "10004" },
    summary: "The lift stops",
    description,
    priority: { id: "2" },
    assignee,
  },
});
const changed = { fields: { summary: "A", duedate: null, priority: { id: "2" }, customfield_10021: null } };

/** A body for each operation that has one. */
const bodies = {
  cloudTransition: { transition: { id: "31" } },
  serverTransition: { transition: { id: "31" } },
  cloudCount: { jql: 'project = "OPS"' },
  cloudCreate: made(document, { accountId: "1" }),
  serverCreate: made(text, { name: "ann" }),
  cloudEdit: changed,
  serverEdit: changed,
  cloudAssign: { accountId: "1" },
  serverAssign: { name: null },
  cloudAddComment: { body: document },
  serverAddComment: { body: text },
  cloudAddWorklog: { timeSpent: "1d", comment: document },
  serverAddWorklog: { timeSpent: "3h 30m", comment: text },
  moveToSprint: { issues: ["OPS-42"] },
  moveToBacklog: { issues: ["OPS-42", "10043"] },
};

/** All that the operation takes. */
function everything(id) {
  const { parameters, body } = operations[id];
  const given = parameters.map(({ name, schema }) => {
    const lists = { fields: ["summary", "status", "*all"], orderBy: orders[id] };
    const value = lists[name] ?? values[name];
    assert.notEqual(value, undefined, `${id}: say here what \`${name}\` may be`);
    return [name, Array.isArray(value) && schema.type !== "array" ? value.join(",") : value];
  });
  if (body) assert.ok(bodies[id], `${id}: say here what its body may be`);
  return { ...Object.fromEntries(given), ...(body && { body: bodies[id] }) };
}

/** All that the operation demands. */
function least(id) {
  const all = everything(id);
  const optional = operations[id].parameters.filter((it) => !it.required).map((it) => it.name);
  return Object.fromEntries(Object.entries(all).filter(([name]) => !optional.includes(name)));
}

async function accepts(url, id, given, more = []) {
  const answer = await request(url, id, given, { authorization });
  assert.equal(answer.headers.get("sl-violations"), null, `${id} ${JSON.stringify(given)}`);
  const successes = Object.keys(operations[id].responses).filter((status) => status.startsWith("2")).concat(more);
  assert.ok(successes.includes(String(answer.status)), `${id} answers ${answer.status}`);
  return answer;
}

async function refuses(url, id, given, status, headers = { authorization }) {
  const answer = await request(url, id, given, headers);
  assert.equal(answer.status, status, `${id} ${JSON.stringify(given)}`);
  assert.ok(answer.headers.get("sl-violations"), `${id} ${JSON.stringify(given)}`);
}

test("our contract", async (t) => {
  const { url, stop } = await startPrism(contract);
  t.after(stop);
  for (const id of Object.keys(operations)) {
    await t.test(id, async () => {
      for (const given of [everything(id), least(id)]) assertDescribed(id, await accepts(url, id, given));
    });
  }
  await t.test("refuses others", async () => {
    await refuses(url, "cloudMyself", {}, 401, {});
    await refuses(url, "cloudSearch", {}, 422);
    await refuses(url, "cloudProjects", { maxResults: 101 }, 422);
    await refuses(url, "serverSearch", { jql: "a = b", maxResults: "many" }, 422);
    await refuses(url, "cloudTransition", { issueIdOrKey: "OPS-42", body: { transition: { name: "Done" } } }, 422);
    await refuses(url, "cloudAddComment", { issueIdOrKey: "OPS-42", body: { body: text } }, 422);
    await refuses(url, "serverAddComment", { issueIdOrKey: "OPS-42", body: { body: document } }, 422);
    await refuses(url, "cloudAssign", { issueIdOrKey: "OPS-42", body: { name: "ann" } }, 422);
    await refuses(url, "serverAddWorklog", { issueIdOrKey: "OPS-42", body: { timeSpentSeconds: 60 } }, 422);
    await refuses(url, "cloudCreate", { body: { fields: { summary: "A", project: { key: "OPS" } } } }, 422);
    await refuses(url, "moveToSprint", { sprintId: 13, body: { issues: [] } }, 422);
    await refuses(url, "boards", { type: "round" }, 422);
  });
});

test("Atlassian's document", { skip: noOfficial }, async (t) => {
  const { url, stop } = await startOfficial();
  t.after(stop);
  const below = ["/rest/api/3/", "/rest/agile/"];
  const cloud = Object.keys(operations).filter((id) => below.some((path) => operations[id].path.startsWith(path)));
  assert.ok(cloud.length > 20);
  // An edit may ask for the issue, which makes it a 200; the mock gives the first success that there is.
  const more = { cloudEdit: ["200"] };
  for (const id of cloud) {
    await t.test(id, async () => {
      for (const given of [everything(id), least(id)]) await accepts(url, id, given, more[id]);
    });
  }
  await t.test("refuses others", async () => {
    await refuses(url, "cloudMyself", {}, 401, {});
    await refuses(url, "cloudSearch", { jql: "a = b", maxResults: "many" }, 400);
    await refuses(url, "cloudProjects", { orderBy: "size" }, 400);
  });
});
