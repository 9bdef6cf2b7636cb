// What the linking page is built on: a `__Host-` cookie, which wants `Secure`, on the plain `http` of
// `<skill>.localhost`. See docs/decisions/0006-cookie-on-localhost.md.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, noBrowser, visit } from "./support/chromium.mjs";
import { serve } from "./support/server.mjs";

const cookie = "__Host-tx=4f1c; Path=/; Secure; HttpOnly; SameSite=Lax";

test("a `__Host-` cookie on `http://<skill>.localhost`", { skip: noBrowser }, async (t) => {
  const own = {
    "GET /oauth/authorize": [303, { "set-cookie": cookie, location: "/?tx=1" }, ""],
    "GET /": [200, {}, "<title>page</title><h1>page</h1>"],
    "GET /link/tx": [200, { "content-type": "application/json" }, "{}"],
    "POST /link": [200, { "content-type": "application/json" }, "{}"],
    "GET /link/callback": [303, { location: "/done" }, ""],
    "GET /done": [200, {}, "<title>done</title>"],
  };
  const skill = await serve(own);
  t.after(skill.stop);
  const origin = `http://jira.localhost:${skill.port}`;
  const other = await serve({ "GET /": [200, {}, "<title>other skill</title>"] });
  t.after(other.stop);
  const provider = await serve({
    "GET /authorize": [200, {}, '<form method="post" action="/consent"><button>Allow</button></form>'],
    "POST /consent": [303, { location: `${origin}/link/callback?code=1` }, ""],
    "GET /elsewhere": [200, {}, `<form method="post" action="${origin}/link"><button>Trick</button></form>`],
  });
  t.after(provider.stop);
  const elsewhere = `http://127.0.0.1:${provider.port}`;
  const browser = await launch("--host-resolver-rules=MAP skill.test 127.0.0.1");
  t.after(() => browser.close());
  const { page } = await visit(browser);

  await t.test("is set by a 303, and sent to where it leads", async () => {
    await page.goto(`${origin}/oauth/authorize?state=s`);
    assert.equal(page.url(), `${origin}/?tx=1`);
    assert.equal(skill.cookies["GET /oauth/authorize"], undefined);
    assert.equal(skill.cookies["GET /"], "__Host-tx=4f1c");
  });

  await t.test("is sent with what the page fetches, and hidden from its scripts", async () => {
    await page.evaluate(async () => {
      await fetch("/link/tx", { credentials: "same-origin" });
      await fetch("/link", { method: "POST", body: "{}", credentials: "same-origin" });
    });
    assert.equal(skill.cookies["GET /link/tx"], "__Host-tx=4f1c");
    assert.equal(skill.cookies["POST /link"], "__Host-tx=4f1c");
    assert.equal(await page.evaluate(() => document.cookie), "");
  });

  await t.test("comes back from a provider on another site, by a 303 after a form", async () => {
    await page.goto(`${elsewhere}/authorize`);
    await Promise.all([page.waitForNavigation(), page.click("button")]);
    assert.equal(page.url(), `${origin}/done`);
    assert.equal(skill.cookies["GET /link/callback"], "__Host-tx=4f1c");
    assert.equal(skill.cookies["GET /done"], "__Host-tx=4f1c");
  });

  await t.test("is not sent with another site's POST, nor to another skill", async () => {
    await page.goto(`${elsewhere}/elsewhere`);
    skill.cookies["POST /link"] = "not asked";
    await Promise.all([page.waitForNavigation(), page.click("button")]);
    assert.equal(skill.cookies["POST /link"], undefined);
    await page.goto(`http://hello.localhost:${skill.port}/`);
    assert.equal(skill.cookies["GET /"], undefined);
    await page.goto(`http://jira.localhost:${other.port}/`);
    assert.equal(other.cookies["GET /"], "__Host-tx=4f1c", "cookies know no ports");
  });

  await t.test("is refused on plain http elsewhere", async () => {
    await page.goto(`http://skill.test:${skill.port}/oauth/authorize`);
    assert.equal(page.url(), `http://skill.test:${skill.port}/?tx=1`);
    assert.equal(skill.cookies["GET /"], undefined);
  });

  await t.test("is refused with a domain or another path", async () => {
    for (const wrong of [`${cookie}; Domain=localhost`, cookie.replace("Path=/", "Path=/link")]) {
      own["GET /wrong"] = [200, { "set-cookie": wrong.replace("-tx", "-wrong") }, ""];
      await page.goto(`${origin}/wrong`);
      await page.goto(`${origin}/`);
      assert.equal(skill.cookies["GET /"], "__Host-tx=4f1c", wrong);
    }
  });
});
