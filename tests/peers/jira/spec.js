// What the skill's spec says that it does: its intents, and the operations that it names.

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { skill } from "./servers.js";

const { intents: declared, calls, services, types } = parse(readFileSync(skill, "utf8"));

/** The names of the intents. */
export const intents = Object.keys(declared);

/** The operation that a call of the spec asks for in a variant. */
const operation = (call, variant) => calls[call].variants?.[variant]?.op ?? calls[call].op;

/** All operations that the spec names for a variant, `cloud` or `datacenter`, in order of their names. */
export function operationsOf(variant) {
  // Only what has an account at Atlassian has sites.
  const asked = Object.keys(calls).filter((call) => variant === "cloud" || call !== "list_sites");
  return [...new Set(asked.map((call) => operation(call, variant)))].sort();
}

/** The operations that an intent's steps ask for, in order of their names. */
export function stepsOf(intent, variant) {
  const steps = (declared[intent].do ?? []).flatMap(({ call, or, uses = [] }) => [call, or?.call, ...uses]);
  return [...new Set(steps.filter(Boolean).map((call) => operation(call, variant)))].sort();
}

/** The operations that change something. */
export function writes(variant) {
  const unsafe = Object.keys(calls).filter((call) => calls[call].safe === false);
  return new Set(unsafe.map((call) => operation(call, variant)));
}

/** The intents that change something. */
export const changingIntents = intents.filter((intent) =>
  (declared[intent].do ?? []).some(({ call }) => calls[call]?.safe === false),
);

/** The calls that change something and can look up whether they did. */
export const verified = Object.keys(calls).filter((call) => calls[call].verify);

/** The operations that may be asked for beside an intent's steps: what a site calls its fields, and what it has. */
export function aside(variant) {
  const fields = Object.values(services).flatMap((service) => service.fields?.from?.call ?? []);
  const values = Object.values(types).flatMap((type) => type.dynamic?.call ?? []);
  return new Set([...fields, ...values].map((call) => operation(call, variant)));
}
