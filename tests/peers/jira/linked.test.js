// The skill is linked to a Data Center that nobody here wrote, by its own pages, with a token and with a password.

import assert from "node:assert/strict";
import test from "node:test";
import { noOpenssl, send } from "./front.js";
import { dataCenter, tell, typed, unbuilt } from "./linked.js";
import { noJira820, startJira820 } from "./servers.js";

test("jira820 is linked", { skip: unbuilt || noOpenssl || noJira820 }, async (t) => {
  const jira = await startJira820("OPS");
  t.after(jira.stop);
  const { cloud, seen } = await dataCenter(t, (exchange) => send(jira.url + exchange.path, exchange));
  const schemes = (exchanges) => [...new Set(exchanges.map((it) => it.headers.authorization.split(" ")[0]))];

  /** Says something in a conversation of its own. */
  const ask = async (link) => {
    const before = seen.length;
    const speech = await tell(cloud.conversation(link), "IssueDetails", "tell me about ops forty two");
    assert.match(speech, /^O P S - 4 2: /);
    return seen.slice(before);
  };

  await t.test("with a token, and no other server in its place", async () => {
    const link = await cloud.link(async (page) => {
      for (const other of ["jira.others.test", "jira.strangers.test"]) {
        const fields = { ...typed.token.fields, site: `https://${other}` };
        assert.equal(await page.refused("/link/form", { method: "token", fields }), "credential");
      }
      assert.deepEqual(seen, []);
      return page.post("/link/form", typed.token);
    });
    assert.deepEqual(seen.map((it) => it.path), ["/rest/api/2/myself"]);
    assert.deepEqual(schemes([...seen, ...(await ask(link))]), ["Bearer"]);
    assert.ok(seen.every((it) => it.headers.authorization === `Bearer ${typed.token.fields.secret}`));
  });

  await t.test("with a password", async () => {
    const link = await cloud.link((page) => page.post("/link/form", typed.password));
    const asked = await ask(link);
    assert.deepEqual(schemes(asked), ["Basic"]);
    const { user, secret } = typed.password.fields;
    assert.equal(Buffer.from(asked[0].headers.authorization.slice(6), "base64").toString(), `${user}:${secret}`);
  });
});
