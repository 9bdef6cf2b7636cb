// Every emitted skill package is what Amazon's own packages say that one is: the manifest, and what account linking is
// set up with, as they are generated and as a deployment completes them.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { Ajv } from "ajv";
import { packages, readJson, root, schemas } from "./support/project.js";
import { typeErrors } from "./support/typed.js";

const arn = "arn:aws:lambda:us-east-1:123456789012:function:skill";
const skills = packages();

/** A manifest as `sayso deploy` completes it. */
function deployed({ manifest }, linked) {
  const completed = structuredClone(manifest);
  completed.apis.custom.endpoint = { uri: arn };
  if (linked) {
    const subscriptions = ["SKILL_ACCOUNT_LINKED", "SKILL_DISABLED"].map((eventName) => ({ eventName }));
    completed.events = { endpoint: { uri: arn }, subscriptions };
  }
  return { manifest: completed };
}

/** Account linking as `sayso deploy` completes it. */
function linkedAt({ accountLinkingRequest }, origin) {
  const addresses = { authorizationUrl: `${origin}/oauth/authorize`, accessTokenUrl: `${origin}/oauth/token` };
  const domains = [new URL(origin).host, ...accountLinkingRequest.domains];
  return { accountLinkingRequest: { ...accountLinkingRequest, ...addresses, domains, clientSecret: "canary" } };
}

const manifests = {};
const requests = {};
for (const { skill, manifest, linking } of skills) {
  manifests[`${skill}, generated`] = readJson(manifest);
  manifests[`${skill}, deployed`] = deployed(readJson(manifest), linking !== undefined);
  if (linking) {
    requests[`${skill}, generated`] = readJson(linking);
    requests[`${skill}, deployed`] = linkedAt(readJson(linking), "https://link.example.com");
  }
}

const kinds = [
  {
    what: "a manifest",
    documents: manifests,
    type: "v1.skill.Manifest.SkillManifestEnvelope",
    schema: "smapi-SkillManifestEnvelope.schema.json",
    // One mistake each, made in a document that has none.
    mistakes: {
      "a locale without a name": (it) => delete it.manifest.publishingInformation.locales["en-US"].name,
      "events without an endpoint": (it) => (it.manifest.events = { subscriptions: [{ eventName: "SKILL_DISABLED" }] }),
      "an event that there is not": (it) =>
        (it.manifest.events = { endpoint: { uri: arn }, subscriptions: [{ eventName: "SKILL_FORGOTTEN" }] }),
      "a country that there is not": (it) => (it.manifest.publishingInformation.distributionCountries = ["XX"]),
    },
    // What only the types see: the schemas let unknown properties pass.
    misspelt: { "a misspelt property": (it) => (it.manifest.publishingInformation.testingInstruction = "Say hello.") },
    // What only the schemas see: types know no lengths.
    tooLong: {
      "a summary that is too long": (it) =>
        (it.manifest.publishingInformation.locales["en-US"].summary = "hello ".repeat(40)),
      "five examples": (it) => (it.manifest.publishingInformation.locales["en-US"].examplePhrases = Array(5).fill("hello")),
    },
  },
  {
    what: "an account linking request",
    documents: requests,
    type: "v1.skill.accountLinking.AccountLinkingRequest",
    schema: "smapi-AccountLinkingRequest.schema.json",
    mistakes: {
      "a type that there is not": (it) => (it.accountLinkingRequest.type = "PASSWORD"),
      "a scheme that there is not": (it) => (it.accountLinkingRequest.accessTokenScheme = "BEARER"),
      "scopes that are no list": (it) => (it.accountLinkingRequest.scopes = "account"),
    },
    misspelt: { "a misspelt property": (it) => (it.accountLinkingRequest.clientID = "alexa") },
    tooLong: {},
  },
];

/** The types are older than Alexa's PKCE, and literals of them may have no property more. */
function known(document) {
  const copy = structuredClone(document);
  delete copy.accountLinkingRequest?.pkceConfiguration;
  return copy;
}

function broken(documents, mistakes) {
  const [sound] = Object.values(documents);
  return Object.fromEntries(
    Object.entries(mistakes).map(([what, make]) => {
      const document = structuredClone(sound);
      make(document);
      return [what, document];
    }),
  );
}

test("there are skills that link accounts, and one that does not", () => {
  assert.ok(skills.some(({ linking }) => linking) && skills.some(({ linking }) => !linking));
});

for (const { what, documents, type, schema, mistakes, misspelt, tooLong } of kinds) {
  test(`the types of ask-smapi-model for ${what}`, async (t) => {
    const wrong = broken(documents, { ...mistakes, ...misspelt });
    const checked = Object.entries({ ...documents, ...wrong }).map(([name, it]) => [name, known(it)]);
    const target = { from: "ask-smapi-model", type };
    const errors = await typeErrors(what.replaceAll(" ", "-"), target, Object.fromEntries(checked));
    for (const name of Object.keys(documents)) {
      await t.test(`accept ${name}`, () => assert.deepEqual(errors[name], []));
    }
    for (const name of Object.keys(wrong)) {
      await t.test(`refuse ${name}`, () => assert.notDeepEqual(errors[name], []));
    }
  });

  const file = path.join(schemas, schema);
  test(`the schema of ${what}`, { skip: !existsSync(file) && `there is no ${file}` }, async (t) => {
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(readJson(file));
    for (const [name, document] of Object.entries(documents)) {
      await t.test(`accepts ${name}`, () => assert.ok(validate(document), JSON.stringify(validate.errors, null, 2)));
    }
    for (const [name, document] of Object.entries(broken(documents, { ...mistakes, ...tooLong }))) {
      await t.test(`refuses ${name}`, () => assert.equal(validate(document), false));
    }
  });
}

test("account linking proves who asks, and holds no secret", () => {
  const generated = Object.entries(requests).filter(([name]) => name.endsWith("generated"));
  for (const [, { accountLinkingRequest }] of generated) {
    assert.deepEqual(accountLinkingRequest.pkceConfiguration, { status: "ENABLED", codeChallengeMethod: "S256" });
    assert.equal(accountLinkingRequest.accessTokenScheme, "HTTP_BASIC");
    assert.ok(accountLinkingRequest.defaultTokenExpirationInSeconds >= 360, "Alexa asks for six minutes");
    assert.ok(!("clientSecret" in accountLinkingRequest));
    assert.ok(accountLinkingRequest.domains.length < 15);
  }
});

test("every icon that a manifest names is an image of the package, of the size that the store shows", () => {
  for (const { skill, manifest } of skills) {
    for (const locale of Object.values(readJson(manifest).manifest.publishingInformation.locales)) {
      for (const [uri, side] of [[locale.smallIconUri, 108], [locale.largeIconUri, 512]]) {
        const file = path.join(root, path.dirname(manifest), uri.replace(/^file:\/\//, ""));
        const image = readFileSync(file);
        assert.deepEqual([image.toString("latin1", 1, 4), image.readUInt32BE(16), image.readUInt32BE(20)], ["PNG", side, side], skill);
      }
    }
  }
});

test("ASK CLI finds the package", () => {
  for (const { folder } of skills) {
    const { profiles } = readJson(path.join(folder, "ask-resources.json"));
    assert.ok(existsSync(path.join(root, folder, profiles.default.skillMetadata.src, "skill.json")));
  }
});
