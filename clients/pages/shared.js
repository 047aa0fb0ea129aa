'use strict';
// What is shared by a link, as somebody without an account meets it.

const { readFileSync } = require('node:fs');
const { boxwood, same, url } = require('../steps.js');
const { fill, press, visitor } = require('./browser.js');
const { button, link } = require('./console.js');

/** One call of the API by the sample app, as itself or as a user. */
async function call(token, method, path, body, user) {
  const headers = { Authorization: `Bearer ${token}` };
  if (user) headers['As-User'] = user;
  if (typeof body === 'string') headers['Content-Type'] = 'application/json';
  const answer = await fetch(`${url}${path}`, { method, headers, body });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** The sample app's token, as its service account. */
async function serviceToken() {
  const { boxAppSettings: app, enterpriseID } = JSON.parse(readFileSync(process.env.BOXWOOD_APP_CONFIG, 'utf8'));
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: app.clientID,
    client_secret: app.clientSecret,
    box_subject_type: 'enterprise',
    box_subject_id: enterpriseID,
  });
  const answer = await fetch(`${url}/oauth2/token`, { method: 'POST', body: form });
  return (await answer.json()).access_token;
}

/** Makes a folder with a file and a web link, an open link to it, and another with a password to the file. */
async function share() {
  const token = await serviceToken();
  const folder = await call(token, 'POST', '/2.0/folders', JSON.stringify({ name: 'Annual report', parent: { id: '0' } }));
  const upload = new FormData();
  upload.append('attributes', JSON.stringify({ name: 'figures of the last year.csv', parent: { id: folder.id } }));
  upload.append('file', new Blob(['a,b\n1,2\n']));
  const { entries: [file] } = await call(token, 'POST', '/api/2.0/files/content', upload);
  const page = { url: 'https://boxwood.example/', name: 'House style', parent: { id: folder.id } };
  await call(token, 'POST', '/2.0/web_links', JSON.stringify(page));
  const linked = async (path, wish) => {
    const item = await call(token, 'PUT', `${path}?fields=shared_link`, JSON.stringify({ shared_link: wish }));
    return new URL(item.shared_link.url).pathname;
  };
  return {
    open: await linked(`/2.0/folders/${folder.id}`, {}),
    folder: folder.id,
    locked: await linked(`/2.0/files/${file.id}`, { password: 'Secret123@' }),
  };
}

/** Opens both links, looks into the folder and downloads the file. */
async function visit(shared) {
  const page = await visitor();
  await page.goto(shared.open);
  same(await page.locator('h1').innerText(), 'Annual report');
  await press(page, link(page, 'figures of the last year.csv'));
  same(await page.locator('h1').innerText(), 'figures of the last year.csv');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    press(page, link(page, 'Download'), { leads: false }),
  ]);
  same(readFileSync(await download.path(), 'utf8'), 'a,b\n1,2\n');
  await page.goto(shared.locked);
  await fill(page, page.locator('#password'), 'wrong');
  await press(page, button(page, 'Open'));
  same(await page.getByRole('alert').innerText(), 'That is not the password of this link. Ask whoever gave it to you.');
  await fill(page, page.locator('#password'), 'Secret123@');
  await press(page, button(page, 'Open'));
  same(await page.locator('h1').innerText(), 'figures of the last year.csv');
  same(page.complaints, []);
  await page.context().close();
}

/** Leaves two files in a folder, where its owner asks for them. */
async function leave(folder) {
  const words = ['file-request', 'create', folder, 'Photos of the garden', '--email-required', '--description-required'];
  const page = await visitor();
  await page.goto(new URL(boxwood(...words).url).pathname);
  same(await page.locator('h1').innerText(), 'Photos of the garden');
  await fill(page, page.locator('#email'), 'somebody@elsewhere.example');
  await fill(page, page.locator('#description'), 'Roses');
  const photo = (name) => ({ name, mimeType: 'text/plain', buffer: Buffer.alloc(100_000, name) });
  await page.locator('#file').setInputFiles([photo('red.txt'), photo('white.txt')]);
  await press(page, button(page, 'Upload'));
  await page.getByRole('status').waitFor();
  same(await page.getByRole('status').innerText(), 'Your 2 files were uploaded. You can upload more.');
  same(page.complaints, []);
  await page.context().close();
}

module.exports = { call, leave, serviceToken, share, visit };
