// As much of a browser as linking an account takes: cookies, an origin, and redirects one at a time.

import { ask } from "./http.js";

export class Browser {
  /** `name=value` by host. */
  #cookies = new Map();

  get(url) {
    return this.#ask(new URL(url), "GET", {});
  }

  /** Posts as a page of the same origin does. */
  post(url, type, body) {
    return this.#ask(new URL(url), "POST", { "content-type": type, origin: new URL(url).origin }, body);
  }

  /**
   * Fills in the only form of a page, and sends it off.
   *
   * @param {string} url where the page is
   * @param {string} html the page
   * @param {Record<string, string>} fields by name; inputs that are not among them keep their values
   */
  submit(url, html, fields) {
    const [, action] = /<form method="post" action="([^"]+)">/.exec(html);
    const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
    const given = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields };
    return this.post(new URL(action, url), "application/x-www-form-urlencoded", `${new URLSearchParams(given)}`);
  }

  async #ask(url, method, headers, body) {
    const cookie = this.#cookies.get(url.host);
    const answer = await ask(url, { method, headers: { ...headers, ...(cookie && { cookie }) }, body });
    for (const set of answer.headers["set-cookie"] ?? []) this.#cookies.set(url.host, set.split(";")[0]);
    const { location } = answer.headers;
    return { status: answer.status, location: location && new URL(location, url).href, text: answer.text };
  }
}
