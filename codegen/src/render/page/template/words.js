// What the compiler made of the spec, in the reader's language.

/** Fetches what the page is about: the ways to link, and all words. */
export async function load() {
  const answer = await fetch("page.json");
  if (!answer.ok) throw new Error(`page.json: ${answer.status}`);
  return answer.json();
}

/**
 * The locale for a reader of `languages`: for each of them the same one, else one of the same language; else the
 * skill's first.
 */
export function choose(page, languages) {
  const locales = Object.keys(page.locales);
  for (const wanted of languages) {
    const same = locales.find((tag) => tag.toLowerCase() === wanted.toLowerCase());
    const near = same ?? locales.find((tag) => language(tag) === language(wanted));
    if (near) return near;
  }
  return page.default;
}

/** The words of a locale: those of the spec, and `say`, which fills one of the framework's own sentences. */
export function words(page, locale) {
  const { stock, ...own } = page.locales[locale];
  const values = { skill: own.skill };
  const say = (name, more = {}) => fill(page.stock[stock][name], { ...values, ...more });
  // What stands in a sentence speaks its language, and in that the locale's own way.
  const tongue = language(locale) === stock ? locale : stock;
  const period = (days) => duration(days, tongue);
  const date = (seconds) => new Intl.DateTimeFormat(tongue, { dateStyle: "long" }).format(new Date(seconds * 1000));
  const after = (seconds) => wait(seconds, tongue);
  return { ...own, locale, say, period, date, after };
}

const language = (tag) => tag.toLowerCase().split("-")[0];

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** `365` → `1 year`, `30` → `30 days`. */
function duration(days, language) {
  const [unit, count] = days > 0 && days % 365 === 0 ? ["year", days / 365] : ["day", days];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

/** `290` → `in 5 minutes`, `86000` → `tomorrow`: never less than it is. */
function wait(seconds, language) {
  const units = [
    ["second", 1, 50],
    ["minute", 60, 55 * 60],
    ["hour", 3_600, 22 * 3_600],
    ["day", 86_400, Infinity],
  ];
  const [unit, size] = units.find(([, , longest]) => seconds <= longest);
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.ceil(seconds / size), unit);
}
