// cfn-guard: our own rules, in `rules/`.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { view } from '../view.mjs';
import { run } from './process.mjs';

const RULES = new URL('../rules/', import.meta.url).pathname;

export async function guard(stacks, folder) {
  const views = join(folder, 'views');
  mkdirSync(views);
  for (const stack of stacks) writeFileSync(join(views, `${stack.name}.json`), JSON.stringify(view(stack), null, 1));
  // 19: a rule was not met. 5: a rule cannot be read.
  const text = await run(program(), ['validate', '--structured', '-S', 'none', '-o', 'json', '-r', RULES, '-d', views], [0, 19]);
  const reports = JSON.parse(text);
  const judged = reports.flatMap((report) => [...report.compliant, ...report.not_applicable, ...report.not_compliant]);
  if (judged.length < stacks.length * rules().length) throw new Error('cfn-guard did not judge every template by every rule');
  return reports.flatMap((report) => findings(report));
}

/** The names of all rules. */
export function rules() {
  const texts = readdirSync(RULES).map((file) => readFileSync(join(RULES, file), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(/^rule (\w+)/gm)].map(([, name]) => name));
}

function program() {
  const require = createRequire(import.meta.url);
  const { platform, arch } = process;
  const systems = { linux: 'ubuntu', darwin: 'macos', win32: 'windows' };
  const processors = { x64: 'x86_64', arm64: 'aarch64' };
  const home = dirname(require.resolve('@cdklabs/cdk-validator-cfnguard/package.json'));
  return join(home, 'bin', systems[platform], processors[arch], 'cfn-guard');
}

function findings({ name, not_compliant }) {
  const stack = name.split('/').pop().replace(/\.json$/, '');
  return not_compliant.flatMap(({ Rule: { name: rule, checks } }) => {
    const found = new Map();
    for (const { resource, text } of leaves(checks)) found.set(resource, (found.get(resource) ?? new Set()).add(text));
    return [...found].map(([resource, texts]) => ({
      gate: 'guard', rule, stack, resource, text: [...texts].filter(Boolean).join('; '),
    }));
  });
}

// A report is a tree of rules, blocks, alternatives and clauses; what failed is its clauses.
function leaves(node) {
  if (Array.isArray(node)) return node.flatMap(leaves);
  if (typeof node !== 'object' || node === null) return [];
  // A clause was not met; of a block not even the beginning is there.
  const failed = 'messages' in node && (node.check ?? node.unresolved);
  if (failed) {
    const paths = places(failed);
    return [{ resource: resource(paths), text: node.messages.custom_message ?? '' }];
  }
  return Object.values(node).flatMap(leaves);
}

function places(node) {
  if (typeof node !== 'object' || node === null) return [];
  if (typeof node.path === 'string') return [node.path];
  return Object.entries(node).filter(([key]) => key !== 'to').flatMap(([, inner]) => places(inner));
}

function resource(paths) {
  for (const path of paths) {
    const found = /^\/(?:Resources|Assets)\/([^/]+)/.exec(path);
    if (found) return found[1];
  }
  return '';
}
