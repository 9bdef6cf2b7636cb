// Account linking from discovery to revocation, by an independent client (`openid-client`). What it makes of answers
// that are wrong is at the end: so it is a judge, and what it takes is right.

import assert from "node:assert/strict";
import test from "node:test";
import { keyOf } from "../support/aws.js";
import { startCloud } from "../support/cloud.js";
import { missing } from "../support/project.js";
import { authentications, discover, signedIn, typed } from "./client.js";

const unbuilt = missing("sayso-local", "jira-skill", "demo-jira", "demo-idp");

/** As long as the reply to a rotation is given again, in seconds. */
const grace = 60;

const refused = (error) => ({ name: "ResponseBodyError", status: 400, error });

test("an independent client", { skip: unbuilt }, async (t) => {
  const cloud = await startCloud("jira");
  t.after(() => cloud.stop());
  // What is counted against limits is one test's own.
  t.beforeEach(() => cloud.reset());
  const issuer = cloud.origin();

  await t.test("discovers what there is, and no more", async () => {
    const { server } = await discover(cloud, "jira");
    assert.ok(server.supportsPKCE());
    const authentication = Object.keys(authentications).sort();
    const inOrder = (value) => (Array.isArray(value) ? [...value].sort() : value);
    const sorted = Object.entries(server).map(([name, value]) => [name, inOrder(value)]);
    assert.deepEqual(Object.fromEntries(sorted), {
      issuer,
      authorization_endpoint: `${issuer}/oauth/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      revocation_endpoint: `${issuer}/oauth/revoke`,
      introspection_endpoint: `${issuer}/oauth/introspect`,
      scopes_supported: ["account"],
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: authentication,
      revocation_endpoint_auth_methods_supported: authentication,
      introspection_endpoint_auth_methods_supported: authentication,
      authorization_response_iss_parameter_supported: true,
    });
  });

  for (const authentication of Object.keys(authentications)) {
    for (const way of [typed, signedIn]) {
      await t.test(`links an account (${way.name}), and refreshes its tokens (${authentication})`, async () => {
        const client = await discover(cloud, "jira", { authentication });
        const { back, state, tokens } = await client.link(way);
        const answer = new URL(back).searchParams;
        assert.deepEqual([...answer.keys()].sort(), ["code", "iss", "state"]);
        assert.deepEqual([answer.get("state"), answer.get("iss")], [state, issuer]);
        assertGiven(tokens);

        const fresh = await client.refresh(tokens.refresh_token);
        assertGiven(fresh);
        assert.notEqual(fresh.refresh_token, tokens.refresh_token);
        assert.notEqual(fresh.access_token, tokens.access_token);
        assertGiven(await client.refresh(fresh.refresh_token, { scope: "account" }));
      });
    }
  }

  await t.test("is told what tokens are worth", async () => {
    const client = await discover(cloud, "jira");
    const { tokens } = await client.link();
    const now = Date.now() / 1000;
    const access = await client.introspect(tokens.access_token);
    const refresh = await client.introspect(tokens.refresh_token, { token_type_hint: "refresh_token" });
    for (const said of [access, refresh]) {
      assert.deepEqual([said.active, said.client_id, said.scope, said.iss], [true, "alexa-jira", "account", issuer]);
      assert.ok(Number.isInteger(said.exp), `${said.exp}`);
    }
    assert.ok(Math.abs(access.exp - now - tokens.expires_in) < 5, `${access.exp}`);
    assert.ok(refresh.exp > access.exp, `${refresh.exp}`);
    assert.equal(access.token_type.toLowerCase(), "bearer");
    assert.equal(access.sub, refresh.sub);

    const other = await client.link(signedIn);
    assert.notEqual((await client.introspect(other.tokens.access_token)).sub, access.sub);
    for (const token of [" ", "nonsense", "ä", "x".repeat(4000), altered(tokens.access_token)]) {
      assert.equal(await client.isActive(token), false, token);
    }
    await cloud.aws.age("jira", keyOf("access", tokens.access_token), "expires", 1);
    assert.equal(await client.isActive(tokens.access_token), false);
    assert.equal(await client.isActive(tokens.refresh_token), true);
    // To ask is not to use.
    assertGiven(await client.refresh(tokens.refresh_token));
  });

  await t.test("may refresh twice at once, and gets the same tokens", async () => {
    const client = await discover(cloud, "jira");
    const { tokens: first } = await client.link();
    const [second, ...others] = await Promise.all(Array.from({ length: 8 }, () => client.refresh(first.refresh_token)));
    for (const other of others) assert.deepEqual(pair(other), pair(second));
    const later = await client.refresh(first.refresh_token);
    assert.deepEqual(pair(later), pair(second));
    assert.ok(later.expires_in <= second.expires_in);
    assert.equal(await client.isActive(second.access_token), true);
  });

  await t.test("may lose a reply and come back late", async () => {
    const client = await discover(cloud, "jira");
    const { tokens: first } = await client.link();
    const lost = await client.refresh(first.refresh_token);
    await ageRotation(cloud, first.refresh_token);
    const second = await client.refresh(first.refresh_token);
    assert.notEqual(second.refresh_token, lost.refresh_token);
    await assert.rejects(client.refresh(lost.refresh_token), refused("invalid_grant"));
    assertGiven(await client.refresh(second.refresh_token));
  });

  await t.test("does not get far with a refresh token of an older generation", async () => {
    const client = await discover(cloud, "jira");
    const { tokens: first } = await client.link();
    const second = await client.refresh(first.refresh_token);
    const third = await client.refresh(second.refresh_token);
    await assert.rejects(client.refresh(first.refresh_token), refused("invalid_grant"));
    assert.equal(await client.isActive(first.refresh_token), false);
    // It may have been a late copy on the network.
    const fourth = await client.refresh(third.refresh_token);
    await ageRotation(cloud, first.refresh_token);
    // It was none.
    await assert.rejects(client.refresh(first.refresh_token), refused("invalid_grant"));
    await assert.rejects(client.refresh(fourth.refresh_token), refused("invalid_grant"));
    for (const token of Object.values(pair(fourth))) assert.equal(await client.isActive(token), false);
  });

  await t.test("ends everything with a code that comes twice", async () => {
    const client = await discover(cloud, "jira");
    const { back, tokens, ...begun } = await client.link();
    const other = await client.link();
    const fresh = await client.refresh(tokens.refresh_token);
    await assert.rejects(client.redeem(back, begun), refused("invalid_grant"));
    for (const token of [tokens.access_token, ...Object.values(pair(fresh))]) {
      assert.equal(await client.isActive(token), false);
    }
    await assert.rejects(client.refresh(fresh.refresh_token), refused("invalid_grant"));
    // What was given for another code of the same account goes on.
    assertGiven(await client.refresh(other.tokens.refresh_token));
  });

  await t.test("revokes", async () => {
    const client = await discover(cloud, "jira");
    const { tokens } = await client.link();
    // An access token ends alone.
    await client.revoke(tokens.access_token, { token_type_hint: "access_token" });
    assert.equal(await client.isActive(tokens.access_token), false);
    const fresh = await client.refresh(tokens.refresh_token);
    assert.equal(await client.isActive(fresh.access_token), true);
    // A refresh token ends all that came with it, whatever the hint.
    await client.revoke(fresh.refresh_token, { token_type_hint: "access_token" });
    for (const token of Object.values(pair(fresh))) assert.equal(await client.isActive(token), false);
    await assert.rejects(client.refresh(fresh.refresh_token), refused("invalid_grant"));
    // What is unknown, or was revoked, need not be.
    for (const token of [fresh.refresh_token, tokens.access_token, "nonsense"]) await client.revoke(token);
  });

  await t.test("revokes with a refresh token that was rotated", async () => {
    const client = await discover(cloud, "jira");
    const { tokens: first } = await client.link();
    const second = await client.refresh(first.refresh_token);
    await client.revoke(first.refresh_token);
    for (const token of Object.values(pair(second))) assert.equal(await client.isActive(token), false);
  });

  await t.test("is a judge: it refuses each answer of which one thing is wrong", async (t) => {
    const json = (path, change) => ({
      answer(asked, answer) {
        if (asked !== path) return answer;
        const body = JSON.parse(answer.text);
        change(body);
        return { ...answer, text: JSON.stringify(body) };
      },
    });
    const metadata = (change) => json("/.well-known/oauth-authorization-server", change);
    const tokens = (change) => json("/oauth/token", change);
    const back = (change) => ({
      back(url) {
        const changed = new URL(url);
        change(changed.searchParams);
        return changed.href;
      },
    });
    const status = (path, status) => ({
      answer: (asked, answer) => (asked === path ? { ...answer, status } : answer),
    });
    const torn = (path) => ({
      answer: (asked, answer) => (asked === path ? { ...answer, text: answer.text.slice(0, -1) } : answer),
    });
    const wrong = {
      "another issuer in the metadata": metadata((it) => (it.issuer = "https://evil.example")),
      "no issuer in the metadata": metadata((it) => delete it.issuer),
      "metadata that are torn": torn("/.well-known/oauth-authorization-server"),
      "no token endpoint": metadata((it) => delete it.token_endpoint),
      "no `iss`": back((it) => it.delete("iss")),
      "another `iss`": back((it) => it.set("iss", "https://evil.example")),
      "another `state`": back((it) => it.set("state", `${it.get("state")}x`)),
      "no `state`": back((it) => it.delete("state")),
      "two codes": back((it) => it.append("code", "x")),
      "no `access_token`": tokens((it) => delete it.access_token),
      "no `token_type`": tokens((it) => delete it.token_type),
      "another `token_type`": tokens((it) => (it.token_type = "mac")),
      "`expires_in` that is no number": tokens((it) => (it.expires_in = "soon")),
      "`refresh_token` that is no text": tokens((it) => (it.refresh_token = 1)),
      "tokens that are torn": torn("/oauth/token"),
      "tokens with another status": status("/oauth/token", 201),
      "a revocation with another status": status("/oauth/revoke", 202),
      "`active` that is no truth": json("/oauth/introspect", (it) => (it.active = "yes")),
    };
    const whole = async (between) => {
      const client = await discover(cloud, "jira", { between });
      const { tokens } = await client.link(signedIn);
      await client.introspect(tokens.access_token);
      await client.revoke(tokens.refresh_token);
    };
    await whole({});
    for (const [what, between] of Object.entries(wrong)) {
      // A refusal of the server would have another name.
      await t.test(what, () => assert.rejects(whole(between), { name: "ClientError" }));
    }
  });
});

/** Asserts that tokens are as RFC 6749, section 5.1 and the spec of the skill have them. */
function assertGiven(tokens) {
  const { access_token, refresh_token, expires_in, ...rest } = tokens;
  assert.deepEqual({ ...rest }, { token_type: "bearer", scope: "account" });
  // What is left of the hour when the answer is written: a second may have passed since the token was made.
  assert.ok(Number.isInteger(expires_in) && expires_in <= 3600 && expires_in > 3540, `${expires_in}`);
  // 256 bits, in characters that mean nothing anywhere.
  for (const token of [access_token, refresh_token]) assert.match(token, /^[A-Za-z0-9_-]{43}$/);
}

const pair = ({ access_token, refresh_token }) => ({ access_token, refresh_token });

const altered = (token) => (token[0] === "A" ? "B" : "A") + token.slice(1);

/** Lets the grace be over that began when a refresh token was rotated. */
async function ageRotation(cloud, token) {
  const key = keyOf("refresh", token);
  const { family } = await cloud.aws.record("jira", key);
  await cloud.aws.age("jira", key, "rotated_at", grace);
  await cloud.aws.age("jira", `family#${family.S}`, "rotated_at", grace);
}
