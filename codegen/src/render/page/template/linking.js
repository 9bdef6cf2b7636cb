// The linking that is under way: its id, its nonce, and what the skill's function `link` says about it.

const key = "tx";
/** The function's own time is 10 s; the network has some, too. In milliseconds. */
const patience = 20_000;

/**
 * The linking's id, from the address or, after a reload, from this tab's storage. It leaves the address at once: nothing
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

/** Forgets the id: the linking is over. */
export function forget() {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // It was never stored.
  }
}

/** What went wrong, by its code; `over` where the linking cannot go on. */
export class Trouble extends Error {
  constructor(code) {
    super(code);
    this.code = code;
    this.over = code === "expired";
  }
}

/** A linking. */
export class Linking {
  #id;
  #nonce = null;

  constructor(id) {
    this.#id = id;
  }

  /** Asks where it is. Throws [Trouble]. */
  async open() {
    if (!this.#id) throw new Trouble("expired");
    const { status, body } = await ask(`/link/tx?tx=${encodeURIComponent(this.#id)}`, {});
    if (status === 200) {
      this.#nonce = body.nonce;
      return body;
    }
    const codes = { 429: "busy", 503: "unavailable" };
    throw new Trouble(codes[status] ?? (status >= 400 && status < 500 ? "expired" : "failed"));
  }

  /** Posts a choice; gives where to go. Throws [Trouble], and can be asked again unless that is over. */
  async post(path, choice) {
    // A lost answer may have used the nonce up.
    if (this.#nonce === null) await this.open();
    const nonce = this.#nonce;
    this.#nonce = null;
    const { status, body } = await ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ tx: this.#id, nonce, ...choice }),
    });
    if (status === 200) return destination(body.location);
    this.#nonce = body.nonce ?? null;
    // Where no nonce comes with it, another tab may have used ours up: the linking itself says whether it is over.
    if (this.#nonce === null) await this.open();
    throw new Trouble(!body.error || body.error === "expired" ? "failed" : body.error);
  }
}

async function ask(path, options) {
  const signal = AbortSignal.timeout(patience);
  const answer = await fetch(path, { ...options, credentials: "same-origin", cache: "no-store", signal }).catch(() => {
    throw new Trouble("offline");
  });
  const body = await answer.json().catch(() => ({}));
  return { status: answer.status, body: body ?? {} };
}

/** Only where a browser can go: no script, no file. */
function destination(address) {
  const { protocol, href } = new URL(address, location.href);
  if (protocol !== "https:" && protocol !== "http:") throw new Trouble("failed");
  return href;
}
