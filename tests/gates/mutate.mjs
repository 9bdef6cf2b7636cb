// Weakened copies of the templates, which the gates must catch.

import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';

/** All mutations, in the order of their files. */
export async function mutations() {
  const folder = new URL('mutants/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs')).sort();
  const lists = await Promise.all(files.map((file) => import(new URL(file, folder))));
  return lists.flatMap((list) => list.default);
}

/**
 * A copy of a stack with one mutation: its own name and that of the real stack, what changed, and the logical id that a
 * gate must name.
 */
export function mutant(mutation, number, stacks, folder) {
  const base = mutation.in ?? 'jira-prod';
  const real = stacks.find(({ name }) => name === base);
  if (!real) throw new Error(`there is no stack \`${base}\` to weaken`);
  const template = structuredClone(real.template);
  const assets = { ...real.assets };
  const find = (prefix, type) => logicalId(template, prefix, type);
  const id = mutation.of && find(mutation.of, mutation.type);
  const asset = ({ Properties: { Code } }) => (assets[Code.S3Key] = copied(assets[Code.S3Key], folder));
  mutation.change(template.Resources[id], { template, id, find, asset });
  const changed = Object.keys(template.Resources).filter((it) => !isDeepStrictEqual(template.Resources[it], real.template.Resources[it]));
  if (isDeepStrictEqual([template, assets], [real.template, real.assets])) throw new Error(`“${mutation.name}” finds nothing to change`);
  return { name: `mutant-${number}`, base, template, assets, changed, expected: mutation.adds ?? id, mutation };
}

/** The one resource whose logical id begins so: a name, and the hash that CDK adds. */
function logicalId(template, prefix, type) {
  const fits = ([id, { Type }]) => new RegExp(`^${prefix}([0-9A-F]{8})?$`).test(id) && (type === undefined || type === Type);
  const found = Object.entries(template.Resources).filter(fits).map(([id]) => id);
  if (found.length !== 1) throw new Error(`\`${prefix}\` names ${found.length} resources: ${found}`);
  return found[0];
}

function copied(place, folder) {
  const copy = mkdtempSync(join(folder, 'asset-'));
  cpSync(place, copy, { recursive: true });
  return copy;
}

/** The part of a mutant that is not as in the real template, for a gate that looks at one resource at a time. */
export function slice({ name, template, changed }) {
  const { Parameters, Resources } = template;
  return { name, template: { Parameters, Resources: Object.fromEntries(changed.filter((id) => id in Resources).map((id) => [id, Resources[id]])) } };
}
