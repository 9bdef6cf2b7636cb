// Linking a skill behind a proxy as a person does it: Alexa sends the browser to the provider's own login, and the
// provider sends it back to Alexa; the skill has no page.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, noBrowser, screenshot, visit } from "./support/chromium.mjs";
import { startCloud } from "./support/cloud.mjs";
import { missing } from "./support/project.mjs";

const skip = noBrowser || missing("sayso-local", "wear-skill", "demo-weather", "demo-idp");
const ada = { user: "ada", secret: "lovelace-1815" };

test("an account behind a proxy is linked", { skip }, async (t) => {
  const cloud = await startCloud("wear");
  t.after(cloud.stop);
  const browser = await launch();
  t.after(() => browser.close());
  const alexa = `http://localhost:${cloud.ready.port}`;

  const sent = (page, act) => Promise.all([page.waitForNavigation(), act()]);
  /** A browser of its own that Alexa has sent to the provider. */
  const begin = async () => {
    const { page, seen } = await visit(browser);
    await page.goto(`${alexa}/link/wear`);
    await page.waitForSelector("#username", { visible: true });
    const { origin, pathname } = new URL(page.url());
    assert.notEqual(origin, cloud.origin);
    assert.equal(pathname, "/connect/authorize");
    return { page, seen, provider: origin };
  };
  const login = async (page, secret) => {
    await page.$eval("#username", (it) => (it.value = ""));
    await page.type("#username", ada.user);
    await page.type("#password", secret);
    await sent(page, () => page.tap("form button"));
  };
  /** The browser is back at Alexa; gives what the page says. */
  const landed = async (page) => {
    const { origin, pathname } = new URL(page.url());
    assert.deepEqual([origin, pathname], [alexa, "/alexa/redirect/M1LOCAL"]);
    return page.$eval("body", (it) => it.innerText);
  };

  await t.test("by the provider's login, at the second try", async () => {
    const { page, seen, provider } = await begin();
    await login(page, "babbage-1791");
    assert.match(await page.$eval("#wrong", (it) => it.innerText), /is wrong/);
    await login(page, ada.secret);
    await screenshot(page, "proxied-consent");
    assert.match(await page.$eval("body", (it) => it.innerText), /https:\/\/weather\.example/);
    await sent(page, () => page.tap("button[value=allow]"));
    await screenshot(page, "proxied-linked");
    assert.match(await landed(page), /is linked/);
    // Not even a picture came from the skill.
    assert.deepEqual([...seen.hosts].sort(), [alexa, provider].map((it) => new URL(it).host).sort());
    assert.deepEqual([seen.violations, seen.dialogs], [[], []]);
    const lines = cloud.lines.join("\n");
    for (const secret of ["babbage-1791", ada.secret, new URL(page.url()).searchParams.get("code")]) {
      assert.ok(!lines.includes(secret), secret);
    }
  });

  await t.test("or is not, where the user does not want it", async () => {
    const { page } = await begin();
    await login(page, ada.secret);
    await sent(page, () => page.tap("button[value=deny]"));
    assert.match(await landed(page), /was not linked[^]*access_denied/);
  });
});
