// What is said to each intent, straight to its end, where a Jira's only issue is the example of our contract.

const key = "O P S - 4 2";
const issue = `${key}, Renew the certificates`;
const heard = (...parts) => new RegExp(parts.join(""));

/** A read of a list, on the one page of a Data Center or on the first of several. */
const list = (several, single) => heard(`^(?:${several}|${single}) `, issue);
/** A change that is asked for, and made. */
const change = (said, question, done) => [
  [said, heard(question)],
  ["yes", heard("^Done\\. ", done)],
];

/** By intent: what is said and, as a pattern, what is heard. */
export const sentences = {
  MyIssues: [["what are my issues", list("Here are your issues\\.", "You have one issue:")]],
  Blockers: [["what is blocked", list("These are blocked\\.", "One issue is blocked:")]],
  Backlog: [["what is in the backlog", list("At the top of the backlog:", "One issue is in the backlog:")]],
  Unassigned: [["what is unassigned", heard(key, " is up for grabs: |These are up for grabs\\. ", issue)]],
  DueSoon: [["what is due this week", list("These are due this week\\.", "Only one issue is due this week:")]],
  Bugs: [["are there any bugs", list("Here are the bugs\\.", "There is one bug:")]],
  StatusQuery: [["what is in review", heard(`^Only ${key} is in review: Renew|^These are in review\\. `)]],
  WhatChanged: [["what changed since yesterday", heard(`^(?:Only ${key} has|This has) changed since Tuesday`)]],
  SearchText: [["search for certificates", list("Here's what I found\\.", "I found one issue:")]],
  ListProjects: [["which projects are there", /Operations, O P S\./]],
  Standup: [["give me the standup", heard("(?:talk about|what got done since [^.]*)[.:] (?:Ada Park: )?", issue)]],
  PersonStandup: [["what is ada working on", /^Ada Park is working on Renew the certificates\./]],
  TeamLoad: [["who has the most to do", /^One issue is left to do in the open sprints\. Ada Park has (?:1|one)\./]],
  SprintStatus: [["how is the sprint", /^None of one issue (?:is|are) done, one is in progress\./]],
  PointsLeft: [["how many points are left", /^Nobody estimates in points there\. One issue is left to do/]],
  SprintDaysLeft: [["when does the sprint end", /^Operations 8 has 14 days left, .*It ends on March 18\./]],
  SprintGoal: [["what is the sprint goal", /^The goal of Operations 8 is: Nobody is woken at night\./]],
  Velocity: [["what is our velocity", /^The velocity on Operations board is one issue a sprint: /]],
  AddToSprint: change("add ops 42 to the sprint", `^Add ${issue}, to Operations 8\\?`, `${key} is in Operations 8`),
  RemoveFromSprint: change("remove ops 42 from the sprint", `^Take ${issue}, out of `, `${key} is in the backlog`),
  IssueDetails: [["tell me about ops forty two", heard(`^${key}: Renew the certificates\\. It is in progress, `)]],
  IssueField: [["who is working on ops forty two", heard(`^${key} is assigned to Ada Park\\.`)]],
  ReadComments: [["read the comments on ops forty two", heard(`^There is one comment on ${key}\\. Ada Park`)]],
  MoveIssue: change(
    "move ops forty two to in progress",
    `^Move ${issue}, from in progress to in progress`,
    `${key} is in progress`,
  ),
  AssignIssue: change("assign ops forty two to ada", `^Assign ${issue}, to Ada Park`, `${key} is assigned to Ada Park`),
  TakeIssue: change("I take ops forty two", `^Assign ${issue}, to you`, `${key} is yours`),
  AddComment: [
    ["add a comment to ops forty two", /^What should it say\?/],
    ...change("we wait for the vendor", `^I'll comment on ${issue}: we wait for the vendor\\.`, "Your comment is on"),
  ],
  LogWork: change("log two hours on ops 42", `^Log 2 hours on ${issue}\\?`, `I have logged 2 hours on ${key}\\.`),
  SetPriority: change(
    "set the priority of ops forty two to high",
    `^Change the priority of ${issue},.* to high\\?`,
    `The priority of ${key} is high`,
  ),
  FlagIssue: change("flag ops forty two", `^Flag ${issue}, as an impediment\\?`, `${key} has a flag`),
  UnflagIssue: change("unflag ops forty two", `^Take the flag off ${issue}\\?`, `${key} has no flag`),
  CreateIssue: [
    ["create a bug in operations", /^What is it about\?/],
    ...change("the lift stops", "^Create this bug in Operations: the lift stops\\?", "It's O P S - 4 9\\."),
  ],
  SetDefaultProject: [["my usual project is operations", /^Okay\. From now on I look in Operations first\./]],
};
