// Documents checked against TypeScript types: each becomes a constant of its type, and the compiler says what is wrong.

import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const compiler = path.join(path.dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

// Beside `node_modules`, so that the types are found.
const work = fileURLToPath(new URL("../.typed", import.meta.url));

/**
 * Checks documents against a type.
 *
 * @param {string} folder a name for the work files, one per caller
 * @param {{from: string, type: string}} target the package and the exported type, `v1.x.Y` or `Y`
 * @param {Record<string, unknown>} documents by a name without spaces
 * @returns {Promise<Record<string, string[]>>} what the compiler says about each; empty where all is well
 */
export async function typeErrors(folder, { from, type }, documents) {
  const place = path.join(work, folder);
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  const names = Object.keys(documents);
  const sources = names.map((name, at) => ({ name, file: path.join(place, `${at}.ts`) }));
  const imported = type.split(".")[0];
  for (const { name, file } of sources) {
    // A literal, not a variable: only in literals are unknown properties refused.
    const text = JSON.stringify(documents[name], null, 2);
    await writeFile(file, `import type { ${imported} } from "${from}"; export const document: ${type} = ${text};\n`);
  }
  const output = await compile(sources.map(({ file }) => file));
  const errors = Object.fromEntries(names.map((name) => [name, []]));
  const elsewhere = [];
  for (const line of output.split("\n").filter((line) => line.includes("error TS"))) {
    const source = sources.find(({ file }) => line.startsWith(path.relative(work, file)));
    (source ? errors[source.name] : elsewhere).push(line);
  }
  if (elsewhere.length > 0) throw new Error(`the compiler itself fails:\n${output}`);
  return errors;
}

function compile(files) {
  const options = ["--noEmit", "--strict", "--pretty", "false", "--module", "nodenext", "--target", "es2022"];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [compiler, ...options, ...files], { cwd: work, maxBuffer: 1 << 26, timeout: 60_000 }, (error, stdout, stderr) => {
      // 1 and 2: errors were found, which stdout has.
      if (error && !(error.code === 1 || error.code === 2)) reject(new Error(`tsc failed: ${error.message}\n${stderr}`));
      else resolve(stdout);
    });
  });
}
