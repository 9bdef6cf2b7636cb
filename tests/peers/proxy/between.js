// Who stands between the proxy and the provider's token endpoint: sends requests on, remembers them, and answers what a
// provider that is not so well made answers.

import { once } from "node:events";
import http from "node:http";
import { send } from "../jira/front.js";

/** Sends on, and changes nothing. */
const nothing = {};

/**
 * Starts one.
 *
 * @param {string} token the URL of the provider's token endpoint
 * @returns {Promise<Between>}
 */
export async function startBetween(token) {
  const between = new Between(token);
  await between.listen();
  return between;
}

class Between {
  /** Requests, each with what the provider answered (`given`) and what the proxy was told (`told`). */
  seen = [];
  #token;
  #habits = nothing;
  #server = http.createServer((request, response) => {
    this.#serve(request, response).catch((error) => response.writeHead(502).end(error.message));
  });

  constructor(token) {
    this.#token = token;
  }

  async listen() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${this.#server.address().port}/token`;
  }

  /**
   * What it does from now on, and forgets what it has seen.
   *
   * @param {{ask?: (request: object) => void, tell?: (body: object, grant: string) => object,
   *   instead?: (response: http.ServerResponse) => void, wait?: Promise<void>}} [habits] changes what the provider is
   *   asked; changes the tokens that it gives; answers by itself, and asks nobody; lets time go by before it asks
   */
  behave(habits = nothing) {
    this.#habits = habits;
    this.seen.length = 0;
  }

  /** The requests as forms. */
  get asked() {
    return this.seen.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  }

  async #serve(request, response) {
    const { method, url, headers: { host, ...headers } } = request;
    const body = String(Buffer.concat(await request.toArray()));
    const { ask, tell, instead, wait } = this.#habits;
    const exchange = { method, path: url, headers, body };
    this.seen.push(exchange);
    await wait;
    if (instead) {
      instead(response);
      return;
    }
    const changed = structuredClone(exchange);
    ask?.(changed);
    const answer = await send(this.#token, changed);
    exchange.given = { status: answer.status, body: JSON.parse(answer.body) };
    const grant = new URLSearchParams(body).get("grant_type");
    const isChanged = tell && answer.status === 200;
    const told = isChanged ? Buffer.from(tell(structuredClone(exchange.given.body), grant)) : answer.body;
    exchange.told = told;
    const { "content-length": length, ...rest } = answer.headers;
    response.writeHead(answer.status, rest).end(told);
  }

  stop() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
