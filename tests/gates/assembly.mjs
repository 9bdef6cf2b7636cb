// What synthesis left in a folder: templates, and what their functions' code is made of.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The stacks of a cloud assembly: name, template, and assets by the name of their file in the bucket. Stage `local` has
 * what the gates refuse everywhere else (loopback, demo backends) and is not among them.
 */
export function stacks(folder) {
  const file = join(folder, 'manifest.json');
  if (!existsSync(file)) throw new Error(`\`${file}\` is missing: run \`cargo run -- synth\``);
  const artifacts = Object.entries(JSON.parse(readFileSync(file, 'utf8')).artifacts);
  const made = artifacts.filter(([name, { type }]) => type === 'aws:cloudformation:stack' && !/-local(-edge)?$/.test(name));
  return made.map(([name, { properties }]) => ({
    name,
    template: JSON.parse(readFileSync(join(folder, properties.templateFile), 'utf8')),
    assets: assets(folder, name),
  }));
}

function assets(folder, name) {
  const manifest = join(folder, `${name}.assets.json`);
  if (!existsSync(manifest)) return {};
  const files = Object.values(JSON.parse(readFileSync(manifest, 'utf8')).files ?? {});
  const places = files.flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }) => [objectKey, resolve(folder, source.path ?? '')]));
  return Object.fromEntries(places);
}

/** What matters of the code of each function: `{id: {PinnedHosts, IsPlaceholder}}`. */
export function code({ template, assets }) {
  const functions = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
  const found = functions.map(([id, { Properties }]) => [id, assets[Properties.Code?.S3Key]]);
  return Object.fromEntries(found.filter(([, place]) => place !== undefined).map(([id, place]) => [id, contents(place)]));
}

function contents(place) {
  const [pins, bootstrap] = [join(place, 'pinned-hosts.json'), join(place, 'bootstrap')];
  return {
    ...(existsSync(pins) && { PinnedHosts: JSON.parse(readFileSync(pins, 'utf8')) }),
    // What Lambda runs is an ELF file.
    IsPlaceholder: !existsSync(bootstrap) || readFileSync(bootstrap).subarray(0, 4).toString('latin1') !== '\x7fELF',
  };
}
