'use strict';
// What the pages are used for: apps that are made in the console, authorised by the admin, and used by real SDKs.

const { execFileSync } = require('node:child_process');
const { createHmac } = require('node:crypto');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { same, url } = require('../steps.js');
const { fill, press, set, visitor } = require('./browser.js');

const { BOXWOOD_CLIENTS } = process.env;
const main = (page) => page.locator('#main');
const button = (page, name) => main(page).getByRole('button', { name, exact: true });
const link = (page, name) => main(page).getByRole('link', { name, exact: true });

/** Signs in as somebody who has a password of their own, and a second factor if there is a code to give. */
async function signIn(login, password, next = '/', code) {
  const page = await visitor();
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await fill(page, page.locator('#login'), login);
  await fill(page, page.locator('#password'), password);
  await press(page, button(page, 'Sign in'));
  if (code) {
    same(await page.locator('h1').innerText(), 'Enter a code');
    await fill(page, page.locator('#code'), code());
    await press(page, button(page, 'Go on'));
  }
  return page;
}

/** Makes an app by the form; answers where it stands, its client id and its secret. */
async function makeApp(page, name, auth) {
  await page.goto('/developer/apps');
  await press(page, link(page, 'New app'));
  await fill(page, page.locator('#name'), name);
  await set(page, page.locator(`input[name=auth][value=${auth}]`));
  await press(page, button(page, 'Create app'));
  same(await page.locator('h1').innerText(), `${name} is made`);
  const [clientId, secret] = await page.locator('.secret code').allInnerTexts();
  await press(page, link(page, 'Configure app'));
  return { path: new URL(page.url()).pathname.replace(/\/configuration$/, ''), clientId, secret };
}

async function save(page) {
  await press(page, page.locator('.savebar').getByRole('button', { name: 'Save changes' }));
}

/** Puts the switch of As-User where it is wanted. */
async function asUser(page, app, on) {
  await page.goto(`${app.path}/configuration`);
  await set(page, page.getByRole('switch', { name: /as-user header/ }), on);
  await save(page);
}

/** The admin's answer to what an app asks for. */
async function answer(page, app, name, verb) {
  await page.goto('/admin/apps');
  await press(page, main(page).getByRole('row', { name: new RegExp(name) }).getByRole('link'));
  await press(page, button(page, verb));
}

/** What the Python SDK is told when it acts as a user with that settings file. */
function acts(file, user) {
  const python = join(BOXWOOD_CLIENTS, 'python/bin/python');
  const said = execFileSync(python, ['-B', join(__dirname, 'act.py'), file, user], { encoding: 'utf8', stdio: 'pipe' });
  return JSON.parse(said);
}

/** Waits on a free port of this machine for a browser that is sent back. */
async function callback() {
  let arrived;
  const query = new Promise((resolve) => {
    arrived = resolve;
  });
  const server = createServer((request, answered) => {
    answered.end('<!doctype html><title>Back</title><h1>Back at the app</h1>');
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
    if (pathname === '/callback') arrived(Object.fromEntries(searchParams));
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { uri: `http://127.0.0.1:${server.address().port}/callback`, query, close: () => server.close() };
}

/** Signs a user in with the Node SDK, by the pages: answers the SDK's client for them. */
async function consent(app, login, password) {
  const sdk = require(join(BOXWOOD_CLIENTS, 'node/node_modules/box-node-sdk'));
  const { networkSession } = new sdk.BoxClient({ auth: new sdk.BoxDeveloperTokenAuth({ token: '-' }) }).withCustomBaseUrls({
    baseUrl: url,
    uploadUrl: `${url}/api`,
    oauth2Url: `${url}/api/oauth2`,
  });
  const auth = new sdk.BoxOAuth({
    config: new sdk.OAuthConfig({ clientId: app.clientId, clientSecret: app.secret }),
  });
  const back = await callback();
  const state = 'from & to the app: ü';
  const asked = new URL(auth.getAuthorizeUrl({ redirectUri: back.uri, state }));
  const page = await signIn(login, password, asked.pathname + asked.search);
  await press(page, button(page, 'Grant access to Box'));
  const told = await back.query;
  back.close();
  same(told.state, state);
  await auth.getTokensAuthorizationCodeGrant(told.code, networkSession);
  const client = new sdk.BoxClient({ auth, networkSession });
  return { client, page };
}

/** What an authenticator app shows (RFC 6238) for a key as it is typed in. */
function code(key, now = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replace(/ /g, '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const digest = createHmac('sha1', secret).update(step).digest();
  const at = digest[digest.length - 1] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

module.exports = { acts, answer, asUser, button, code, consent, link, main, makeApp, save, signIn };
