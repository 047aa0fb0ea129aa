'use strict';
// A browser without a screen, and a hand that uses it: by mouse, or by nothing but the keyboard.

const { chromium } = require('playwright-core');
const { url } = require('../steps.js');

const { BOXWOOD_CHROMIUM, BOXWOOD_INPUT } = process.env;
const by = BOXWOOD_INPUT;
/** As many stops as no page has. */
const STOPS = 400;

let running;

/** A new visitor: a window with no cookies. */
async function visitor(options = {}) {
  running ??= await chromium.launch({ executablePath: BOXWOOD_CHROMIUM, args: ['--no-sandbox'] });
  const context = await running.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 900 },
    javaScriptEnabled: by !== 'noscript',
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  // What a page complains of is a fault of it.
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) page.complaints.push(message.text());
  });
  return page;
}

/** Moves the focus to a control as somebody does who has no mouse. */
async function reach(page, control) {
  const handle = await control.elementHandle();
  await page.evaluate(() => document.activeElement?.blur?.());
  for (let stop = 0; stop < STOPS; stop += 1) {
    if (await handle.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`cannot be reached by keyboard: ${await handle.evaluate((node) => node.outerHTML.slice(0, 200))}`);
}

/** Presses a button or follows a link, and waits for the page that comes of it. */
async function press(page, control, { leads = true } = {}) {
  const act = async () => {
    if (by !== 'keyboard') return control.click();
    await reach(page, control);
    return page.keyboard.press('Enter');
  };
  if (!leads) return act();
  const [loaded] = await Promise.all([page.waitForEvent('load'), act()]);
  return loaded;
}

async function fill(page, control, text) {
  if (by !== 'keyboard') return control.fill(text);
  await reach(page, control);
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  return page.keyboard.insertText(text);
}

/** Sets a checkbox, a switch or a radio button. */
async function set(page, control, on = true) {
  if ((await control.isChecked()) === on) return;
  if (by !== 'keyboard') {
    await control.setChecked(on);
    return;
  }
  if ((await control.getAttribute('type')) === 'radio') {
    // The group is one stop; arrows choose in it.
    const group = page.locator(`input[type=radio][name="${await control.getAttribute('name')}"]`);
    const current = group.and(page.locator(':checked'));
    await reach(page, (await current.count()) ? current.first() : group.first());
    for (let step = 0; step < 20 && !(await control.isChecked()); step += 1) await page.keyboard.press('ArrowDown');
    if (!(await control.isChecked())) await page.keyboard.press('Space');
    return;
  }
  await reach(page, control);
  await page.keyboard.press('Space');
}

module.exports = { by, fill, press, set, visitor };
