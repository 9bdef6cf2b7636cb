// The visit that is under way, to link an account or to see what is linked: its id, its nonce, and what the skill's
// function `link` says about it.

const key = "tx";
/** The function's own time is 10 s; the network has some, too. In milliseconds. */
const patience = 20_000;

/**
 * The visit's id, from the address or, after a reload, from this tab's storage. It leaves the address at once: nothing
 * that looks at the history or the screen has a use for it.
 */
export function id() {
  const address = new URL(location.href);
  const given = address.searchParams.get(key);
  try {
    if (!given) return sessionStorage.getItem(key);
    sessionStorage.setItem(key, given);
    history.replaceState(null, "", address.pathname);
  } catch {
    // Without storage it stays in the address, so that a reload works.
  }
  return given;
}

/** Forgets the id: the visit is over. */
export function forget() {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // It was never stored.
  }
}

/**
 * What went wrong, by its code; `over` where the visit cannot go on; `wait` is how long to do so, in seconds, where that
 * is known.
 */
export class Trouble extends Error {
  constructor(code, wait) {
    super(code);
    this.code = code;
    this.wait = wait;
    this.over = code === "expired" || code === "absent";
  }
}

/** A visit. */
export class Linking {
  #id;
  #nonce = null;

  constructor(id) {
    this.#id = id;
  }

  /** Asks where it is. Throws [Trouble]. */
  async open() {
    if (!this.#id) throw new Trouble("absent");
    const answer = await ask(`/link/tx?tx=${encodeURIComponent(this.#id)}`, {});
    const { status, body } = answer;
    if (status === 200) {
      this.#nonce = body.nonce;
      return body;
    }
    if (status === 429) throw tooMany(answer);
    if (status === 503) throw new Trouble("unavailable");
    throw new Trouble(status >= 400 && status < 500 ? "expired" : "failed");
  }

  /**
   * Posts a choice; gives where to go, or what is linked: `{location}` or `{links}`. Throws [Trouble], and can be asked
   * again unless that is over.
   */
  async post(path, choice) {
    // A lost answer may have used the nonce up.
    if (this.#nonce === null) await this.open();
    const nonce = this.#nonce;
    this.#nonce = null;
    const answer = await ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ tx: this.#id, nonce, ...choice }),
    });
    const { status, body } = answer;
    this.#nonce = body.nonce ?? null;
    if (status === 200) return Array.isArray(body.links) ? body : { location: destination(body.location) };
    // Where no nonce comes with it, another tab may have used ours up: the visit itself says whether it is over.
    if (this.#nonce === null) await this.open();
    if (status === 429) throw tooMany(answer);
    throw new Trouble(!body.error || body.error === "expired" ? "failed" : body.error);
  }
}

async function ask(path, options) {
  const signal = AbortSignal.timeout(patience);
  const answer = await fetch(path, { ...options, credentials: "same-origin", cache: "no-store", signal }).catch(() => {
    throw new Trouble("offline");
  });
  const body = await answer.json().catch(() => ({}));
  return { status: answer.status, headers: answer.headers, body: body ?? {} };
}

/** The function says how long to wait; what stands before it may say so in a header only (RFC 9110, section 10.2.3). */
function tooMany({ headers, body }) {
  const wait = Number(body.retry_after ?? headers.get("retry-after"));
  return new Trouble("too_many", wait > 0 && Number.isFinite(wait) ? wait : 60);
}

/** Only where a browser can go: no script, no file. */
function destination(address) {
  if (typeof address !== "string") throw new Trouble("failed");
  const { protocol, href } = new URL(address, location.href);
  if (protocol !== "https:" && protocol !== "http:") throw new Trouble("failed");
  return href;
}
