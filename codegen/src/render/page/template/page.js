// What happens on the page. See linking.js for what it asks, views.js for what it shows.

import { Linking, Trouble, forget, id } from "./linking.js";
import * as views from "./views.js";
import { choose, load, words as read } from "./words.js";

const at = (name) => document.getElementById(name);
/** Codes that have a sentence of their own; the last three come from a sign-in at a provider. */
const known = [
  "credential",
  "use_other_method",
  "invalid_site",
  "busy",
  "unavailable",
  "offline",
  "cancelled",
  "provider",
  "no_sites",
];
/** Where it is said what went wrong. It is moved, never made anew: a new one might not be read out. */
const region = at("alert");
/** The longest time that a timer can wait. */
const longest = 2 ** 31 - 1;

let page;
let words;
let linking;
/** What the function said when it was asked last. */
let state;
let end;

/** Shows a view. The title and the introduction are those of the linking, unless others are given. */
function show(parts, { title = words.title, intro = words.intro, over = false } = {}) {
  at("title").textContent = title;
  at("title").hidden = false;
  at("intro").textContent = intro ?? "";
  at("intro").hidden = !intro;
  at("cancel").hidden = over;
  document.title = `${title} · ${words.skill}`;
  warn("");
  busy("");
  at("view").replaceChildren(...parts.filter((part) => part != null));
  if (!region.isConnected) at("view").before(region);
}

/** Has those who do not see the page hear that it is another one. */
function focusHeading() {
  (at("view").querySelector("h2") ?? at("title")).focus();
}

/** Says what went wrong, at once to those who do not see it. */
function warn(text) {
  region.textContent = text;
  region.classList.toggle("shown", text !== "");
}

/** Nothing can be done while `text` is true; nothing typed is lost. */
function busy(text) {
  at("page").setAttribute("aria-busy", String(text !== ""));
  at("status").textContent = text;
  for (const control of at("view").querySelectorAll("button, input")) {
    if (control.matches("input:not([type=radio])")) control.readOnly = text !== "";
    else control.setAttribute("aria-disabled", String(text !== ""));
  }
}

const isBusy = () => at("page").getAttribute("aria-busy") === "true";

/** A sentence for what went wrong. */
function sentence(code, method) {
  if (code === "credential" && method && !method.user) return words.say("credential_token");
  return words.say(known.includes(code) ? code : "failed", { client: state?.client ?? "Alexa" });
}

const agreement = () => words.say("consent", { client: state.client, time: words.period(state.days) });

function showMethods() {
  const [only, ...others] = page.methods;
  if (others.length > 0) show(views.ways(words, page.methods, chooseMethod));
  else chooseMethod(only.name, true);
}

function chooseMethod(name, only = false) {
  if (isBusy()) return;
  const method = page.methods.find((it) => it.name === name);
  if (method.kind === "form") {
    const leave = only ? null : () => isBusy() || (showMethods(), focusHeading());
    show(views.credential(words, method, agreement(), region, (fields) => submit(method, fields), leave));
    if (!only) focusHeading();
  } else if (only) {
    show(views.provider(words, name, agreement(), signIn));
  } else {
    signIn(name);
  }
}

function showSites() {
  const leave = () => isBusy() || (showMethods(), focusHeading());
  show(views.sites(words, state.sites, agreement(), region, chooseSite, leave));
}

function showOver() {
  clearTimeout(end);
  forget();
  show(views.sentence(words.say("over")), { title: words.say("over_title"), intro: null, over: true });
  focusHeading();
}

function showFailed(code) {
  const again = () => isBusy() || (busy(words.say("loading")), start(true));
  show(views.sentence(sentence(code), words.say("again"), again), { title: words.say("failed_title"), intro: null });
  focusHeading();
}

/** Does what takes its time. What goes wrong is said on the page, and given: false. */
async function attempt(text, method, act) {
  if (isBusy()) return false;
  warn("");
  busy(text);
  try {
    await act();
    return true;
  } catch (error) {
    const code = error instanceof Trouble ? error.code : "failed";
    busy("");
    if (error.over) showOver();
    else warn(sentence(code, method));
    return false;
  }
}

/** It stays busy: the browser is about to show another page. */
function leave(how, address, text) {
  clearTimeout(end);
  busy(text);
  location[how](address);
}

async function submit(method, fields) {
  if (isBusy()) return;
  const input = at("secret");
  input.dispatchEvent(new Event("conceal"));
  const done = await attempt(words.say("checking"), method, async () => {
    const address = await linking.post("/link/form", { method: method.name, fields });
    leave("replace", address, words.say("done", { client: state.client }));
  });
  input.value = "";
  if (done) return;
  input.setAttribute("aria-describedby", "alert");
  input.focus();
}

async function signIn(name) {
  const said = words.methods[name];
  await attempt(words.say("leaving", said), null, async () => {
    const address = await linking.post("/link/provider", { method: name });
    leave("assign", address, words.say("leaving", said));
  });
}

async function chooseSite(site) {
  await attempt(words.say("checking"), null, async () => {
    const address = await linking.post("/link/site", { site });
    leave("replace", address, words.say("done", { client: state.client }));
  });
}

/** Asks where the linking is, and shows that. */
async function start(again = false) {
  try {
    state = await linking.open();
  } catch (error) {
    if (error.over) showOver();
    else showFailed(error.code);
    return;
  }
  clearTimeout(end);
  end = setTimeout(showOver, Math.min(state.expires_in * 1000, longest));
  if (state.step === "site") showSites();
  else showMethods();
  if (state.error) warn(sentence(state.error));
  if (again) focusHeading();
}

/** Words that do not depend on where the linking is. */
function localise() {
  document.documentElement.lang = words.locale;
  at("skill").textContent = words.skill;
  at("cancel").textContent = words.say("cancel");
  for (const name of ["privacy", "terms"]) {
    const note = document.createElement("span");
    note.className = "unseen";
    note.textContent = ` ${words.say("new_tab")}`;
    at(name).replaceChildren(words.say(name), note);
  }
}

async function main() {
  linking = new Linking(id());
  page = await load();
  words = read(page, choose(page, navigator.languages));
  localise();
  // A page that the browser kept for the back button has a nonce that is used up.
  addEventListener("pageshow", (event) => event.persisted && start(true));
  await start();
}

main().catch(() => {
  at("view").replaceChildren();
  at("broken").hidden = false;
});
