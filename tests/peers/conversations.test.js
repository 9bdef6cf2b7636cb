// An independent client, `virtual-alexa`, talks with the skills' own programs: its requests are not ours, and what it
// makes of the responses is not ours either. (It is no referee for what Alexa would hear, so it names intents.)

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { Ajv } from "ajv";
import virtualAlexa from "virtual-alexa";
import { skillId, start } from "./support/function.js";
import { dataOf, missing, readJson, schemas } from "./support/project.js";
import { typeErrors } from "./support/typed.js";

const schema = path.join(schemas, "ts-AlexaResponse.schema.json");

/** Every response of the conversations, by a name. */
const responses = {};

/** A client of a running skill. */
function client(skill, { invoke }, locale = "en-US") {
  const handler = (event, context) => {
    invoke(event).then((response) => {
      const what = event.request.intent?.name ?? event.request.type;
      responses[`${skill}-${Object.keys(responses).length}-${what}`] = response;
      context.done(null, response);
    }, context.done);
  };
  const model = path.join(dataOf(skill), "skill-package/interactionModels/custom", `${locale}.json`);
  return virtualAlexa.VirtualAlexa.Builder()
    .applicationID(skillId)
    .handler(handler)
    .interactionModelFile(model)
    .locale(locale)
    .create();
}

const hello = { variable: "SAYSO_SERVICE_FACTS", demo: "demo-facts" };

test("hello", { skip: missing("hello-skill", "demo-facts") }, async (t) => {
  const running = await start("hello", hello);
  t.after(running.stop);

  await t.test("asks for what is missing, and keeps the topic", async () => {
    const alexa = client("hello", running);
    assert.match((await alexa.launch()).prompt(), /Welcome to Fact Garden/);
    const asked = await alexa.intend("FactAbout");
    assert.match(asked.prompt(), /About what\?/);
    assert.equal(asked.directive("Dialog.ElicitSlot").slotToElicit, "topic");
    const whales = (await alexa.intend("FactAbout", { topic: "big fish" })).prompt();
    const more = (await alexa.intend("AnotherOne")).prompt();
    assert.notEqual(more, whales);
    assert.match((await alexa.intend("FactAbout", { topic: "gravel" })).prompt(), /I know nothing about gravel yet/);
  });

  await t.test("ends when told to", async () => {
    const alexa = client("hello", running);
    await alexa.launch();
    assert.equal((await alexa.intend("AMAZON.StopIntent")).response.shouldEndSession, true);
  });

  await t.test("speaks German", async () => {
    const alexa = client("hello", running, "de-DE");
    assert.match((await alexa.launch()).prompt(), /Willkommen im Faktengarten/);
    assert.match((await alexa.intend("FactOfTheDay")).prompt(), /Der Fakt des Tages/);
  });

  await t.test("takes the end of a session", async () => {
    const alexa = client("hello", running);
    await alexa.launch();
    await alexa.endSession();
  });
});

test("workshop", { skip: missing("workshop-skill", "demo-workshop") }, async (t) => {
  const running = await start("workshop", { variable: "SAYSO_SERVICE_WORKSHOP", demo: "demo-workshop" });
  t.after(running.stop);

  await t.test("reads a list, and reads on", async () => {
    const alexa = client("workshop", running);
    await alexa.launch();
    assert.match((await alexa.intend("ListTools", { kind: "hammers" })).prompt(), /claw hammer.*sledge hammer.*more\?/);
    assert.match((await alexa.intend("AMAZON.YesIntent")).prompt(), /rubber mallet/);
    assert.match((await alexa.intend("AMAZON.PreviousIntent")).prompt(), /claw hammer/);
  });

  await t.test("computes", async () => {
    const alexa = client("workshop", running);
    await alexa.launch();
    assert.match((await alexa.intend("Statistics")).prompt(), /\d+ tools, used [\d.]+ times on average/);
  });
});

test("the responses", { skip: missing("hello-skill", "demo-facts") }, async (t) => {
  await t.test("have the types of ask-sdk-model, and others have not", async () => {
    const [sound] = Object.values(responses);
    const broken = {
      "no version": { ...sound, version: undefined },
      "a directive that there is not": { ...sound, response: { directives: [{ type: "Dialog.Elicit" }] } },
      "speech of no kind": { ...sound, response: { outputSpeech: { type: "Text", text: "hello" } } },
    };
    const errors = await typeErrors("responses", { from: "ask-sdk-model", type: "ResponseEnvelope" }, { ...responses, ...broken });
    for (const what of Object.keys(responses)) assert.deepEqual(errors[what], [], what);
    for (const what of Object.keys(broken)) assert.notDeepEqual(errors[what], [], what);
  });

  await t.test("fit the schema of AlexaResponse", { skip: !existsSync(schema) && `there is no ${schema}` }, () => {
    const validate = new Ajv({ strict: false }).compile(readJson(schema));
    for (const [what, response] of Object.entries(responses)) {
      assert.ok(validate(response), `${what}: ${JSON.stringify(validate.errors?.slice(0, 3), null, 2)}`);
    }
    assert.equal(validate({ version: 1 }), false);
  });
});
