// GitHub's own reader of workflows: what its editor says of one.

import { register } from "node:module";

// The package imports JSON without saying that it is, which Node wants to be told.
const told = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  return found.url.endsWith(".json") ? { ...found, importAttributes: { type: "json" } } : found;
}`;
register(`data:text/javascript,${encodeURIComponent(told)}`);
const { validate } = await import("@actions/languageservice");
const { TextDocument } = await import("vscode-languageserver-textdocument");

let read = 0;

/** What GitHub has to say about a workflow's text: sentences; none where all is well. */
export async function complaints(text) {
  // What is read is kept by address.
  const address = `file:///project/.github/workflows/${read++}.yml`;
  const found = await validate(TextDocument.create(address, "github-actions-workflow", 0, text));
  return found.map(({ message }) => message);
}
