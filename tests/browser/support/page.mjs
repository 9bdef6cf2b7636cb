// The linking page in a browser: how a person uses it, and what must hold whatever happens on it.

import assert from "node:assert/strict";
import { clumsy, violations } from "./accessible.mjs";
import { screenshot, visit } from "./chromium.mjs";
import { serveLinking } from "./linking.mjs";

/** The skill whose page it is, and a way to link it. */
export const skill = "jira";
export const password = "Jira Data Center, with a password";

/** The words on the page. */
export const shown = (page) => page.$eval("main", (it) => it.innerText);
export const title = (page) => page.$eval("h1", (it) => it.innerText);
export const wait = (page, selector) => page.waitForSelector(selector, { visible: true });
export const warned = (page) => wait(page, "#alert.shown").then((it) => it.evaluate((it) => it.innerText));
export const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
export const tap = async (page, name) => (await wait(page, `::-p-aria([name="${name}"])`)).tap();
export const choose = async (page, name) => (await wait(page, `::-p-xpath(//button[span[.="${name}"]])`)).tap();
/** Waits for a heading with this text, which has the focus. */
export const arrived = (page, text) =>
  page.waitForFunction(
    (text) => document.activeElement.matches("h1, h2") && document.activeElement.innerText === text,
    {},
    text,
  );
/** What is said of each link: its lines. */
export const cards = (page) =>
  page.$$eval(".links li", (all) => all.map((it) => [...it.querySelectorAll("h3, .quiet")].map((it) => it.innerText)));
/** What comes when the browser is sent elsewhere by `act`. */
export const sent = (page, act) => Promise.all([page.waitForNavigation(), act()]);

export async function type(page, fields) {
  for (const [id, text] of Object.entries(fields)) await page.type(`#${id}`, text);
}

/** Looks at the page: a picture, and whether everybody can use it. */
export async function look(page, name) {
  await screenshot(page, `linking-${name}`);
  assert.deepEqual(await violations(page), [], name);
  assert.deepEqual(await clumsy(page), [], name);
}

/** The page's data, with a page of the provider's where users take back what they allowed. */
const withApps = (page) => {
  const apps = { connected_apps: "https://id.example/apps" };
  return { ...page, methods: page.methods.map((it) => (it.kind === "oauth" ? { ...it, ...apps } : it)) };
};

/** A page of its own in the browser, at the beginning of a linking, or at another address. */
export async function begin(t, browser, options = {}) {
  const { change = withApps, languages = ["en-US"], life, features = [], at = "/oauth/authorize" } = options;
  const mock = await serveLinking(skill, change);
  t.after(mock.stop);
  if (life) mock.life = life;
  const { page, seen } = await visit(browser);
  await page.emulateMediaFeatures(features);
  await page.emulateTimezone("Europe/Berlin");
  await page.evaluateOnNewDocument((languages) => {
    Object.defineProperty(navigator, "languages", { get: () => languages });
  }, languages);
  await page.goto(`${mock.origin}${at}`);
  await wait(page, "h1");
  // Whatever a test does: no other host is asked, the policy holds, no dialog opens, no script fails.
  const quiet = () => {
    assert.deepEqual([...seen.hosts].filter((host) => !mock.hosts.includes(host)), []);
    const errors = seen.errors.filter((it) => !it.startsWith("Failed to load resource"));
    assert.deepEqual([errors, seen.violations, seen.dialogs], [[], [], []]);
  };
  return { mock, page, quiet };
}
