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
const consent = (text) => element("p", { class: "consent" }, text);
const back = (text, act) => element("button", { type: "button", class: "plain", onclick: act }, text);

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

/** Several ways to link. `act` is called with the one that is chosen. */
export function ways(words, methods, act) {
  const way = ({ name }, at) => {
    const said = words.methods[name];
    const more = said.hint && element("span", { class: "hint" }, said.hint);
    const parts = [element("span", { class: "name" }, said.name), more];
    const look = at === 0 ? "way main" : "way";
    return element("li", {}, element("button", { type: "button", class: look, onclick: () => act(name) }, ...parts));
  };
  return [heading(words.say("ways")), element("ul", { class: "ways" }, ...methods.map(way))];
}

/** The only way to link, at a provider. */
export function provider(words, name, agreement, act) {
  const said = words.methods[name];
  const go = element("button", { type: "button", class: "main", onclick: () => act(name) }, words.say("continue", said));
  return [heading(said.name), hint(said.hint), consent(agreement), go];
}

/**
 * A credential is typed. `act` is called with `{site, user, secret}`, `leave` for another way, where there is one. What
 * went wrong is said in `region`, which stands where people look, and a phone's keyboard leaves it in sight.
 */
export function credential(words, { name, user }, agreement, region, act, leave) {
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
    form(read, act, ...fields.map((it) => it.whole), region, consent(agreement), submit(words.say("link"))),
    leave && back(words.say("other_ways"), leave),
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
export function sites(words, list, agreement, region, act, leave) {
  const option = ({ id, name }, at) => {
    const own = { id: `site-${at}`, value: id, checked: list.length === 1 };
    const input = element("input", { type: "radio", name: "site", ...own, onchange: () => complain("") });
    return element("label", { class: "option", for: own.id }, input, element("span", {}, name));
  };
  const options = list.map(option);
  const wrong = element("p", { id: "site-wrong", class: "wrong", hidden: true });
  const title = element("h2", { tabindex: "-1" }, words.say("sites"));
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
    form(read, act, group, region, consent(agreement), submit(words.say("link"))),
    back(words.say("other_account"), leave),
  ];
}

/** Nothing can be chosen: what to do instead, and a button where there is one. */
export function sentence(text, label, act) {
  const button = label && element("button", { type: "button", class: "main", onclick: act }, label);
  return [element("p", {}, text), button];
}
