'use strict';
// Box's UI Elements in a browser, as their package has them, against a Boxwood server: explorer, picker and uploader.

const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { boxwood, config, first, large, run, same, second, sha1, url } = require('../steps.js');
const { browser, site } = require('./site.js');

const { clientID: client_id, clientSecret: client_secret } = config.boxAppSettings;
const BASE = ['base_explorer', 'base_picker', 'base_upload'];
const ITEM = ['item_upload', 'item_delete', 'item_rename', 'item_share', 'item_download', 'item_preview'];

/** Uploaded in parts where the site has TLS, as all is there that has more than 100 MiB. */
const huge = Buffer.concat([large, large]);

async function answer(response) {
  const body = response.status === 204 ? {} : await response.json();
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return body;
}

const granted = async (form) =>
  (await answer(await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id, client_secret, ...form }),
  }))).access_token;

/** A call of the API itself, to see what came of what was done in the browser. */
const call = async (path, bearer = token, body = undefined) =>
  answer(await fetch(`${url}/2.0/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  }));

const items = async (folder) =>
  (await call(`folders/${folder}/items?fields=name,sha1,shared_link`)).entries;

let token, narrow, origin, visit, page, folder;

/** Shows an element for a folder; what it tells of is kept in `told`. */
async function show(element, name, at, options, from = origin) {
  const visited = await visit(from, element);
  await visited.evaluate(([constructor, id, bearer, host, more]) => {
    window.told = {};
    window.element = new window.Box[constructor]();
    for (const event of ['choose', 'complete', 'delete', 'error', 'rename', 'upload']) {
      window.element.on(event, (what) => { window.told[event] = what ?? true; });
    }
    const hosts = { apiHost: host, uploadHost: host, appHost: host, staticHost: host };
    window.element.show(id, bearer, { container: '#here', ...hosts, ...more });
  }, [name, at, narrow, url, options]);
  return visited;
}

const told = async (event) =>
  (await page.waitForFunction((name) => window.told[name], event)).jsonValue();

const row = (name) => page.getByRole('row', { name: new RegExp(name) });

const press = (name) => page.getByRole('button', { name, exact: true }).click();

/** Chooses something from the menu of an item. */
async function choose(name, what) {
  await row(name).hover();
  await row(name).getByRole('button', { name: 'More options' }).click();
  await page.getByRole('menuitem', { name: what }).click();
}

async function add(what) {
  await press('Add');
  await page.getByRole('menuitem', { name: what }).click();
}

/** The dialog that has opened. For half a second it takes what is pressed for a second press of what opened it. */
async function dialog() {
  await page.getByRole('dialog').waitFor();
  await page.waitForTimeout(600);
  return page.getByRole('dialog');
}

const file = (name, buffer) => ({ name, mimeType: 'text/plain', buffer });

run({
  "has a token for one user's content": async () => {
    const own = { grant_type: 'client_credentials', box_subject_type: 'enterprise', box_subject_id: config.enterpriseID };
    const user = await call('users', await granted(own), { name: 'Appy User', is_platform_access_only: true });
    token = await granted({ ...own, box_subject_type: 'user', box_subject_id: user.id });
    narrow = await granted({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      scope: [...BASE, ...ITEM].join(' '),
    });
    folder = await call('folders', token, { name: 'Reports', parent: { id: '0' } });
  },

  'is refused where the app does not list the site': async () => {
    [origin, visit] = [await site(), await browser()];
    page = await show('explorer', 'ContentExplorer', '0', { canPreview: false });
    while (!page.faults.some((fault) => fault.includes('CORS policy'))) await page.waitForTimeout(50);
    await page.close();
    boxwood('app', 'set', client_id, '--cors-origin', origin);
  },

  'lists a folder in the explorer': async () => {
    page = await show('explorer', 'ContentExplorer', '0', { canPreview: false });
    await row('Reports').waitFor();
    await row('Reports').getByText('Reports').click();
    await page.getByText('There are no items in this folder').waitFor();
  },

  'makes a folder in it': async () => {
    await add('New Folder');
    await (await dialog()).getByRole('textbox').fill('Year');
    await press('Create');
    await row('Year').waitFor();
    same((await items(folder.id)).map((item) => item.name), ['Year']);
  },

  'uploads a file in it': async () => {
    await add('Upload');
    await page.getByTestId('upload-input').first().setInputFiles(file('plan.txt', first));
    await press('Upload');
    await press('Close');
    await row('plan.txt').waitFor();
    same((await items(folder.id)).find((item) => item.name === 'plan.txt').sha1, sha1(first));
  },

  'renames the file': async () => {
    await choose('plan.txt', 'Rename');
    await (await dialog()).getByRole('textbox').fill('renamed');
    await press('Rename');
    await row('renamed.txt').waitFor();
    same((await items(folder.id)).map((item) => item.name), ['Year', 'renamed.txt']);
  },

  'shares it by a link': async () => {
    await choose('renamed.txt', 'Share');
    const shown = await page.getByRole('dialog').getByRole('textbox').inputValue();
    const shared = (await items(folder.id)).find((item) => item.name === 'renamed.txt').shared_link;
    same(shown, shared.url);
    await press('Close');
  },

  'finds it': async () => {
    await page.getByRole('searchbox').fill('renamed');
    await row('Year').waitFor({ state: 'detached' });
    await row('renamed.txt').waitFor();
  },

  'deletes it': async () => {
    await page.getByRole('searchbox').fill('');
    await row('Year').waitFor();
    await choose('renamed.txt', 'Delete');
    await (await dialog()).getByRole('button', { name: 'Delete' }).click();
    await told('delete');
    await row('renamed.txt').waitFor({ state: 'detached' });
    same((await items(folder.id)).map((item) => item.name), ['Year']);
    same(page.faults, []);
    await page.close();
  },

  'uploads with the uploader': async () => {
    page = await show('uploader', 'ContentUploader', folder.id, {});
    await page.getByTestId('upload-input').first().setInputFiles([file('one.txt', first), file('two.txt', second)]);
    await press('Upload');
    same((await told('complete')).length, 2);
    same((await items(folder.id)).map((item) => [item.name, item.sha1]).slice(1),
      [['one.txt', sha1(first)], ['two.txt', sha1(second)]]);
  },

  'uploads a new version of what is there': async () => {
    await page.close();
    page = await show('uploader', 'ContentUploader', folder.id, { overwrite: true });
    await page.getByTestId('upload-input').first().setInputFiles(file('one.txt', second));
    await press('Upload');
    await told('complete');
    same((await items(folder.id)).map((item) => [item.name, item.sha1]).slice(1),
      [['one.txt', sha1(second)], ['two.txt', sha1(second)]]);
    same(page.faults, []);
    await page.close();
  },

  'chooses in the picker': async () => {
    page = await show('picker', 'ContentPicker', folder.id, { type: 'file,folder' });
    await row('two.txt').getByRole('checkbox').check({ force: true });
    await press('Choose');
    same((await told('choose')).map((item) => item.name), ['two.txt']);
    same(page.faults, []);
  },

  'uploads a large file': async () => {
    await page.close();
    page = await show('uploader', 'ContentUploader', folder.id, { chunked: true });
    const local = path.join(mkdtempSync(path.join(tmpdir(), 'boxwood-elements-')), 'large.bin');
    writeFileSync(local, huge);
    await page.getByTestId('upload-input').first().setInputFiles(local);
    let parts = 0;
    page.on('request', (request) => { parts += request.method() === 'PUT' && /upload_sessions/.test(request.url()); });
    await press('Upload');
    await page.waitForFunction(() => window.told.complete, null, { timeout: 60_000 });
    same((await items(folder.id)).find((item) => item.name === 'large.bin').sha1, sha1(huge));
    same(parts > 1, url.startsWith('https:'));
    same(page.faults, []);
    rmSync(path.dirname(local), { recursive: true });
  },
});
