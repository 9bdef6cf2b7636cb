// Every emitted interaction model is what Amazon's own model package says that one is.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { Ajv } from "ajv";
import { models, readJson, schemas } from "./support/project.js";
import { typeErrors } from "./support/typed.js";

const target = { from: "ask-smapi-model", type: "v1.skill.interactionModel.InteractionModelData" };
const schema = path.join(schemas, "smapi-InteractionModelData.schema.json");
const emitted = Object.fromEntries(models().map((file) => [file, readJson(file)]));

/** One mistake each, made in a model that has none. */
const mistakes = {
  "no invocation name": (model) => delete model.interactionModel.languageModel.invocationName,
  "samples that are no list": (model) => (model.interactionModel.languageModel.intents[0].samples = "hello"),
  "an intent without a name": (model) => delete model.interactionModel.languageModel.intents[0].name,
  "a strategy that there is not": (model) =>
    (model.interactionModel.dialog = { delegationStrategy: "SOMETIMES", intents: [] }),
};
/** What only the types see: the schemas let unknown properties pass. */
const misspelt = {
  "a misspelt property": (model) => (model.interactionModel.languageModel.intents[0].utterances = ["hello"]),
};

function broken(mistakes) {
  const [sound] = Object.values(emitted);
  return Object.fromEntries(
    Object.entries(mistakes).map(([what, make]) => {
      const model = structuredClone(sound);
      make(model);
      return [what, model];
    }),
  );
}

test("there are models of two projects", () => {
  const skills = new Set(Object.keys(emitted).map((file) => file.split("/skill-package/")[0]));
  assert.ok(skills.size >= 2, `found ${[...skills].join(", ")}`);
});

test("the types of ask-smapi-model", async (t) => {
  const errors = await typeErrors("models", target, { ...emitted, ...broken({ ...mistakes, ...misspelt }) });
  for (const file of Object.keys(emitted)) {
    await t.test(`accept ${file}`, () => assert.deepEqual(errors[file], []));
  }
  for (const what of [...Object.keys(mistakes), ...Object.keys(misspelt)]) {
    await t.test(`refuse ${what}`, () => assert.notDeepEqual(errors[what], []));
  }
});

test("the schema of InteractionModelData", { skip: !existsSync(schema) && `there is no ${schema}` }, async (t) => {
  const validate = new Ajv({ strict: false, allErrors: true }).compile(readJson(schema));
  for (const [file, model] of Object.entries(emitted)) {
    await t.test(`accepts ${file}`, () => assert.ok(validate(model), JSON.stringify(validate.errors, null, 2)));
  }
  for (const [what, model] of Object.entries(broken(mistakes))) {
    await t.test(`refuses ${what}`, () => assert.equal(validate(model), false));
  }
});
