'use strict';
// Box's current Node SDK (box-node-sdk 10.x) against a Boxwood server: unmodified but for where it looks for Box.

const { BoxCcgAuth, BoxClient, BoxDeveloperTokenAuth, BoxJwtAuth, CcgConfig, JwtConfig } = require('box-node-sdk');
const { Readable } = require('node:stream');
const { boxwood, config, configFile, large, png, run, same, sha1, url, whole, withClockOff } = require('../steps.js');

const { clientID, clientSecret } = config.boxAppSettings;
const baseUrls = { baseUrl: url, uploadUrl: `${url}/api`, oauth2Url: `${url}/api/oauth2` };
const clientOf = (auth) => new BoxClient({ auth }).withCustomBaseUrls(baseUrls);
const jwt = () => new BoxJwtAuth({ config: JwtConfig.fromConfigFile(configFile) });
// What is asked of a login itself must be told where.
const { networkSession } = clientOf(jwt());
const login = () => clientOf(jwt());
const withToken = (token) => clientOf(new BoxDeveloperTokenAuth({ token }));

/** The work is refused in this way; gives the answer. */
async function refused(status, code, work) {
  const error = await work().then(
    () => { throw new Error(`not refused with ${status}`); },
    (failure) => failure,
  );
  const answer = error.responseInfo;
  if (!answer) throw error;
  same([answer.statusCode, answer.body?.code], [status, code]);
  return answer;
}

let client, itself, before, una, appy, asUna, folder, inner, auth, narrow;
const logins = async () => (await client.users.getUsers()).entries.map((user) => user.login);

run({
  'logs in with app-config.json': async () => {
    client = login();
    await client.auth.retrieveToken(networkSession);
  },

  'is the service account': async () => {
    itself = await client.users.getUserMe({ fields: ['name', 'login', 'role', 'enterprise'] });
    same(itself.login.startsWith('AutomationUser_'), true);
    same([itself.name, itself.enterprise.id], [boxwood('app', 'list')[0].name, config.enterpriseID]);
    same((await client.users.getUserById(itself.id)).login, itself.login);
  },

  'lists the users': async () => {
    before = await logins();
    const walked = [];
    let marker;
    do {
      const page = await client.users.getUsers({ usemarker: true, limit: 1, marker });
      walked.push(...page.entries.map((user) => user.login));
      marker = page.nextMarker;
    } while (marker);
    same(walked, before);
    same(before.includes(itself.login), false);
    const found = await client.users.getUsers({ filterTerm: before[0], userType: 'managed', fields: ['role'] });
    same(found.entries.map((user) => user.role), ['admin']);
  },

  'creates users': async () => {
    const like = { name: 'Una User', login: 'una@clients.example', jobTitle: 'Tester', spaceAmount: 1e9 };
    una = await client.users.createUser(like);
    appy = await client.users.createUser({
      name: 'Appy User',
      isPlatformAccessOnly: true,
      externalAppUserId: 'appy-1',
    });
    same(appy.login.startsWith('AppUser_'), true);
    const again = { name: 'Una again', login: 'UNA@clients.example' };
    await refused(409, 'user_login_already_used', () => client.users.createUser(again));
  },

  'fetches and updates them': async () => {
    same((await client.users.getUserById(una.id)).jobTitle, 'Tester');
    const requestBody = { name: 'Una Renamed', phone: '555' };
    same((await client.users.updateUserById(una.id, { requestBody })).name, 'Una Renamed');
    const fetched = await client.users.getUserById(una.id, { queryParams: { fields: ['phone'] } });
    const wanted = { type: 'user', id: una.id, name: 'Una Renamed', login: 'una@clients.example', phone: '555' };
    same(fetched.rawData, wanted);
    const queryParams = { fields: ['is_platform_access_only'] };
    same((await client.users.getUserById(appy.id, { queryParams })).isPlatformAccessOnly, true);
    const seen = await logins();
    same([una.login, appy.login].every((one) => seen.includes(one)), true);
  },

  "changes the user's picture": async () => {
    const pic = { pic: Readable.from([png]), picFileName: 'una.png', picContentType: 'image/png' };
    const { picUrls } = await client.avatars.createUserAvatar(una.id, pic);
    same([picUrls.small, picUrls.large, picUrls.preview].every(Boolean), true);
    same(await whole(await client.avatars.getUserAvatar(una.id)), png);
    await client.avatars.deleteUserAvatar(una.id);
    await refused(404, undefined, () => client.avatars.getUserAvatar(una.id));
  },

  'acts as a user with another client': async () => {
    asUna = client.withAsUserHeader(una.id);
    same((await asUna.users.getUserMe()).id, una.id);
    same((await client.users.getUserMe()).id, itself.id);
    same((await client.withAsUserHeader(appy.id).users.getUserMe()).login, appy.login);
    await refused(403, 'access_denied_insufficient_permissions', () => asUna.users.getUsers());
  },

  'acts as a user and as itself with one client': async () => {
    same((await client.users.getUserMe({}, { extraHeaders: { 'As-User': una.id } })).id, una.id);
    same((await client.users.getUserMe()).id, itself.id);
  },

  "opens the user's root folder": async () => {
    const root = await asUna.folders.getFolderById('0');
    same([root.id, root.name, root.itemCollection.totalCount], ['0', 'All Files', 0]);
    same((await asUna.folders.getFolderItems('0')).entries, []);
  },

  'creates a folder as the user': async () => {
    folder = await asUna.folders.createFolder({ name: 'Reports', parent: { id: '0' } });
    same([folder.ownedBy.id, folder.createdBy.id, folder.parent.id], [una.id, una.id, '0']);
    inner = await asUna.folders.createFolder({ name: '2025', parent: { id: folder.id } });
    same((await asUna.folders.getFolderItems('0')).entries.map((item) => item.name), ['Reports']);
    const page = await asUna.folders.getFolderItems(folder.id, { queryParams: { usemarker: true } });
    same(page.entries.map((item) => item.id), [inner.id]);
    const again = { name: 'reports', parent: { id: '0' } };
    await refused(409, 'item_name_in_use', () => asUna.folders.createFolder(again));
  },

  'does not see it as itself': async () => {
    await refused(404, 'not_found', () => client.folders.getFolderById(folder.id));
    // Of an answer that should have no body it reads none.
    await refused(404, undefined, () => client.folders.deleteFolderById(folder.id));
    same((await client.folders.getFolderItems('0')).entries, []);
  },

  'renames it': async () => {
    const rename = (name, headers) => asUna.folders.updateFolderById(folder.id, { requestBody: { name }, headers });
    same((await rename('Reports of the year')).name, 'Reports of the year');
    await refused(412, 'precondition_failed', () => rename('Other', { ifMatch: '77' }));
  },

  'uploads a large file in parts': async () => {
    const chunked = asUna.chunkedUploads;
    const parts = await chunked.uploadBigFile(Readable.from([large]), 'large.bin', large.length, folder.id);
    same([parts.name, parts.size, parts.sha1], ['large.bin', large.length, sha1(large)]);
    same(sha1(await whole(await asUna.downloads.downloadFile(parts.id))), sha1(large));
    const begun = await chunked.createFileUploadSession({
      folderId: folder.id, fileSize: large.length, fileName: 'other.bin',
    });
    await chunked.deleteFileUploadSessionById(begun.id);
    await refused(404, 'not_found', () => chunked.getFileUploadSessionById(begun.id));
  },

  'logs in as the user': async () => {
    auth = jwt().withUserSubject(una.id);
    same((await clientOf(auth).users.getUserMe()).id, una.id);
  },

  'narrows that token to one folder': async () => {
    const scopes = ['item_preview', 'item_rename', 'base_explorer'];
    const resource = `https://api.box.com/2.0/folders/${folder.id}`;
    narrow = await auth.downscopeToken(scopes, resource, undefined, networkSession);
    same(narrow.restrictedTo.map((entry) => entry.object.id), [folder.id, folder.id, folder.id]);
    const narrowed = withToken(narrow.accessToken);
    same((await narrowed.folders.getFolderById(folder.id)).name, 'Reports of the year');
    const requestBody = { name: 'Reports' };
    same((await narrowed.folders.updateFolderById(folder.id, { requestBody })).name, 'Reports');
    await refused(403, undefined, () => narrowed.folders.deleteFolderById(folder.id));
  },

  'revokes that token': async () => {
    const { accessToken } = await auth.retrieveToken(networkSession);
    await auth.revokeToken(networkSession);
    for (const dead of [accessToken, narrow.accessToken]) {
      const error = await withToken(dead).users.getUserMe().catch((failure) => failure);
      // It takes any 401 for the end of the token's time.
      same(/has expired/.test(error.message), true);
    }
  },

  'deletes the folder': async () => {
    await asUna.folders.deleteFolderById(folder.id, { queryParams: { recursive: true } });
    await refused(404, 'trashed', () => asUna.folders.getFolderById(inner.id));
  },

  'logs in with client credentials': async () => {
    const ccg = new CcgConfig({ clientId: clientID, clientSecret, enterpriseId: config.enterpriseID });
    const credentials = new BoxCcgAuth({ config: ccg });
    same((await clientOf(credentials).users.getUserMe()).id, itself.id);
    same((await clientOf(credentials.withUserSubject(appy.id)).users.getUserMe()).id, appy.id);
  },

  'has a clock that is two minutes off': async () => {
    // This SDK does not try again by the server's clock, but it says what is wrong.
    for (const minutes of [-2, 2]) {
      const answer = await refused(400, undefined, () => withClockOff(minutes, () => login().users.getUserMe()));
      same(/'exp' claim/.test(answer.rawBody), true);
    }
  },

  'learns why As-User is refused': async () => {
    boxwood('app', 'set', clientID, '--as-user', 'off');
    boxwood('app', 'reauthorize', clientID);
    const answer = await refused(403, undefined, () => login().withAsUserHeader(una.id).users.getUserMe());
    const explained = boxwood('explain', answer.headers['box-request-id']);
    same(/as-user/i.test(JSON.stringify(explained)), true);
    boxwood('app', 'set', clientID, '--as-user', 'on');
    boxwood('app', 'reauthorize', clientID);
    same((await login().withAsUserHeader(una.id).users.getUserMe()).id, una.id);
  },

  'deletes the users': async () => {
    await client.users.deleteUserById(una.id, { queryParams: { notify: false, force: true } });
    await client.users.deleteUserById(appy.id);
    await refused(404, 'not_found', () => client.users.getUserById(una.id));
    same(await logins(), before);
  },
});
