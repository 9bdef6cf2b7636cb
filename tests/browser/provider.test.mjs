// The pages of the demo identity provider, as a person with a phone sees them.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, noBrowser, screenshot, visit } from "./support/chromium.mjs";
import { start } from "./support/program.mjs";
import { missing } from "./support/project.mjs";
import { serve } from "./support/server.mjs";

test("the demo identity provider", { skip: noBrowser || missing("demo-idp") }, async (t) => {
  const app = await serve({ "GET /link/callback": [200, {}, "<title>back</title>"] });
  t.after(app.stop);
  const redirect = `http://jira.localhost:${app.port}/link/callback`;
  const { first: provider, stop } = await start("demo-idp", ["--listen", "127.0.0.1:0"], {
    DEMO_CLIENT_ID: "voice-app",
    DEMO_CLIENT_SECRET: "secret-of-the-voice-app",
    DEMO_REDIRECT_URIS: redirect,
  });
  t.after(stop);
  const query = new URLSearchParams({
    audience: "api.atlassian.com",
    client_id: "voice-app",
    scope: "read:jira-work write:jira-work read:jira-user offline_access",
    redirect_uri: redirect,
    state: "s",
    response_type: "code",
    prompt: "consent",
  });
  const browser = await launch();
  t.after(() => browser.close());
  const { page, seen } = await visit(browser);
  const submit = (button) => Promise.all([page.waitForNavigation(), page.tap(button)]);
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

  await t.test("asks to log in, and again after a wrong password", async () => {
    await page.goto(`${provider}/authorize?${query}`);
    await screenshot(page, "provider-login");
    await page.type("#username", "ada");
    await page.type("#password", "wrong-password");
    await submit("form button");
    await page.waitForSelector("p[role=alert]");
    await screenshot(page, "provider-login-wrong");
    assert.ok(!(await page.content()).includes("wrong-password"));
    assert.equal(await page.$eval("#username", (it) => it.value), "ada");
    assert.ok(await fits());
  });

  await t.test("names the app, what it asks for, and the sites", async () => {
    await page.type("#password", "lovelace-1815");
    await submit("form button");
    await screenshot(page, "provider-consent");
    const text = await page.$eval("main", (it) => it.innerText);
    for (const shown of ["voice-app", "Northwind", "Tailspin", "offline_access"]) assert.ok(text.includes(shown), shown);
    assert.ok(await fits());
  });

  await t.test("sends back to the app", async () => {
    await submit("button[value=allow]");
    const { origin, pathname, searchParams } = new URL(page.url());
    assert.equal(origin + pathname, redirect);
    assert.deepEqual([...searchParams.keys()], ["code", "state"]);
  });

  await t.test("says why it sends nobody to an address that is not registered", async () => {
    query.set("redirect_uri", "https://evil.example/");
    await page.goto(`${provider}/authorize?${query}`);
    await screenshot(page, "provider-refused");
    assert.match(await page.$eval("p[role=alert]", (it) => it.innerText), /did not register/);
  });

  const hosts = [new URL(provider).host, new URL(redirect).host];
  assert.deepEqual([...seen.hosts].sort(), hosts.sort());
  assert.deepEqual([seen.violations, seen.dialogs], [[], []]);
  // The icon that browsers ask for, and the status 400 of the last page.
  assert.deepEqual(seen.errors.filter((error) => !/status of 40[04]/.test(error)), []);
});
