// `openid-client` as Alexa: an independent client, which holds what it is answered against the RFCs.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as oauth from "openid-client";
import { Browser } from "../support/browser.js";
import { ask } from "../support/http.js";
import { LinkingPage } from "../support/linking.js";

/** What a client may do to say who it is (RFC 6749, section 2.3.1). */
export const authentications = {
  client_secret_post: oauth.ClientSecretPost,
  client_secret_basic: oauth.ClientSecretBasic,
};

/** What stands between the client and the server, and changes nothing. */
export const nothing = { answer: (path, answer) => answer, back: (url) => url };

/**
 * Discovers a skill's authorization server (RFC 8414), as its client.
 *
 * @param {Cloud} cloud
 * @param {string} skill
 * @param {{authentication?: string, secret?: string, between?: typeof nothing}} [as] how the client says who it is, and
 *   who stands between
 * @returns {Promise<Client>}
 */
export async function discover(cloud, skill, { authentication = "client_secret_basic", secret, between } = {}) {
  secret ??= await cloud.aws.secret(`${skill}-local-alexa-client`);
  const issuer = new URL(cloud.origin(skill));
  const wire = wireOf({ ...nothing, ...between });
  const config = await oauth.discovery(issuer, `alexa-${skill}`, undefined, authentications[authentication](secret), {
    algorithm: "oauth2",
    execute: [oauth.allowInsecureRequests],
    [oauth.customFetch]: wire,
  });
  return new Client(cloud, config, { ...nothing, ...between }, secret);
}

class Client {
  #cloud;
  #between;
  config;
  secret;

  constructor(cloud, config, between, secret) {
    this.#cloud = cloud;
    this.#between = between;
    this.config = config;
    this.secret = secret;
  }

  /** What the server says of itself. */
  get server() {
    return this.config.serverMetadata();
  }

  get id() {
    return this.config.clientMetadata().client_id;
  }

  /** Begins a linking: the URL that the user opens, and what is kept until they come back. */
  async begin(more = {}) {
    const verifier = oauth.randomPKCECodeVerifier();
    const state = oauth.randomState().repeat(20);
    const url = oauth.buildAuthorizationUrl(this.config, {
      redirect_uri: this.#cloud.redirect,
      scope: "account",
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...more,
    });
    return { url, verifier, state };
  }

  /** Takes what the user's browser brings back, and redeems the code that is in it. */
  redeem(back, { verifier, state }, more = {}) {
    const checks = { expectedState: state, pkceCodeVerifier: verifier, ...more };
    return oauth.authorizationCodeGrant(this.config, new URL(this.#between.back(back)), checks);
  }

  /** Links an account the whole way: the tokens, and what was kept and brought back for them. */
  async link(way = typed) {
    const begun = await this.begin();
    const back = await way(begun.url);
    return { ...begun, back, tokens: await this.redeem(back, begun) };
  }

  refresh(token, more) {
    return oauth.refreshTokenGrant(this.config, token, more);
  }

  introspect(token, more) {
    return oauth.tokenIntrospection(this.config, token, more);
  }

  revoke(token, more) {
    return oauth.tokenRevocation(this.config, token, more);
  }

  /** Whether a token is worth anything, by introspection; where it is not, nothing else is said. */
  async isActive(token) {
    const said = await this.introspect(token);
    if (!said.active) assert.deepEqual({ ...said }, { active: false });
    return said.active;
  }

  /** Asks an endpoint for what the library would not ask, as the client: a form, unless `request` says otherwise. */
  async ask(endpoint, form, { headers, authorization = this.basic, ...request } = {}) {
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await ask(new URL(endpoint), {
      method: "POST",
      body: String(new URLSearchParams(form)),
      headers: { ...type, ...(authorization && { authorization }), ...headers },
      ...request,
    });
    return { ...answer, body: isJson(answer) ? JSON.parse(answer.text) : undefined };
  }

  get basic() {
    return `Basic ${Buffer.from(`${this.id}:${this.secret}`).toString("base64")}`;
  }
}

const isJson = ({ headers }) => /^application\/json\b/.test(headers["content-type"]);

/** `fetch` of the library, which goes to this machine and through whoever stands between. */
function wireOf({ answer: change }) {
  return async (address, { method, headers, body }) => {
    const url = new URL(address);
    const asked = { method, headers: Object.fromEntries(new Headers(headers)), body: body && String(body) };
    const answer = change(url.pathname, await ask(url, asked));
    const given = Object.entries(answer.headers).filter(([, value]) => typeof value === "string");
    return new Response(answer.text, { status: answer.status, headers: given });
  };
}

/** A user who types the token of their own server: where the browser is sent at the end. */
export async function typed(url) {
  const page = await LinkingPage.open(new Browser(), url);
  const fields = { site: "https://jira.northwind.test", secret: "demo-pat-ada" };
  return page.post("/link/form", { method: "token", fields });
}

/** A member of the workshop who types the number of their card. */
export async function typedCard(url) {
  const page = await LinkingPage.open(new Browser(), url);
  const fields = { site: "https://workshop.lathe.test", secret: "demo-card-mara" };
  return page.post("/link/form", { method: "card", fields });
}

/** A user who signs in at the provider, and chooses a site. */
export async function signedIn(url) {
  const page = await LinkingPage.open(new Browser(), url);
  await page.signIn("atlassian", { username: "ada", password: "lovelace-1815" });
  const { step, sites } = await page.look();
  assert.equal(step, "site");
  return page.post("/link/site", { site: sites.find(({ name }) => name === "Northwind").id });
}
