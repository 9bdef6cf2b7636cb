// What an independent client is refused, and how: it gets an error of the RFCs, and what is refused costs nothing, for
// the right request works afterwards. What the library itself would never send is sent without it.

import assert from "node:assert/strict";
import test from "node:test";
import * as oauth from "openid-client";
import { keyOf } from "../support/aws.js";
import { startCloud } from "../support/cloud.js";
import { ask } from "../support/http.js";
import { missing } from "../support/project.js";
import { authentications, discover, signedIn, typedCard } from "./client.js";

const unbuilt = missing("sayso-local", "jira-skill", "workshop-skill", "demo-jira", "demo-idp", "demo-workshop");

const refused = (error, status = 400) => ({ name: "ResponseBodyError", status, error });
/** What says how one may authenticate is thrown as such. */
const notTheClient = { name: "WWWAuthenticateChallengeError", status: 401 };

test("an independent client is refused", { skip: unbuilt }, async (t) => {
  const cloud = await startCloud("jira", {}, ["workshop"]);
  t.after(() => cloud.stop());
  // What is counted against limits is one test's own.
  t.beforeEach(() => cloud.reset());
  const client = await discover(cloud, "jira");
  const { authorization_endpoint, token_endpoint, revocation_endpoint, introspection_endpoint } = client.server;

  /** Begins a linking of which something is other than it should be: where the browser is sent, and the answer. */
  const opened = async (more, { without = [], twice } = {}) => {
    const begun = await client.begin(more);
    for (const name of without) begun.url.searchParams.delete(name);
    if (twice) begun.url.searchParams.append(twice, begun.url.searchParams.get(twice));
    const answer = await ask(begun.url);
    return { ...begun, answer, back: answer.headers.location };
  };

  await t.test("an authorization with another redirect or client, and nobody is sent anywhere", async () => {
    const known = cloud.redirect;
    const alike = [`${known}/`, `${known}?x=1`, known.slice(0, -1), known.toLowerCase(), known.replace("//", "//u@")];
    const wrong = [
      ...[...alike, "https://evil.example/"].map((redirect_uri) => opened({ redirect_uri })),
      ...["alexa-workshop", "Alexa-jira", "alexa-jira "].map((client_id) => opened({ client_id })),
      ...["client_id", "redirect_uri"].map((name) => opened({}, { without: [name] })),
      ...["client_id", "redirect_uri"].map((twice) => opened({}, { twice })),
    ];
    for (const { answer, url } of await Promise.all(wrong)) {
      assert.deepEqual([answer.status, answer.headers.location], [400, undefined], `${url}`);
      assert.match(answer.headers["content-type"], /^text\/html/);
    }
  });

  await t.test("an authorization that asks for another thing, and the client is told", async () => {
    const known = ["response_type", "scope", "code_challenge", "code_challenge_method"];
    for (const [error, more, how] of [
      ["invalid_request", { code_challenge_method: "plain" }],
      ["invalid_request", {}, { without: ["code_challenge", "code_challenge_method"] }],
      ["invalid_request", {}, { without: ["code_challenge_method"] }],
      ["invalid_request", {}, { without: ["code_challenge"] }],
      ["invalid_request", { code_challenge: "short" }],
      ["invalid_request", { code_challenge: "%".repeat(43) }],
      ["unsupported_response_type", { response_type: "token" }],
      ["unsupported_response_type", { response_type: "code id_token" }],
      ["invalid_request", {}, { without: ["response_type"] }],
      ["invalid_scope", { scope: "account admin" }],
      ...known.map((twice) => ["invalid_request", {}, { twice }]),
    ]) {
      const { answer, back, ...begun } = await opened(more, how);
      assert.equal(answer.status, 303, `${begun.url}`);
      const told = await client.redeem(back, begun).then(assert.fail, (error) => error);
      assert.deepEqual([told.name, told.error], ["AuthorizationResponseError", error], `${begun.url}`);
      const asked = begun.url.searchParams;
      const isAboutPkce = asked.get("code_challenge_method") !== "S256" || !asked.has("code_challenge");
      if (isAboutPkce) assert.match(told.error_description, /PKCE.*S256/);
    }
  });

  await t.test("an authorization whose state comes twice, which is then nobody's", async () => {
    const { answer, back, ...begun } = await opened({}, { twice: "state" });
    assert.equal(answer.status, 303);
    // The library takes no answer without the state.
    await assert.rejects(client.redeem(back, begun), { code: "OAUTH_INVALID_RESPONSE" });
    const { searchParams } = new URL(back);
    assert.deepEqual([searchParams.get("error"), searchParams.get("state")], ["invalid_request", null]);
  });

  await t.test("a code with another verifier, redirect or client, and may redeem it then", async () => {
    const begun = await client.begin();
    const back = await signedIn(begun.url);
    const code = new URL(back).searchParams.get("code");
    const other = oauth.randomPKCECodeVerifier();
    const challenge = await oauth.calculatePKCECodeChallenge(begun.verifier);
    for (const verifier of [other, challenge, begun.verifier.toLowerCase(), begun.verifier.slice(1), "x"]) {
      await assert.rejects(client.redeem(back, { ...begun, verifier }), refused("invalid_grant"), verifier);
    }
    const grant = { grant_type: "authorization_code", code, redirect_uri: cloud.redirect };
    const right = { ...grant, code_verifier: begun.verifier };
    for (const [error, change] of [
      ["invalid_grant", { redirect_uri: `${cloud.redirect}/` }],
      ["invalid_grant", { redirect_uri: "https://evil.example/" }],
      ["invalid_grant", { code: altered(code) }],
      ["invalid_grant", { code: code.slice(1) }],
      ["invalid_request", { code: "" }],
      ["invalid_request", { redirect_uri: "" }],
      ["invalid_request", { code_verifier: "" }],
      ["invalid_grant", { code_verifier: " ".repeat(43) }],
    ]) {
      const { status, body } = await client.ask(token_endpoint, { ...right, ...change });
      assert.deepEqual([status, body.error], [400, error], JSON.stringify(Object.keys(change)));
    }
    // Of another skill, there.
    const workshop = await discover(cloud, "workshop");
    await assert.rejects(workshop.redeem(elsewhere(workshop, back), begun), refused("invalid_grant"));
    assert.ok((await client.redeem(back, begun)).access_token);
  });

  await t.test("a code that has expired", async () => {
    const begun = await client.begin();
    const back = await signedIn(begun.url);
    await cloud.aws.age("jira", keyOf("code", new URL(back).searchParams.get("code")), "expires", 1);
    await assert.rejects(client.redeem(back, begun), refused("invalid_grant"));
  });

  await t.test("tokens of another skill", async () => {
    const workshop = await discover(cloud, "workshop");
    const [ours, theirs] = [await client.link(signedIn), await workshop.link(typedCard)];
    for (const [here, foreign] of [[client, theirs.tokens], [workshop, ours.tokens]]) {
      await assert.rejects(here.refresh(foreign.refresh_token), refused("invalid_grant"));
      assert.equal(await here.isActive(foreign.access_token), false);
      assert.equal(await here.isActive(foreign.refresh_token), false);
      await here.revoke(foreign.access_token);
      await here.revoke(foreign.refresh_token);
    }
    for (const [here, { tokens }] of [[client, ours], [workshop, theirs]]) {
      assert.equal(await here.isActive(tokens.access_token), true);
      assert.ok((await here.refresh(tokens.refresh_token)).access_token);
    }
  });

  await t.test("refresh tokens that are altered, expired, none, or asked to do more", async () => {
    const { tokens } = await client.link(signedIn);
    const { access_token, refresh_token } = tokens;
    for (const token of [altered(refresh_token), refresh_token.slice(1), `${refresh_token}A`, access_token, "x"]) {
      await assert.rejects(client.refresh(token), refused("invalid_grant"), token);
    }
    for (const scope of ["admin", "account admin", "Account", "account  account"]) {
      await assert.rejects(client.refresh(refresh_token, { scope }), refused("invalid_scope"), scope);
    }
    const fresh = await client.refresh(refresh_token);
    await cloud.aws.age("jira", keyOf("refresh", fresh.refresh_token), "expires", 1);
    await assert.rejects(client.refresh(fresh.refresh_token), refused("invalid_grant"));
    assert.equal(await client.isActive(fresh.refresh_token), false);
  });

  await t.test("as somebody else, in either way and everywhere", async () => {
    const secret = await cloud.aws.secret("workshop-local-alexa-client");
    const { tokens } = await client.link(signedIn);
    for (const authentication of Object.keys(authentications)) {
      for (const wrong of [secret, `${client.secret}x`, client.secret.toUpperCase()]) {
        const other = await discover(cloud, "jira", { authentication, secret: wrong });
        await assert.rejects(other.refresh(tokens.refresh_token), notTheClient);
        await assert.rejects(other.introspect(tokens.access_token), notTheClient);
        await assert.rejects(other.revoke(tokens.refresh_token), notTheClient);
      }
    }
    assert.equal(await client.isActive(tokens.access_token), true);
  });

  await t.test("as nobody, and in two ways at once", async () => {
    const both = { client_id: client.id, client_secret: client.secret };
    for (const endpoint of [token_endpoint, revocation_endpoint, introspection_endpoint]) {
      const form = { grant_type: "refresh_token", refresh_token: "x", token: "x" };
      const nobody = await client.ask(endpoint, form, { authorization: null });
      assert.deepEqual([nobody.status, nobody.body.error], [401, "invalid_client"], endpoint);
      assert.match(nobody.headers["www-authenticate"], /^Basic /);
      const twice = await client.ask(endpoint, { ...form, ...both });
      assert.deepEqual([twice.status, twice.body.error], [400, "invalid_request"], endpoint);
    }
  });

  await t.test("grants that there are not", async () => {
    const { tokens } = await client.link(signedIn);
    await assert.rejects(oauth.clientCredentialsGrant(client.config), refused("unsupported_grant_type"));
    for (const [grant, more] of [
      ["password", { username: "ada", password: "lovelace-1815" }],
      ["urn:ietf:params:oauth:grant-type:device_code", { device_code: "x" }],
      ["urn:ietf:params:oauth:grant-type:token-exchange", { subject_token: tokens.access_token }],
      ["urn:ietf:params:oauth:grant-type:jwt-bearer", { assertion: "x" }],
      ["Refresh_Token", { refresh_token: tokens.refresh_token }],
      ["refresh_token ", { refresh_token: tokens.refresh_token }],
    ]) {
      const asked = oauth.genericGrantRequest(client.config, grant, more);
      await assert.rejects(asked, refused("unsupported_grant_type"), grant);
    }
  });

  await t.test("requests that are none", async () => {
    const { tokens } = await client.link(signedIn);
    const form = { grant_type: "refresh_token", refresh_token: tokens.refresh_token, token: tokens.refresh_token };
    const text = String(new URLSearchParams(form));
    for (const endpoint of [token_endpoint, revocation_endpoint, introspection_endpoint]) {
      for (const [what, body, type] of [
        ["JSON", JSON.stringify(form), "application/json"],
        ["of another type", text, "text/plain"],
        ["of no type", text, ""],
        ["in parts", text, "multipart/form-data; boundary=x"],
        ["with a parameter twice", `${text}&token=x&refresh_token=x`],
        ["with a parameter twice, by another spelling", `${text}&%74oken=x&refresh%5Ftoken=x`],
        ["that is no UTF-8", `${text}&x=%ff`],
        ["without a parameter that is required", "grant_type=refresh_token"],
        ["of nothing", ""],
      ]) {
        const headers = type === undefined ? {} : { "content-type": type };
        const answer = await client.ask(endpoint, {}, { body, headers });
        assert.deepEqual([answer.status, answer.body.error], [400, "invalid_request"], `${endpoint} ${what}`);
        assert.equal(answer.headers["cache-control"], "no-store");
      }
      const large = await client.ask(endpoint, { ...form, x: "x".repeat(9000) });
      assert.deepEqual([large.status, large.body.error], [413, "invalid_request"], endpoint);
      const inAddress = await client.ask(`${endpoint}?${text}`, {});
      assert.deepEqual([inAddress.status, inAddress.body.error], [400, "invalid_request"], endpoint);
      for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
        const answer = await client.ask(method === "GET" ? `${endpoint}?${text}` : endpoint, form, { method });
        // The gateway has no such route.
        assert.ok([404, 405].includes(answer.status), `${method} ${endpoint}: ${answer.status}`);
      }
    }
    assert.ok((await client.refresh(tokens.refresh_token)).access_token, "nothing of it was used");
  });

  await t.test("past the edge", async () => {
    const { port } = new URL(cloud.origin());
    for (const endpoint of [authorization_endpoint, token_endpoint, revocation_endpoint, introspection_endpoint]) {
      const { pathname } = new URL(endpoint);
      const method = endpoint === authorization_endpoint ? "GET" : "POST";
      const direct = `http://jira.execute-api.localhost:${port}${pathname}`;
      for (const more of [{}, { "x-origin-verify": "guess" }]) {
        const answer = await client.ask(direct, { token: "x" }, { method, headers: more });
        assert.deepEqual([answer.status, answer.body], [403, { error: "forbidden" }], pathname);
      }
    }
  });
});

/** The same answer of the browser, as if it were another skill's. */
function elsewhere({ server }, back) {
  const url = new URL(back);
  url.searchParams.set("iss", server.issuer);
  return url;
}

const altered = (token) => (token[0] === "A" ? "B" : "A") + token.slice(1);
