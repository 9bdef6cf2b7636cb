// Where things are in the project, and which of them are built.

import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Cargo's target folder. */
export const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** Programs that `cargo build` makes. */
export const binaries = path.join(target, "debug");

/** Why a test with these programs can't run; false where it can. */
export function missing(...programs) {
  const absent = programs.filter((name) => !existsSync(path.join(binaries, name)));
  return absent.length > 0 && `not built: ${absent.join(", ")}; run \`cargo build --workspace\``;
}
