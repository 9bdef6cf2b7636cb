// What a gate says and we do otherwise, each with its reason: exceptions.yaml.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export class Exceptions {
  constructor(file = new URL('exceptions.yaml', import.meta.url)) {
    this.all = parse(readFileSync(file, 'utf8')).map((one) => new Exception(one));
  }

  /** Whether a finding of `stack` is excused; whether anything was is remembered where the template is a real one. */
  excuse(finding, stack, isReal) {
    const fitting = this.all.filter((one) => one.fits(finding, stack));
    if (isReal) for (const one of fitting) one.used = true;
    return fitting.length > 0;
  }

  unused() {
    return this.all.filter(({ used }) => !used);
  }
}

class Exception {
  constructor({ gate, rule, resource, reason, ...rest }) {
    const unknown = Object.keys(rest);
    if (unknown.length > 0) throw new Error(`exceptions.yaml: \`${unknown}\` is no key of an exception`);
    for (const [key, value] of Object.entries({ gate, rule, resource, reason }))
      if (typeof value !== 'string' || value.trim() === '') throw new Error(`exceptions.yaml: an exception of \`${gate} ${rule}\` has no \`${key}\``);
    Object.assign(this, { gate, rule, resource, reason, used: false });
    this.pattern = glob(resource);
    this.rules = glob(rule, '.*');
  }

  fits({ gate, rule, resource }, stack) {
    return gate === this.gate && this.rules.test(rule) && this.pattern.test(`${stack}/${resource}`);
  }
}

// `*` is anything, in a resource anything but `/`.
function glob(text, anything = '[^/]*') {
  const escaped = text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, anything)}$`);
}
