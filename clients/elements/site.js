'use strict';
// Somebody's own site with UI Elements in it, on a port of this machine, and a browser without a screen that is on it.

const { readFileSync } = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const { chromium } = require('playwright-core');
const { url } = require('../steps.js');

const bundles = path.join(path.dirname(require.resolve('box-ui-elements/package.json')), 'dist');
const kinds = { '.css': 'text/css', '.js': 'text/javascript' };

/** A page with nothing but the element. */
const page = (element) => `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/dist/${element}.css">
<div id="here" style="width: 1100px; height: 700px"></div><script src="/dist/${element}.js"></script>`;

/** A server that has TLS if the one that is tried has, whose certificate is as good for this one. */
function listener(answers) {
  const tls = path.join(process.env.BOXWOOD_DATA, 'tls');
  if (url.startsWith('http:')) return http.createServer(answers);
  const [cert, key] = ['server.pem', 'server.key'].map((name) => readFileSync(path.join(tls, name)));
  return https.createServer({ cert, key }, answers);
}

/** Serves the pages /explorer, /picker and /uploader; gives the origin. */
async function site() {
  const server = listener((request, answer) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    const [, bundle] = pathname.match(/^\/dist\/([a-z]+\.(css|js))$/) ?? [];
    if (!bundle) return answer.writeHead(200, { 'content-type': 'text/html' }).end(page(pathname.slice(1)));
    answer.writeHead(200, { 'content-type': kinds[path.extname(bundle)] });
    return answer.end(readFileSync(path.join(bundles, bundle)));
  });
  await new Promise((listens) => { server.listen(0, '127.0.0.1', listens); });
  return `${url.split(':')[0]}://127.0.0.1:${server.address().port}`;
}

/** A browser; `visit` shows an element in a window of its own. */
async function browser() {
  const running = await chromium.launch({ executablePath: process.env.BOXWOOD_CHROMIUM, args: ['--no-sandbox'] });
  // The CA is one that the browser was not told of.
  const context = await running.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(15_000);
  // Its fonts and pictures are Box's, on the internet.
  await context.route(/boxcdn\.net/, (route) => route.abort());
  return async (origin, element) => {
    const visited = await context.newPage();
    visited.faults = [];
    visited.on('pageerror', (error) => visited.faults.push(error.message));
    visited.on('console', (message) => {
      if (/CORS policy/.test(message.text())) visited.faults.push(message.text());
    });
    await visited.goto(`${origin}/${element}`);
    return visited;
  };
}

module.exports = { browser, site };
