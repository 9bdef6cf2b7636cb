// Prism serves our contract, and Atlassian's document, and refuses what they do not have.

import assert from "node:assert/strict";
import test from "node:test";
import { assertDescribed, operations, request } from "./contract.js";
import { contract, noOfficial, official, startPrism } from "./servers.js";

const authorization = "Bearer peers";

/** A value for each parameter, so that every request has all of its parameters. */
const values = {
  issueIdOrKey: "OPS-42",
  jql: 'project = "OPS" AND summary ~ "ä & b"',
  startAt: 0,
  maxResults: 5,
  nextPageToken: "a+b/c=",
  orderBy: "-lastIssueUpdatedDate",
  body: { transition: { id: "31" } },
};

/** All that the operation takes. */
function everything(id) {
  const { parameters, body } = operations[id];
  const given = parameters.map(({ name, schema }) => {
    const value = name === "fields" ? ["summary", "status", "*all"] : values[name];
    assert.notEqual(value, undefined, `${id}: say here what \`${name}\` may be`);
    return [name, Array.isArray(value) && schema.type !== "array" ? value.join(",") : value];
  });
  return { ...Object.fromEntries(given), ...(body && { body: values.body }) };
}

/** All that the operation demands. */
function least(id) {
  const all = everything(id);
  const optional = operations[id].parameters.filter((it) => !it.required).map((it) => it.name);
  return Object.fromEntries(Object.entries(all).filter(([name]) => !optional.includes(name)));
}

async function accepts(url, id, given) {
  const answer = await request(url, id, given, { authorization });
  assert.equal(answer.headers.get("sl-violations"), null, `${id} ${JSON.stringify(given)}`);
  const successes = Object.keys(operations[id].responses).filter((status) => status.startsWith("2"));
  assert.ok(successes.includes(String(answer.status)), `${id} answers ${answer.status}`);
  return answer;
}

async function refuses(url, id, given, status, headers = { authorization }) {
  const answer = await request(url, id, given, headers);
  assert.equal(answer.status, status, `${id} ${JSON.stringify(given)}`);
  assert.ok(answer.headers.get("sl-violations"), `${id} ${JSON.stringify(given)}`);
}

test("our contract", async (t) => {
  const { url, stop } = await startPrism(contract);
  t.after(stop);
  for (const id of Object.keys(operations)) {
    await t.test(id, async () => {
      for (const given of [everything(id), least(id)]) assertDescribed(id, await accepts(url, id, given));
    });
  }
  await t.test("refuses others", async () => {
    await refuses(url, "cloudMyself", {}, 401, {});
    await refuses(url, "cloudSearch", {}, 422);
    await refuses(url, "cloudProjects", { maxResults: 101 }, 422);
    await refuses(url, "serverSearch", { jql: "a = b", maxResults: "many" }, 422);
    await refuses(url, "cloudTransition", { issueIdOrKey: "OPS-42", body: { transition: { name: "Done" } } }, 422);
  });
});

test("Atlassian's document", { skip: noOfficial }, async (t) => {
  const { url, stop } = await startPrism(official);
  t.after(stop);
  const cloud = Object.keys(operations).filter((id) => operations[id].path.startsWith("/rest/api/3/"));
  assert.ok(cloud.length > 5);
  for (const id of cloud) {
    await t.test(id, async () => {
      for (const given of [everything(id), least(id)]) await accepts(url, id, given);
    });
  }
  await t.test("refuses others", async () => {
    await refuses(url, "cloudMyself", {}, 401, {});
    await refuses(url, "cloudSearch", { jql: "a = b", maxResults: "many" }, 400);
    await refuses(url, "cloudProjects", { orderBy: "size" }, 400);
  });
});
