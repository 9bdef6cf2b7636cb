// The gates: `node run.mjs [cdk.out …]`. Judges synthesised templates, then weakened copies of them.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { stacks as read } from './assembly.mjs';
import { Exceptions } from './exceptions.mjs';
import { mutant, mutations, slice } from './mutate.mjs';
import { cfnLint } from './tools/cfn-lint.mjs';
import { checkov } from './tools/checkov.mjs';
import { guard, rules } from './tools/guard.mjs';
import { nag } from './tools/nag.mjs';
import { told, table } from './report.mjs';

const began = Date.now();
const folder = mkdtempSync(join(tmpdir(), 'sayso-gates-'));
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(places) {
  const stacks = assemblies(places).flatMap(read);
  const mutants = (await mutations()).map((mutation, at) => mutant(mutation, at + 1, stacks, folder));
  const exceptions = new Exceptions();

  const real = new Set(stacks.map(({ name }) => name));
  const bases = new Map([...stacks.map(({ name }) => [name, name]), ...mutants.map(({ name, base }) => [name, base])]);
  const found = (await judge(stacks, mutants)).filter((it) => !exceptions.excuse(it, bases.get(it.stack), real.has(it.stack)));

  const ofTemplates = found.filter(({ stack }) => real.has(stack));
  const caught = mutants.map((one) => ({ ...one, by: found.filter((it) => it.stack === one.name && names(it, one)) }));
  const missed = caught.filter(({ by }) => by.length === 0);
  const silent = rules().filter((rule) => !caught.some(({ by }) => by.some((it) => it.rule === rule)));

  console.log(table(caught));
  const problems = [
    ...ofTemplates.map(told),
    ...exceptions.unused().map(({ gate, rule, resource }) => `exceptions.yaml: nothing needs the exception from ${gate} ${rule} of \`${resource}\``),
    ...missed.map(({ mutation, expected }) => `“${mutation.name}” is not caught${expected ? ` by a gate that names \`${expected}\`` : ''}`),
    ...silent.map((rule) => `no mutation shows that the rule \`${rule}\` catches anything`),
  ];
  for (const problem of problems) console.error(`error: ${problem}`);
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`${stacks.length} templates, ${ofTemplates.length} findings beside ${exceptions.all.length} exceptions; ` +
    `${mutants.length} weakened templates, ${missed.length} not caught; ${rules().length} rules of our own; ${seconds} s`);
  return problems.length === 0 ? 0 : 1;
}

function assemblies(places) {
  if (places.length === 0) return [new URL('../../cdk.out', import.meta.url).pathname];
  // npm runs elsewhere than it was called.
  return places.map((place) => resolve(process.env.INIT_CWD ?? '.', place));
}

/** Whether CloudFormation understands a template is asked of the real ones only: the others are meant to be understood. */
async function judge(stacks, mutants) {
  const [lint, others] = [join(folder, 'real'), join(folder, 'all')];
  for (const place of [lint, others]) mkdirSync(place);
  const slices = mutants.filter(({ changed, template }) => changed.some((id) => id in template.Resources)).map(slice);
  const all = await Promise.all([
    cfnLint(stacks, lint),
    checkov([...stacks, ...slices], others),
    guard([...stacks, ...mutants], others),
    nag([...stacks, ...mutants], others),
  ]);
  return all.flat();
}

/** A finding must be about what was weakened. */
function names(finding, { expected, mutation }) {
  return mutation.says ? mutation.says.test(finding.text) : finding.resource === expected;
}
