// Where things are in the project, and which of them there are.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Amazon's JSON schemas, where they are at hand. */
export const schemas = path.join(root, "../shared/alexa-schemas");

/** Folders of generated data, one per project: this one, and the fixture. */
const generated = ["infra/app/generated", "tests/cases/workshop/infra/app/generated"];

const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");

/** Programs that `cargo build` makes. */
export const binaries = path.join(target, "debug");

/** Programs that `tests/run` installs, where there is Python 3. */
export const python = path.join(target, "peers-python/bin");

/** Every emitted interaction model: its path from the root. */
export function models() {
  return generated.flatMap((folder) =>
    subfolders(path.join(root, folder)).flatMap((skill) => {
      const models = path.join(folder, skill, "skill-package/interactionModels/custom");
      return files(path.join(root, models), ".json").map((file) => path.join(models, file));
    }),
  );
}

/** Every emitted skill package: paths from the root; `linking` where the skill links accounts. */
export function packages() {
  return generated.flatMap((from) =>
    subfolders(path.join(root, from)).map((skill) => {
      const folder = path.join(from, skill);
      const linking = path.join(folder, "account-linking.json");
      const manifest = path.join(folder, "skill-package/skill.json");
      return { skill, folder, manifest, linking: existsSync(path.join(root, linking)) ? linking : undefined };
    }),
  );
}

/** The folder of a skill's generated data. */
export function dataOf(skill) {
  const folder = generated.map((folder) => path.join(root, folder, skill)).find(existsSync);
  if (!folder) throw new Error(`there is no generated data of the skill \`${skill}\`; run \`cargo run -- generate\``);
  return folder;
}

/** A JSON document by its path from the root. */
export function readJson(file) {
  return JSON.parse(readFileSync(path.resolve(root, file), "utf8"));
}

/** A built program; undefined where it is not built. */
export function binary(name) {
  const program = path.join(binaries, name);
  return existsSync(program) ? program : undefined;
}

/** Why a test with these programs can't run; false where it can. */
export function missing(...programs) {
  const absent = programs.filter((name) => !binary(name));
  return absent.length > 0 && `not built: ${absent.join(", ")}; run \`cargo build --workspace\``;
}

function subfolders(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function files(folder, end) {
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(end)).sort() : [];
}
