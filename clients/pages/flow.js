'use strict';
// From the first sign-in to an app that acts as somebody, by the pages alone.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { boxwood, run, same } = require('../steps.js');
const { by, fill, press, set, visitor } = require('./browser.js');
const { makeGroup, reviewShares, shareFolder } = require('./collaborations.js');
const { acts, answer, asUser, button, code, consent, link, main, makeApp, save, signIn } = require('./console.js');
const { look } = require('./look.js');
const { provide } = require('./provider.js');
const { leave, share, visit } = require('./shared.js');

const ADMIN = 'admin@boxwood.example';
const USER = 'sample.user@boxwood.example';
const PASSWORD = 'a whole new passphrase';
const NAME = 'Badge Printer';
const oneTime = () => readFileSync(process.env.BOXWOOD_LOG, 'utf8').match(/password\s+(\S+)/)[1];
const file = join(process.env.BOXWOOD_DATA, 'badge-printer.json');

let admin, app, signer, user, refused, shared, group, rota;

/** The choice of a password that a one-time password leads to. */
async function choose(page) {
  same(await page.locator('h1').innerText(), 'Choose a password');
  await fill(page, page.locator('#password'), PASSWORD);
  await fill(page, page.locator('#again'), PASSWORD);
  await press(page, button(page, 'Set password and go on'));
}

const steps = {
  'signs in with the one-time password': async () => {
    admin = await visitor();
    await admin.goto('/');
    await fill(admin, admin.locator('#login'), ADMIN);
    await fill(admin, admin.locator('#password'), 'wrong');
    await press(admin, button(admin, 'Sign in'));
    same(await admin.getByRole('alert').innerText(), 'That password does not match this email. Check both and try again.');
    await fill(admin, admin.locator('#password'), oneTime());
    await press(admin, button(admin, 'Sign in'));
    await choose(admin);
    same(await admin.locator('h1').innerText(), 'Apps');
    user = boxwood('user', 'show', USER).id;
  },

  'creates an app': async () => {
    app = await makeApp(admin, NAME, 'jwt');
    same(await main(admin).locator('h1').innerText(), `${NAME} Not authorised`);
  },

  'switches As-User on': async () => {
    await set(admin, admin.locator('input[name=level][value=enterprise]'));
    await set(admin, admin.locator('input[name=scope][value=manage_managed_users]'));
    await set(admin, admin.getByRole('switch', { name: /as-user header/ }));
    await save(admin);
    same(await admin.getByRole('switch', { name: /as-user header/ }).isChecked(), true);
  },

  'asks the admin, who authorises it': async () => {
    await press(admin, button(admin, 'Submit for review'));
    await answer(admin, app, NAME, 'Authorise app');
    await admin.goto(app.path);
    same(await main(admin).locator('h1').innerText(), `${NAME} Authorised`);
  },

  'downloads its settings file': async () => {
    await admin.goto(`${app.path}/settings-file`);
    await fill(admin, admin.locator('#password'), PASSWORD);
    const saved = admin.waitForEvent('download');
    await press(admin, button(admin, 'Make a key pair and download'), { leads: false });
    await (await saved).saveAs(file);
  },

  'has the Python SDK act as a user with it': async () => {
    const told = acts(file, user);
    same(told.acting, USER);
    same(told.itself.startsWith('AutomationUser_'), true);
  },

  'switches As-User off, which waits for the admin': async () => {
    await asUser(admin, app, false);
    same(await admin.locator('#waits b').innerText(), 'Saved settings wait for re-authorisation.');
    same(acts(file, user).acting, USER);
  },

  'has it re-authorised, and is refused': async () => {
    await answer(admin, app, NAME, 'Re-authorise app');
    refused = acts(file, user);
    same(refused.status, 403);
  },

  'finds out why': async () => {
    // Refusals are written down once a second.
    do await admin.goto(`/admin/explain?request=${refused.request}`);
    while (await admin.locator('#request-error').count());
    same((await main(admin).innerText()).includes('As-User'), true);
    await press(admin, main(admin).locator('a[href$="/configuration"], a[href*="/configuration#"]').first());
    same(new URL(admin.url()).pathname, `${app.path}/configuration`);
  },

  'switches it on again': async () => {
    await asUser(admin, app, true);
    await answer(admin, app, NAME, 'Re-authorise app');
    same(acts(file, user).acting, USER);
  },

  'gives a user a one-time password': async () => {
    await admin.goto(`/admin/users/${user}`);
    await press(admin, button(admin, 'Reset password'), { leads: false });
    await press(admin, admin.locator('#reset').getByRole('button', { name: 'Reset password' }));
    const password = await admin.locator('.secret code').first().innerText();
    const page = await visitor();
    await page.goto('/sign-in');
    await fill(page, page.locator('#login'), USER);
    await fill(page, page.locator('#password'), password);
    await press(page, button(page, 'Sign in'));
    await choose(page);
    same(await page.getByRole('link', { name: 'Admin', exact: true }).count(), 0);
    await page.context().close();
  },

  'shares the app with a colleague': async () => {
    const card = admin.locator('#collaborators');
    const share = async (login) => {
      await fill(admin, card.locator('#login'), login);
      await press(admin, card.getByRole('button', { name: 'Add collaborator' }));
    };
    await admin.goto(app.path);
    await share('nobody@boxwood.example');
    same(await card.locator('#login').getAttribute('aria-invalid'), 'true');
    await share(USER);
    same((await card.getByRole('row').last().innerText()).includes(USER), true);
    const page = await signIn(USER, PASSWORD, '/developer/apps');
    await press(page, link(page, NAME));
    same(await main(page).locator('h1').innerText(), `${NAME} Authorised`);
    same(await button(page, 'Delete app').count(), 0);
    same(await main(page).getByRole('button', { name: 'Add collaborator' }).count(), 0);
    await fill(page, page.locator('#description'), 'Prints badges at the door');
    await press(page, button(page, 'Save'));
    await admin.goto(app.path);
    same(await admin.locator('#description').inputValue(), 'Prints badges at the door');
    await press(admin, card.getByRole('button', { name: 'Remove Boxwood Sample User' }));
    same((await card.innerText()).includes('Nobody yet.'), true);
    same((await page.goto(app.path)).status(), 404);
    await page.context().close();
  },

  'has a provider sign the user in': async () => {
    const provider = await provide({
      issuer: process.env.BOXWOOD_PROVIDER,
      client: process.env.BOXWOOD_PROVIDER_CLIENT,
      secret: process.env.BOXWOOD_PROVIDER_SECRET,
    });
    const through = async (sub, email) => {
      provider.person(sub, email);
      const page = await visitor();
      await page.goto('/account/security');
      await press(page, button(page, 'Continue with House ID'));
      await page.waitForURL(`${process.env.BOXWOOD_PROVIDER}/**`);
      await press(page, link(page, `Go on as ${email}`));
      return page;
    };
    const stranger = await through('stranger', 'stranger@boxwood.example');
    same(await stranger.locator('h1').innerText(), 'House ID opens no account here');
    await stranger.context().close();
    const page = await through('user there', USER);
    const card = page.locator('#provider');
    same((await card.innerText()).includes(`Linked ${USER}`), true);
    await admin.goto(`/admin/users/${user}`);
    await press(admin, button(admin, 'Unlink identity'));
    same(await button(admin, 'Unlink identity').count(), 0);
    await page.goto('/account/security');
    same((await card.innerText()).includes('Not linked'), true);
    same(page.complaints, []);
    await page.context().close();
    provider.close();
  },

  'has the Node SDK sign the user in': async () => {
    signer = await makeApp(admin, 'Photo Frame', 'oauth2');
    await press(admin, button(admin, 'Add a URI'));
    await fill(admin, admin.locator('#uri1'), 'http://127.0.0.1/callback');
    await save(admin);
    const { client, page } = await consent(signer, USER, PASSWORD);
    same((await client.users.getUserMe()).login, USER);
    await page.goto('/account/apps');
    await press(page, main(page).getByRole('button', { name: 'Remove Photo Frame' }));
    same(await main(page).locator('h3').innerText(), 'No app acts for you');
    const error = await client.users.getUserMe().then(() => null, (failure) => failure);
    same(error !== null, true);
    await page.context().close();
  },

  'acts as the user by the pages': async () => {
    await admin.goto(`/admin/users/${user}`);
    await press(admin, button(admin, 'Log in to this account'));
    const banner = admin.getByRole('region', { name: 'Acting as another user' });
    await admin.goto('/account');
    same((await banner.innerText()).includes('Boxwood Sample User'), true);
    same(await admin.locator('h1').innerText(), 'Boxwood Sample User');
    await press(admin, banner.getByRole('button', { name: 'Stop acting' }));
    await admin.goto('/account');
    same(await admin.locator('h1').innerText(), 'Boxwood Admin');
  },

  'sees all of it in the audit': async () => {
    await admin.goto('/admin/audit');
    const text = await main(admin).innerText();
    for (const wanted of [NAME, 'get_users_me', 'Boxwood Sample User']) same([wanted, text.includes(wanted)], [wanted, true]);
    const saved = admin.waitForEvent('download');
    await press(admin, main(admin).getByRole('link', { name: /CSV/ }), { leads: false });
    const rows = readFileSync(await (await saved).path(), 'utf8').trim().split('\n');
    same(rows.length > 1, true);
  },

  'turns the second factor on and signs in with it': async () => {
    await admin.goto('/account/security');
    await fill(admin, admin.locator('#factor-current'), PASSWORD);
    await press(admin, button(admin, 'Set up a second factor'));
    const key = await admin.locator('.secret code').innerText();
    await fill(admin, admin.locator('#code'), code(key));
    await press(admin, button(admin, 'Turn on the second factor'));
    same((await admin.locator('pre').innerText()).trim().split('\n').length, 10);
    // The code of now is used up; that of the next step is taken already.
    const page = await signIn(ADMIN, PASSWORD, '/account', () => code(key, Date.now() + 30_000));
    same(await page.locator('h1').innerText(), 'Boxwood Admin');
    await page.context().close();
  },

  'makes a group and puts the user into it': async () => {
    group = await makeGroup(admin, USER);
  },

  'sees and changes who is in what the user owns': async () => {
    rota = await shareFolder(user, group);
    await reviewShares(admin, user, group, rota);
  },

  'opens what others have shared by links': async () => {
    shared = await share();
    await visit(shared);
  },

  'leaves files where somebody asks for them': async () => {
    await leave(shared.folder);
  },

  'watches a refused call in the laboratory': async () => {
    await admin.goto('/_lab');
    for (const token of ['guessed', process.env.BOXWOOD_LAB_TOKEN]) {
      await fill(admin, admin.locator('#token'), token);
      await press(admin, button(admin, 'Open'));
      same(await admin.getByRole('alert').count(), token === 'guessed' ? 1 : 0);
    }
    same(await admin.locator('h1').innerText(), 'Calls of main');
    const why = "The As-User header names no user of the token's own enterprise.";
    const refusal = admin.locator('#refusals summary').filter({ hasText: why });
    same(await refusal.count(), 0);
    acts(file, '999');
    // With script it comes by itself; refusals are written down once a second.
    if (by === 'noscript') do await press(admin, admin.getByRole('link', { name: 'Refresh' })); while (!(await refusal.count()));
    await refusal.waitFor();
    const step = admin.locator('#refusals li.bad');
    same(await step.count(), await admin.locator('#refusals details').count());
    await press(admin, refusal, { leads: false });
    await step.first().waitFor();
  },

  'calls the API as the user from the documentation': async () => {
    await admin.goto('/docs/reference/get_users_me');
    await press(admin, admin.getByRole('button', { name: /^Log in as/ }));
    await press(admin, button(admin, 'Grant access to Box'));
    await admin.waitForURL('**/docs/reference/get_users_me');
    await fill(admin, admin.locator('#try-as'), user);
    await press(admin, button(admin, 'Send GET request'), { leads: false });
    await admin.locator('#try-status').filter({ hasText: '200' }).waitFor();
    same((await admin.locator('#try-result').innerText()).includes(USER), true);
    // A folder of the user's that is named as script stays text.
    const hostile = `<img src=x onerror="alert('1')">`;
    await admin.goto('/docs/reference/post_folders');
    await fill(admin, admin.locator('#try-as'), user);
    await fill(admin, admin.locator('#try-body'), JSON.stringify({ name: hostile, parent: { id: '0' } }));
    await press(admin, button(admin, 'Send POST request'), { leads: false });
    await admin.locator('#try-status').filter({ hasText: '201' }).waitFor();
    same((await admin.locator('#try-result').innerText()).includes(JSON.stringify(hostile)), true);
    same(await admin.locator('#try-result *').count(), 0);
  },

  'has the pages of accounts and apps looked at': async () => {
    await look(admin, [
      '/sign-in',
      '/account',
      '/account/security',
      '/account/apps',
      '/developer/apps',
      '/developer/apps/new',
      app.path,
      ...['configuration', 'authorization', 'diagnostics', 'settings-file', 'keys/new'].map((tab) => `${app.path}/${tab}`),
      `${signer.path}/configuration`,
      '/admin/apps',
      '/admin/apps?kind=user',
      `/admin/apps/${app.path.split('/').pop()}`,
      `/api/oauth2/authorize?response_type=code&client_id=${signer.clientId}`,
      ['/api/oauth2/authorize?response_type=code&client_id=nobody', 400],
    ]);
  },

  'has the pages of people and links looked at': async () => {
    await look(admin, [
      '/admin/users',
      '/admin/users/new',
      `/admin/users/${user}`,
      '/admin/groups',
      '/admin/groups?q=nothing-of-that-name',
      '/admin/groups/new',
      group,
      `${group}/members`,
      `${group}/collaborations`,
      '/admin/collaborations',
      '/admin/collaborations?q=box',
      `/admin/collaborations/users/${user}`,
      `/admin/collaborations/users/${user}?tab=owned`,
      `/admin/collaborations/items/${rota}`,
      ['/admin/collaborations/items/999', 404],
      '/admin/audit',
      `/admin/explain?request=${refused.request}`,
      '/admin/settings',
      ['/admin/users/999', 404],
      shared.open,
      shared.locked,
      ['/s/nowhere', 404],
    ]);
  },

  'has the documentation and the laboratory looked at': async () => {
    await look(admin, [
      '/docs',
      '/docs/reference',
      '/docs/reference/get_users_me',
      '/docs/reference/post_folders',
      '/docs/guides/as-user',
      '/docs/search?q=as-user',
      '/docs/search?q=nothing-of-that-name',
      '/_lab',
    ]);
    same(admin.complaints, []);
  },
};

// The live explorer is the one thing that needs script, and how a page looks is the same by whatever it is used.
if (by === 'noscript') delete steps['calls the API as the user from the documentation'];
if (by !== 'mouse') {
  delete steps['has the pages of accounts and apps looked at'];
  delete steps['has the pages of people and links looked at'];
  delete steps['has the documentation and the laboratory looked at'];
}
run(steps);
