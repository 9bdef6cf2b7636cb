// What the skill reads to a user of `jira820`: its keys, names and numbers are those that one counts oneself in what
// that Data Center says.

import assert from "node:assert/strict";
import test from "node:test";
import { noOpenssl } from "./front.js";
import { askedFor, parameter, tell, unbuilt } from "./linked.js";
import { noJira820 } from "./servers.js";
import { changingIntents, intents } from "./spec.js";
import { keysIn, spelt, startStranger } from "./stranger.js";

const points = "customfield_10004";
const sprints = "customfield_10007";
const goesOn = /(?:next ones|hear more|go on|read on)\?$/;
/** The day on which everything is asked. */
const today = "2026-03-04";
const date = (text, style) => new Date(text.slice(0, 10)).toLocaleDateString("en-US", { ...style, timeZone: "UTC" });
const daysAway = (text) => Math.round((Date.parse(text.slice(0, 10)) - Date.parse(today)) / 86_400_000);

/** A day as it is said: by its distance, by its name within a week, else by its date, with a year where that is far. */
function on(text) {
  const away = daysAway(text);
  const near = { "-1": "yesterday", 0: "today", 1: "tomorrow" }[away];
  if (near) return near;
  if (away > 0 && away < 7) return `on ${date(text, { weekday: "long" })}`;
  const year = Math.abs(away) < 183 ? undefined : "numeric";
  return `on ${date(text, { month: "long", day: "numeric", year })}`;
}
/** A number as it is said before a plural; nought and one are words. */
const number = (count, before = "One") => ({ 0: "None", 1: before })[count] ?? String(count);

const category = (wanted) => (it) => it.fields.status.statusCategory.key === wanted;
const done = category("done");
const status = (name) => (it) => it.fields.status.name === name;
const running = (it) => (it.fields[sprints] ?? []).some((sprint) => sprint.state === "ACTIVE");
const kind = (name) => (it) => it.fields.issuetype.name === name;
const due = (from, until) => (it) => it.fields.duedate >= from && it.fields.duedate <= until;

/** By intent: what is said, which issues that is about, and in which order they come, where that is told. */
const lists = {
  MyIssues: ["what are my issues", (it) => it.fields.assignee?.name === "admin" && !done(it)],
  Blockers: ["what is blocked", (it) => running(it) && status("Blocked")(it)],
  Backlog: ["what is in the backlog", (it) => category("new")(it) && !kind("Epic")(it) && !running(it)],
  Unassigned: ["what is unassigned", (it) => running(it) && !it.fields.assignee && !done(it)],
  DueSoon: [
    "what is due next week",
    (it) => due("2026-03-09", "2026-03-15")(it) && !done(it),
    (it) => it.fields.duedate,
  ],
  Bugs: ["are there any bugs", (it) => kind("Bug")(it) && !done(it)],
  StatusQuery: ["what is in review", status("In Review")],
  WhatChanged: ["what changed since yesterday", (it) => it.fields.updated >= "2026-03-03"],
  SearchText: [
    "search for caching strategy",
    ({ fields: { summary, description } }) => /caching strategy/i.test(`${summary} ${description}`),
  ],
  Standup: [
    "give me the standup",
    (it) => category("indeterminate")(it) || (done(it) && it.fields.resolutiondate >= "2026-03-03"),
  ],
};

test("jira820 is read", { skip: unbuilt || noOpenssl || noJira820 }, async (t) => {
  const jira = await startStranger(t);
  const { seen } = jira;
  const heard = new Set();
  const say = async (utterance) => {
    const answer = await jira.say(utterance);
    heard.add(answer.heard?.intent);
    return answer;
  };
  await prepare(jira);
  const issues = await jira.issues();
  const byKey = new Map(issues.map((it) => [it.key, it]));

  for (const [intent, [utterance, belongs, order]] of Object.entries(lists)) {
    await t.test(intent, async (t) => {
      const expected = issues.filter(belongs);
      assert.ok(expected.length > 1 && expected.length < issues.length / 2, `${expected.length} issues`);
      const [heard, whole] = await readOut(say, intent, utterance);
      for (const { key, speech } of heard) {
        assert.ok(expected.some((it) => it.key === key), `${key}: ${speech}`);
        const { summary } = byKey.get(key).fields;
        assert.ok([",", "."].some((end) => speech.includes(`${spelt(key)}, ${summary}${end} `)), `${key}: ${speech}`);
      }
      assert.equal(new Set(heard.map(({ key }) => key)).size, heard.length, "none is read twice");
      if (whole) assert.equal(heard.length, expected.length);
      else assert.ok(heard.length >= 12 && heard.length < expected.length, `${heard.length} of ${expected.length}`);
      if (order) {
        const read = heard.map(({ key }) => order(byKey.get(key)));
        assert.deepEqual(read, [...read].sort());
      }
      t.diagnostic(`${heard.length} of ${expected.length} issues`);
    });
  }

  await t.test("is asked for a list page by page", async () => {
    const page = 12;
    const before = seen.length;
    const [heard, whole] = await readOut(say, "Blockers", "what is blocked", 20);
    const expected = issues.filter(lists.Blockers[1]).map((it) => it.key);
    assert.ok(whole && expected.length > page, "more than a page of the Data Center");
    assert.deepEqual(heard.map(({ key }) => key).sort(), expected.sort());
    const pages = seen.slice(before).filter((it) => askedFor(it) === "serverSearch");
    const starts = Array.from({ length: Math.ceil(expected.length / page) }, (_, at) => String(at * page));
    assert.deepEqual(pages.map((it) => parameter(it, "startAt")), starts);
  });

  await t.test("ListProjects", async () => {
    const [{ key, name }, ...others] = await jira.ask("serverProjects");
    assert.deepEqual(others, []);
    const speech = await tell(say, "ListProjects", "which projects are there");
    assert.ok(speech.startsWith(`There is one project: ${name}, ${spelt(key)}.`), speech);
  });

  await t.test("PersonStandup", async () => {
    const at = (name) => issues.filter((it) => it.fields.assignee?.displayName === name);
    const [name] = countBy(issues.filter(running), (it) => it.fields.assignee?.displayName)
      .map(([name]) => name)
      .filter((name) => alone(issues, name) && at(name).filter(category("indeterminate")).length > 3);
    const doing = at(name).filter(category("indeterminate"));
    const speech = await tell(say, "PersonStandup", `what is ${name.split(" ")[0].toLowerCase()} working on`);
    const told = new RegExp(`${name} is working on (.*?)\\. (\\d+|One) more (?:is|are) in progress\\.`);
    const [, named, more] = told.exec(speech);
    const summaries = doing.map((it) => it.fields.summary);
    assert.ok(summaries.filter((summary) => named.includes(summary)).length >= 3, `${named}: ${summaries}`);
    assert.equal(more, number(doing.length - 3), speech);
  });

  await t.test("TeamLoad", async () => {
    const open = issues.filter((it) => running(it) && !done(it));
    const nobody = open.filter((it) => !it.fields.assignee).length;
    const loads = countBy(open.filter((it) => it.fields.assignee), (it) => it.fields.assignee.displayName);
    const speech = await tell(say, "TeamLoad", "who has the most to do");
    assert.ok(speech.startsWith(`${open.length} issues are left to do in the open sprints. `), speech);
    const [, first, most] = /sprints\. (.*?) has (\d+), /.exec(speech);
    // Several may have as much.
    assert.equal(Number(most), loads[0][1], speech);
    assert.deepEqual(loads.find(([name]) => name === first), [first, Number(most)]);
    const [, others, rest] = /and (\d+) others share (\d+)\./.exec(speech);
    const named = loads.slice(0, 3).reduce((sum, [, count]) => sum + count, 0);
    assert.deepEqual([Number(others), Number(rest)], [loads.length - 3, open.length - nobody - named], speech);
    assert.ok(speech.includes(` ${number(nobody)} are up for grabs.`), speech);
  });

  await t.test("SprintStatus and PointsLeft", async () => {
    const all = issues.filter(running);
    const sum = (some) => some.reduce((sum, it) => sum + (it.fields[points] ?? 0), 0);
    const count = (belongs) => all.filter(belongs).length;
    const [finished, doing, left] = [done, category("indeterminate"), category("new")].map(count);
    const { name } = await activeSprint(jira);
    assert.ok(finished > 1 && doing > 1 && left > 1, "there are some of each");
    const how = await tell(say, "SprintStatus", "how is the sprint");
    const counted = `${finished} of ${all.length} issues are done, ${doing} are in progress, ${left} are still to do.`;
    const estimated = `That makes ${sum(all.filter(done))} of ${sum(all)} points.`;
    assert.ok(how.startsWith(`${name}: ${counted} ${estimated}`), how);
    const speech = await tell(say, "PointsLeft", "how many points are left");
    const open = all.filter((it) => !done(it));
    assert.ok(speech.startsWith(`${sum(open)} of the ${sum(all)} points are left in ${name}.`), speech);
    const unknown = open.filter((it) => it.fields[points] === null).length;
    assert.ok(speech.includes(` ${number(unknown)} open issue${unknown > 1 ? "s have" : " has"} no estimate.`), speech);
  });

  await t.test("SprintDaysLeft and SprintGoal", async () => {
    const { name, goal, endDate } = await activeSprint(jira);
    const left = await tell(say, "SprintDaysLeft", "when does the sprint end");
    const told = left.startsWith(`${name} has ${daysAway(endDate)} days left`);
    assert.ok(told && left.includes(` It ends ${on(endDate)}.`), left);
    const aim = await tell(say, "SprintGoal", "what is the sprint goal");
    assert.ok(aim.startsWith(`The goal of ${name} is: ${goal}`), aim);
  });

  // The fields wanted go out as `fields=a&fields=b`, of which it takes the last alone, and so do others: the contract
  // wants them in one value. That days are missing then makes all that was ever finished count.
  await t.test("Velocity", async () => {
    const [board] = (await jira.ask("boards", { type: "scrum" })).values;
    const closed = (await jira.ask("sprints", { boardId: board.id, state: "closed" })).values;
    const brought = closed.map(({ id, completeDate }) => {
      const within = issues.filter((it) => it.fields[sprints]?.some((sprint) => sprint.id === id));
      const inTime = within.filter((it) => done(it) && it.fields.resolutiondate <= completeDate);
      return inTime.reduce((sum, it) => sum + (it.fields[points] ?? 0), 0);
    });
    assert.equal(brought.length, 2);
    const average = Math.round((brought[0] + brought[1]) / 2);
    const speech = await tell(say, "Velocity", "what is our velocity");
    const results = `the last 2 sprints brought ${brought.join(" and ")}.`;
    assert.ok(speech.startsWith(`The velocity on ${board.name} is ${average} points a sprint: ${results}`), speech);
  });

  await t.test("IssueDetails", async () => {
    const { summary, status, assignee, priority } = await jira.fields("OPS-42");
    const speech = await tell(say, "IssueDetails", "tell me about ops forty two");
    const told = `O P S - 4 2: ${summary}. It is ${status.name.toLowerCase()}, assigned to ${assignee.displayName}, `;
    assert.ok(speech.startsWith(told) && speech.includes(`with priority ${priority.name}`), speech);
  });

  await t.test("IssueField", async (t) => {
    const whole = (it) => it.fields.duedate && it.fields[points] > 1 && running(it) && it.fields.assignee;
    const { key, fields } = issues.find(whole);
    const facts = {
      assignee: `${spelt(key)} is assigned to ${fields.assignee.displayName}`,
      reporter: `The reporter of ${spelt(key)} is ${fields.reporter.displayName}`,
      status: `${spelt(key)} is ${fields.status.name.toLowerCase()}`,
      priority: `The priority of ${spelt(key)} is ${fields.priority.name.toLowerCase()}`,
      type: `The type of ${spelt(key)} is ${fields.issuetype.name.toLowerCase()}`,
      sprint: `${spelt(key)} is in ${fields[sprints].at(-1).name}`,
      "due date": `${spelt(key)} is due ${on(fields.duedate)}`,
      "creation date": `${spelt(key)} was created ${on(fields.created)}`,
      "last change": `${spelt(key)} was last changed ${on(fields.updated)}`,
    };
    const words = `ops ${key.slice(4)}`;
    for (const [field, fact] of Object.entries(facts)) {
      const speech = await tell(say, "IssueField", `what is the ${field} of ${words}`);
      assert.ok(speech.startsWith(`${fact}.`), `${fact}: ${speech}`);
    }
    const estimate = await tell(say, "IssueField", `how many story points does ${words} have`);
    assert.ok(estimate.startsWith(`${spelt(key)} has ${fields[points]} points.`), estimate);
    t.diagnostic(`${Object.keys(facts).length + 1} facts of ${key}`);
  });

  await t.test("ReadComments", async () => {
    const [key, comments] = await muchCommented(jira, issues);
    const speech = await tell(say, "ReadComments", `read the comments on ops ${key.slice(4)}`);
    const read = [...speech.matchAll(/([^.”]+): “(.*?)”/g)].map(([, author, text]) => [author.trim(), text]);
    assert.deepEqual(read, comments.slice(0, 3).map((it) => [it.author.displayName, it.body]));
  });

  await t.test("SetDefaultProject", async () => {
    await tell(say, "SetDefaultProject", "my usual project is operations");
    await tell(say, "Blockers", "what is blocked");
    assert.match(parameter(seen.at(-1), "jql"), / AND project = "OPS" /);
  });

  await t.test("is asked by each intent that changes nothing", () => {
    const all = intents.filter((intent) => !changingIntents.includes(intent));
    assert.deepEqual(all.filter((intent) => !heard.has(intent)), []);
  });

  await t.test("refuses nothing", (t) => {
    for (const { method, path, status } of seen) assert.ok(status < 300, `${method} ${path}: ${status}`);
    t.diagnostic(`${seen.length} requests`);
  });
});

const estimable = (it) => status("In Progress")(it) && it.fields[points] > 1;

/** Of each kind that is read there are some: the user's, nobody's, and what is done within the sprint. */
async function prepare(jira) {
  const open = (await jira.issues()).filter((it) => running(it) && !done(it));
  const [mine, others, moving] = [open.slice(0, 5), open.slice(5, 12), open.filter(estimable).slice(-3)];
  for (const { key } of mine) await jira.ask("serverAssign", { issueIdOrKey: key, body: { name: "admin" } });
  for (const { key } of others) await jira.ask("serverAssign", { issueIdOrKey: key, body: { name: null } });
  for (const { key: issueIdOrKey } of moving) {
    const { transitions } = await jira.ask("serverTransitions", { issueIdOrKey });
    const { id } = transitions.find(({ to }) => to.name === "Done");
    await jira.ask("serverTransition", { issueIdOrKey, body: { transition: { id } } });
  }
}

/** Reads a list, at most so many times: the keys with the sentence that had them, and whether that is all. */
async function readOut(say, intent, utterance, most = 5) {
  let speech = await tell(say, intent, utterance);
  const heard = [];
  for (let turn = 1; ; turn++) {
    heard.push(...keysIn(speech).map((key) => ({ key, speech })));
    if (!goesOn.test(speech) || turn === most) return [heard, !goesOn.test(speech)];
    ({ speech } = await say("next"));
  }
}

async function activeSprint(jira) {
  const [board] = (await jira.ask("boards", { type: "scrum" })).values;
  return (await jira.ask("sprints", { boardId: board.id, state: "active" })).values[0];
}

/** The issue with the most comments, and these, the latest first. */
async function muchCommented(jira, issues) {
  const keys = issues.slice(0, 60).map((it) => it.key);
  const found = await Promise.all(keys.map((issueIdOrKey) => jira.ask("serverComments", { issueIdOrKey })));
  const at = found.reduce((best, { total }, at) => (total > found[best].total ? at : best), 0);
  assert.ok(found[at].total >= 3);
  return [keys[at], found[at].comments];
}

/** How many there are of each, the most first. */
function countBy(all, of) {
  const counts = new Map();
  for (const it of all) counts.set(of(it), (counts.get(of(it)) ?? 0) + 1);
  return [...counts].filter(([what]) => what).sort(([, a], [, b]) => b - a);
}

/** Nobody else has that first name. */
function alone(issues, name) {
  const first = name.split(" ")[0];
  const names = new Set(issues.map((it) => it.fields.assignee?.displayName).filter(Boolean));
  return [...names].filter((other) => other.startsWith(`${first} `)).length === 1;
}
