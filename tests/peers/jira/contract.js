// Our contract of Jira as requests to make and answers to expect, read by other people's libraries.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { contract } from "./servers.js";

const document = parse(readFileSync(contract, "utf8"));
// `x-format` is no keyword of JSON Schema; formats such as `date` are not looked at here.
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(document, "contract");

const methods = ["get", "put", "post", "delete", "patch"];

/** The operations by id: method, path, parameters, whether there is a body, and the responses by status. */
export const operations = Object.fromEntries(
  Object.entries(document.paths).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => {
      const { operationId, parameters = [], requestBody, responses } = item[method];
      const all = [...(item.parameters ?? []), ...parameters].map(follow);
      const body = Boolean(requestBody);
      return [operationId, { method: method.toUpperCase(), path, parameters: all, body, responses }];
    }),
  ),
);

/**
 * Makes the request of an operation.
 *
 * @param {string} url where the Jira is
 * @param {string} id the operation's id
 * @param {object} values the parameters by name, and `body`
 * @param {{authorization?: string}} headers those to send
 * @returns {Promise<{status: number, headers: Headers, body: any}>}
 */
export async function request(url, id, values = {}, headers = {}) {
  const { method, path, parameters } = operations[id];
  const address = new URL(path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name])), url);
  const given = parameters.filter((it) => it.in === "query" && values[it.name] !== undefined);
  for (const { name, explode = true } of given) {
    // The style of a query is `form`, exploded, where nothing else is said.
    const list = [values[name]].flat();
    for (const value of explode ? list : [list.join(",")]) address.searchParams.append(name, value);
  }
  const response = await fetch(address, {
    method,
    headers: { accept: "application/json", ...headers, ...(values.body && { "content-type": "application/json" }) },
    body: values.body && JSON.stringify(values.body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}

/** The id of the operation that a request asks for; undefined where it is none of ours. */
export function operationOf(method, target) {
  const { pathname } = new URL(target, "http://localhost");
  const is = (path) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`).test(pathname);
  return Object.keys(operations).find((id) => operations[id].method === method && is(operations[id].path));
}

const validators = new Map();

/** What validates against a schema of the contract, made once. */
function validator(name, schema) {
  if (!validators.has(name)) validators.set(name, ajv.compile({ allOf: [absolute(schema)] }));
  return validators.get(name);
}

/** Asserts that an answer is one that the contract describes. */
export function assertDescribed(id, { status, body }) {
  const { responses } = operations[id];
  const described = follow(responses[status] ?? responses.default);
  const media = described.content?.["application/json"];
  if (!media) return assert.equal(body, undefined, `${id}: ${status} has no body`);
  const validate = validator(`${id} ${status}`, media.schema);
  assert.ok(validate(body), `${id}: ${JSON.stringify(validate.errors, null, 2)}\n${JSON.stringify(body)}`);
}

/** What a reference within the contract refers to. */
function follow(node) {
  if (!node.$ref) return node;
  return node.$ref.slice(2).split("/").reduce((here, step) => here[step], document);
}

/** The schema with its references to the contract, for use outside of it. */
function absolute(schema) {
  return JSON.parse(JSON.stringify(schema), (key, value) => (key === "$ref" ? `contract${value}` : value));
}
