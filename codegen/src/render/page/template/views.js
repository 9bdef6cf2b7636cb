// What the page shows. Everything is put into the document as text, never as markup.

/** An element: attributes as they are written in HTML, `on…` as listeners; true for one without a value. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

const heading = (text) => element("h2", { tabindex: "-1" }, text);
const hint = (text) => text && element("p", { class: "hint" }, text);
const unseen = (text) => element("span", { class: "unseen" }, text);
const note = (text) => element("p", { class: "note" }, text);
const quiet = (text) => text && element("p", { class: "quiet" }, text);
const button = (look, act, ...text) => element("button", { type: "button", class: look, onclick: act }, ...text);
const back = (text, act) => act && button("plain", act, text);

/** The button that does what a form is for. */
const submit = (text) => element("button", { class: "main" }, text);

/** A form: `read` gives what is in it, or nothing after it has said what is missing. */
function form(read, act, ...children) {
  const onsubmit = (event) => {
    event.preventDefault();
    const choice = read();
    if (choice !== undefined) act(choice);
  };
  // It is never sent by itself: `form-action` forbids that, and if a script fails, a GET would show what was typed.
  return element("form", { method: "post", novalidate: true, onsubmit }, ...children);
}

/** Several ways, below a question. `act` is called with the one that is chosen. */
export function ways(words, question, methods, act) {
  const way = ({ name }, at) => {
    const said = words.methods[name];
    const more = said.hint && element("span", { class: "hint" }, said.hint);
    const parts = [element("span", { class: "name" }, said.name), more];
    const look = at === 0 ? "way main" : "way";
    return element("li", {}, button(look, () => act(name), ...parts));
  };
  return [heading(question), element("ul", { class: "ways" }, ...methods.map(way))];
}

/**
 * A way at a provider. `purpose` has what the user is told or agrees to; `leave` is for another way, where there is one.
 */
export function provider(words, name, purpose, act, leave) {
  const said = words.methods[name];
  const go = button("main", () => act(name), words.say("continue", said));
  return [heading(said.name), hint(said.hint), note(purpose.text), go, back(purpose.other, leave)];
}

/**
 * A credential is typed. `act` is called with `{site, user, secret}`, `leave` for another way, where there is one. What
 * went wrong is said in `region`, which stands where people look, and a phone's keyboard leaves it in sight.
 */
export function credential(words, { name, user }, purpose, region, act, leave) {
  const said = words.methods[name];
  const typed = { autocapitalize: "none", autocorrect: "off", spellcheck: "false" };
  const fields = [
    field("site", said.site, { type: "text", inputmode: "url", autocomplete: "url", ...typed }),
    user && field("user", said.user, { type: "text", autocomplete: "username", ...typed }),
    secret(words, said.secret, { type: "password", autocomplete: user ? "current-password" : "off", ...typed }),
  ].filter(Boolean);
  const read = () => {
    const empty = fields.filter((it) => it.complain(it.value() === "" ? words.say("required") : ""));
    empty[0]?.input.focus();
    return empty.length > 0 ? undefined : Object.fromEntries(fields.map((it) => [it.input.name, it.value()]));
  };
  return [
    heading(said.name),
    hint(said.hint),
    form(read, act, ...fields.map((it) => it.whole), region, note(purpose.text), submit(purpose.act)),
    back(purpose.other, leave),
  ];
}

/** Says below a control what is wrong with it; an empty text says that nothing is. Gives whether something is. */
function describe(control, wrong, text) {
  wrong.textContent = text;
  wrong.hidden = text === "";
  if (text === "") {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
    return false;
  }
  if (control.matches("input")) control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", wrong.id);
  return true;
}

function field(name, label, attributes, more) {
  const wrong = element("p", { id: `${name}-wrong`, class: "wrong", hidden: true });
  const input = element("input", { id: name, name, required: true, ...attributes });
  const complain = (text) => describe(input, wrong, text);
  input.addEventListener("input", () => complain(""));
  // A secret is taken as it is; nobody means the blanks around a name or an address.
  const value = () => (name === "secret" ? input.value : input.value.trim());
  const box = element("div", { class: "box" }, input, more);
  const whole = element("div", { class: "field" }, element("label", { for: name }, label), box, wrong);
  return { input, value, complain, whole };
}

/** A field whose text is hidden until it is asked for. */
function secret(words, label, attributes) {
  const text = element("span");
  const toggle = element("button", { type: "button", class: "plain show" }, text, unseen(` ${label}`));
  const made = field("secret", label, attributes, toggle);
  const show = (shown) => {
    made.input.type = shown ? "text" : "password";
    text.textContent = words.say(shown ? "hide" : "show");
  };
  toggle.addEventListener("click", () => show(made.input.type === "password"));
  made.input.addEventListener("conceal", () => show(false));
  show(false);
  return made;
}

/** Where the user signed in there are several sites. */
export function sites(words, question, list, purpose, region, act, leave) {
  const option = ({ id, name }, at) => {
    const own = { id: `site-${at}`, value: id, checked: list.length === 1 };
    const input = element("input", { type: "radio", name: "site", ...own, onchange: () => complain("") });
    return element("label", { class: "option", for: own.id }, input, element("span", {}, name));
  };
  const options = list.map(option);
  const wrong = element("p", { id: "site-wrong", class: "wrong", hidden: true });
  const title = heading(question);
  const group = element("fieldset", {}, element("legend", {}, title), ...options, wrong);
  const complain = (text) => describe(group, wrong, text);
  const read = () => {
    const chosen = group.querySelector("input:checked");
    if (chosen) return chosen.value;
    complain(words.say("choose"));
    group.querySelector("input").focus();
    return undefined;
  };
  return [
    form(read, act, group, region, note(purpose.text), submit(purpose.act)),
    back(words.say("other_account"), leave),
  ];
}

/**
 * What is linked, below what has just been removed. What is being done and what went wrong is said in `regions`, beside
 * the buttons that do it; `free` says whether something can be done now.
 */
export function links(words, list, news, regions, free, act, leave) {
  const shown = { close: () => {} };
  const cards = list.map((link, at) => card(words, link, at, regions, free, act, shown));
  const none = news ? element("p", {}, words.say("nothing")) : heading(words.say("nothing"));
  const all = cards.length === 0 ? [none] : [heading(words.say("links")), element("ul", { class: "links" }, ...cards)];
  return [news && element("div", { class: "news" }, ...news), ...all, back(words.say("other_account"), leave)];
}

/** One link, and the question whether to remove it: only one is `shown` at a time. */
function card(words, link, at, [region, progress], free, act, shown) {
  const site = plain(link.site);
  const used = link.used == null ? words.say("unused") : words.say("used_on", { date: words.date(link.used) });
  const linked = words.say("linked_on", { date: words.date(link.created) });
  const name = words.methods[link.method]?.name ?? link.method;
  const about = [link.owner, name, linked, used].filter(Boolean);
  const which = unseen(` ${[site, link.owner].filter(Boolean).join(", ")}`);
  const ask = button("remove", () => free() && open(), words.say("remove"), which);
  const question = element("p", { id: `confirm-${at}`, tabindex: "-1" }, words.say("confirm", { site }));
  const yes = button("remove main", () => act(link), words.say("remove_now"));
  const keep = button("keep", () => free() && (close(), ask.focus()), words.say("keep"));
  const onkeydown = (event) => event.key === "Escape" && keep.click();
  const choice = element("div", { class: "choice" }, yes, keep);
  const own = { role: "group", "aria-labelledby": question.id, class: "confirm", hidden: true, onkeydown };
  const confirm = element("div", own, question, choice);
  const close = () => {
    confirm.hidden = true;
    ask.hidden = false;
  };
  const open = () => {
    shown.close();
    shown.close = close;
    choice.before(region);
    choice.after(progress);
    confirm.hidden = false;
    ask.hidden = true;
    question.focus();
  };
  return element("li", {}, element("h3", {}, site), ...about.map(quiet), ask, confirm);
}

/** An address as people say it: all of them are https. */
const plain = (site) => site.replace(/^https:\/\//, "");

/** What was removed, and what the user may do elsewhere about it. */
export function removed(words, link, method) {
  const said = words.methods[link.method];
  const left = () => {
    if (method.kind === "form") return words.say(method.user ? "left_password" : "left_token");
    return words.say("left_provider", said);
  };
  const apps = method?.connected_apps && away(words, method.connected_apps, words.say("apps", said));
  const parts = [heading(words.say("removed", { site: plain(link.site) })), method && element("p", {}, left()), apps];
  return parts.filter(Boolean);
}

/** A link to somebody else's page: that is not told which page leads there, and does not take this one's place. */
function away(words, href, text) {
  const own = { href, target: "_blank", rel: "noopener noreferrer", class: "away" };
  return element("a", own, text, unseen(` ${words.say("new_tab")}`));
}

/** Nothing can be chosen: what to do instead, and a button or a link where there is one. */
export function sentence(text, next) {
  return [element("p", {}, text), next];
}

/** The button below a sentence. */
export const next = (text, act) => button("main", act, text);

/** A link that looks like a button. */
export const begin = (text, href, look) => element("a", { href, class: look }, text);
