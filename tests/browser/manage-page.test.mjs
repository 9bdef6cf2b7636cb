// The page on which users see and remove what is linked, in front of a stand-in for the function behind it.

import assert from "node:assert/strict";
import test from "node:test";
import { launch, noBrowser } from "./support/chromium.mjs";
import { noPage } from "./support/linking.mjs";
import {
  arrived,
  begin,
  cards,
  choose,
  focused,
  look,
  password,
  sent,
  shown,
  skill,
  tap,
  title,
  type,
  wait,
  warned,
} from "./support/page.mjs";

const skip = noBrowser || noPage(skill);
const at = "/link/manage";
/** Noon, so that no zone makes another day of it. */
const noon = (date) => Date.parse(`${date}T12:00:00Z`) / 1000;
const cloud = {
  id: "l1",
  method: "atlassian",
  site: "Northwind",
  owner: "Ada Lovelace",
  created: noon("2026-03-02"),
  used: noon("2026-11-20"),
};
const typed = { ...cloud, id: "l2", method: "password", site: "jira.corp.example", owner: null, used: null };
const token = { ...typed, id: "l3", method: "token", owner: "ada" };
const ada = { site: "jira.corp.example", user: "ada", secret: "right" };

/** Shows that the account is the user's, and waits for what is linked. */
async function prove(page, heading = "This is linked") {
  await choose(page, password);
  await type(page, ada);
  await page.keyboard.press("Enter");
  await arrived(page, heading);
}

/** What was posted, without what belongs to the visit. */
const posts = (mock) => {
  const posted = mock.asked.filter(([what]) => what.startsWith("POST"));
  return posted.map(([what, { tx, nonce, ...body }]) => [what, body]);
};

test("the page of what is linked", { skip }, async (t) => {
  const browser = await launch();
  t.after(() => browser.close());

  await t.test("shows it to whom the account belongs", async (t) => {
    const { mock, page, quiet } = await begin(t, browser, { at });
    mock.links = [cloud, typed];
    assert.equal(page.url(), `${mock.origin}/`, "the visit's id has left the address");
    assert.equal(await title(page), "Linked accounts");
    assert.match(await page.title(), /^Linked accounts/);
    assert.equal(await page.$("#manage:not([hidden])"), null, "it leads to itself");
    await choose(page, password);
    const note = await page.$eval(".note", (it) => it.innerText);
    assert.equal(note, "This only shows that the account is yours. Nothing new is linked.");
    assert.ok(!(await shown(page)).includes("Link account"));
    await type(page, { ...ada, secret: "wrong-password" });
    await tap(page, "Show what is linked");
    assert.equal(await warned(page), "The address, user name or password is not right.");
    assert.ok(!(await page.content()).includes("wrong-password"));
    assert.equal(await page.$(".links"), null);
    await type(page, { secret: "right" });
    await tap(page, "Show what is linked");
    await arrived(page, "This is linked");
    assert.deepEqual(await cards(page), [
      ["Northwind", "Ada Lovelace", "Jira Cloud", "Linked on March 2, 2026", "Last used on November 20, 2026"],
      ["jira.corp.example", password, "Linked on March 2, 2026", "Never used"],
    ]);
    assert.ok(!(await page.content()).includes(ada.secret));
    // A reload asks for nothing again.
    await page.reload();
    await wait(page, ".links");
    assert.equal((await cards(page)).length, 2);
    await look(page, "links");
    quiet();
  });

  await t.test("removes what the user confirms, and nothing else", async (t) => {
    const { mock, page, quiet } = await begin(t, browser, { at });
    mock.links = [cloud, typed, token];
    await prove(page);
    await tap(page, "Remove Northwind, Ada Lovelace");
    const question = "Remove Northwind? The skill Scrum Board can no longer use this account then.";
    assert.equal(await page.evaluate(() => document.activeElement.innerText), question);
    await look(page, "links-confirm");
    await tap(page, "Keep it");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /^Remove Northwind/);
    await tap(page, "Remove Northwind, Ada Lovelace");
    await page.keyboard.press("Escape");
    assert.equal(await page.$(".confirm:not([hidden])"), null);
    // One question at a time.
    await tap(page, "Remove Northwind, Ada Lovelace");
    await tap(page, "Remove jira.corp.example");
    assert.equal((await page.$$(".confirm:not([hidden])")).length, 1);
    assert.deepEqual(posts(mock).slice(1), []);

    await tap(page, "Yes, remove");
    await arrived(page, "jira.corp.example is no longer linked");
    assert.match(await shown(page), /has forgotten your password/);
    assert.equal((await cards(page)).length, 2);
    await look(page, "removed-password");

    await tap(page, "Remove jira.corp.example, ada");
    await tap(page, "Yes, remove");
    await page.waitForFunction(() => document.querySelector(".news").innerText.includes("forgotten your token"));
    assert.equal((await cards(page)).length, 1);
    await look(page, "removed-token");

    await tap(page, "Remove Northwind, Ada Lovelace");
    await tap(page, "Yes, remove");
    await arrived(page, "Northwind is no longer linked");
    assert.match(await shown(page), /Jira Cloud may still list it among the apps that you allowed/);
    const apps = await page.$eval(".news a", (it) => [it.href, it.rel, it.target, it.innerText.split("\n")[0]]);
    const expected = ["https://id.example/apps", "noopener noreferrer", "_blank", "Apps you allowed at Jira Cloud"];
    assert.deepEqual(apps, expected);
    assert.match(await shown(page), /Nothing is linked for this account\./);
    await look(page, "removed-provider");
    assert.deepEqual(posts(mock).slice(1), ["l2", "l3", "l1"].map((link) => ["POST /link/revoke", { link }]));
    const nonces = mock.asked.flatMap(([, body]) => body?.nonce ?? []);
    assert.equal(new Set(nonces).size, nonces.length);
    quiet();
  });

  await t.test("removes a link once, however often its button is pressed", async (t) => {
    const { mock, page, quiet } = await begin(t, browser, { at });
    mock.links = [cloud, typed];
    await prove(page);
    await tap(page, "Remove jira.corp.example");
    let release;
    mock.hold = new Promise((resolve) => (release = resolve));
    await tap(page, "Yes, remove");
    await page.waitForFunction(() => document.querySelector("#status").innerText === "Removing…");
    await tap(page, "Yes, remove");
    await tap(page, "Keep it");
    await page.keyboard.press("Escape");
    assert.equal((await page.$$(".confirm:not([hidden])")).length, 1, "it waits");
    await look(page, "removing");
    release();
    await arrived(page, "jira.corp.example is no longer linked");
    assert.equal(posts(mock).length, 2);
    quiet();
  });

  await t.test("says that nothing is linked, and leads to another account", async (t) => {
    const { mock, page, quiet } = await begin(t, browser, { at });
    await prove(page, "Nothing is linked for this account.");
    assert.match(await page.$eval("footer", (it) => it.innerText), /^When you are done, just close this page\./);
    await look(page, "nothing");
    mock.links = [typed];
    await tap(page, "Use another account");
    await arrived(page, "Which account do you want to see?");
    await prove(page);
    quiet();
  });

  await t.test("takes a sign-in at the provider, with a choice of site or without", async (t) => {
    const { mock, page, quiet } = await begin(t, browser, { at });
    mock.links = [cloud];
    await sent(page, () => choose(page, "Jira Cloud"));
    await sent(page, () => page.click("button[value=access_denied]"));
    assert.equal(await warned(page), "You did not allow access, so nothing has changed. You can try again.");
    assert.equal(await title(page), "Linked accounts");
    await sent(page, () => choose(page, "Jira Cloud"));
    await sent(page, () => page.click("button[value=c]"));
    await wait(page, "fieldset");
    assert.match(await shown(page), /Which site do you want to see\?/);
    await look(page, "manage-sites");
    await tap(page, "Northwind");
    await tap(page, "Show what is linked");
    await arrived(page, "This is linked");
    assert.deepEqual(posts(mock).at(-1), ["POST /link/site", { site: "s1" }]);
    await tap(page, "Use another account");
    mock.sites = null;
    await sent(page, () => choose(page, "Jira Cloud"));
    await sent(page, () => page.click("button[value=c]"));
    await wait(page, ".links");
    quiet();
  });

  await t.test("says what went wrong where the user asked for it, and can be asked again", async (t) => {
    const { mock, page, quiet } = await begin(t, browser, { at });
    mock.links = [cloud, typed];
    await prove(page);
    await tap(page, "Remove Northwind, Ada Lovelace");
    const fails = async (fault) => {
      mock.fault = fault;
      await page.$eval("#alert", (it) => it.replaceChildren());
      await tap(page, "Yes, remove");
      await page.waitForFunction(() => document.querySelector("#alert").innerText);
      assert.ok(await page.$("li .confirm:not([hidden]) #alert"), "it stands beside the button");
      assert.equal((await cards(page)).length, 2);
      return warned(page);
    };
    mock.down = true;
    assert.match(await fails(), /^The page has no connection/);
    mock.down = false;
    assert.match(await fails({ status: 503, body: { error: "unavailable" } }), /^This does not work just now/);
    await look(page, "links-failed");
    const fault = { status: 429, body: { error: "too_many", retry_after: 7_000 } };
    assert.equal(await fails(fault), "Those were too many tries. Please try again in 2 hours.");
    // Another question begins without what was said about this one.
    await tap(page, "Remove jira.corp.example");
    assert.equal(await page.$("#alert.shown"), null);
    // What another tab removed is no longer shown.
    mock.links = [cloud];
    await tap(page, "Yes, remove");
    assert.equal(await warned(page), "This is not linked any more.");
    assert.deepEqual((await cards(page)).map(([site]) => site), ["Northwind"]);
    assert.equal(await focused(page), "This is linked");
    quiet();
  });

  await t.test("can be used by keyboard alone", async (t) => {
    const { mock, page, quiet } = await begin(t, browser, { at });
    mock.links = [cloud, typed];
    await prove(page);
    const order = [];
    const next = async () => {
      await page.keyboard.press("Tab");
      order.push((await page.evaluate(() => document.activeElement.textContent)).replace(/\s*\(.*/, ""));
    };
    await next();
    await page.keyboard.press("Enter");
    for (let at = 0; at < 6; at += 1) await next();
    assert.deepEqual(order, [
      "Remove Northwind, Ada Lovelace",
      "Yes, remove",
      "Keep it",
      "Remove jira.corp.example",
      "Use another account",
      "Privacy policy",
      "Terms of use",
    ]);
    for (let at = 0; at < 5; at += 1) {
      await page.keyboard.down("Shift");
      await page.keyboard.press("Tab");
      await page.keyboard.up("Shift");
    }
    await look(page, "links-keyboard");
    await page.keyboard.press("Enter");
    await arrived(page, "Northwind is no longer linked");
    quiet();
  });

  await t.test("says that it is over, and begins again", async (t) => {
    const { mock, page, quiet } = await begin(t, browser, { at });
    await choose(page, password);
    mock.expire();
    await type(page, ada);
    await page.keyboard.press("Enter");
    await arrived(page, "Please begin again");
    await look(page, "manage-over");
    await sent(page, () => tap(page, "See or remove linked accounts"));
    await wait(page, ".ways");
    quiet();
  });

  await t.test("is found from the linking page", async (t) => {
    const { mock, page, quiet } = await begin(t, browser);
    await sent(page, () => page.tap("footer #manage"));
    await wait(page, ".ways");
    assert.equal(await title(page), "Linked accounts");
    assert.ok(mock.asked.some(([what]) => what === "GET /link/manage"));
    quiet();
  });

  await t.test("puts everything in as text, also what it does not know", async (t) => {
    const { mock, page, quiet } = await begin(t, browser, { at });
    const hostile = `"><img src=x onerror=alert(1)><script>alert(2)</script>{skill}`;
    mock.links = [{ ...cloud, id: hostile, method: hostile, site: hostile, owner: hostile, used: null }];
    await prove(page);
    assert.equal((await cards(page))[0].filter((it) => it === hostile).length, 3);
    await tap(page, `Remove ${hostile}, ${hostile}`);
    await look(page, "links-hostile");
    await tap(page, "Yes, remove");
    await arrived(page, `${hostile} is no longer linked`);
    assert.equal(await page.$$eval("main script, main img:not([src='icon.svg'])", (all) => all.length), 0);
    quiet();
  });
});
