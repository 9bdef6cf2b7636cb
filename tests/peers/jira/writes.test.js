// What the skill changes at `jira820`: nothing while it asks or after a no, and that one thing, once, after a yes. The
// Data Center itself is asked what it has before and then.

import assert from "node:assert/strict";
import test from "node:test";
import { changedKeys, changes, nextKey, pick } from "./changes.js";
import { noOpenssl } from "./front.js";
import { askedFor, tell, unbuilt } from "./linked.js";
import { noJira820 } from "./servers.js";
import { changingIntents, writes } from "./spec.js";
import { spelt, startStranger } from "./stranger.js";

const skip = unbuilt || noOpenssl || noJira820;
const changing = writes("datacenter");
const changed = (seen) => seen.filter((it) => changing.has(askedFor(it)));

test("each intent that changes something is tried", () => {
  const tried = Object.values(changes).map(({ intent }) => intent);
  // `jira820` has no field for flags.
  assert.deepEqual([...tried, "FlagIssue", "UnflagIssue"].sort(), [...changingIntents].sort());
});

test("jira820 is changed", { skip }, async (t) => {
  const jira = await startStranger(t);
  const { say, seen } = jira;
  const tried = new Set();
  let before = await jira.issues();

  for (const [call, change] of Object.entries(changes)) {
    const { intent, asked, made, read, after, sent } = change;
    await t.test(`${intent}: ${call}`, async () => {
      const issue = pick(before, change, tried);
      const key = issue?.key ?? nextKey(before);
      const was = await read(jira, key);
      const [first, ...rest] = change.turns(key);
      const ask = async () => {
        let speech = await tell(say, intent, first);
        for (const answer of rest) ({ speech } = await say(answer));
        assert.ok(speech.includes(asked(key)), speech);
        if (issue) assert.ok(speech.includes(`${spelt(key)}, ${issue.fields.summary}`), speech);
        assert.deepEqual(await read(jira, key), was, "nothing is changed while it is asked about");
      };

      const begun = seen.length;
      await ask();
      assert.match((await say("no")).speech, /^Okay, /);
      assert.deepEqual(await read(jira, key), was, "nothing is changed after a no");
      assert.deepEqual(changed(seen.slice(begun)), []);

      await ask();
      const { speech } = await say("yes");
      assert.ok(speech.startsWith(`Done. ${made(key)}`), speech);
      assert.notDeepEqual(after(was), was);
      assert.deepEqual(await read(jira, key), after(was));
      const [once, ...again] = changed(seen.slice(begun));
      assert.deepEqual([once.status < 300, again], [true, []]);
      if (sent) assert.deepEqual(JSON.parse(once.body), sent);
      const now = await jira.issues();
      const others = changedKeys(before, now).filter((it) => it !== key);
      assert.deepEqual(others, [], "all else is as it was");
      before = now;
    });
  }

  await t.test("nothing is moved where its workflow does not lead", async () => {
    const { key, fields } = before.find((it) => it.fields.status.name === "Blocked");
    const begun = seen.length;
    const speech = await tell(say, "MoveIssue", `move ops ${key.slice(4)} to in review`);
    const refused = `${spelt(key)} can't go there. Where should I move it to: In Progress or Done?`;
    assert.ok(speech.startsWith(refused), speech);
    assert.deepEqual(changed(seen.slice(begun)), []);
    assert.deepEqual(await jira.fields(key), fields);
  });

  await t.test("FlagIssue: there are no flags, for `jira820` has no such field, and takes none", async () => {
    const fields = await jira.ask("serverFields");
    assert.ok(fields.every(({ name }) => name !== "Flagged"));
    const begun = seen.length;
    assert.match(await tell(say, "FlagIssue", "flag ops forty two"), /^This Jira has no flags\./);
    assert.match(await tell(say, "UnflagIssue", "unflag ops forty two"), /^This Jira has no flags\./);
    assert.deepEqual(changed(seen.slice(begun)), []);
  });

  await t.test("it refuses nothing", (t) => {
    for (const { method, path, status } of seen) assert.ok(status < 300, `${method} ${path}: ${status}`);
    t.diagnostic(`${seen.length} requests, ${changed(seen).length} of them changes`);
  });

  // What it lacks is there in every Data Center, so that the front helps above; here it does not.
  await t.test("what it lacks is told", async (t) => {
    jira.bare = true;
    for (const [intent, id, utterance, ...answers] of [
      ["AssignIssue", "serverAssignableUsers", "assign ops forty two to riley"],
      ["CreateIssue", "serverIssueTypes", "create a bug in operations", "the lift stops"],
    ]) {
      let speech = await tell(say, intent, utterance);
      for (const answer of answers) ({ speech } = await say(answer));
      assert.match(speech, /^I can't find that in Jira\./);
      const asked = seen.at(-1);
      assert.deepEqual([askedFor(asked), asked.status], [id, 404]);
      t.diagnostic(`${intent}: ${asked.path} is not there`);
    }
    assert.deepEqual(changedKeys(before, await jira.issues()), []);
  });
});
