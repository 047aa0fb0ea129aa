'use strict';
// Box's first Node SDK (box-node-sdk 3.x) against a Boxwood server: unmodified but for where it looks for Box.

const BoxSDK = require('box-node-sdk');
const http = require('node:http');
const { boxwood, config, large, png, run, same, sha1, url, whole, withClockOff } = require('../steps.js');

const { clientID } = config.boxAppSettings;
const options = {
  apiRootURL: url,
  uploadAPIRootURL: `${url}/api`,
  authorizeRootURL: `${url}/api`,
  // Its own agent refuses to speak http.
  ...(url.startsWith('http:') && { request: { agentClass: http.Agent } }),
};

function sdk(more = {}) {
  const made = BoxSDK.getPreconfiguredInstance(config);
  made.configure({ ...options, ...more });
  return made;
}

const login = () => sdk().getAppAuthClient('enterprise');

/** The work is refused in this way; gives the header that names the request. */
async function refused(status, code, work) {
  const error = await work().then(
    () => { throw new Error(`not refused with ${status}`); },
    (failure) => failure,
  );
  if (!error.response) throw error;
  same([error.statusCode, error.response.body?.code], [status, code]);
  return error.response.headers['box-request-id'];
}

let client, itself, before, una, appy, asUna, folder, inner, own, token, narrow;

run({
  'logs in with app-config.json': async () => {
    const tokens = await sdk().getEnterpriseAppAuthTokens();
    same(typeof tokens.accessToken, 'string');
    client = login();
  },

  'is the service account': async () => {
    itself = await client.users.get(client.CURRENT_USER_ID, { fields: 'name,login,role,enterprise' });
    same(itself.login.startsWith('AutomationUser_'), true);
    same([itself.name, itself.enterprise.id], [boxwood('app', 'list')[0].name, config.enterpriseID]);
    same((await client.users.get(itself.id)).login, itself.login);
  },

  'lists the users': async () => {
    before = (await client.enterprise.getUsers()).entries.map((user) => user.login);
    const walked = [];
    const walker = sdk({ iterators: true }).getAppAuthClient('enterprise');
    const pages = await walker.enterprise.getUsers({ usemarker: true, limit: 1 });
    for (let page = await pages.next(); !page.done; page = await pages.next()) walked.push(page.value.login);
    same(walked, before);
    same(before.includes(itself.login), false);
    const found = await client.enterprise.getUsers({ filter_term: before[0], user_type: 'managed', fields: 'role' });
    same(found.entries.map((user) => user.role), ['admin']);
  },

  'creates users': async () => {
    una = await client.enterprise.addUser('una@clients.example', 'Una User', { job_title: 'Tester', space_amount: 1e9 });
    appy = await client.enterprise.addAppUser('Appy User', { external_app_user_id: 'appy-1' });
    same(appy.login.startsWith('AppUser_'), true);
    await refused(409, 'user_login_already_used', () => client.enterprise.addUser('UNA@clients.example', 'Una again'));
  },

  'fetches and updates them': async () => {
    same((await client.users.get(una.id)).job_title, 'Tester');
    same((await client.users.update(una.id, { name: 'Una Renamed', phone: '555' })).name, 'Una Renamed');
    const wanted = { type: 'user', id: una.id, name: 'Una Renamed', login: 'una@clients.example', phone: '555' };
    same(await client.users.get(una.id, { fields: 'phone' }), wanted);
    same((await client.users.get(appy.id, { fields: 'is_platform_access_only' })).is_platform_access_only, true);
    const ids = (await client.enterprise.getUsers()).entries.map((user) => user.id);
    same([una.id, appy.id].every((id) => ids.includes(id)), true);
  },

  "changes the user's picture": async () => {
    const pic = { value: png, options: { filename: 'una.png', contentType: 'image/png' } };
    same(Object.keys((await client.users.setAvatar(una.id, pic)).pic_urls).sort(), ['large', 'preview', 'small']);
    same(await whole(await client.users.getAvatar(una.id)), png);
    await client.users.deleteAvatar(una.id);
  },

  'acts as a user with another client': async () => {
    asUna = login();
    asUna.asUser(una.id);
    same((await asUna.users.get('me')).id, una.id);
    same((await client.users.get('me')).id, itself.id);
    const asAppy = login();
    asAppy.asUser(appy.id);
    same((await asAppy.users.get('me')).login, appy.login);
    await refused(403, 'access_denied_insufficient_permissions', () => asUna.enterprise.getUsers());
  },

  'acts as a user and as itself with one client': async () => {
    client.asUser(una.id);
    same((await client.users.get('me')).id, una.id);
    client.asSelf();
    same((await client.users.get('me')).id, itself.id);
  },

  "opens the user's root folder": async () => {
    const root = await asUna.folders.get('0');
    same([root.id, root.name, root.item_collection.total_count], ['0', 'All Files', 0]);
    same((await asUna.folders.getItems('0')).entries, []);
  },

  'creates a folder as the user': async () => {
    folder = await asUna.folders.create('0', 'Reports');
    same([folder.owned_by.id, folder.created_by.id, folder.parent.id], [una.id, una.id, '0']);
    inner = await asUna.folders.create(folder.id, '2025');
    same((await asUna.folders.getItems('0')).entries.map((item) => item.name), ['Reports']);
    const page = await asUna.folders.getItems(folder.id, { usemarker: true, fields: 'name,etag' });
    same(page.entries.map((item) => item.id), [inner.id]);
    await refused(409, 'item_name_in_use', () => asUna.folders.create('0', 'reports'));
  },

  'does not see it as itself': async () => {
    await refused(404, 'not_found', () => client.folders.get(folder.id));
    await refused(404, 'not_found', () => client.folders.delete(folder.id));
    same((await client.folders.getItems('0')).entries, []);
  },

  'renames it': async () => {
    const renamed = await asUna.folders.update(folder.id, { name: 'Reports of the year' });
    same(renamed.name, 'Reports of the year');
    await refused(412, 'precondition_failed', () => asUna.folders.update(folder.id, { name: 'Other', etag: '77' }));
  },

  'uploads a large file in parts': async () => {
    const uploader = await asUna.files.getChunkedUploader(folder.id, large.length, 'large.bin', large);
    const { entries: [parts] } = await uploader.start();
    same([parts.name, parts.size, parts.sha1], ['large.bin', large.length, sha1(large)]);
    same(sha1(await whole(await asUna.files.getReadStream(parts.id))), sha1(large));
  },

  'logs in as the user': async () => {
    own = sdk().getAppAuthClient('user', una.id);
    same((await own.users.get('me')).id, una.id);
    token = (await sdk().getAppUserTokens(una.id)).accessToken;
    same((await sdk().getBasicClient(token).users.get('me')).id, una.id);
  },

  'narrows that token to one folder': async () => {
    const basic = sdk().getBasicClient(token);
    const scopes = ['item_preview', 'item_rename', 'base_explorer'];
    narrow = (await basic.exchangeToken(scopes, `https://api.box.com/2.0/folders/${folder.id}`)).accessToken;
    const narrowed = sdk().getBasicClient(narrow);
    same((await narrowed.folders.get(folder.id)).name, 'Reports of the year');
    same((await narrowed.folders.update(folder.id, { name: 'Reports' })).name, 'Reports');
    await refused(403, undefined, () => narrowed.folders.delete(folder.id, { recursive: true }));
  },

  'revokes that token': async () => {
    await sdk().getBasicClient(token).revokeTokens();
    for (const dead of [token, narrow]) {
      const error = await sdk().getBasicClient(dead).users.get('me').catch((failure) => failure);
      same([error.statusCode, error.authExpired], [401, true]);
    }
  },

  'deletes the folder': async () => {
    await asUna.folders.delete(folder.id, { recursive: true });
    await refused(404, 'trashed', () => asUna.folders.get(inner.id));
  },

  'logs in with client credentials': async () => {
    same((await sdk().getAnonymousClient().users.get('me')).id, itself.id);
    same((await sdk().getCCGClientForUser(appy.id).users.get('me')).id, appy.id);
  },

  'has a clock that is two minutes off': async () => {
    for (const minutes of [-2, 2]) {
      same((await withClockOff(minutes, () => login().users.get('me'))).id, itself.id);
    }
  },

  'learns why As-User is refused': async () => {
    boxwood('app', 'set', clientID, '--as-user', 'off');
    boxwood('app', 'reauthorize', clientID);
    const after = login();
    after.asUser(una.id);
    const request = await refused(403, undefined, () => after.users.get('me'));
    same(/as-user/i.test(JSON.stringify(boxwood('explain', request))), true);
    boxwood('app', 'set', clientID, '--as-user', 'on');
    boxwood('app', 'reauthorize', clientID);
    const again = login();
    again.asUser(una.id);
    same((await again.users.get('me')).id, una.id);
  },

  'deletes the users': async () => {
    await client.users.delete(una.id, { notify: false, force: true });
    await client.users.delete(appy.id);
    await refused(404, 'not_found', () => client.users.get(una.id));
    same((await client.enterprise.getUsers()).entries.map((user) => user.login), before);
  },
});
