'use strict';
// From the first sign-in to an app that acts as somebody, by the pages alone.

const { readFileSync } = require('node:fs');
const { run, same } = require('../steps.js');
const { by, fill, press, visitor } = require('./browser.js');
const { look } = require('./look.js');

const LOGIN = 'admin@boxwood.example';
const PASSWORD = 'a whole new passphrase';
const oneTime = () => readFileSync(process.env.BOXWOOD_LOG, 'utf8').match(/password\s+(\S+)/)[1];

let admin;
const main = (page) => page.locator('#main');

const steps = {
  'signs in with the one-time password': async () => {
    admin = await visitor();
    await admin.goto('/');
    await fill(admin, admin.locator('#login'), LOGIN);
    await fill(admin, admin.locator('#password'), 'wrong');
    await press(admin, main(admin).getByRole('button', { name: 'Sign in' }));
    same(await admin.getByRole('alert').innerText(), 'That password does not match this email. Check both and try again.');
    await fill(admin, admin.locator('#password'), oneTime());
    await press(admin, main(admin).getByRole('button', { name: 'Sign in' }));
    same(await admin.locator('h1').innerText(), 'Choose a password');
    await fill(admin, admin.locator('#password'), PASSWORD);
    await fill(admin, admin.locator('#again'), PASSWORD);
    await press(admin, admin.getByRole('button', { name: 'Set password and go on' }));
    await admin.goto('/account');
    same(await admin.locator('h1').innerText(), 'Boxwood Admin');
  },

  'has every page looked at': async () => {
    const app = '/developer/apps/1';
    const tabs = ['', '/configuration', '/authorization', '/diagnostics', '/secret', '/keys/new', '/settings-file'];
    const console = ['/developer/apps', '/developer/apps/new', ...tabs.map((tab) => app + tab)];
    await look(admin, ['/docs', '/docs/reference', '/docs/reference/post_folders', '/docs/guides/as-user', '/docs/search?q=token', '/sign-in', '/account', '/account/security', '/account/apps', ...console]);
    same(admin.complaints, []);
  },
};

// How a page looks is the same by whatever it is used.
if (by !== 'mouse') delete steps['has every page looked at'];
run(steps);
