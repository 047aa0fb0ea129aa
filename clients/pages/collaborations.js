'use strict';
// Groups, and who collaborates where, as the admin sees to them.

const { same } = require('../steps.js');
const { fill, press } = require('./browser.js');
const { button, link, main } = require('./console.js');
const { call, serviceToken } = require('./shared.js');

const GROUP = 'Night shift';

/** Makes a group with a user in it, who leads it and does not any more; answers its path. */
async function makeGroup(admin, login) {
  await admin.goto('/admin/groups');
  await press(admin, link(admin, 'Make a group').first());
  await fill(admin, admin.locator('#name'), GROUP);
  await fill(admin, admin.locator('#description'), 'Those who are here after ten');
  await press(admin, button(admin, 'Make group'));
  const path = new URL(admin.url()).pathname.replace(/\/members$/, '');
  await fill(admin, admin.locator('#login'), 'nobody@boxwood.example');
  await press(admin, button(admin, 'Add member'));
  same(await admin.locator('#login').getAttribute('aria-invalid'), 'true');
  await fill(admin, admin.locator('#login'), login);
  await press(admin, button(admin, 'Add member'));
  const row = main(admin).getByRole('row').last();
  same((await row.innerText()).includes(login), true);
  await press(admin, row.getByRole('button', { name: /^Make group admin/ }));
  same((await row.innerText()).includes('Group admin'), true);
  await press(admin, row.getByRole('button', { name: /^Make plain member/ }));
  await admin.goto(path);
  await fill(admin, admin.locator('#description'), 'Those who are here until six');
  await press(admin, button(admin, 'Save changes'));
  same(await admin.locator('#description').inputValue(), 'Those who are here until six');
  return path;
}

/** A folder of the user's own, which the group and somebody from elsewhere are in. */
async function shareFolder(user, group) {
  const token = await serviceToken();
  const body = JSON.stringify({ name: 'Rota of the night shift', parent: { id: '0' } });
  const folder = await call(token, 'POST', '/2.0/folders', body, user);
  const give = (accessible_by, role) => {
    const wish = { item: { type: 'folder', id: folder.id }, accessible_by, role };
    return call(token, 'POST', '/2.0/collaborations', JSON.stringify(wish), user);
  };
  await give({ type: 'group', id: group.split('/').pop() }, 'viewer');
  await give({ type: 'user', login: 'guest@elsewhere.example' }, 'editor');
  return folder.id;
}

/** Finds out who is in what the user owns, gives the group another role and sends the guest away. */
async function reviewShares(admin, user, group, folder) {
  await admin.goto('/admin/collaborations');
  await fill(admin, admin.locator('#q'), 'boxwood sample');
  await press(admin, button(admin, 'Find users'));
  await press(admin, link(admin, 'Boxwood Sample User'));
  await press(admin, link(admin, 'What they own'));
  same(await main(admin).getByRole('row').count(), 3);
  await press(admin, link(admin, 'Open Night shift'));
  await admin.locator('#role').selectOption('editor');
  await press(admin, button(admin, 'Change role'));
  same(await admin.locator('#role').inputValue(), 'editor');
  await admin.goto(`/admin/collaborations/users/${user}?tab=owned&external=on`);
  same(await main(admin).getByRole('row').count(), 2);
  await press(admin, link(admin, 'Open guest@elsewhere.example'));
  await press(admin, button(admin, 'End collaboration').first(), { leads: false });
  await press(admin, admin.locator('#remove').getByRole('button', { name: 'End collaboration' }));
  same(new URL(admin.url()).pathname, `/admin/collaborations/items/${folder}`);
  same(await main(admin).getByRole('row').count(), 2);
  await admin.goto(`${group}/collaborations`);
  same((await main(admin).innerText()).includes('Rota of the night shift'), true);
}

module.exports = { makeGroup, reviewShares, shareFolder };
