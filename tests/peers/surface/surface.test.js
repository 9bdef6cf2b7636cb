// The skill's HTTP surface is as its document says, whatever is sent to it. `living.py` sees to it that many inputs get
// past the door; how many were answered how is printed.

import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { parse } from "yaml";
import { Browser } from "../support/browser.js";
import { startCloud } from "../support/cloud.js";
import { LinkingPage } from "../support/linking.js";
import { dataOf, missing } from "../support/project.js";
import { noAddresses, startFront } from "./front.js";
import { tryInputs, uninstalled } from "./schemathesis.js";

const unbuilt = missing("sayso-local", "jira-skill", "demo-jira", "demo-idp");
const document = path.join(dataOf("jira"), "openapi.yaml");
const operations = Object.entries(parse(readFileSync(document, "utf8")).paths).flatMap(([place, item]) =>
  Object.keys(item).map((method) => `${method.toUpperCase()} ${place}`),
);

/** Where whoever says nothing else comes from. */
const busy = "127.0.0.1";
/** The most visits that may begin there, and the most credentials that may be typed, in one window. */
const [visits, credentials] = [100, 20];

/** Other ones with `SAYSO_SEEDS=4,5,6`. */
const seeds = (process.env.SAYSO_SEEDS ?? "1,2,3").split(",");
/** The most of an operation and seed, beside those at the document's edges; more at leisure. */
const inputs = process.env.SAYSO_INPUTS ?? "16";

test("the surface is as its document says", { skip: uninstalled || unbuilt }, async (t) => {
  const cloud = await startCloud("jira");
  t.after(() => cloud.stop());
  const front = await startFront(cloud.origin());
  t.after(front.stop);
  const known = {
    PEERS_URL: front.url,
    PEERS_ORIGIN: cloud.origin(),
    PEERS_REDIRECT: cloud.redirect,
    PEERS_CLIENT: "alexa-jira",
    PEERS_SECRET: await cloud.aws.secret("jira-local-alexa-client"),
  };

  if (!noAddresses) await useUp(cloud);
  await t.test("with each seed", { concurrency: true }, async (t) => {
    // What goes through the document's edges one by one is the same with each seed.
    const runs = [["edges", ["--phases", "coverage", "--seed", seeds[0]]]];
    runs.push(...seeds.map((seed) => [seed, ["--phases", "fuzzing", "--seed", seed, "--max-examples", inputs]]));
    const tried = runs.map(([what, args], at) =>
      t.test(what, async () => {
        const own = { PEERS_SEED: what, PEERS_NETWORK: `127.${64 + at}.0.0/16`, PEERS_BUSY: busy };
        const { status, text } = await tryInputs(document, front.url, args, { ...known, ...own });
        assert.equal(status, 0, text);
      }),
    );
    await Promise.all(tried);
  });

  const totals = {};
  for (const operation of operations) {
    const answers = front.answers[operation] ?? {};
    for (const [status, count] of Object.entries(answers)) totals[status] = (totals[status] ?? 0) + count;
    t.diagnostic(`${operation}: ${shares(answers)}`);
  }
  const summary = `Schemathesis: ${operations.length} operations, ${seeds.length} seeds, ${shares(totals)}`;
  t.diagnostic(summary);
  if (process.env.SAYSO_SUMMARY) appendFileSync(process.env.SAYSO_SUMMARY, `${summary}\n`);

  await t.test("also where inputs get past the door, which most do", { skip: noAddresses }, () => {
    assert.ok(totals[429] > 0, "none was too many");
    for (const operation of operations) {
      const { 200: well = 0, 303: onward = 0, 429: late = 0 } = front.answers[operation] ?? {};
      const all = sum(front.answers[operation] ?? {});
      assert.ok(well + onward > all / 10, `${operation}: few were answered well`);
      assert.ok(late < all / 2, `${operation}: most were too many`);
    }
  });
});

const parallel = { skip: uninstalled || unbuilt, concurrency: true };

test("an answer that is not as the document says is found", parallel, async (t) => {
  const cloud = await startCloud("jira");
  t.after(() => cloud.stop());
  const metadata = "/.well-known/oauth-authorization-server";
  const headed = (change) => (answer) => {
    const headers = Object.entries({ ...answer.headers, ...change }).filter(([, value]) => value !== undefined);
    return { ...answer, headers: Object.fromEntries(headers) };
  };
  const wrong = {
    "a status of ours": [metadata, (answer) => ({ ...answer, status: 500 })],
    "a status that is not described": [metadata, (answer) => ({ ...answer, status: 418 })],
    "another type": [metadata, headed({ "content-type": "text/plain" })],
    "another shape": [metadata, (answer) => ({ ...answer, body: answer.body.replace('"issuer"', '"issued"') })],
    "a header that is missing": ["/link/manage", headed({ location: undefined })],
  };
  const one = ([what, [place, change]]) =>
    t.test(what, async () => {
      const front = await startFront(cloud.origin(), change);
      const { status, text } = await tryInputs(document, front.url, ["--include-path", place, "--phases", "coverage"]);
      front.stop();
      assert.deepEqual([status, /\d+ unique failure/.test(text)], [1, true], text);
    });
  await Promise.all(Object.entries(wrong).map(one));
});

/** Does as much as one address may, so that more is too many. */
async function useUp(cloud) {
  const begin = () => LinkingPage.open(new Browser(), `${cloud.origin()}/link/manage`);
  const fields = { site: "https://jira.northwind.test", secret: "demo-pat-ada" };
  for (let begun = 0; begun < visits; begun++) {
    const page = await begin();
    if (begun < credentials) assert.equal(await page.post("/link/form", { method: "token", fields }), undefined);
  }
}

const sum = (answers) => Object.values(answers).reduce((all, each) => all + each, 0);

/** How many, and which share of them was answered with which status. */
function shares(answers) {
  const all = sum(answers);
  const each = Object.entries(answers).map(([status, count]) => `${status} ${Math.round((100 * count) / all)} %`);
  return `${all} inputs: ${each.join(", ")}`;
}
