// `openid-client` as Alexa before a skill whose tokens are a provider's: the provider's pages, the skill's token endpoint.

import { Buffer } from "node:buffer";
import * as oauth from "openid-client";
import { startCloud } from "../support/cloud.js";
import { ask } from "../support/http.js";
import { audience, startProvider } from "./provider.js";
import { startBetween } from "./between.js";

/** What the client's secret at the provider is called. */
const secretName = "wear-at-the-peer";

/** What a client may do to say who it is (RFC 6749, section 2.3.1). */
export const authentications = {
  client_secret_post: oauth.ClientSecretPost,
  client_secret_basic: oauth.ClientSecretBasic,
};

/**
 * Starts a provider, somebody between, and the skill in a cloud before both; they end with a test.
 *
 * @param {object} test of Node's runner
 * @param {{rotates?: boolean}} [habits] the provider's
 * @returns {Promise<{alexa: Alexa, between: Between, cloud: Cloud, provider: Upstream}>}
 */
export async function startAll(test, habits) {
  const provider = await startProvider(habits);
  test.after(() => provider.stop());
  const between = await startBetween(`${provider.url}/token`);
  test.after(() => between.stop());
  const cloud = await startCloud("wear", (plan) => {
    const [declared] = plan.linking.providers;
    Object.assign(declared, { authorize: `${provider.url}/auth`, token: between.url });
    const { local } = plan.stages;
    local.services = { weather: { url: "http://127.0.0.1:9" } };
    local.providers = { [declared.name]: { client: { id: provider.client.id, secret: secretName } } };
    local.accounts = {};
  });
  test.after(() => cloud.stop());
  await cloud.aws.makeSecret(secretName, provider.client.secret);
  const secret = await cloud.aws.secret("wear-local-alexa-client");
  return { alexa: new Alexa(cloud, provider, secret), between, cloud, provider };
}

class Alexa {
  #provider;
  /** Where tokens come from. */
  endpoint;
  /** What the skill gave Alexa; the provider's is another. */
  secret;

  constructor(cloud, provider, secret) {
    this.#provider = provider;
    this.endpoint = `${cloud.origin()}/oauth/token`;
    this.secret = secret;
  }

  /** As a client of the library, which says who it is in one of two ways; past the skill where `token` says so. */
  as(authentication = "client_secret_basic", { token = this.endpoint, secret = this.secret } = {}) {
    const server = {
      issuer: this.#provider.url,
      authorization_endpoint: `${this.#provider.url}/auth`,
      token_endpoint: token,
      jwks_uri: `${this.#provider.url}/jwks`,
      authorization_response_iss_parameter_supported: true,
    };
    const { id } = this.#provider.client;
    const metadata = { id_token_signed_response_alg: "ES256" };
    const config = new oauth.Configuration(server, id, metadata, authentications[authentication](secret));
    oauth.allowInsecureRequests(config);
    config[oauth.customFetch] = wire;
    return config;
  }

  /** As if there were no proxy. */
  past() {
    const { url, client } = this.#provider;
    return this.as("client_secret_basic", { token: `${url}/token`, secret: client.secret });
  }

  /** The user signs in at the provider: what comes back, and what was kept for it. */
  async signIn({ isJwt = true, scope = "weather.read offline_access" } = {}) {
    const verifier = oauth.randomPKCECodeVerifier();
    const state = oauth.randomState().repeat(20);
    const url = oauth.buildAuthorizationUrl(this.as(), {
      redirect_uri: this.#provider.redirect,
      scope,
      state,
      prompt: "consent",
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...(isJwt && { resource: audience }),
    });
    return { back: await this.#provider.signIn(url), verifier, state };
  }

  /** Redeems the code that the user brought back. */
  redeem({ back, verifier, state }, config = this.as()) {
    return oauth.authorizationCodeGrant(config, back, { expectedState: state, pkceCodeVerifier: verifier });
  }

  /** Links an account: the first tokens. */
  async link(how, config) {
    return this.redeem(await this.signIn(how), config);
  }

  refresh(token, config = this.as(), more = undefined) {
    return oauth.refreshTokenGrant(config, token, more);
  }

  /** Posts a form to the skill's token endpoint, as the client, without the library. */
  async post(form, { headers, ...request } = {}) {
    const authorization = `Basic ${Buffer.from(`${this.#provider.client.id}:${this.secret}`).toString("base64")}`;
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await ask(new URL(this.endpoint), {
      method: "POST",
      body: String(new URLSearchParams(form)),
      headers: { ...type, authorization, ...headers },
      ...request,
    });
    return { ...answer, body: JSON.parse(answer.text) };
  }
}

/** `fetch` of the library, which goes to this machine. */
async function wire(address, { method, headers, body }) {
  const asked = { method, headers: Object.fromEntries(new Headers(headers)), body: body && String(body) };
  const answer = await ask(new URL(address), asked);
  const given = Object.entries(answer.headers).filter(([, value]) => typeof value === "string");
  return new Response(answer.text, { status: answer.status, headers: given });
}
