'use strict';
// Box's first Node SDK (box-node-sdk 3.x) against a Boxwood server: unmodified but for where it looks for Box.

const BoxSDK = require('box-node-sdk');
const http = require('node:http');
const { Readable } = require('node:stream');
const { boxwood, config, first, large, png, run, same, second, sha1, url, whole, withClockOff } = require('../steps.js');

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

/** Uploads a file; gives what it became. */
async function upload(by, at, name, bytes, options) {
  return (await by.files.uploadFile(at, name, bytes, options)).entries[0];
}

/** What a file holds. */
const read = async (by, id, options) => whole(await by.files.getReadStream(id, options));

let client, itself, before, una, appy, asUna, folder, inner, own, token, narrow;
let asAppy, copy, mine, plan, shared;

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

  'uploads a file': async () => {
    plan = await upload(asUna, folder.id, 'plan.txt', first);
    same([plan.name, plan.size, plan.sha1], ['plan.txt', first.length, sha1(first)]);
    same([plan.owned_by.id, plan.parent.id, plan.etag], [una.id, folder.id, '0']);
    await refused(409, 'item_name_in_use', () => upload(asUna, folder.id, 'PLAN.txt', second));
    const wanted = { name: 'plan.txt', size: 5 };
    await refused(409, 'item_name_in_use', () => asUna.files.preflightUploadFile(folder.id, wanted));
    same(typeof (await asUna.files.preflightUploadFile(folder.id, { name: 'notes.txt' })).upload_url, 'string');
    await upload(asUna, folder.id, 'notes.txt', Readable.from([first]), { content_length: first.length });
    await refused(404, 'not_found', () => client.files.get(plan.id));
  },

  'downloads a range of it': async () => {
    same(await read(asUna, plan.id), first);
    same(await read(asUna, plan.id, { byteRange: [4, 8] }), first.subarray(4, 9));
    same(await read(asUna, plan.id, { byteRange: [first.length - 6, first.length + 9] }), first.subarray(-6));
  },

  'shows a file as a small picture': async () => {
    const picture = await upload(asUna, folder.id, 'picture.png', png);
    // This SDK has no call for it.
    const thumbnail = (id) => asUna.get(`/files/${id}/thumbnail.png`, { encoding: null, json: false, followRedirect: false });
    const small = await thumbnail(picture.id);
    same([small.statusCode, small.body.subarray(0, 8)], [200, png.subarray(0, 8)]);
    // There is none of a text, but a picture that stands for any file.
    const instead = await thumbnail(plan.id);
    same([instead.statusCode, instead.headers.location.startsWith(url)], [302, true]);
    const shown = await asUna.files.getRepresentationInfo(picture.id, '[jpg?dimensions=94x94]');
    same(shown.entries.map((entry) => entry.representation), ['jpg']);
    await asUna.files.delete(picture.id);
    await asUna.files.deletePermanently(picture.id);
  },

  'uploads a new version': async () => {
    const { entries: [newer] } = await asUna.files.uploadNewFileVersion(plan.id, second);
    same([newer.id, newer.etag, newer.sha1], [plan.id, '1', sha1(second)]);
    const { entries: [old] } = await asUna.files.getVersions(plan.id);
    same(old.sha1, plan.sha1);
    same(await read(asUna, plan.id), second);
    same(await read(asUna, plan.id, { version: old.id }), first);
    await refused(412, 'precondition_failed', () => asUna.files.update(plan.id, { name: 'other.txt', etag: '0' }));
    same((await asUna.files.promoteVersion(plan.id, old.id)).sha1, plan.sha1);
    same(await read(asUna, plan.id), first);
    same((await asUna.files.getVersions(plan.id)).total_count, 2);
  },

  'copies it': async () => {
    copy = await asUna.files.copy(plan.id, inner.id, { name: 'copy.txt' });
    same([copy.name, copy.parent.id, copy.sha1], ['copy.txt', inner.id, plan.sha1]);
    same(await read(asUna, copy.id), first);
    await refused(409, 'item_name_in_use', () => asUna.files.copy(plan.id, folder.id));
  },

  'copies the folder': async () => {
    const whole = await asUna.folders.copy(folder.id, '0', { name: 'Whole' });
    same([whole.name, whole.parent.id, whole.id === folder.id], ['Whole', '0', false]);
    same(whole.size, (await asUna.folders.get(folder.id)).size);
    const { entries } = await asUna.folders.getItems(whole.id);
    same(await read(asUna, entries.find((entry) => entry.name === 'plan.txt').id), first);
    await refused(409, 'item_name_in_use', () => asUna.folders.copy(folder.id, '0', { name: 'Whole' }));
    await asUna.folders.delete(whole.id, { recursive: true });
    await asUna.folders.deletePermanently(whole.id);
  },

  'moves it': async () => {
    const moved = await asUna.files.move(copy.id, folder.id);
    same([moved.name, moved.path_collection.entries.map((entry) => entry.id)], ['copy.txt', ['0', folder.id]]);
    same((await asUna.files.update(copy.id, { name: 'moved.txt' })).name, 'moved.txt');
    same((await asUna.folders.getItems(inner.id)).entries, []);
  },

  'shares it by a link': async () => {
    asAppy = login();
    asAppy.asUser(appy.id);
    const password = 'a-long-secret';
    const shared = { shared_link: { access: 'open', password }, fields: 'shared_link' };
    const link = (await asUna.files.update(plan.id, shared)).shared_link;
    same([link.access, link.is_password_enabled], ['open', true]);
    await refused(404, 'not_found', () => asAppy.files.get(plan.id));
    await refused(403, 'incorrect_shared_item_password', () => asAppy.sharedItems.get(link.url));
    same((await asAppy.sharedItems.get(link.url, password)).id, plan.id);
    asAppy.setSharedContext(link.url, password);
    same((await asAppy.files.get(plan.id)).name, 'plan.txt');
    same(await read(asAppy, plan.id), first);
    asAppy.revokeSharedContext();
    await asUna.files.update(plan.id, { shared_link: null });
    same((await asUna.files.get(plan.id, { fields: 'shared_link' })).shared_link, null);
    await refused(404, 'not_found', () => asAppy.sharedItems.get(link.url, password));
  },

  'invites a collaborator': async () => {
    shared = await asUna.collaborations.createWithUserID(appy.id, folder.id, 'viewer');
    same([shared.role, shared.status, shared.accessible_by.id], ['viewer', 'accepted', appy.id]);
    same((await asAppy.folders.getItems('0')).entries.map((item) => item.id), [folder.id]);
    same(await read(asAppy, plan.id), first);
    const denied = 'access_denied_insufficient_permissions';
    await refused(403, denied, () => upload(asAppy, folder.id, 'mine.txt', first));
    const again = () => asUna.collaborations.createWithUserID(appy.id, folder.id, 'editor');
    await refused(400, 'user_already_collaborator', again);
  },

  "changes the collaborator's role": async () => {
    same((await asUna.collaborations.update(shared.id, { role: 'editor' })).role, 'editor');
    mine = await upload(asAppy, folder.id, 'mine.txt', second);
    same([mine.owned_by.id, mine.created_by.id], [una.id, appy.id]);
    const listed = (await asUna.folders.getCollaborations(folder.id)).entries;
    same(listed.map((entry) => [entry.id, entry.role]), [[shared.id, 'editor']]);
  },

  'locks it': async () => {
    same((await asUna.files.lock(plan.id, { is_download_prevented: true })).id, plan.id);
    const { lock } = await asUna.files.get(plan.id, { fields: 'lock' });
    same([lock.created_by.id, lock.is_download_prevented], [una.id, true]);
    await refused(403, 'access_denied_item_locked', () => asAppy.files.update(plan.id, { name: 'theirs.txt' }));
    await asUna.files.unlock(plan.id);
    same((await asAppy.files.update(plan.id, { description: 'Theirs, too' })).description, 'Theirs, too');
  },

  'comments on it': async () => {
    const comment = await asAppy.comments.create(plan.id, 'Is it ready?');
    const answer = await asUna.comments.reply(comment.id, 'Nearly.');
    same([comment.is_reply_comment, answer.is_reply_comment], [false, true]);
    const said = async () => (await asUna.files.getComments(plan.id)).entries;
    const wanted = [['Is it ready?', appy.id], ['Nearly.', una.id]];
    same((await said()).map((entry) => [entry.message, entry.created_by.id]), wanted);
    same((await asAppy.comments.update(comment.id, { message: 'Is it?' })).message, 'Is it?');
    await asUna.comments.delete(answer.id);
    same((await said()).length, 1);
  },

  'gives the collaborator a task': async () => {
    const task = await asUna.tasks.create(plan.id, { message: 'Read it' });
    const given = await asUna.tasks.assignByUserID(task.id, appy.id);
    same([given.assigned_to.id, given.resolution_state], [appy.id, 'incomplete']);
    const answered = { resolution_state: 'approved', message: 'Good' };
    const done = await asAppy.tasks.updateAssignment(given.id, answered);
    same([done.resolution_state, done.message], ['approved', 'Good']);
    same((await asUna.tasks.get(task.id)).is_completed, true);
    same((await asUna.files.getTasks(plan.id)).entries.map((entry) => entry.id), [task.id]);
    same((await asUna.tasks.getAssignments(task.id)).entries.map((entry) => entry.id), [given.id]);
    await asUna.tasks.delete(task.id);
  },

  'searches for it': async () => {
    const found = async (by, text, more) => (await by.search.query(text, more)).entries.map((entry) => entry.id);
    same(await found(asUna, 'plan', { type: 'file', content_types: 'name' }), [plan.id]);
    same(await found(asUna, 'plan', { ancestor_folder_ids: inner.id }), []);
    same(await found(asAppy, 'badgers'), [mine.id]);
    same(await found(client, 'plan'), []);
  },

  'downloads an archive': async () => {
    const empty = await asUna.folders.create(folder.id, 'Empty');
    const items = [
      { type: 'file', id: plan.id },
      { type: 'file', id: mine.id },
      { type: 'folder', id: empty.id },
    ];
    const asked = await asUna.files.createZip('Both', items);
    same(asked.name_conflicts, []);
    same((await asUna.get(asked.status_url)).statusCode, 404);
    // Without its token, as a browser does.
    const archive = Buffer.from(await (await fetch(asked.download_url)).arrayBuffer());
    same(archive.subarray(0, 2).toString(), 'PK');
    for (const name of ['plan.txt', 'mine.txt', 'Empty/']) same(archive.includes(name), true);
    const { body: told } = await asUna.get(asked.status_url);
    same([told.total_file_count, told.downloaded_file_count, told.state], [2, 2, 'succeeded']);
    same([told.skipped_file_count, told.skipped_folder_count], [0, 0]);
    same((await fetch(asked.download_url)).status, 404);
    await asUna.folders.delete(empty.id);
    await asUna.folders.deletePermanently(empty.id);
  },

  'asks for files': async () => {
    // This SDK has no words for it, but it makes any call.
    const made = boxwood('file-request', 'create', folder.id, 'Your plans');
    const place = `/file_requests/${made.id}`;
    const { body: asking } = await asUna.get(place);
    same([asking.title, asking.status, asking.folder.id], ['Your plans', 'active', folder.id]);
    same(url + asking.url, made.url);
    const said = { body: { status: 'inactive' }, headers: { 'If-Match': asking.etag } };
    same((await asUna.put(place, said)).body.status, 'inactive');
    same((await asUna.put(place, said)).statusCode, 412);
    const to = { body: { folder: { type: 'folder', id: inner.id }, status: 'active' } };
    const { body: copied } = await asUna.post(`${place}/copy`, to);
    same([copied.title, copied.status, copied.folder.id], ['Your plans', 'active', inner.id]);
    for (const id of [made.id, copied.id]) {
      same((await asUna.del(`/file_requests/${id}`)).statusCode, 204);
      same((await asUna.get(`/file_requests/${id}`)).statusCode, 404);
    }
  },

  'takes the collaborator out': async () => {
    await asUna.collaborations.delete(shared.id);
    await refused(404, 'not_found', () => asAppy.files.get(plan.id));
    await refused(404, 'not_found', () => asAppy.folders.get(folder.id));
    same((await asAppy.folders.getItems('0')).entries, []);
  },

  'trashes and restores it': async () => {
    await asUna.files.delete(plan.id);
    same((await asUna.files.getTrashedFile(plan.id)).item_status, 'trashed');
    same((await asUna.trash.get()).entries.map((item) => item.id), [plan.id]);
    await refused(404, 'trashed', () => asUna.files.getDownloadURL(plan.id));
    const back = await asUna.files.restoreFromTrash(plan.id, { name: 'back.txt' });
    same([back.name, back.item_status, back.parent.id], ['back.txt', 'active', folder.id]);
    same(await read(asUna, plan.id), first);
    await asUna.files.delete(mine.id);
    await asUna.files.deletePermanently(mine.id);
    await refused(404, 'not_found', () => asUna.files.getTrashedFile(mine.id));
  },

  'has files of its own': async () => {
    const ours = await upload(client, '0', 'own.txt', second);
    same([ours.owned_by.id, ours.parent.id], [itself.id, '0']);
    same(await read(client, ours.id, { byteRange: [0, 3] }), second.subarray(0, 4));
    await refused(404, 'not_found', () => asUna.files.get(ours.id));
    await client.files.delete(ours.id);
    await client.files.deletePermanently(ours.id);
    same((await client.folders.getItems('0')).entries, []);
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
