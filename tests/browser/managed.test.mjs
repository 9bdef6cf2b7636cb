// What is linked, seen and removed as a person does it, through the real parts: see linked.test.mjs.

import assert from "node:assert/strict";
import test from "node:test";
import { violations } from "./support/accessible.mjs";
import { launch, noBrowser, screenshot, visit } from "./support/chromium.mjs";
import { startCloud } from "./support/cloud.mjs";
import { noPage } from "./support/linking.mjs";
import { arrived, cards, choose, password, sent, shown, tap, title, type, wait, warned } from "./support/page.mjs";
import { missing } from "./support/project.mjs";

const skip = noBrowser || noPage("jira") || missing("sayso-local", "jira-skill", "demo-jira", "demo-idp");
const secret = "lovelace-1815";
const typed = { site: "https://jira.northwind.test", user: "ada", secret };
const byToken = "Jira Data Center, with a personal access token";

test("what is linked is seen and removed", { skip }, async (t) => {
  const cloud = await startCloud("jira");
  t.after(cloud.stop);
  const browser = await launch();
  t.after(() => browser.close());
  const alexa = `http://localhost:${cloud.ready.port}`;

  const api = async (path, body) => {
    const headers = { "content-type": "application/json" };
    const options = { method: "POST", headers, body: JSON.stringify(body) };
    return (await fetch(`${alexa}/api/skills/jira/${path}`, options)).json();
  };
  /** A browser of its own at an address. */
  const go = async (address) => {
    const { page, seen } = await visit(browser);
    await page.goto(address);
    await wait(page, ".ways");
    assert.equal(page.url(), `${cloud.origin}/`);
    return { page, seen };
  };
  const manage = () => go(`${cloud.origin}/link/manage`);
  const prove = async (page, how, fields) => {
    await choose(page, how);
    await type(page, fields);
    await page.keyboard.press("Enter");
  };
  /** Gives the provider's host. */
  const signIn = async (page) => {
    await sent(page, () => choose(page, "Jira Cloud"));
    const { host } = new URL(page.url());
    await type(page, { username: "ada", password: secret });
    await sent(page, () => page.tap("form button"));
    await sent(page, () => page.tap("button[value=allow]"));
    await wait(page, "fieldset");
    return host;
  };
  /** Links an account, the way Alexa begins it; gives how Alexa names the link. */
  const linked = async (act) => {
    const { link, url } = await api("links", {});
    const { page } = await go(url);
    await act(page);
    await page.waitForFunction((alexa) => location.origin === alexa, {}, alexa);
    await page.close();
    return link;
  };
  /** The skill's answer to who has that link. */
  const asked = (link) => api("turns", { utterance: "what is blocked", link, named: true });
  const today = () => new Intl.DateTimeFormat("en-US", { dateStyle: "long" }).format(new Date());
  const begun = today();
  /** A card says how it was linked, when, and when it was used last: today, which may have begun meanwhile. */
  const dated = (about, way) => {
    const [linkedBy, ...dates] = about.slice(-3);
    assert.equal(linkedBy, way);
    const days = new Set([begun, today()]);
    for (const [at, what] of ["Linked on", "Last used on"].entries()) {
      assert.ok([...days].some((day) => dates[at] === `${what} ${day}`), dates[at]);
    }
  };
  const quiet = (seen, ...hosts) => {
    assert.deepEqual([...seen.hosts].filter((host) => ![cloud.host, ...hosts].includes(host)), []);
    const errors = seen.errors.filter((it) => !it.startsWith("Failed to load resource"));
    assert.deepEqual([errors, seen.violations, seen.dialogs], [[], [], []]);
    assert.ok(!cloud.lines.join("\n").includes(secret));
  };

  await t.test("nothing is linked before", async () => {
    const { page, seen } = await manage();
    assert.equal(await title(page), "Linked accounts");
    await prove(page, password, typed);
    await arrived(page, "Nothing is linked for this account.");
    quiet(seen);
  });

  await t.test("a typed account, whose tokens are dead afterwards", async () => {
    const link = await linked((page) => prove(page, password, typed));
    const before = await asked(link);
    assert.notEqual(before.card, "LinkAccount", before.speech);
    const { page, seen } = await manage();
    await prove(page, password, { ...typed, secret: "babbage-1791" });
    assert.equal(await warned(page), "The address, user name or password is not right.");
    assert.equal(await page.$(".links"), null);
    await type(page, { secret });
    await page.keyboard.press("Enter");
    await arrived(page, "This is linked");
    await screenshot(page, "managed-links");
    const [[site, ...about], ...others] = await cards(page);
    assert.deepEqual([site, others], ["jira.northwind.test", []]);
    dated(about, password);
    await page.reload();
    await wait(page, ".links");
    await page.tap(".links .remove");
    await tap(page, "Yes, remove");
    await arrived(page, "jira.northwind.test is no longer linked");
    assert.match(await shown(page), /Nothing is linked for this account\./);
    assert.deepEqual(await violations(page), []);
    await screenshot(page, "managed-removed");
    assert.equal((await asked(link)).card, "LinkAccount");
    quiet(seen);
  });

  await t.test("an account at a provider's site, beside another one that stays", async () => {
    const own = await linked((page) => prove(page, byToken, { site: typed.site, secret: "demo-pat-ada" }));
    const link = await linked(async (page) => {
      await signIn(page);
      await page.tap("label.option");
      await page.tap("button.main");
    });
    const { page, seen } = await manage();
    const provider = await signIn(page);
    assert.equal(await title(page), "Linked accounts");
    await page.tap("label.option");
    await tap(page, "Show what is linked");
    await arrived(page, "This is linked");
    const [[site, ...about], ...others] = await cards(page);
    assert.deepEqual([site, others], ["Northwind", []]);
    // Alexa has told the skill of the linking, with the token.
    dated(about, "Jira Cloud");
    await page.tap(".links .remove");
    await tap(page, "Yes, remove");
    await arrived(page, "Northwind is no longer linked");
    assert.match(await shown(page), /may still list it among the apps that you allowed/);
    const apps = await page.$eval(".news a", (it) => it.href);
    assert.equal(apps, "https://id.atlassian.com/manage-profile/apps");
    assert.equal((await asked(link)).card, "LinkAccount");
    assert.notEqual((await asked(own)).card, "LinkAccount");
    quiet(seen, provider);
  });

  await t.test("only by who proved the account, and only in that browser", async () => {
    const { page } = await manage();
    await prove(page, password, typed);
    await arrived(page, "This is linked");
    const id = await page.evaluate(() => sessionStorage.getItem("tx"));
    const { page: other } = await visit(browser);
    await other.goto(`${cloud.origin}/?tx=${id}`);
    await wait(other, "h1");
    assert.equal(await title(other), "Please start again from the Alexa app");
    // Somebody else's account shows somebody else's links.
    const { page: grace } = await manage();
    await prove(grace, byToken, { site: typed.site, secret: "demo-pat-grace" });
    await arrived(grace, "Nothing is linked for this account.");
  });
});
