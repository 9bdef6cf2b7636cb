// A skill's linking page, served as in the cloud, in front of a stand-in for the function behind it.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { root } from "./project.mjs";
import { serve } from "./server.mjs";

const generated = (skill) => path.join(root, "infra/app/generated", skill);
const token = () => randomBytes(16).toString("base64url");

/** Why there is no such page; false where there is one. */
export const noPage = (skill) =>
  !existsSync(path.join(generated(skill), "linking-page/index.html")) &&
  `${skill} has no linking page; run \`cargo run -- generate\``;

/** The stylesheet of a skill's page. */
export const style = (skill) => readFileSync(path.join(generated(skill), "linking-page/page.css"), "utf8");

/**
 * Serves the page of `skill`. The secret `right` proves an account, every other one is refused.
 *
 * @param {string} skill its name
 * @param {(page: object) => object} [change] changes `page.json` on its way
 */
export async function serveLinking(skill, change = (page) => page) {
  const { linking } = JSON.parse(readFileSync(path.join(generated(skill), "plan.json"), "utf8"));
  const { folder, files, headers } = linking.page;
  const client = await serve({ "GET /back": [200, {}, "<title>Alexa</title><h1>Alexa</h1>"] });
  const provider = await serveProvider(() => `${mock.origin}/link/callback`);
  const mock = {
    /** What is asked for, as `POST /link/form`, with the body. */
    asked: [],
    /** Where users are sent in the end. */
    redirect: `http://localhost:${client.port}/back`,
    /** What is wrong with the next POST: `{status, body, headers}`; with `method: "GET"`, with the next GET. */
    fault: undefined,
    /** Every connection is cut. */
    down: false,
    /** Answers wait for this. */
    hold: Promise.resolve(),
    /** Seconds that a linking lives. */
    life: 600,
    /** Those of who signs in at the provider; null: there is nothing to choose from. */
    sites: [
      { id: "s1", name: "Northwind" },
      { id: "s2", name: "Tailspin Toys" },
    ],
    /** What is linked. */
    links: [],
  };
  let tx;

  const file = (name, response, method) => {
    if (!["GET", "HEAD"].includes(method)) return answer(response, 405, {});
    const text = readFileSync(path.join(generated(skill), folder, name), "utf8");
    const body = name === "page.json" ? JSON.stringify(change(JSON.parse(text))) : text;
    return response.writeHead(200, { ...headers, "content-type": files[name] }).end(method === "HEAD" ? "" : body);
  };
  const list = () => [200, { links: mock.links, nonce: (tx.nonce = token()) }];
  const proved = () => {
    if (tx.purpose === "manage") {
      tx.step = "links";
      return list();
    }
    tx.done = true;
    return [200, { location: `${mock.redirect}?code=c&state=s` }];
  };
  const refused = (error) => [422, { error, nonce: (tx.nonce = token()) }];
  const posts = {
    "/link/form": ({ fields }) => {
      tx.step = "method";
      return fields.secret === "right" ? proved() : refused("credential");
    },
    "/link/provider": () => {
      tx.step = "method";
      tx.state = token();
      return [200, { location: `${provider.url}?state=${tx.state}` }];
    },
    "/link/site": ({ site }) => (mock.sites.some(({ id }) => id === site) ? proved() : refused("site")),
    "/link/revoke": ({ link }) => {
      if (tx.step !== "links" || !mock.links.some(({ id }) => id === link)) return refused("link");
      mock.links = mock.links.filter(({ id }) => id !== link);
      return list();
    },
  };
  const begin = (purpose) => {
    const expires = Date.now() + mock.life * 1000;
    tx = { id: token(), cookie: token(), purpose, step: "method", error: null, expires };
    const cookie = `__Host-tx=${tx.cookie}; Path=/; Secure; HttpOnly; SameSite=Lax`;
    return [303, {}, { location: `/?tx=${tx.id}`, "set-cookie": cookie }];
  };
  const beginnings = {
    "/oauth/authorize": () => begin("link"),
    "/link/manage": () => begin("manage"),
  };
  const gets = {
    "/link/tx": (query) => {
      if (query.get("tx") !== tx.id) return [404, { error: "expired" }];
      tx.nonce = token();
      const { nonce, purpose, step, error } = tx;
      const at = { step, sites: step === "site" ? mock.sites : [], links: step === "links" ? mock.links : [] };
      const whom = purpose === "link" ? { client: "Alexa", days: 365 } : { client: null };
      const seconds = Math.round((tx.expires - Date.now()) / 1000);
      return [200, { nonce, purpose, ...at, error, expires_in: seconds, ...whom }];
    },
    "/link/callback": (query) => {
      if (query.get("state") !== tx.state) return [403, { error: "expired" }];
      if (query.get("error")) tx.error = "cancelled";
      else [tx.step, tx.error] = [mock.sites ? "site" : "links", null];
      return [303, {}, { location: `/?tx=${tx.id}` }];
    },
  };
  /** As the function does it: the browser's cookie, the page's origin, a nonce for once. */
  const mayPost = (request, body) =>
    request.headers.origin === mock.origin && body.tx === tx.id && body.nonce === tx.nonce;

  const server = http.createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, mock.origin);
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    if (Object.hasOwn(files, name)) return file(name, response, request.method);
    if (![gets, posts, beginnings].some((known) => known[pathname])) return answer(response, 404, {});
    const body = request.method === "POST" ? JSON.parse(await text(request)) : undefined;
    mock.asked.push([`${request.method} ${pathname}`, body]);
    await mock.hold;
    if (mock.down) return request.socket.destroy();
    const { fault } = mock;
    if (fault && (fault.method ?? "POST") === request.method) {
      mock.fault = undefined;
      return answer(response, fault.status, fault.body, fault.headers);
    }
    if (beginnings[pathname]) return answer(response, ...beginnings[pathname]());
    const known = tx && request.headers.cookie === `__Host-tx=${tx.cookie}` && !tx.done && Date.now() < tx.expires;
    if (!known) return answer(response, 403, { error: "expired" });
    if (request.method === "GET") return answer(response, ...gets[pathname](searchParams));
    if (!mayPost(request, body)) return answer(response, 403, { error: "expired" });
    tx.nonce = null;
    return answer(response, ...posts[pathname](body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  mock.host = `${skill}.localhost:${server.address().port}`;
  mock.origin = `http://${mock.host}`;
  mock.hosts = [mock.host, new URL(mock.redirect).host, new URL(provider.url).host];
  /** The visit is over, and nobody knows yet. */
  mock.expire = () => (tx.expires = 0);
  mock.stop = () => {
    for (const each of [client, provider]) each.stop();
    server.close();
    server.closeAllConnections();
  };
  return mock;
}

/** A page with two links: access is allowed, or not. */
async function serveProvider(callback) {
  const answers = {};
  const provider = await serve(answers);
  Object.defineProperty(answers, "GET /authorize", {
    get: () => [200, { "referrer-policy": "no-referrer" }, page(callback())],
  });
  const page = (to) =>
    `<title>provider</title><form action="${to}"><input type="hidden" name="state">` +
    `<button name="code" value="c">Allow</button><button name="error" value="access_denied">Deny</button></form>` +
    `<script>document.forms[0].state.value = new URL(location).searchParams.get("state")</script>`;
  return { ...provider, url: `http://127.0.0.1:${provider.port}/authorize` };
}

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
  response.end(JSON.stringify(body));
}

async function text(request) {
  let read = "";
  for await (const chunk of request) read += chunk;
  return read;
}
