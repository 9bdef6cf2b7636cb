// Every state of the linking page, in each language that it speaks of itself, on a phone and on a desk, light and dark:
// whether everybody can use it. Pictures of all are in `target/browser/state-*`.

import assert from "node:assert/strict";
import test from "node:test";
import { clumsy, violations } from "./support/accessible.mjs";
import { launch, noBrowser, screenshot } from "./support/chromium.mjs";
import { noPage } from "./support/linking.mjs";
import { begin, sent, skill, type, wait } from "./support/page.mjs";

const skip = noBrowser || noPage(skill);

const phone = { width: 390, height: 844, deviceScaleFactor: 1, isMobile: true, hasTouch: true };
/** The same kind of device, or the browser loads the page again. */
const desk = { ...phone, width: 1280, height: 800 };
const looks = [
  ["phone", phone, "light"],
  ["phone-dark", phone, "dark"],
  ["desk", desk, "light"],
];
/** As wide as 1280 pixels are at 400 % (WCAG 2.2, 1.4.10), and letters twice as large (1.4.4). */
const narrow = { ...phone, width: 320 };

const wrong = "wrong-password-1842";
const since = Date.parse("2026-03-02T12:00:00Z") / 1000;
const last = Date.parse("2026-11-20T12:00:00Z") / 1000;
const links = [
  { id: "l1", method: "atlassian", site: "Northwind", owner: "Ada Lovelace", created: since, used: last },
  { id: "l2", method: "token", site: "https://jira.corp.example:8443", owner: "ada", created: since, used: null },
  { id: "l3", method: "password", site: "https://jira.northwind.test", owner: null, created: last, used: last },
];

const button = (page, selector) => wait(page, selector).then((it) => it.tap());
const form = async ({ page }) => {
  await button(page, "li:last-child > .way");
  await wait(page, "#secret");
};
const post = async (to, secret) => {
  await form(to);
  await type(to.page, { site: "https://jira.corp.example", user: "ada", secret });
  await to.page.keyboard.press("Enter");
};
const refused = async (to) => {
  await post(to, wrong);
  await wait(to.page, "#alert.shown");
};
const busy = (page) => page.waitForFunction(() => document.querySelector("#status").innerText !== "");
const waiting = async (to) => {
  to.mock.hold = new Promise(() => {});
  await post(to, "right");
  await busy(to.page);
};
const tooMany = (seconds) => async (to) => {
  to.mock.fault = { status: 429, body: { error: "too_many", retry_after: seconds } };
  await refused(to);
};
const signIn = (choice) => async ({ page }) => {
  await sent(page, () => button(page, "li:first-child > .way"));
  await sent(page, () => page.click(`button[value=${choice}]`));
  await wait(page, choice === "c" ? "fieldset" : "#alert.shown");
};
const listed = async (to, list = links) => {
  to.mock.links = list;
  await post(to, "right");
  await wait(to.page, list.length > 0 ? ".links" : "#view > h2");
};
const ask = (at, list) => async (to) => {
  await listed(to, list);
  await button(to.page, `.links li:nth-child(${at}) > .remove`);
};
const yes = "li:not(:has(.confirm[hidden])) .remove.main";
const remove = (at, list) => async (to) => {
  await ask(at, list)(to);
  await button(to.page, yes);
  await wait(to.page, ".news");
};
const only = (name) => (page) => ({ ...page, methods: page.methods.filter((it) => it.name === name) });
const unanswered = async ({ mock, page }) => {
  mock.fault = { method: "GET", status: 503, body: {} };
  await page.reload();
  await wait(page, "#view .main");
};

const manage = { at: "/link/manage" };
/** How each state is reached: what the page begins with, and what is done then. */
const states = {
  "link-ways": [{}],
  "link-form": [{}, form],
  "link-form-empty": [{}, async (to) => (await form(to), await button(to.page, "form > .main"))],
  "link-form-busy": [{}, waiting],
  "link-form-wrong": [{}, refused],
  "link-too-many": [{}, tooMany(290)],
  "link-only": [{ change: only("atlassian") }],
  "link-cancelled": [{}, signIn("access_denied")],
  "link-sites": [{}, signIn("c")],
  "link-sites-none": [{}, async (to) => (await signIn("c")(to), await button(to.page, "form > .main"))],
  "link-failed": [{}, unanswered],
  "link-over": [{ at: "/?tx=unknown" }],
  "link-direct": [{ at: "/" }],
  "manage-ways": [manage],
  "manage-form": [manage, form],
  "manage-form-busy": [manage, waiting],
  "manage-form-wrong": [manage, refused],
  "manage-too-many": [manage, tooMany(86_000)],
  "manage-only": [{ ...manage, change: only("atlassian") }],
  "manage-cancelled": [manage, signIn("access_denied")],
  "manage-sites": [manage, signIn("c")],
  "manage-links": [manage, listed],
  "manage-none": [manage, (to) => listed(to, [])],
  "manage-confirm": [manage, ask(1)],
  "manage-removing": [
    manage,
    async (to) => {
      await ask(2)(to);
      to.mock.hold = new Promise(() => {});
      await button(to.page, yes);
      await busy(to.page);
    },
  ],
  "manage-remove-failed": [
    manage,
    async (to) => {
      await ask(2)(to);
      to.mock.fault = { status: 503, body: { error: "unavailable" } };
      await button(to.page, yes);
      await wait(to.page, "#alert.shown");
    },
  ],
  "manage-removed-provider": [manage, remove(1)],
  "manage-removed-token": [manage, remove(2)],
  "manage-removed-password": [manage, remove(3)],
  "manage-removed-last": [manage, remove(1, links.slice(0, 1))],
  "manage-failed": [manage, unanswered],
  "manage-over": [
    manage,
    async (to) => {
      await form(to);
      to.mock.expire();
      await type(to.page, { site: "https://jira.corp.example", user: "ada", secret: wrong });
      await to.page.keyboard.press("Enter");
      await wait(to.page, "#view > a.main");
    },
  ],
};

/** Looks at a state in all ways, without loading the page again. */
async function everywhere(page, name) {
  for (const [look, viewport, scheme] of looks) {
    await page.setViewport(viewport);
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await screenshot(page, `state-${name}-${look}`);
    assert.deepEqual(await violations(page), [], `${name}, ${look}`);
    assert.deepEqual(await clumsy(page), [], `${name}, ${look}`);
  }
  await page.setViewport(narrow);
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  assert.deepEqual(await clumsy(page), [], `${name}, large letters`);
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0, `${name} moves`);
}

test("every state of the linking page can be used by everybody", { skip }, async (t) => {
  const browser = await launch();
  t.after(() => browser.close());
  for (const [language, locale] of [["en", "en-US"], ["de", "de-DE"]]) {
    for (const [state, [options, reach = () => {}]] of Object.entries(states)) {
      await t.test(`${state}, ${locale}`, async (t) => {
        const it = await begin(t, browser, { ...options, languages: [locale] });
        const { page } = it;
        await page.setViewport(phone);
        await wait(page, "h1");
        await reach(it);
        assert.equal(await page.$eval("html", (html) => html.lang), locale);
        await everywhere(page, `${state}-${language}`);
        // What was refused as a secret stands nowhere in the document, nor in a field.
        const values = await page.$$eval("input", (all) => all.map((it) => it.value));
        assert.ok(!(await page.content()).includes(wrong) && !values.includes(wrong));
        it.quiet();
        await page.close();
      });
    }
  }
});
