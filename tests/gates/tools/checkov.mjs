// checkov. It takes about as long for one template as for twenty, so all of them are judged at once.

import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { python } from './python.mjs';
import { run } from './process.mjs';

export async function checkov(stacks, folder) {
  const templates = join(folder, 'checkov');
  mkdirSync(templates);
  for (const { name, template } of stacks) writeFileSync(join(templates, `${name}.template.json`), JSON.stringify(template));
  const options = ['--framework', 'cloudformation', '--skip-download', '--quiet', '--compact', '--soft-fail', '--output', 'json'];
  const report = JSON.parse(await run(python('checkov'), ['--directory', templates, ...options], [0]));
  if (report.summary?.parsing_errors !== 0) throw new Error('checkov cannot read a template');
  return report.results.failed_checks.map(({ check_id, check_name, file_path, resource }) => ({
    gate: 'checkov',
    rule: check_id,
    stack: file_path.split('/').pop().replace(/\.template\.json$/, ''),
    resource: resource.split('.').pop(),
    text: check_name,
  }));
}
