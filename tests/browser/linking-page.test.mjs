// The page on which users link, in front of a stand-in for the function behind it.

import assert from "node:assert/strict";
import test from "node:test";
import { contrast } from "./support/accessible.mjs";
import { launch, noBrowser, screenshot, visit } from "./support/chromium.mjs";
import { noPage, style } from "./support/linking.mjs";
import {
  begin,
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

test("the linking page", { skip }, async (t) => {
  const browser = await launch();
  t.after(() => browser.close());

  await t.test("takes a typed credential, at the second try", async (t) => {
    const { mock, page, quiet } = await begin(t, browser);
    assert.equal(page.url(), `${mock.origin}/`, "the linking's id has left the address");
    await look(page, "ways");
    await choose(page, password);
    assert.equal(await focused(page), password);
    const agreement = await page.$eval(".note", (it) => it.innerText);
    for (const said of ["Alexa", "Scrum Board", "1 year"]) assert.ok(agreement.includes(said), said);
    await look(page, "form");

    await tap(page, "Link account");
    assert.equal(await focused(page), "site");
    await look(page, "form-empty");
    assert.equal(mock.asked.filter(([what]) => what.startsWith("POST")).length, 0);

    await type(page, { site: " jira.corp.example ", user: "ada", secret: "wrong-password" });
    let release;
    mock.hold = new Promise((resolve) => (release = resolve));
    await tap(page, "Link account");
    await page.waitForFunction(() => document.querySelector("#status").innerText === "Checking…");
    await tap(page, "Link account");
    await look(page, "form-busy");
    assert.equal(await page.$eval("#secret", (it) => it.value), "wrong-password", "the second tap does nothing");
    release();
    assert.equal(await warned(page), "The address, user name or password is not right.");
    assert.equal(await focused(page), "secret");
    await look(page, "form-wrong");
    assert.deepEqual(await page.$$eval("input", (all) => all.map((it) => it.value)), [" jira.corp.example ", "ada", ""]);
    assert.ok(!(await page.content()).includes("wrong-password"));

    await type(page, { secret: "right" });
    await sent(page, () => page.keyboard.press("Enter"));
    assert.equal(page.url(), `${mock.redirect}?code=c&state=s`);
    const posts = mock.asked.filter(([what]) => what === "POST /link/form").map(([, body]) => body);
    const fields = { site: "jira.corp.example", user: "ada" };
    const tries = ["wrong-password", "right"].map((secret) => ({ ...fields, secret }));
    assert.deepEqual(posts.map((it) => it.fields), tries);
    assert.notEqual(posts[0].nonce, posts[1].nonce);
    quiet();
  });

  await t.test("takes a token, shows it when asked, and hides it when it is sent", async (t) => {
    const { page, quiet } = await begin(t, browser);
    await choose(page, "Jira Data Center, with a personal access token");
    assert.equal(await page.$("#user"), null);
    await type(page, { site: "jira.corp.example", secret: "NjEx MDk4" });
    await tap(page, "Show Personal access token");
    assert.equal(await page.$eval("#secret", (it) => it.type), "text");
    await look(page, "form-shown");
    await page.focus("#secret");
    await page.keyboard.press("Enter");
    assert.equal(await warned(page), "The address or the token is not right.");
    assert.equal(await page.$eval("#secret", (it) => it.type), "password");
    quiet();
  });

  await t.test("leads to the provider, and then asks for a site", async (t) => {
    const { mock, page, quiet } = await begin(t, browser);
    await sent(page, () => choose(page, "Jira Cloud"));
    await sent(page, () => page.click("button[value=access_denied]"));
    assert.equal(await warned(page), "You did not allow access, so nothing has changed. You can try again.");
    await look(page, "cancelled");

    await sent(page, () => choose(page, "Jira Cloud"));
    await sent(page, () => page.click("button[value=c]"));
    await wait(page, "fieldset");
    await look(page, "sites");
    await tap(page, "Link account");
    assert.ok((await shown(page)).includes("Please choose one."));
    await tap(page, "Tailspin Toys");
    await look(page, "sites-chosen");
    await sent(page, () => tap(page, "Link account"));
    assert.equal(page.url(), `${mock.redirect}?code=c&state=s`);
    assert.equal(mock.asked.at(-1)[1].site, "s2");
    quiet();
  });

  await t.test("has chosen already where there is one site, and lets another account be used", async (t) => {
    const { mock, page, quiet } = await begin(t, browser);
    mock.sites = [{ id: "only", name: "Northwind" }];
    await sent(page, () => choose(page, "Jira Cloud"));
    await sent(page, () => page.click("button[value=c]"));
    await wait(page, "fieldset");
    assert.equal(await page.$eval("input", (it) => it.checked), true);
    await tap(page, "Use another account");
    await choose(page, password);
    await tap(page, "Other ways to link");
    assert.equal(await focused(page), "How would you like to link?");
    await page.reload();
    await wait(page, "fieldset");
    await sent(page, () => tap(page, "Link account"));
    assert.equal(mock.asked.at(-1)[1].site, "only");
    quiet();
  });

  await t.test("is shown afresh by the back button", async (t) => {
    const { page, quiet } = await begin(t, browser);
    await sent(page, () => choose(page, "Jira Cloud"));
    await sent(page, () => page.goBack());
    await wait(page, "h1");
    await choose(page, password);
    await type(page, { site: "jira.corp.example", user: "ada", secret: "right" });
    await sent(page, () => page.keyboard.press("Enter"));
    quiet();
  });

  await t.test("can be used by keyboard alone", async (t) => {
    const { mock, page, quiet } = await begin(t, browser);
    const order = [];
    for (let at = 0; at < 6; at += 1) {
      await page.keyboard.press("Tab");
      order.push(await page.evaluate(() => document.activeElement.innerText.split("\n")[0]));
    }
    assert.deepEqual(order.slice(0, 3), ["Jira Cloud", "Jira Data Center, with a personal access token", password]);
    const links = order.slice(3).map((it) => it.replace(/\s*\(.*/, ""));
    assert.deepEqual(links, ["See or remove linked accounts", "Privacy policy", "Terms of use"]);
    for (let at = 0; at < 3; at += 1) {
      await page.keyboard.down("Shift");
      await page.keyboard.press("Tab");
      await page.keyboard.up("Shift");
    }
    await look(page, "keyboard");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("jira.corp.example");
    await page.keyboard.press("Tab");
    await page.keyboard.type("ada");
    await page.keyboard.press("Tab");
    await page.keyboard.type("right");
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Show Password");
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Link account");
    await sent(page, () => page.keyboard.press("Space"));
    assert.equal(page.url(), `${mock.redirect}?code=c&state=s`);
    quiet();
  });

  await t.test("says where to begin again when the linking is over", async (t) => {
    const { mock, page, quiet } = await begin(t, browser, { life: 2 });
    const over = "Please start again from the Alexa app";
    await page.waitForFunction((over) => document.querySelector("h1").innerText === over, {}, over);
    assert.equal(await focused(page), "title");
    await look(page, "over");
    const direct = "Linking begins in the Alexa app";
    await page.reload();
    await wait(page, "h1");
    assert.equal(await title(page), direct, "the linking is forgotten");
    await look(page, "direct");
    mock.life = 600;
    for (const [address, expected] of [["/", direct], ["/?tx=another", over], ["/?tx=", direct]]) {
      await page.goto(`${mock.origin}${address}`);
      await wait(page, "h1");
      assert.equal(await title(page), expected, address);
      const manage = await page.$eval("main a", (it) => [it.innerText, it.getAttribute("href")]);
      assert.deepEqual(manage, ["See or remove linked accounts", "/link/manage"]);
      assert.equal(page.url(), `${mock.origin}${address === "/?tx=" ? address : "/"}`);
    }
    // Another browser has another cookie.
    const { page: other } = await visit(browser);
    await page.goto(`${mock.origin}/oauth/authorize`);
    const id = await page.evaluate(() => sessionStorage.getItem("tx"));
    await other.goto(`${mock.origin}/?tx=${id}`);
    await wait(other, "h1");
    assert.equal(await title(other), over);
    quiet();
  });

  await t.test("says what went wrong, and loses nothing but the secret", async (t) => {
    const { mock, page, quiet } = await begin(t, browser);
    await choose(page, password);
    await type(page, { site: "jira.corp.example", user: "ada" });
    const fails = async (fault) => {
      mock.fault = fault;
      await page.$eval("#alert", (it) => it.replaceChildren());
      await page.type("#secret", "right");
      await page.keyboard.press("Enter");
      const said = await page.waitForFunction(() => document.querySelector("#alert").innerText);
      assert.deepEqual(await page.$$eval("input", (all) => all.map((it) => it.value)), ["jira.corp.example", "ada", ""]);
      return said.jsonValue();
    };
    // A browser sends once more what was cut off, and more than once.
    mock.down = true;
    assert.match(await fails(), /^The page has no connection/);
    mock.down = false;
    const wait = async (seconds, said) => {
      const body = { error: "too_many", retry_after: seconds };
      assert.equal(await fails({ status: 429, body }), `Those were too many tries. Please try again ${said}.`);
    };
    await wait(40.2, "in 41 seconds");
    await wait(240.5, "in 5 minutes");
    await wait(5_400, "in 2 hours");
    await wait(86_400, "tomorrow");
    await look(page, "too-many");
    await wait(-1, "in 1 minute");
    // What stands before the function has no words for the page.
    const fault = { status: 429, body: "Too Many Requests", headers: { "retry-after": "120" } };
    assert.equal(await fails(fault), "Those were too many tries. Please try again in 2 minutes.");
    assert.match(await fails({ status: 503, body: { error: "unavailable" } }), /^This does not work just now/);
    assert.match(await fails({ status: 400, body: { error: "never_heard_of", nonce: "odd" } }), /^That did not work/);
    // The odd nonce is refused, and the page asks for another one.
    assert.match(await fails(), /^That did not work/);
    assert.match(await fails({ status: 500, body: "<html>" }), /^That did not work/);
    await type(page, { secret: "right" });
    await sent(page, () => page.keyboard.press("Enter"));
    assert.equal(page.url(), `${mock.redirect}?code=c&state=s`);
    quiet();
  });

  await t.test("offers to try again where nothing could be shown", async (t) => {
    const { mock, page, quiet } = await begin(t, browser);
    mock.fault = { method: "GET", status: 503, body: {} };
    await page.reload();
    await wait(page, "h1");
    assert.equal(await title(page), "That did not work");
    await look(page, "failed");
    mock.fault = { method: "GET", status: 429, body: { error: "too_many", retry_after: 600 } };
    await tap(page, "Try again");
    await page.waitForFunction(() => document.querySelector("#view").innerText.includes("in 10 minutes"));
    await tap(page, "Try again");
    await wait(page, ".ways");
    quiet();
  });

  await t.test("speaks the reader's language", async (t) => {
    const cases = [
      [["de-AT", "en-US"], "de-DE"],
      [["fr-FR", "EN-gb"], "en-GB"],
      [["fr"], "en-US"],
      [[], "en-US"],
    ];
    for (const [languages, locale] of cases) {
      const { page, quiet } = await begin(t, browser, { languages });
      assert.equal(await page.$eval("html", (it) => it.lang), locale, String(languages));
      if (locale === "de-DE") {
        await look(page, "german");
        await page.click(".way:not(.main)");
        await look(page, "german-form");
        assert.match(await shown(page), /für 1 Jahr/);
      }
      quiet();
    }
  });

  await t.test("is dark where the reader wants that, and still where nothing should move", async (t) => {
    const features = [
      { name: "prefers-color-scheme", value: "dark" },
      { name: "prefers-reduced-motion", value: "reduce" },
    ];
    const { mock, page, quiet } = await begin(t, browser, { features });
    await look(page, "dark-ways");
    await choose(page, password);
    await type(page, { site: "jira.corp.example", user: "ada", secret: "x" });
    await page.keyboard.press("Enter");
    await warned(page);
    await look(page, "dark-form-wrong");
    mock.hold = new Promise(() => {});
    await type(page, { secret: "x" });
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#status").innerText !== "");
    await look(page, "dark-form-busy");
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    quiet();
  });

  await t.test("has one way to link in view at once", async (t) => {
    for (const [name, control] of [["password", "#site"], ["atlassian", "button.main"]]) {
      const change = (page) => ({ ...page, methods: page.methods.filter((it) => it.name === name) });
      const { page, quiet } = await begin(t, browser, { change });
      await wait(page, control);
      assert.ok(!(await shown(page)).includes("Other ways"));
      await look(page, `only-${name}`);
      quiet();
    }
  });

  await t.test("says what is agreed to where no choice of a site follows", async (t) => {
    const change = (page) => ({ ...page, methods: page.methods.map((it) => ({ ...it, sites: false })) });
    const { mock, page, quiet } = await begin(t, browser, { change });
    await choose(page, "Jira Cloud");
    assert.equal(await focused(page), "Jira Cloud");
    const agreement = await page.$eval(".note", (it) => it.innerText);
    for (const said of ["Alexa", "Scrum Board", "1 year"]) assert.ok(agreement.includes(said), said);
    assert.equal(mock.asked.filter(([what]) => what.startsWith("POST")).length, 0);
    await look(page, "agree");
    await tap(page, "Other ways to link");
    await choose(page, "Jira Cloud");
    await sent(page, () => tap(page, "Continue with Jira Cloud"));
    quiet();
  });

  await t.test("fits on a desk, and with large letters", async (t) => {
    const { page } = await begin(t, browser);
    await page.setViewport({ width: 1280, height: 800 });
    await look(page, "desk");
    await page.setViewport({ width: 320, height: 640 });
    await choose(page, password);
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await look(page, "large");
  });

  await t.test("puts everything from the spec in as text", async (t) => {
    const hostile = `"><img src=x onerror=alert(1)><script>alert(2)</script>{skill}`;
    const deep = (value, key) => {
      if (typeof value === "string") return key === "stock" ? value : value + hostile;
      if (Array.isArray(value)) return value.map((it) => deep(it));
      if (value === null || typeof value !== "object") return value;
      return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, deep(it, key)]));
    };
    const change = (page) => ({ ...page, locales: deep(page.locales) });
    const { mock, page, quiet } = await begin(t, browser, { change });
    mock.sites = [{ id: hostile, name: `Northwind ${hostile}` }];
    assert.ok((await title(page)).endsWith(hostile));
    await look(page, "hostile");
    await page.click(".way:last-child:not(.main)");
    assert.equal(await page.$$eval("main script, main img:not([src='icon.svg'])", (all) => all.length), 0);
    await page.goto(`${mock.origin}/oauth/authorize`);
    await wait(page, ".ways");
    await sent(page, () => page.tap(".way.main"));
    await sent(page, () => page.click("button[value=c]"));
    await wait(page, "fieldset");
    await sent(page, () => tap(page, "Link account"));
    assert.equal(mock.asked.at(-1)[1].site, hostile);
    quiet();
  });

  await t.test("says so where its script does not run, or has nothing to show", async (t) => {
    const { mock, page } = await begin(t, browser);
    await page.setJavaScriptEnabled(false);
    await page.reload();
    assert.match(await shown(page), /needs JavaScript/);
    await screenshot(page, "linking-noscript");
    await page.setJavaScriptEnabled(true);
    await page.setRequestInterception(true);
    page.on("request", (request) => (request.url().endsWith("page.json") ? request.abort() : request.continue()));
    await page.goto(`${mock.origin}/oauth/authorize`);
    await wait(page, "#broken");
    await screenshot(page, "linking-broken");
  });
});

test("its colours can be told apart", { skip: noPage(skill) }, () => {
  const [light, dark] = style(skill).split("prefers-color-scheme: dark");
  for (const [scheme, css] of Object.entries({ light, dark })) {
    const declared = css.matchAll(/--([\w-]+): (#\w{6});/g);
    const colours = Object.fromEntries([...declared].map(([, name, value]) => [name, value]));
    // WCAG 2.2: text 4.5 (1.4.3), controls and their states 3 (1.4.11).
    const pairs = { 4.5: [], 3: [] };
    for (const text of ["text", "quiet", "accent", "accent-strong", "wrong"]) pairs[4.5].push([text, "surface"]);
    for (const text of ["text", "quiet", "accent"]) pairs[4.5].push([text, "ground"]);
    pairs[4.5].push(["surface", "wrong"], ["accent", "tint"]);
    pairs[4.5].push(["text", "tint"], ["wrong", "wrong-tint"], ["on-accent", "accent"], ["on-accent", "accent-strong"]);
    pairs[3].push(["line", "surface"], ["line", "tint"], ["accent", "tint"], ["accent", "faint"]);
    for (const [least, list] of Object.entries(pairs)) {
      for (const [one, other] of list) {
        const found = contrast(colours[one], colours[other]);
        assert.ok(found >= least, `${scheme}: ${one} on ${other} is ${found.toFixed(2)}, not ${least}`);
      }
    }
  }
});
