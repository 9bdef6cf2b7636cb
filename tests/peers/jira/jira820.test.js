// The requests of our contract, answered by `jira820`, a Data Center (8.20) that nobody here wrote: its answers are as
// the contract describes them, also after a change. Where it is no Jira is at the end.

import assert from "node:assert/strict";
import test from "node:test";
import { assertDescribed, request } from "./contract.js";
import { noJira820, startJira820 } from "./servers.js";

const fields = "summary,status,project,assignee,priority,duedate,updated,description";
const open = 'project = "OPS" AND sprint in openSprints() AND statusCategory != Done ORDER BY key';

test("jira820", { skip: noJira820 }, async (t) => {
  const { url, stop } = await startJira820("OPS");
  t.after(stop);

  /** Makes a request, and holds the answer against the contract. */
  const ask = async (id, values, status = 200) => {
    const answer = await request(url, id, values, { authorization: "Bearer peers" });
    assert.equal(answer.status, status, `${id}: ${JSON.stringify(answer.body)}`);
    assertDescribed(id, answer);
    return answer.body;
  };
  const search = (jql, more = {}) => ask("serverSearch", { jql, fields, ...more });
  const keys = ({ issues }) => issues.map((issue) => issue.key);

  await t.test("tells who and where one is", async () => {
    assert.equal((await ask("serverMyself")).name, "admin");
    assert.deepEqual((await ask("serverProjects")).map((project) => project.key), ["OPS"]);
  });

  await t.test("finds issues, page by page", async () => {
    const all = await search(open, { maxResults: 100 });
    assert.ok(all.total > 6 && all.total <= 100, `${all.total} issues`);
    assert.equal(all.issues.length, all.total);
    const [first, second] = await Promise.all([0, 3].map((startAt) => search(open, { startAt, maxResults: 3 })));
    assert.deepEqual([...keys(first), ...keys(second)], keys(all).slice(0, 6));
    assert.deepEqual([second.startAt, second.maxResults, second.total], [3, 3, all.total]);
    const beyond = await search(open, { startAt: all.total, maxResults: 3 });
    assert.deepEqual([beyond.issues, beyond.total], [[], all.total]);
    for (const { fields: given } of all.issues) {
      assert.deepEqual(Object.keys(given).sort(), fields.split(",").sort(), "the fields that were asked for");
      assert.notEqual(given.status.statusCategory.key, "done");
    }
  });

  await t.test("has issues without a date, and of nobody", async () => {
    const { issues } = await search('project = "OPS"', { maxResults: 1000 });
    assert.ok(issues.some((issue) => issue.fields.duedate === null));
    assert.ok(issues.some((issue) => issue.fields.duedate !== null));
    const unassigned = await fetch(`${url}/rest/api/2/issue/OPS-7/assignee`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: '{"name": null}',
    });
    assert.equal(unassigned.status, 204);
    assert.equal((await ask("serverIssue", { issueIdOrKey: "OPS-7", fields })).fields.assignee, null);
  });

  await t.test("has one issue, and not another", async () => {
    const { key, fields: given } = await ask("serverIssue", { issueIdOrKey: "OPS-42", fields });
    assert.deepEqual([key, given.project.key], ["OPS-42", "OPS"]);
    const problem = await ask("serverIssue", { issueIdOrKey: "OPS-4242" }, 404);
    assert.equal(problem.errorMessages.length, 1);
  });

  await t.test("moves an issue", async () => {
    const [key] = keys(await search(open, { maxResults: 1 }));
    const transitions = async () => (await ask("serverTransitions", { issueIdOrKey: key })).transitions;
    const status = async () => (await ask("serverIssue", { issueIdOrKey: key, fields })).fields.status;
    const move = (id, status) => ask("serverTransition", { issueIdOrKey: key, body: { transition: { id } } }, status);

    const done = (await transitions()).find((it) => it.to.name === "Done");
    await move(done.id, 204);
    assert.deepEqual([(await status()).name, (await status()).statusCategory.key], ["Done", "done"]);
    assert.ok(!(await transitions()).some((it) => it.to.name === "Done"), "it is there already");
    assert.ok(!keys(await search(open, { maxResults: 100 })).includes(key));

    const again = await move(done.id, 400);
    assert.match(again.errorMessages[0], /not valid/);
    await move("4242", 400);
    assert.equal((await status()).name, "Done");
  });

  await t.test("says in which fields there are points and sprints", async () => {
    const all = await ask("serverFields");
    const points = all.find((field) => field.name === "Story Points");
    assert.deepEqual([points.custom, points.schema.type], [true, "number"]);
    assert.ok(all.some((field) => field.schema?.custom === "com.pyxis.greenhopper.jira:gh-sprint"));
    const [board] = (await ask("boards", { type: "scrum" })).values;
    const { estimation } = await ask("boardConfiguration", { boardId: board.id });
    assert.equal(estimation.field.fieldId, points.id);
  });

  await t.test("has sprints with their issues", async () => {
    const [board] = (await ask("boards", { projectKeyOrId: "OPS", type: "scrum", maxResults: 5 })).values;
    const closed = await ask("sprints", { boardId: board.id, state: "closed" });
    assert.ok(closed.values.length > 0 && closed.values.every((sprint) => sprint.state === "closed"));
    const [active] = (await ask("sprints", { boardId: board.id, state: "active" })).values;
    assert.equal((await ask("sprint", { sprintId: active.id })).name, active.name);
    const issues = await ask("sprintIssues", { sprintId: active.id, fields: ["summary", "status"], maxResults: 100 });
    assert.deepEqual(Object.keys(issues.issues[0].fields).sort(), ["status", "summary"]);
    await ask("sprint", { sprintId: 4242 }, 404);

    const [key] = keys(issues);
    const within = async () => keys(await ask("sprintIssues", { sprintId: active.id, maxResults: 100 }));
    const body = { issues: [key] };
    await ask("moveToBacklog", { body }, 204);
    assert.ok(!(await within()).includes(key));
    await ask("moveToSprint", { sprintId: active.id, body }, 204);
    assert.ok((await within()).includes(key));
    await ask("moveToSprint", { sprintId: 4242, body }, 404);
  });

  await t.test("takes comments", async () => {
    const issueIdOrKey = "OPS-42";
    const before = (await ask("serverComments", { issueIdOrKey, startAt: 0, maxResults: 50 })).total;
    const { id } = await ask("serverAddComment", { issueIdOrKey, body: { body: "It works again." } }, 201);
    const after = await ask("serverComments", { issueIdOrKey, maxResults: 50 });
    assert.equal(after.total, before + 1);
    const added = after.comments.find((comment) => comment.id === id);
    assert.deepEqual([added.body, added.author.displayName], ["It works again.", (await ask("serverMyself")).displayName]);
  });

  await t.test("makes and changes an issue", async () => {
    const fields = { project: { key: "OPS" }, issuetype: { id: "10004" }, summary: "The lift stops" };
    const types = await fetch(`${url}/rest/api/2/issuetype`).then((answer) => answer.json());
    fields.issuetype.id = types.find((type) => !type.subtask && type.name !== "Epic").id;
    const { key } = await ask("serverCreate", { body: { fields: { ...fields, description: "Twice." } } }, 201);
    const issueIdOrKey = key;
    const now = async () => (await ask("serverIssue", { issueIdOrKey })).fields;
    assert.deepEqual([(await now()).summary, (await now()).description], [fields.summary, "Twice."]);
    await ask("serverEdit", { issueIdOrKey, body: { fields: { duedate: "2026-03-20", summary: "It stops" } } }, 204);
    assert.deepEqual([(await now()).summary, (await now()).duedate], ["It stops", "2026-03-20"]);
    await ask("serverAssign", { issueIdOrKey, body: { name: "admin" } }, 204);
    assert.equal((await now()).assignee.displayName, (await ask("serverMyself")).displayName);
    await ask("serverAssign", { issueIdOrKey, body: { name: null } }, 204);
    assert.equal((await now()).assignee, null);
    const { priority } = (await ask("serverPriorities", { issueIdOrKey })).fields;
    assert.ok(priority.allowedValues.length > 2);
    const { summary, ...rest } = fields;
    const refused = await ask("serverCreate", { body: { fields: rest } }, 400);
    assert.ok(refused.errors.summary, summary);
  });

  await t.test("takes work", async () => {
    const issueIdOrKey = "OPS-43";
    const { total } = await ask("serverWorklogs", { issueIdOrKey });
    await ask("serverAddWorklog", { issueIdOrKey, body: { timeSpent: "3h 30m", comment: "Looked." } }, 201);
    const after = await ask("serverWorklogs", { issueIdOrKey });
    assert.deepEqual([after.total, after.worklogs.at(-1).comment], [total + 1, "Looked."]);
  });

  // What a Data Center does and this one does not. Whoever talks to it must not count on these; should a new version
  // do one of them, this test says so.
  await t.test("is no Jira in some ways", async () => {
    // It asks for no credential.
    assert.equal((await request(url, "serverMyself")).status, 200);
    // `X-Seraph-LoginReason` and the like are never there.
    assert.equal((await request(url, "serverMyself")).headers.get("x-seraph-loginreason"), null);
    // `currentUser()` is nobody.
    assert.equal((await search("assignee = currentUser()")).total, 0);
    // Clauses that it does not know are always true: `is EMPTY`, `resolution`, `priority`, words that are no JQL.
    const { total } = await search('project = "OPS"');
    for (const clause of ["assignee is EMPTY", "resolution = Unresolved", "priority = Highest", "((("]) {
      assert.equal((await search(`project = "OPS" AND ${clause}`)).total, total, clause);
    }
    // Every priority is the same, and an order is by key where it is by anything but a date or the summary.
    const ordered = async (by) => keys(await search(`project = "OPS" ORDER BY ${by}`));
    assert.deepEqual(await ordered("priority DESC"), await ordered("priority ASC"));
    // A project that is not there has no issues; a Jira answers 400.
    assert.equal((await search("project = NOPE")).total, 0);
    // Issues are found by key alone.
    const { id } = (await request(url, "serverIssue", { issueIdOrKey: "OPS-42" })).body;
    await ask("serverIssue", { issueIdOrKey: id }, 404);
    // A project has another id in the list of projects than in its issues.
    const [{ id: listed }] = await ask("serverProjects");
    const { project } = (await ask("serverIssue", { issueIdOrKey: "OPS-42", fields })).fields;
    assert.notEqual(listed, project.id);
    // Work takes as many seconds as it is told, and none where it is told days and hours.
    const [work] = (await ask("serverWorklogs", { issueIdOrKey: "OPS-43" })).worklogs.slice(-1);
    assert.equal(work.timeSpentSeconds, 0);
    // Comments are always the oldest first.
    const comments = async (orderBy) => (await ask("serverComments", { issueIdOrKey: "OPS-42", orderBy })).comments;
    assert.deepEqual(await comments("-created"), await comments("created"));
    // A priority is set by name alone.
    const edit = { issueIdOrKey: "OPS-42", body: { fields: { priority: { id: "1" } } } };
    const priority = async () => (await ask("serverIssue", { issueIdOrKey: "OPS-42" })).fields.priority;
    const before = await priority();
    await ask("serverEdit", edit, 204);
    assert.deepEqual(await priority(), before);
    // It shows boards of all projects, whichever is asked for, and all issues of a sprint, whatever the query.
    assert.ok((await ask("boards", { projectKeyOrId: "NOPE" })).total > 0);
    // Nobody can be looked for among those who can be assigned, and no project tells its types.
    for (const [id, values] of [
      ["serverAssignableUsers", { username: "a", issueKey: "OPS-42" }],
      ["serverIssueTypes", { projectIdOrKey: "OPS" }],
    ]) {
      assert.equal((await request(url, id, values)).status, 404, id);
    }
  });
});
