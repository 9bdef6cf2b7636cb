// The answer to a change gets lost on its way from `jira820`, which has made it: the skill looks that up, tells that it
// is done, and does it no second time. Where the request got lost, it tells nothing of the kind.

import assert from "node:assert/strict";
import test from "node:test";
import { changes, nextKey, pick } from "./changes.js";
import { noOpenssl } from "./front.js";
import { askedFor, tell, unbuilt } from "./linked.js";
import { noJira820 } from "./servers.js";
import { verified, writes } from "./spec.js";
import { startStranger } from "./stranger.js";

const changing = writes("datacenter");

test("jira820's answer is lost", { skip: unbuilt || noOpenssl || noJira820 }, async (t) => {
  const jira = await startStranger(t);
  const { say, seen } = jira;
  const tried = new Set();
  const issues = await jira.issues();

  for (const fault of ["lost", "dropped"]) {
    for (const call of verified) {
      // It has no field for flags.
      const skip = ["flag_issue", "unflag_issue"].includes(call) && "`jira820` has no flags";
      await t.test(`${call}: ${fault}`, { skip }, async () => {
        const change = changes[call];
        assert.ok(change, `say in changes.js how ${call} is made`);
        const key = pick(issues, change, tried)?.key ?? nextKey(await jira.issues());
        const was = await change.read(jira, key);
        const [first, ...rest] = change.turns(key);
        await tell(say, change.intent, first);
        for (const answer of rest) await say(answer);

        const begun = seen.length;
        jira.fault = fault;
        const { speech } = await say("yes");
        assert.equal(jira.fault, undefined, "it befell the change");
        const sent = seen.slice(begun).filter((it) => changing.has(askedFor(it)));
        assert.deepEqual(sent.map(({ status }) => status), [undefined], "it is sent once, and not answered");
        assert.ok(seen.length > begun + 1, "it is looked up");
        const now = await change.read(jira, key);
        if (fault === "lost") {
          assert.ok(speech.startsWith(`Done. ${change.made(key)}`), speech);
          assert.deepEqual(now, change.after(was));
        } else {
          assert.match(speech, /^I can't reach Jira just now\./);
          assert.deepEqual(now, was);
        }
      });
    }
  }
});
