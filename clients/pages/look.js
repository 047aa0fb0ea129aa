'use strict';
// What holds for every page, whatever is on it.

const { readFileSync } = require('node:fs');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const { visitor } = require('./browser.js');

const WIDTHS = [360, 768, 1024, 1280, 1600];
/** Bytes; the live explorer may have more. */
const MOST = 100 * 1024;

/** Visits pages with somebody's cookies; every complaint is told, not only the first. */
async function look(signedIn, paths) {
  const cookies = await signedIn.context().cookies();
  const complaints = [];
  for (const colorScheme of ['light', 'dark']) {
    // axe is script of ours that the tool brings along, past the page's own policy.
    const page = await visitor({ colorScheme, javaScriptEnabled: true, bypassCSP: true });
    await page.context().addCookies(cookies);
    for (const path of paths) {
      complaints.push(...(await lookAt(page, path, colorScheme)));
    }
    await page.context().close();
  }
  if (complaints.length) throw new Error(complaints.join('\n'));
}

async function lookAt(page, path, scheme) {
  const complaints = [];
  let bytes = 0;
  const count = async (response) => {
    bytes += (await response.body().catch(() => Buffer.alloc(0))).length;
  };
  page.on('response', count);
  const answer = await page.goto(path, { waitUntil: 'networkidle' });
  page.off('response', count);
  if (!answer.ok()) return [`${path}: ${answer.status()}`];
  if (bytes > MOST) complaints.push(`${path}: loads ${bytes} bytes`);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over > 0) complaints.push(`${path}: ${over} px too wide at ${width} px`);
    if (width !== 360 && width !== 1280) continue;
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
