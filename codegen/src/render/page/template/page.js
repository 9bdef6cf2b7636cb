// What happens on the page. See linking.js for what it asks, views.js for what it shows.

import { Linking, Trouble, forget, id } from "./linking.js";
import * as views from "./views.js";
import { choose, load, words as read } from "./words.js";

const at = (name) => document.getElementById(name);
/** Codes that have a sentence of their own; the last three come from a sign-in at a provider. */
const known = ["credential", "site", "too_many", "unavailable", "offline", "cancelled", "provider", "no_sites"];
/** Begins a visit to see what is linked. */
const manage = "/link/manage";
/**
 * Where it is said what went wrong, and what is being done. They are moved, never made anew: a new one might not be read
 * out.
 */
const region = at("alert");
const progress = at("status");
/** The longest time that a timer can wait. */
const longest = 2 ** 31 - 1;

let page;
let words;
let linking;
/** What the function said when it was asked last. */
let state;
let end;

/** Whether the visit is for seeing and removing what is linked, not for linking. */
const managing = () => state?.purpose === "manage";

/** What stands above and below every view of a visit. */
function frame() {
  if (!managing()) return { title: words.title, intro: words.intro, end: words.say("cancel"), elsewhere: true };
  return { title: words.say("manage_title"), intro: words.say("manage_intro"), end: words.say("close") };
}

/** Shows a view, with a title of its own where one is given. */
function show(parts, { title, intro, end, elsewhere } = frame()) {
  at("title").textContent = title;
  at("title").hidden = false;
  at("intro").textContent = intro ?? "";
  at("intro").hidden = !intro;
  at("end").textContent = end ?? "";
  at("end").hidden = !end;
  at("manage").hidden = !elsewhere;
  document.title = `${title} · ${words.skill}`;
  warn("");
  busy("");
  at("view").replaceChildren(...parts.filter((part) => part != null));
  if (!region.isConnected) at("view").before(region);
  if (!progress.isConnected) at("view").after(progress);
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
  progress.textContent = text;
  for (const control of at("view").querySelectorAll("button, input")) {
    if (control.matches("input:not([type=radio])")) control.readOnly = text !== "";
    else control.setAttribute("aria-disabled", String(text !== ""));
  }
}

const isBusy = () => at("page").getAttribute("aria-busy") === "true";

/** A sentence for what went wrong. */
function sentence(code, { method, wait } = {}) {
  if (code === "credential" && method && !method.user) return words.say("credential_token");
  const values = { client: state?.client ?? "Alexa", when: wait && words.after(wait) };
  return words.say(known.includes(code) ? code : "failed", values);
}

/** What the user is told before a form is sent, what sends it, and what leads to another one. */
function purpose() {
  if (managing()) return { text: words.say("prove"), act: words.say("see"), other: words.say("other_account") };
  const text = words.say("consent", { client: state.client, time: words.period(state.days) });
  return { text, act: words.say("link"), other: words.say("other_ways") };
}

function showMethods() {
  const [only, ...others] = page.methods;
  const question = words.say(managing() ? "manage_ways" : "ways");
  if (others.length > 0) show(views.ways(words, question, page.methods, chooseMethod));
  else chooseMethod(only.name, true);
}

const backToMethods = () => isBusy() || (showMethods(), focusHeading());

function chooseMethod(name, only = false) {
  if (isBusy()) return;
  const method = page.methods.find((it) => it.name === name);
  const leave = only ? null : backToMethods;
  if (method.kind === "form") {
    show(views.credential(words, method, purpose(), region, (fields) => submit(method, fields), leave));
  } else if (only || !(method.sites || managing())) {
    // Where no choice of a site follows, this is where the user agrees.
    show(views.provider(words, name, purpose(), signIn, leave));
  } else {
    signIn(name);
    return;
  }
  if (!only) focusHeading();
}

function showSites() {
  const question = words.say(managing() ? "manage_sites" : "sites");
  show(views.sites(words, question, state.sites, purpose(), region, chooseSite, backToMethods));
}

/** What is linked; `link` has just been removed. */
function showLinks(list, link) {
  const method = page.methods.find((it) => it.name === link?.method);
  const news = link && views.removed(words, link, method);
  const free = () => !isBusy() && (warn(""), true);
  show(views.links(words, list, news, [region, progress], free, remove, backToMethods));
}

/** Nothing can be done here any more, or nobody began anything. */
function showOver(code) {
  clearTimeout(end);
  forget();
  const names = managing() ? ["manage_over_title", "manage_over"] : ["over_title", "over"];
  const [title, text] = (code === "absent" ? ["direct_title", "direct"] : names).map((name) => words.say(name));
  const next = views.begin(words.say("manage"), manage, managing() ? "main" : "other");
  show(views.sentence(text, next), { title });
  focusHeading();
}

function showFailed({ code, wait }) {
  const again = () => isBusy() || (busy(words.say("loading")), start(true));
  const text = sentence(code, { wait });
  show(views.sentence(text, views.next(words.say("again"), again)), { title: words.say("failed_title") });
  focusHeading();
}

/** Does what takes its time; gives whether it worked. What goes wrong is said on the page. */
async function attempt(text, method, act) {
  if (isBusy()) return false;
  warn("");
  busy(text);
  try {
    await act();
    return true;
  } catch (error) {
    const { code, wait, over } = error instanceof Trouble ? error : new Trouble("failed");
    busy("");
    if (over) showOver(code);
    else if (code === "link") await start(true, words.say("gone"));
    else warn(sentence(code, { method, wait }));
    return false;
  }
}

/** It stays busy: the browser is about to show another page. */
function leave(how, address, text) {
  clearTimeout(end);
  busy(text);
  location[how](address);
}

/** The account is linked, or shown to be the user's. */
function arrive({ location, links }) {
  if (location) {
    leave("replace", location, words.say("done", { client: state.client }));
  } else {
    showLinks(links);
    focusHeading();
  }
}

async function submit(method, fields) {
  if (isBusy()) return;
  const input = at("secret");
  input.dispatchEvent(new Event("conceal"));
  const done = await attempt(words.say("checking"), method, async () => {
    arrive(await linking.post("/link/form", { method: method.name, fields }));
  });
  input.value = "";
  if (done) return;
  input.setAttribute("aria-describedby", "alert");
  input.focus();
}

async function signIn(name) {
  const said = words.methods[name];
  await attempt(words.say("leaving", said), null, async () => {
    const { location } = await linking.post("/link/provider", { method: name });
    leave("assign", location, words.say("leaving", said));
  });
}

async function chooseSite(site) {
  await attempt(words.say("checking"), null, async () => {
    arrive(await linking.post("/link/site", { site }));
  });
}

async function remove(link) {
  await attempt(words.say("removing"), null, async () => {
    const { links } = await linking.post("/link/revoke", { link: link.id });
    showLinks(links, link);
    focusHeading();
  });
}

/** Asks where the visit is, and shows that; `news` is what went wrong before. */
async function start(again = false, news = "") {
  try {
    state = await linking.open();
  } catch (error) {
    if (error.over) showOver(error.code);
    else showFailed(error);
    return;
  }
  clearTimeout(end);
  end = setTimeout(showOver, Math.min(state.expires_in * 1000, longest), "expired");
  if (state.step === "links") showLinks(state.links);
  else if (state.step === "site") showSites();
  else showMethods();
  if (state.error || news) warn(news || sentence(state.error));
  if (again) focusHeading();
}

/** Words that do not depend on where the linking is. */
function localise() {
  document.documentElement.lang = words.locale;
  at("skill").textContent = words.skill;
  at("manage").textContent = words.say("manage");
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
