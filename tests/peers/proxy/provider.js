// `oidc-provider` as the provider behind the proxy: a certified server, which nothing here makes gentler. It has no leeway:
// a refresh token that comes twice ends all that was granted.

import assert from "node:assert/strict";
import { once } from "node:events";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import http from "node:http";
import { Provider } from "oidc-provider";
import { ask } from "../support/http.js";

/** Whoever asks for it gets tokens that say how long they live (RFC 9068); others say nothing. */
export const audience = "https://weather.example";

/** How long tokens live, in seconds. */
export const lives = { jwt: 1500, opaque: 3000 };

/** Where Alexa has users sent back. */
const redirect = "https://alexa.example/api/skill/link/M1PEERS";

/**
 * Starts one.
 *
 * @param {{rotates?: boolean}} [habits] whether a refresh replaces the refresh token
 * @returns {Promise<Upstream>}
 */
export async function startProvider(habits = {}) {
  const upstream = new Upstream({ rotates: true, ...habits });
  await upstream.listen();
  return upstream;
}

class Upstream {
  client = { id: "peers", secret: randomBytes(24).toString("hex") };
  redirect = redirect;
  /** Of JWTs that are given from now on. */
  jwtLife = lives.jwt;
  #rotates;
  #server = http.createServer();

  constructor({ rotates }) {
    this.#rotates = rotates;
  }

  async listen() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
    // It warns that what it has by default is for development only. So it is.
    const { warn } = console;
    console.warn = () => {};
    try {
      this.#server.on("request", new Provider(this.url, this.#configuration()).callback());
    } finally {
      console.warn = warn;
    }
  }

  #configuration() {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return {
      clients: [
        {
          client_id: this.client.id,
          client_secret: this.client.secret,
          redirect_uris: [redirect],
          grant_types: ["authorization_code", "refresh_token"],
          id_token_signed_response_alg: "ES256",
        },
      ],
      cookies: { keys: [randomBytes(24).toString("hex")] },
      findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
      jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "ES256" }] },
      features: {
        resourceIndicators: {
          enabled: true,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            scope: "weather.read",
            audience,
            accessTokenFormat: "jwt",
            accessTokenTTL: this.jwtLife,
            jwt: { sign: { alg: "ES256" } },
          }),
        },
      },
      scopes: ["openid", "offline_access", "weather.read"],
      rotateRefreshToken: this.#rotates,
      ttl: {
        AccessToken: (_, { resourceServer }) => resourceServer?.accessTokenTTL ?? lives.opaque,
        Grant: 86_400,
        IdToken: 600,
        Interaction: 600,
        RefreshToken: 86_400,
        Session: 600,
      },
    };
  }

  /**
   * Somebody signs in on its pages, and allows everything.
   *
   * @param {URL} url where the app sends them
   * @returns {Promise<URL>} where they are sent at the end
   */
  async signIn(url) {
    const cookies = new Map();
    const go = async (place, form) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const type = form && { "content-type": "application/x-www-form-urlencoded" };
      const body = form && String(new URLSearchParams(form));
      const answer = await ask(place, { method: form ? "POST" : "GET", headers: { cookie, ...type }, body });
      for (const set of answer.headers["set-cookie"] ?? []) {
        const [name, value] = set.split(";")[0].split("=");
        if (value) cookies.set(name, value);
        else cookies.delete(name);
      }
      const { location } = answer.headers;
      assert.ok(location, `${place.pathname}: ${answer.status} ${answer.text}`);
      return new URL(location, place);
    };
    let place = await go(url);
    for (const form of [{ prompt: "login", login: "ada", password: "any" }, { prompt: "consent" }]) {
      assert.match(place.pathname, /^\/interaction\//, `${place}`);
      place = await go(await go(place, form));
    }
    assert.ok(place.href.startsWith(redirect), place.href);
    return place;
  }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
