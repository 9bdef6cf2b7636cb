// Atlassian's own document, from the pieces that are at hand: the whole one, and one that was cut down and repaired, so
// that Prism can serve it.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../support/project.js";
import { startPrism } from "./servers.js";

const folder = path.join(root, "../shared/openapi");
const repaired = path.join(folder, "jira-repaired-for-mocking.json");
const whole = path.join(folder, "jira-cloud-platform-v3.2026-03.json");

/** Why the official document can't be served; false where it can. */
export const noOfficial =
  !(existsSync(repaired) && existsSync(whole)) && `there is no ${repaired} or ${path.basename(whole)}`;

/** Left out when the document was cut down. */
const missing = "/rest/api/3/issue/{issueIdOrKey}/editmeta";

/** Starts Prism with all that the skill asks for, as `startPrism` does. */
export async function startOfficial() {
  const document = JSON.parse(readFileSync(repaired, "utf8"));
  const { parameters: given, ...others } = JSON.parse(readFileSync(whole, "utf8")).paths[missing].get;
  const { security } = document.paths["/rest/api/3/issue/{issueIdOrKey}"].get;
  // Any token will do, as for its neighbours; and Prism finds no answer that is as the document has it.
  const responses = { 200: { description: others.responses[200].description } };
  document.paths[missing] = { get: { parameters: given, security, responses } };
  // A mistake there: its names of fields are objects.
  const { parameters } = document.paths["/rest/agile/1.0/sprint/{sprintId}/issue"].get;
  parameters.find(({ name }) => name === "fields").schema.items = { type: "string" };
  const place = mkdtempSync(path.join(os.tmpdir(), "sayso-peers-"));
  const file = path.join(place, "official.json");
  writeFileSync(file, JSON.stringify(document));
  const remove = () => rmSync(place, { recursive: true });
  const prism = await startPrism(file).catch((error) => {
    remove();
    throw error;
  });
  // It watches the file, and begins anew where that is gone.
  return { ...prism, stop: () => prism.stop().finally(remove) };
}
