// How long tokens live that a provider gives, as Alexa is told: whatever the provider leaves out or gets wrong.

import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout } from "node:timers/promises";
import { keyOf } from "../support/aws.js";
import { patience } from "../support/http.js";
import { missing } from "../support/project.js";
import { authentications, startAll } from "./alexa.js";
import { lives } from "./provider.js";

const unbuilt = missing("sayso-local", "wear-skill");

/** What the spec declares, and the longest that is told, in seconds. */
const declared = 3600;
const year = 365 * 24 * 3600;
/** What Alexa wants at least. */
const floor = 360;

/** Ways to say how long a token lives, and how long that is where the token itself says nothing. */
const ways = {
  "as it should be": [lives.opaque, lives.opaque],
  "not at all": [undefined, declared],
  "as null": ["null", declared],
  "as a text": ['"3600"', 3600],
  "as a text that is no number": ['"an hour"', declared],
  "as zero": ["0", declared],
  "as less than nothing": ["-5", declared],
  "as a fraction": ["3599.5", 3599],
  "as more than there is": ["1e30", year],
  "as a list": ["[3600]", declared],
};

/** Says it in a way: the JSON of a reply, in which it is written so. */
const say = (said) => (body) => {
  const { expires_in, ...rest } = body;
  const json = JSON.stringify(rest);
  return said === undefined ? json : `${json.slice(0, -1)},"expires_in":${said}}`;
};

/** Asserts that a life is what it should be: a whole number, and hardly less than so many seconds. */
function assertLives(life, seconds, how) {
  assert.ok(Number.isInteger(life) && life > 0, `${how}: ${life}`);
  assert.ok(life <= seconds && life > seconds - 10, `${how}: ${life} instead of ${seconds}`);
}

test("a provider says how long tokens live", { skip: unbuilt }, async (t) => {
  for (const rotates of [true, false]) {
    const { alexa, between } = await startAll(t, { rotates });
    for (const isJwt of [false, true]) {
      for (const [how, [said, life]] of Object.entries(ways)) {
        const of = isJwt ? "a token that says so itself" : "a token that says nothing";
        const who = rotates ? "a provider that rotates" : "a provider that keeps refresh tokens";
        await t.test(`${how}, of ${of}, and it is ${who}`, async () => {
          // A token that says by itself when it ends lives no longer than that, and as long where nobody else says so.
          const sound = isJwt ? lives.jwt : lives.opaque;
          const [odd, right] = [say(said), isJwt ? Math.min(life, lives.jwt) : life];
          for (const grants of [["authorization_code"], ["refresh_token"], ["authorization_code", "refresh_token"]]) {
            const expected = (grant) => (grants.includes(grant) ? right : sound);
            between.behave({ tell: (body, grant) => (grants.includes(grant) ? odd(body) : JSON.stringify(body)) });
            const linked = await alexa.link({ isJwt });
            assertLives(linked.expires_in, expected("authorization_code"), `${grants}: code`);
            const refreshed = await alexa.refresh(linked.refresh_token);
            assertLives(refreshed.expires_in, expected("refresh_token"), `${grants}: refresh`);
            assert.notEqual(refreshed.access_token, linked.access_token);
            assert.equal(refreshed.refresh_token === linked.refresh_token, !rotates);
          }
        });
      }
    }
  }
});

test("a life", { skip: unbuilt }, async (t) => {
  const { alexa, between, cloud, provider } = await startAll(t);

  await t.test("is told as it is where Alexa wants more, and noted", async () => {
    between.behave({ tell: say('"61"') });
    const { expires_in } = await alexa.link({ isJwt: false });
    assert.equal(expires_in, 61);
    const noted = await logged(cloud, "short_life");
    assert.deepEqual(noted.map(({ seconds }) => seconds), [61]);
    between.behave({ tell: say(String(floor)) });
    await alexa.link({ isJwt: false });
    assert.equal((await logged(cloud, "short_life")).length, 1);
  });

  await t.test("ends with the token, whatever the provider says", async () => {
    provider.jwtLife = 400;
    between.behave({ tell: say("3600") });
    const { expires_in } = await alexa.link();
    assertLives(expires_in, 400, "of 400 s");
  });

  await t.test("is shorter where the same answer is told again", async () => {
    between.behave();
    const linked = await alexa.link({ isJwt: false });
    const first = await alexa.refresh(linked.refresh_token);
    await cloud.aws.age("wear", keyOf("flight", linked.refresh_token), "given", 40);
    const again = await alexa.refresh(linked.refresh_token);
    assert.equal(again.access_token, first.access_token);
    assertLives(again.expires_in, lives.opaque - 40, "after 40 s");
    assert.equal(between.seen.length, 2, "the provider was asked for the code, and once to refresh");
  });

  for (const authentication of Object.keys(authentications)) {
    await t.test(`is taken by an independent client (${authentication})`, async () => {
      between.behave({ tell: say(undefined) });
      const as = alexa.as(authentication);
      const linked = await alexa.link({ scope: "openid weather.read offline_access", isJwt: false }, as);
      assert.equal(linked.claims().sub, "ada");
      assertLives((await alexa.refresh(linked.refresh_token, as)).expires_in, declared, authentication);
    });
  }
});

/** Events of the functions' log, as soon as there are any: it comes by another way than answers. */
async function logged(cloud, event) {
  const until = Date.now() + patience;
  for (;;) {
    const lines = cloud.said.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line).line);
    const events = lines.filter((line) => line?.startsWith("{")).map((line) => JSON.parse(line));
    const found = events.filter((each) => each.event === event);
    if (found.length > 0 || Date.now() > until) return found;
    await setTimeout(20);
  }
}
