// What the other tests hold against pages, on pages that do it.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, noBrowser, visit } from "./support/chromium.mjs";
import { serve } from "./support/server.mjs";

test("what a page should not do is noticed", { skip: noBrowser }, async (t) => {
  const foreign = await serve({ "GET /pixel": [200, { "content-type": "image/gif" }, ""] });
  t.after(foreign.stop);
  const pixel = `http://127.0.0.1:${foreign.port}/pixel`;
  const policy = { "content-security-policy": "default-src 'self'" };
  const own = await serve({
    "GET /quiet": [200, policy, "<p>nothing"],
    "GET /foreign": [200, {}, `<img src="${pixel}">`],
    "GET /forbidden": [200, policy, `<img src="${pixel}"><script>1</script>`],
    "GET /broken": [200, {}, "<script>alert('hello'); console.error('oh'); throw new Error('no')</script>"],
    "GET /favicon.ico": [200, { "content-type": "image/gif" }, ""],
  });
  t.after(own.stop);
  const browser = await launch();
  t.after(() => browser.close());
  const look = async (path) => {
    const { page, seen } = await visit(browser);
    await page.goto(`http://localhost:${own.port}${path}`);
    return { ...seen, hosts: [...seen.hosts].filter((host) => host !== `localhost:${own.port}`) };
  };

  assert.deepEqual(await look("/quiet"), { hosts: [], errors: [], violations: [], dialogs: [] });
  assert.deepEqual((await look("/foreign")).hosts, [`127.0.0.1:${foreign.port}`]);
  const { violations } = await look("/forbidden");
  assert.deepEqual(violations.map((it) => it.split(" ")[0]).sort(), ["img-src", "script-src-elem"]);
  const broken = await look("/broken");
  assert.deepEqual(broken.dialogs, ["hello"]);
  assert.deepEqual(broken.errors, ["oh", "Error: no"]);
});
