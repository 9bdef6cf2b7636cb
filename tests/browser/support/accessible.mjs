// What makes a page usable by all, as far as a program can tell.

import axe from "axe-core";

/** What is wrong with the page as it is now, by axe-core's rules: WCAG 2.2 A and AA, and its best practices. */
export async function violations(page) {
  await page.evaluate(axe.source);
  const { violations, incomplete } = await page.evaluate(() => window.axe.run(document));
  const node = ({ target, failureSummary }) => `${target} ${failureSummary}`;
  const told = ({ id, nodes }) => `${id}: ${nodes.map(node).join("; ")}`;
  // What axe could not decide about contrast is as bad as what it could.
  return [...violations, ...incomplete.filter(({ id }) => id === "color-contrast")].map(told);
}

/** Controls that a finger misses, being less than 44 pixels high, and whether the page is wider than the screen. */
export function clumsy(page) {
  return page.evaluate(() => {
    const controls = [...document.querySelectorAll("button, a, input:not([type=radio]), label.option")];
    const small = controls.filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 44);
    const wide = document.documentElement.scrollWidth > window.innerWidth ? ["the page is wider than the screen"] : [];
    return [...wide, ...small.map((it) => `"${it.textContent}" is ${it.getBoundingClientRect().height} px high`)];
  });
}

/** The contrast of two colours, `#rrggbb` each (WCAG 2.2, "contrast ratio"). */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = channels.map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
