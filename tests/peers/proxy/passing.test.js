// What passes the proxy before a real provider, and what does not: requests on the way there, replies and errors on the
// way back.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import test from "node:test";
import * as oauth from "openid-client";
import { missing } from "../support/project.js";
import { authentications, startAll } from "./alexa.js";

const unbuilt = missing("sayso-local", "wear-skill");

/** What a reply has besides what everybody knows: it goes on as it is written. */
const extra = { id_token: "x.y.z", deep: [{ "ä": null }, 1.5], big: 12345678901234567890n, acr: "high" };
const json = (value) =>
  JSON.stringify(value, (_, each) => (typeof each === "bigint" ? "BIG" : each)).replace('"BIG"', String(extra.big));

test("a proxy passes on", { skip: unbuilt }, async (t) => {
  const { alexa, between, cloud, provider } = await startAll(t);
  const basic = `Basic ${Buffer.from(`${provider.client.id}:${provider.client.secret}`).toString("base64")}`;
  const refused = { name: "ResponseBodyError" };

  await t.test("the fields of a grant, and nothing else, to where the spec says", async () => {
    between.behave();
    const strange = {
      audience: "https://evil.example",
      resource: "https://evil.example",
      client_id: provider.client.id,
      token_endpoint: "http://127.0.0.1:9/",
      assertion: "x",
      evil: "1",
    };
    const headers = {
      cookie: "a=b",
      "x-evil": "1",
      "x-forwarded-for": "192.0.2.1",
      "user-agent": "evil",
      forwarded: "host=evil.example",
    };
    const begun = await alexa.signIn();
    const code = {
      grant_type: "authorization_code",
      code: begun.back.searchParams.get("code"),
      redirect_uri: provider.redirect,
      code_verifier: begun.verifier,
    };
    const first = await alexa.post({ ...code, ...strange }, { headers });
    assert.equal(first.status, 200, first.text);
    const refresh = { grant_type: "refresh_token", refresh_token: first.body.refresh_token, scope: "weather.read" };
    const second = await alexa.post({ ...refresh, ...strange, code: "c" }, { headers });
    assert.equal(second.status, 200, second.text);
    assert.deepEqual(between.asked, [code, refresh]);
    for (const { method, path, headers: sent } of between.seen) {
      assert.deepEqual([method, path], ["POST", "/token"]);
      const names = Object.keys(sent).filter((name) => !["content-length", "connection"].includes(name)).sort();
      assert.deepEqual(names, ["accept", "authorization", "content-type", "user-agent"]);
      assert.equal(sent.authorization, basic);
      assert.doesNotMatch(sent["user-agent"], /evil/);
    }
  });

  await t.test("a reply as it is, and invents nothing", async () => {
    for (const without of [[], ["refresh_token"], ["refresh_token", "scope"]]) {
      const tell = (body) => {
        for (const name of without) delete body[name];
        return json({ ...body, ...extra });
      };
      between.behave({ tell });
      const begun = await alexa.signIn();
      const code = {
        grant_type: "authorization_code",
        code: begun.back.searchParams.get("code"),
        redirect_uri: provider.redirect,
        code_verifier: begun.verifier,
      };
      const given = await alexa.post(code);
      const [{ told }] = between.seen;
      const rest = (text) => {
        const { expires_in, ...rest } = JSON.parse(String(text).replace(String(extra.big), `"${extra.big}"`));
        return rest;
      };
      assert.deepEqual(rest(given.text), rest(told));
      assert.ok(without.every((name) => !(name in given.body)), given.text);
      const headers = ["content-type", "cache-control"].map((name) => given.headers[name]);
      assert.deepEqual(headers, ["application/json", "no-store"]);
    }
  });

  await t.test("each error of the provider with its status", async () => {
    between.behave();
    const begun = await alexa.signIn();
    const linked = await alexa.redeem(begun);
    const refresh = (refresh_token, more) => ({ grant_type: "refresh_token", refresh_token, ...more });
    const strangers = (request) => delete request.headers.authorization;
    const asked = [
      [refresh("nobody's"), 400, "invalid_grant"],
      [refresh(linked.refresh_token, { scope: "admin" }), 400, "invalid_scope"],
      [{ grant_type: "authorization_code", code: "nobody's", redirect_uri: "https://evil.example" }, 400, "invalid_grant"],
      // A client that the provider does not know: that it is ours is for the log.
      [refresh(linked.refresh_token), undefined, undefined, { ask: strangers }],
    ];
    for (const [form, status, error, habits] of asked) {
      between.behave(habits);
      const told = await alexa.post(form);
      const [{ given }] = between.seen;
      assert.deepEqual([told.status, told.body], [given.status, given.body]);
      assert.deepEqual([told.status, told.body.error], [status ?? given.status, error ?? given.body.error]);
      assert.ok(told.status >= 400, told.text);
    }
    // None of it cost anything.
    between.behave();
    const { access_token } = await alexa.refresh(linked.refresh_token);
    assert.ok(access_token);
  });

  await t.test("an error that only this provider has", async () => {
    for (const [status, error, more] of [
      [400, "consent_required", { suberror: "basic_action", claims: "{}" }],
      [403, "access_denied", {}],
      [503, "temporarily_unavailable", { error_description: "Später" }],
    ]) {
      const body = { error, ...more };
      const instead = (response) => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      };
      between.behave({ instead });
      const told = await alexa.post({ grant_type: "refresh_token", refresh_token: "any-refresh-token" });
      assert.deepEqual([told.status, told.body], [status, body]);
    }
  });

  await t.test("nothing that is not of Alexa", async () => {
    between.behave();
    const linked = await alexa.link();
    between.behave();
    const other = provider.client.secret;
    for (const secret of [other, `${alexa.secret}x`]) {
      for (const authentication of Object.keys(authentications)) {
        const as = alexa.as(authentication, { secret });
        await assert.rejects(alexa.refresh(linked.refresh_token, as), ({ status }) => status === 401 || status === 400);
      }
    }
    for (const grant_type of ["client_credentials", "password", "urn:ietf:params:oauth:grant-type:token-exchange"]) {
      await assert.rejects(oauth.genericGrantRequest(alexa.as(), grant_type, { scope: "weather.read" }), {
        ...refused,
        error: "unsupported_grant_type",
      });
    }
    assert.deepEqual(between.seen, []);
  });

  await t.test("either way to say who one is, and logs no secret", async () => {
    between.behave();
    const secrets = [alexa.secret, provider.client.secret, basic.slice(6)];
    for (const authentication of Object.keys(authentications)) {
      const as = alexa.as(authentication);
      const begun = await alexa.signIn();
      const first = await alexa.redeem(begun, as);
      const second = await alexa.refresh(first.refresh_token, as);
      const gone = await alexa.post({ grant_type: "refresh_token", refresh_token: `${first.refresh_token}x` });
      assert.equal(gone.status, 400);
      secrets.push(begun.verifier, begun.back.searchParams.get("code"));
      for (const { access_token, refresh_token } of [first, second]) secrets.push(access_token, refresh_token);
    }
    assert.ok(between.seen.every(({ headers, body }) => headers.authorization === basic && !/secret/.test(body)));
    const said = cloud.said.join("\n");
    assert.match(said, /token_answered/);
    for (const secret of secrets) {
      const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64url").slice(0, -4)];
      for (const form of forms) assert.ok(!said.includes(form), "a secret is in the log");
    }
  });
});
