import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where a Python program is: in the environment that `SAYSO_GATES_PYTHON` names, or on the path. */
export function python(program) {
  const environment = process.env.SAYSO_GATES_PYTHON;
  if (!environment) return program;
  // npm runs elsewhere than it was called.
  const place = join(resolve(process.env.INIT_CWD ?? '.', environment), 'bin', program);
  if (!existsSync(place)) throw new Error(`${place} is missing: run \`${environment}/bin/pip install -r tests/gates/requirements.txt\``);
  return place;
}
