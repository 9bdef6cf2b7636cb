// Linking as a person does it, through the real parts: the stand-in for Alexa, the skill's own functions behind the
// embedded cloud's gateway, its table and key, the demo backends. Only Alexa's app is missing.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, noBrowser, screenshot, visit } from "./support/chromium.mjs";
import { startCloud } from "./support/cloud.mjs";
import { noPage } from "./support/linking.mjs";
import { missing } from "./support/project.mjs";

const skip = noBrowser || noPage("jira") || missing("sayso-local", "jira-skill", "demo-jira", "demo-idp");
const ada = { user: "ada", secret: "lovelace-1815" };

test("an account is linked", { skip }, async (t) => {
  const cloud = await startCloud("jira");
  t.after(cloud.stop);
  const browser = await launch();
  t.after(() => browser.close());
  const alexa = `http://localhost:${cloud.ready.port}`;

  /** A browser of its own that has begun a linking at the stand-in for Alexa. */
  const begin = async () => {
    const { page, seen } = await visit(browser);
    await page.goto(`${alexa}/link/jira`);
    await page.waitForSelector(".ways", { visible: true });
    assert.equal(page.url(), `${cloud.origin}/`);
    assert.deepEqual((await page.cookies()).map(({ name, httpOnly, secure }) => [name, httpOnly, secure]), [
      ["__Host-tx", true, true],
    ]);
    return { page, seen };
  };
  const sent = (page, act) => Promise.all([page.waitForNavigation(), act()]);
  const choose = async (page, name) => {
    const way = await page.waitForSelector(`::-p-xpath(//button[span[.="${name}"]])`, { visible: true });
    await way.tap();
  };
  /** The browser has landed where Alexa has users sent back, with what Alexa needs; gives the code. */
  const landed = async (page) => {
    const { origin, pathname, searchParams } = new URL(page.url());
    assert.deepEqual([origin, pathname], [alexa, "/alexa/redirect/M1LOCAL"]);
    assert.deepEqual([...searchParams.keys()].sort(), ["code", "iss", "state"]);
    assert.equal(searchParams.get("iss"), cloud.origin);
    assert.match(await page.$eval("body", (it) => it.innerText), /is linked|talk to the skill/);
    return searchParams.get("code");
  };
  /** What was typed or given is in no line that the cloud has printed. */
  const unsaid = (...secrets) => {
    const lines = cloud.lines.join("\n");
    for (const secret of secrets) assert.ok(!lines.includes(secret), secret);
  };

  await t.test("by a typed credential, at the second try", async () => {
    const { page, seen } = await begin();
    await choose(page, "Jira Data Center, with a password");
    await page.type("#site", "jira.northwind.test");
    await page.type("#user", ada.user);
    await page.type("#secret", "babbage-1791");
    await page.keyboard.press("Enter");
    const warning = await page.waitForSelector("#alert.shown");
    assert.equal(await warning.evaluate((it) => it.innerText), "The address, user name or password is not right.");
    assert.ok(!(await page.content()).includes("babbage-1791"));
    await screenshot(page, "linked-wrong");
    await page.type("#secret", ada.secret);
    await sent(page, () => page.keyboard.press("Enter"));
    await screenshot(page, "linked-typed");
    unsaid("babbage-1791", ada.secret, await landed(page));
    assert.deepEqual([...seen.hosts].sort(), [new URL(alexa).host, cloud.host].sort());
    assert.deepEqual([seen.violations, seen.dialogs], [[], []]);
  });

  await t.test("by a login at the provider, and the choice of a site", async () => {
    const { page, seen } = await begin();
    const login = async () => {
      await sent(page, () => choose(page, "Jira Cloud"));
      await page.type("#username", ada.user);
      await page.type("#password", ada.secret);
      await sent(page, () => page.tap("form button"));
    };
    await login();
    await sent(page, () => page.tap("button[value=deny]"));
    await page.waitForSelector("#alert.shown");
    await login();
    await sent(page, () => page.tap("button[value=allow]"));
    await page.waitForSelector("fieldset", { visible: true });
    const sites = await page.$$eval("label.option", (all) => all.map((it) => it.innerText));
    assert.deepEqual(sites, ["Northwind", "Tailspin"]);
    await screenshot(page, "linked-sites");
    await page.tap("label.option");
    await sent(page, () => page.tap("button.main"));
    await screenshot(page, "linked-provider");
    unsaid(ada.secret, await landed(page));
    assert.deepEqual([seen.violations, seen.dialogs], [[], []]);
  });

  await t.test("by nobody who tries too often, so that the service locks no account", async () => {
    const { page } = await begin();
    await choose(page, "Jira Data Center, with a password");
    await page.type("#site", "jira.northwind.test");
    await page.type("#user", "grace");
    const tried = async (secret) => {
      await page.$eval("#alert", (it) => it.replaceChildren());
      await page.type("#secret", secret);
      await page.keyboard.press("Enter");
      const said = await page.waitForFunction(() => document.querySelector("#alert").innerText);
      return said.jsonValue();
    };
    for (const secret of ["one", "two"]) assert.match(await tried(secret), /is not right/);
    // Also the right one, by now.
    assert.equal(await tried("hopper-1906"), "Those were too many tries. Please try again tomorrow.");
    unsaid("hopper-1906");
  });

  await t.test("only by the browser that began, and only once", async () => {
    const { page } = await begin();
    const id = await page.evaluate(() => sessionStorage.getItem("tx"));
    const over = async (page) => {
      await page.goto(`${cloud.origin}/?tx=${id}`);
      const title = await page.waitForSelector("h1", { visible: true });
      assert.equal(await title.evaluate((it) => it.innerText), "Please start again from the Alexa app");
    };
    await over((await visit(browser)).page);
    await choose(page, "Jira Data Center, with a personal access token");
    await page.type("#site", "https://jira.northwind.test");
    await page.type("#secret", "demo-pat-ada");
    await sent(page, () => page.keyboard.press("Enter"));
    unsaid("demo-pat-ada", await landed(page));
    await over(page);
  });
});
