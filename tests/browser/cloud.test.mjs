// The embedded cloud's own page, in a browser.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, noBrowser, screenshot, visit } from "./support/chromium.mjs";
import { startCloud } from "./support/cloud.mjs";
import { missing } from "./support/project.mjs";

const skip = noBrowser || missing("sayso-local", "hello-skill", "demo-facts");

test("the embedded cloud", { skip }, async (t) => {
  const cloud = await startCloud("hello");
  t.after(cloud.stop);
  const browser = await launch();
  t.after(() => browser.close());
  const host = `localhost:${cloud.ready.port}`;

  await t.test("shows what runs, and asks nobody else", async () => {
    const { page, seen } = await visit(browser);
    await page.goto(`http://${host}/`);
    await screenshot(page, "index");
    assert.equal(await page.$eval("h2", (it) => it.innerText), "hello");
    assert.deepEqual([[...seen.hosts], seen.violations, seen.dialogs], [[host], [], []]);
  });

  await t.test("is found by the skill's own name", async () => {
    assert.equal(cloud.host, `hello.${host}`);
    const { page } = await visit(browser);
    const answer = await page.goto(`${cloud.origin}/nothing`);
    assert.equal(answer.status(), 404);
    const stranger = await page.goto(`http://stranger.${host}/`);
    assert.equal(stranger.status(), 421);
  });
});
