// Requests to a skill's own origin, one at a time: no redirect is followed, and nothing is retried.

import { once } from "node:events";
import http from "node:http";

/** The longest that an answer may take, in milliseconds: a test fails, but does not hang. */
export const patience = 30_000;

/**
 * Asks a URL of this machine.
 *
 * @param {URL} url whatever the system's resolver makes of `<skill>.localhost`, it is this machine
 * @param {{method?: string, headers?: object, body?: string | Buffer}} request
 * @returns {Promise<{status: number, headers: object, text: string}>}
 */
export async function ask(url, { method = "GET", headers = {}, body } = {}) {
  const place = { host: "127.0.0.1", port: url.port, path: url.pathname + url.search };
  const all = { host: url.host, ...headers };
  const request = http.request({ ...place, method, headers: all, agent: false, signal: AbortSignal.timeout(patience) });
  request.end(body);
  const [response] = await once(request, "response");
  const text = Buffer.concat(await response.toArray()).toString();
  return { status: response.statusCode, headers: response.headers, text };
}
