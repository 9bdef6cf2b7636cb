// The skill, linked by its own pages to a Jira that nobody here wrote.

import assert from "node:assert/strict";
import { startCloud } from "../support/cloud.js";
import { missing } from "../support/project.js";
import { operationOf } from "./contract.js";
import { certify, send, startFront } from "./front.js";

/** Why the skill can't run; false where it can. */
export const unbuilt = missing("sayso-local", "jira-skill", "demo-idp");

const host = "jira.peers.test";
/** Nothing listens there. */
const nowhere = { url: "http://127.0.0.1:9" };

/** What is typed into the form of a method. */
export const typed = {
  token: { method: "token", fields: { site: `https://${host}`, secret: "peers-token" } },
  password: { method: "password", fields: { site: `https://${host}`, user: "admin", secret: "peers password" } },
};

/**
 * Starts the skill with a Data Center, which is behind TLS.
 *
 * @param {import("node:test").TestContext} t at whose end all is stopped
 * @param {(exchange: object) => Promise<object | undefined>} ask what answers the skill's requests
 */
export async function dataCenter(t, ask) {
  const { ca, ...tls } = certify(host, "jira.strangers.test");
  const front = await startFront(ask, tls);
  t.after(front.stop);
  const at = (ca) => ({ host: { addresses: [front.address], ca } });
  const pinned_hosts = {
    [host]: at(ca),
    // The same server, which shows no certificate for this name, and one of an authority that is not this one's.
    "jira.others.test": at(ca),
    "jira.strangers.test": at(certify("jira.strangers.test").ca),
  };
  const cloud = await startCloud("jira", { services: { jira: nowhere }, pinned_hosts });
  t.after(() => cloud.stop());
  return { cloud, seen: front.seen };
}

/**
 * Starts the skill with Jira Cloud, linked to a site by signing in.
 *
 * @param {import("node:test").TestContext} t at whose end all is stopped
 * @param {string} url what answers for the site
 */
export async function cloudSite(t, url) {
  let provider;
  const front = await startFront((exchange) => {
    const { path } = exchange;
    return send(path.startsWith("/oauth/") ? provider + path : url + atSite(path), exchange);
  });
  t.after(front.stop);
  const cloud = await startCloud("jira", { services: { jira: { url: `http://${front.address}` } }, pinned_hosts: {} });
  t.after(() => cloud.stop());
  provider = await cloud.demo("idp");
  let site;
  const link = await cloud.link(async (page) => {
    await page.signIn("atlassian", { username: "ada", password: "lovelace-1815" });
    const { step, sites } = await page.look();
    assert.equal(step, "site");
    ({ id: site } = sites.find(({ name }) => name === "Northwind"));
    return page.post("/link/site", { site });
  });
  return { cloud, seen: front.seen, link, site };
}

/** The path of a request at its site. */
export const atSite = (path) => path.replace(/^\/ex\/jira\/[^/]+/, "");

/** The operation that a request asks for; undefined where it is none of the contract's. */
export const askedFor = ({ method, path }) => operationOf(method, atSite(path));

/** A parameter of a request's query. */
export const parameter = ({ path }, name) => new URL(path, "http://localhost").searchParams.get(name);

/** Says something, which is understood as that intent. What is heard. */
export async function tell(say, intent, utterance) {
  const { heard, speech } = await say(utterance);
  assert.equal(heard?.intent, intent, `"${utterance}" is understood otherwise, and answered: ${speech}`);
  return speech;
}
