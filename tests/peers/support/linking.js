// A skill's linking page, by the requests that its script makes.

import assert from "node:assert/strict";

export class LinkingPage {
  #browser;
  #url;
  #nonce;

  constructor(browser, url) {
    this.#browser = browser;
    this.#url = new URL(url);
  }

  /** Opens it, as Alexa's app does. */
  static async open(browser, authorize) {
    const sent = await browser.get(authorize);
    assert.equal(sent.status, 303, sent.text);
    const page = new LinkingPage(browser, sent.location);
    assert.match((await browser.get(sent.location)).text, /<script/);
    assert.equal((await page.look()).step, "method");
    return page;
  }

  /** What it shows. */
  async look() {
    const answer = await this.#browser.get(new URL(`/link/tx?tx=${this.#transaction}`, this.#url));
    const shown = JSON.parse(answer.text);
    assert.deepEqual([answer.status, shown.error], [200, null]);
    this.#nonce = shown.nonce;
    return shown;
  }

  /** Signs in at the provider of a method, allows what it asks, and comes back. */
  async signIn(method, who) {
    const there = await this.post("/link/provider", { method });
    const login = await this.#browser.get(there);
    const consent = await this.#browser.submit(there, login.text, who);
    const allowed = await this.#browser.submit(there, consent.text, { decision: "allow" });
    assert.equal((await this.#browser.get(allowed.location)).status, 303);
  }

  /** Posts what the user chose or typed; where the browser is to go then. */
  async post(place, what) {
    const { status, body } = await this.#post(place, what);
    assert.equal(status, 200, `${place}: ${JSON.stringify(body)}`);
    return body.location;
  }

  /** Posts what is refused; why. */
  async refused(place, what) {
    const { status, body } = await this.#post(place, what);
    assert.ok(status >= 400 && status < 500, `${place}: ${status}`);
    this.#nonce = body.nonce;
    return body.error;
  }

  async #post(place, what) {
    const body = JSON.stringify({ tx: this.#transaction, nonce: this.#nonce, ...what });
    const answer = await this.#browser.post(new URL(place, this.#url), "application/json", body);
    return { status: answer.status, body: JSON.parse(answer.text) };
  }

  get #transaction() {
    return this.#url.searchParams.get("tx");
  }
}
