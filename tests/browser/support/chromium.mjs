// A real browser at the size of a phone, which writes down what pages do.

import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import puppeteer from "puppeteer-core";
import { target } from "./project.mjs";

/** Where a browser may be; `tests/run` says where it is. */
const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const program = places.find((place) => place && existsSync(place));

/** Why there is no browser; false where there is one. */
export const noBrowser = !program && "chromium is not installed (apt-get install chromium), nor named by CHROMIUM";

/** How long a page may take for anything, in milliseconds. */
const patience = 15_000;

/** Starts a browser of its own, with an empty profile and, where given, more arguments. */
export function launch(...more) {
  return puppeteer.launch({
    executablePath: program,
    headless: true,
    // Root, as in a container, can have no sandbox; the pages are ours.
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", ...more],
    defaultViewport: { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  });
}

/**
 * A fresh page in a context of its own (no cookie of another), and what it did:
 * `hosts` that anything was asked of, `errors` of its console and scripts, `violations` of its content security policy,
 * `dialogs` that it opened.
 */
export async function visit(browser) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const seen = { hosts: new Set(), errors: [], violations: [], dialogs: [] };
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith("http")) seen.hosts.add(host);
  });
  page.on("console", (message) => {
    if (message.type() === "error") seen.errors.push(message.text());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("dialog", async (dialog) => {
    seen.dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  await page.exposeFunction("reportViolation", (what) => seen.violations.push(what));
  await page.evaluateOnNewDocument(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`${event.effectiveDirective} ${event.blockedURI} at ${event.sourceFile ?? ""}`);
    });
  });
  return { page, seen, close: () => context.close() };
}

/** Writes what the page looks like, whole, to `target/browser/<name>.png`. */
export async function screenshot(page, name) {
  const folder = path.join(target, "browser");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, fullPage: true });
  return file;
}
