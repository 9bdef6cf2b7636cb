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
  const language = (tag) => tag.toLowerCase().split("-")[0];
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
  const period = (days) => duration(days, stock);
  return { ...own, locale, say, period };
}

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** `365` → `1 year`, `30` → `30 days`. */
function duration(days, language) {
  const [unit, count] = days > 0 && days % 365 === 0 ? ["year", days / 365] : ["day", days];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
