// A real provider whose answers are lost, late, torn or no OAuth; and one that ends everything where a refresh token
// comes twice.

import assert from "node:assert/strict";
import test from "node:test";
import { missing } from "../support/project.js";
import { startAll } from "./alexa.js";

const unbuilt = missing("sayso-local", "wear-skill");

/** As long as Alexa waits, in milliseconds. */
const patience = 4500;

const unavailable = { error: "temporarily_unavailable" };
const page = (status) => (response) => {
  response.writeHead(status, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>");
};

/** What a provider does, and what Alexa is told then: never that the grant is bad. */
const failures = {
  "a page with 200": [page(200), 503],
  "a page with 500": [page(500), 503],
  "a page with 400": [page(400), 503],
  "too many requests, in words": [
    (response) => response.writeHead(429, { "retry-after": "7" }).end("slow down"),
    429,
    { "retry-after": "7" },
  ],
  "that another should be asked": [
    (response) => response.writeHead(307, { location: response.req.headers.host.replace(/^/, "http://") }).end(),
    503,
  ],
  "nothing": [(response) => response.destroy(), 503],
  "half an answer": [
    (response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "200" });
      response.write('{"access_token":"half');
      setTimeout(() => response.destroy(), 50);
    },
    503,
  ],
  "an answer that never ends": [
    (response) => response.writeHead(200, { "content-type": "application/json" }).write('{"access_token":"'),
    503,
  ],
  "an answer that never comes": [() => {}, 503],
  "more than anybody reads": [(response) => response.end(`{"access_token":"${"x".repeat(100_000)}"}`), 503],
  "JSON that is no reply": [(response) => response.end("[]"), 503],
};

test("a provider answers what is no reply", { skip: unbuilt }, async (t) => {
  const { alexa, between } = await startAll(t);
  const linked = await alexa.link();
  let { refresh_token } = linked;

  for (const [what, [instead, status, headers = {}]] of Object.entries(failures)) {
    await t.test(`${what}, and Alexa is told to come back`, async () => {
      between.behave({ instead });
      const began = Date.now();
      const told = await alexa.post({ grant_type: "refresh_token", refresh_token });
      assert.deepEqual([told.status, told.body], [status, unavailable]);
      assert.ok(Date.now() - began < patience, `${Date.now() - began} ms`);
      assert.equal(told.headers["content-type"], "application/json");
      for (const [name, value] of Object.entries(headers)) assert.equal(told.headers[name], value);
      assert.equal(between.seen.length, 1, "what was sent is sent once");
      // Nobody is unlinked by it.
      between.behave();
      ({ refresh_token } = await alexa.refresh(refresh_token));
    });
  }
});

test("a refresh token that comes twice", { skip: unbuilt }, async (t) => {
  const { alexa, between } = await startAll(t);
  const invalid = { name: "ResponseBodyError", error: "invalid_grant" };

  await t.test("ends everything at this provider, without the proxy", async () => {
    const past = alexa.past();
    const linked = await alexa.link({}, past);
    const both = await Promise.allSettled([1, 2].map(() => alexa.refresh(linked.refresh_token, past)));
    assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    const { value } = both.find(({ status }) => status === "fulfilled");
    await assert.rejects(alexa.refresh(value.refresh_token, past), invalid);
  });

  await t.test("at the same time goes out once, and both are told the same", async () => {
    let { refresh_token } = await alexa.link();
    for (const count of [2, 5]) {
      const wait = new Promise((resolve) => setTimeout(resolve, 300));
      between.behave({ wait });
      const told = await Promise.all(Array.from({ length: count }, () => alexa.refresh(refresh_token)));
      assert.equal(between.seen.length, 1);
      assert.equal(new Set(told.map((each) => each.access_token)).size, 1);
      ({ refresh_token } = told[0]);
      assert.ok(told.every((each) => each.refresh_token === refresh_token));
    }
    between.behave();
    assert.ok((await alexa.refresh(refresh_token)).access_token, "it is linked as before");
  });

  await t.test("because its answer was lost on the way to Alexa is answered alike", async () => {
    between.behave();
    const linked = await alexa.link();
    const lost = await alexa.refresh(linked.refresh_token);
    const again = await alexa.refresh(linked.refresh_token);
    assert.deepEqual([again.access_token, again.refresh_token], [lost.access_token, lost.refresh_token]);
    assert.ok((await alexa.refresh(again.refresh_token)).access_token);
    assert.equal(between.seen.length, 3);
  });

  await t.test("because its answer was lost on the way to the proxy is what the provider says it is", async () => {
    between.behave();
    const linked = await alexa.link();
    // It acted, and nobody learned of it: this provider has no leeway, and its word is passed on.
    between.behave({ tell: () => "<lost>" });
    const form = { grant_type: "refresh_token", refresh_token: linked.refresh_token };
    assert.equal((await alexa.post(form)).status, 503);
    between.behave();
    const told = await alexa.post(form);
    const [{ given }] = between.seen;
    assert.deepEqual([told.status, told.body], [400, given.body]);
    assert.equal(told.body.error, "invalid_grant");
    assert.equal(between.seen.length, 1, "it was asked once more, and no more than that");
  });
});
