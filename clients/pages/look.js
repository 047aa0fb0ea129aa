'use strict';
// What holds for every page, whatever is on it.

const { readFileSync } = require('node:fs');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const { visitor } = require('./browser.js');

const WIDTHS = [360, 768, 1024, 1280, 1600];
/** Where axe looks at a page: a narrow one folds away what a wide one shows, and each has its colours. */
const AXE_AT = [360, 1280];
/** Bytes; the live explorer may have more. */
const MOST = 100 * 1024;

/** Visits pages with somebody's cookies, in both colour schemes at once; every complaint is told, not only the first. */
async function look(signedIn, paths) {
  const cookies = await signedIn.context().cookies();
  const all = async (colorScheme) => {
    // axe is script of ours that the tool brings along, past the page's own policy.
    const page = await visitor({ colorScheme, javaScriptEnabled: true, bypassCSP: true });
    await page.context().addCookies(cookies);
    const complaints = [];
    for (const path of paths) complaints.push(...(await lookAt(page, path, colorScheme)));
    await page.context().close();
    return complaints;
  };
  const complaints = (await Promise.all(['light', 'dark'].map(all))).flat();
  if (complaints.length) throw new Error(complaints.join('\n'));
}

/** A path, or one with the status that it is refused with. */
async function lookAt(page, asked, scheme) {
  const [path, status] = [asked].flat();
  const complaints = [];
  const bodies = [];
  const keep = (response) => {
    // A stream of events has no end.
    if (response.headers()['content-type'] === 'text/event-stream') return;
    bodies.push(response.body().then((body) => body.length, () => 0));
  };
  page.on('response', keep);
  const answer = await page.goto(path, { waitUntil: 'load' });
  page.off('response', keep);
  if (status ? answer.status() !== status : !answer.ok()) return [`${path}: ${answer.status()}`];
  const bytes = (await Promise.all(bodies)).reduce((all, one) => all + one, 0);
  if (bytes > MOST) complaints.push(`${path}: loads ${bytes} bytes`);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over > 0) complaints.push(`${path} (${scheme}): ${over} px too wide at ${width} px`);
    if (!AXE_AT.includes(width)) continue;
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      complaints.push(`${path} (${scheme}, ${width} px): ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    }
  }
  return complaints;
}

module.exports = { look };
