// cfn-lint: whether CloudFormation would understand a template.

import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { python } from './python.mjs';
import { run } from './process.mjs';

export async function cfnLint(stacks, folder) {
  const templates = join(folder, 'cfn-lint');
  mkdirSync(templates);
  const files = stacks.map(({ name, template }) => {
    const file = join(templates, `${name}.template.json`);
    writeFileSync(file, JSON.stringify(template, null, 1));
    return file;
  });
  // The exit code is the sum of what was found: 2 errors, 4 warnings, 8 information.
  const text = await run(python('cfn-lint'), ['--format', 'json', '--template', ...files], [0, 2, 4, 6, 8, 10, 12, 14]);
  return JSON.parse(text).map(({ Rule, Message, Filename, Location: { Path } }) => ({
    gate: 'cfn-lint',
    rule: Rule.Id,
    stack: Filename.split('/').pop().replace(/\.template\.json$/, ''),
    resource: String(Path?.[1] ?? ''),
    text: Message,
  }));
}
