// The changes that the skill makes at `jira820`: what is said, and what that Data Center says then of what was changed.

import { spelt } from "./stranger.js";

const sprints = "customfield_10007";
const running = (it) => (it.fields[sprints] ?? []).find((sprint) => sprint.state === "ACTIVE");
const open = (it) => it.fields.status.statusCategory.key !== "done";
const planned = (it) => it.fields.issuetype.name !== "Epic" && !it.fields.issuetype.subtask;
/** What an issue that is made is about; no two are about the same. */
const summary = (key) => `the lift stops at floor ${key.slice(4)}`;
const words = (key) => `ops ${key.slice(4)}`;

/**
 * By the call of the spec that makes the change; `take` is another way to `assign`.
 *
 * @typedef {object} Change
 * @property {string} intent that it belongs to
 * @property {(it: object) => boolean} fits whether an issue can be changed so
 * @property {(key: string, jira: object) => string[]} turns what is said, up to the question whether to do it
 * @property {(key: string) => string} asked what that question names beside the issue
 * @property {(key: string) => string} made what is heard at the end
 * @property {(jira: object, key: string) => Promise<any>} read what is changed, as the Data Center says it
 * @property {(before: any) => any} after what it says then
 */
export const changes = {
  do_transition: {
    intent: "MoveIssue",
    fits: (it) => it.fields.status.name === "In Progress",
    turns: (key) => [`move ${words(key)} to done`],
    asked: () => "from in progress to done",
    made: (key) => `${spelt(key)} is done now.`,
    read: async (jira, key) => (await jira.fields(key)).status.name,
    after: () => "Done",
  },
  assign: {
    intent: "AssignIssue",
    fits: (it) => open(it) && !it.fields.assignee.displayName.startsWith("Riley"),
    turns: (key) => [`assign ${words(key)} to riley`],
    asked: () => "to Riley Nguyen Globex instead of",
    made: (key) => `${spelt(key)} is assigned to Riley Nguyen Globex now.`,
    read: async (jira, key) => (await jira.fields(key)).assignee.displayName,
    after: () => "Riley Nguyen Globex",
  },
  take: {
    intent: "TakeIssue",
    fits: (it) => open(it) && it.fields.assignee.name !== "admin",
    turns: (key) => [`I take ${words(key)}`],
    asked: () => "to you instead of",
    made: (key) => `${spelt(key)} is yours now.`,
    read: async (jira, key) => (await jira.fields(key)).assignee.name,
    after: () => "admin",
  },
  add_comment: {
    intent: "AddComment",
    fits: open,
    turns: (key) => [`add a comment to ${words(key)}`, "the vendor answers on monday"],
    asked: () => ": the vendor answers on monday. Is that right?",
    made: (key) => `Your comment is on ${spelt(key)} now.`,
    read: async (jira, issueIdOrKey) => {
      const { comments } = await jira.ask("serverComments", { issueIdOrKey, maxResults: 100 });
      return comments.map((it) => `${it.author.name}: ${it.body}`).sort();
    },
    after: (before) => [...before, "admin: the vendor answers on monday"].sort(),
  },
  add_worklog: {
    intent: "LogWork",
    fits: open,
    turns: (key) => [`log two hours and thirty minutes on ${words(key)}`],
    asked: () => "Log 2 hours 30 minutes",
    made: (key) => `I have logged 2 hours 30 minutes on ${spelt(key)}.`,
    // It takes seconds alone, so that only the number of entries tells; what was sent is looked at besides.
    read: async (jira, issueIdOrKey) => (await jira.ask("serverWorklogs", { issueIdOrKey })).total,
    after: (before) => before + 1,
    sent: { timeSpent: "2h 30m" },
  },
  set_priority: {
    intent: "SetPriority",
    fits: (it) => open(it) && it.fields.priority.name === "Medium",
    turns: (key) => [`set the priority of ${words(key)} to high`],
    asked: () => "from medium to high",
    made: (key) => `The priority of ${spelt(key)} is high now.`,
    read: async (jira, key) => (await jira.fields(key)).priority.name,
    after: () => "High",
  },
  into_sprint: {
    intent: "AddToSprint",
    fits: (it) => open(it) && planned(it) && !it.fields[sprints],
    turns: (key) => [`add ${words(key)} to the sprint`],
    asked: () => "to OPS Sprint 3",
    made: (key) => `${spelt(key)} is in OPS Sprint 3 now.`,
    read: async (jira, key) => (await jira.fields(key))[sprints]?.map((sprint) => sprint.name) ?? null,
    after: () => ["OPS Sprint 3"],
  },
  into_backlog: {
    intent: "RemoveFromSprint",
    fits: (it) => open(it) && running(it),
    turns: (key) => [`remove ${words(key)} from the sprint`],
    asked: () => "out of OPS Sprint 3",
    made: (key) => `${spelt(key)} is in the backlog now.`,
    read: async (jira, key) => (await jira.fields(key))[sprints]?.map((sprint) => sprint.name) ?? null,
    after: () => null,
  },
  create_issue: {
    intent: "CreateIssue",
    turns: (key) => ["create a bug in operations", summary(key)],
    asked: (key) => `Create this bug in Operations: ${summary(key)}?`,
    made: (key) => `It's ${spelt(key)}.`,
    // The latest of so many issues.
    read: async (jira) => {
      const issues = await jira.issues();
      const latest = issues.reduce((one, other) => (number(other) > number(one) ? other : one));
      const { summary, issuetype, project, reporter } = latest.fields;
      return [issues.length, number(latest), summary, issuetype.name, project.key, reporter.name];
    },
    after: ([count, last]) => [count + 1, last + 1, summary(`OPS-${last + 1}`), "Bug", "OPS", "admin"],
  },
};

/** Which issue a change is tried with: one that fits and was not tried yet. */
export function pick(issues, { fits }, tried) {
  const found = fits && issues.find((it) => planned(it) && fits(it) && !tried.has(it.key));
  if (found) tried.add(found.key);
  return found;
}

/** The keys of the issues that are not as they were; what an issue shows of others does not count. */
export function changedKeys(before, now) {
  const own = ({ fields: { issuelinks, parent, subtasks, ...own } }) => JSON.stringify(own);
  const was = new Map(before.map((it) => [it.key, own(it)]));
  const is = new Map(now.map((it) => [it.key, own(it)]));
  return [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key));
}

/** The key of the issue that is made next. */
export const nextKey = (issues) => `OPS-${Math.max(...issues.map(number)) + 1}`;

const number = ({ key }) => Number(key.slice(4));
