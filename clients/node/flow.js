'use strict';
// Box's current Node SDK (box-node-sdk 10.x) against a Boxwood server: unmodified but for where it looks for Box.

const { BoxCcgAuth, BoxClient, BoxDeveloperTokenAuth, BoxJwtAuth, CcgConfig, JwtConfig } = require('box-node-sdk');
const { Readable } = require('node:stream');
const {
  boxwood, config, configFile, first, large, png, run, same, second, sha1, url, whole, withClockOff,
} = require('../steps.js');

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

/** Uploads a file; gives what it became. */
async function upload(by, at, name, bytes) {
  const attributes = { name, parent: { id: at } };
  return (await by.uploads.uploadFile({ attributes, file: Readable.from([bytes]) })).entries[0];
}

/** What a file holds. */
const read = async (by, id, options) => whole(await by.downloads.downloadFile(id, options));

let client, itself, before, una, appy, asUna, folder, inner, auth, narrow;
let asAppy, copy, mine, plan, shared;
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

  'uploads a file': async () => {
    plan = await upload(asUna, folder.id, 'plan.txt', first);
    same([plan.name, plan.size, plan.sha1], ['plan.txt', first.length, sha1(first)]);
    same([plan.ownedBy.id, plan.parent.id, plan.etag], [una.id, folder.id, '0']);
    await refused(409, 'item_name_in_use', () => upload(asUna, folder.id, 'PLAN.txt', second));
    const wanted = { name: 'plan.txt', size: 5, parent: { id: folder.id } };
    await refused(409, 'item_name_in_use', () => asUna.uploads.preflightFileUploadCheck(wanted));
    const attributes = { name: 'notes.txt', size: first.length, parent: { id: folder.id } };
    await asUna.uploads.uploadWithPreflightCheck({ attributes, file: Readable.from([first]) });
    await refused(404, 'not_found', () => client.files.getFileById(plan.id));
  },

  'downloads a range of it': async () => {
    same(await read(asUna, plan.id), first);
    same(await read(asUna, plan.id, { headers: { range: 'bytes=4-8' } }), first.subarray(4, 9));
    same(await read(asUna, plan.id, { headers: { range: 'bytes=-6' } }), first.subarray(-6));
  },

  'shows a file as a small picture': async () => {
    const picture = await upload(asUna, folder.id, 'picture.png', png);
    const small = await whole(await asUna.files.getFileThumbnailById(picture.id, 'png'));
    same(small.subarray(0, 8), png.subarray(0, 8));
    // There is none of a text, but a picture that stands for any file.
    const instead = await asUna.files.getFileThumbnailUrl(plan.id, 'png');
    same(instead.startsWith(url), true);
    const shown = await asUna.files.getFileById(picture.id, {
      queryParams: { fields: ['representations'] },
      headers: { xRepHints: '[jpg?dimensions=94x94]' },
    });
    same(shown.representations.entries.map((entry) => entry.representation), ['jpg']);
    await asUna.files.deleteFileById(picture.id);
    await asUna.trashedFiles.deleteTrashedFileById(picture.id);
  },

  'uploads a new version': async () => {
    const renew = (bytes, ifMatch) => asUna.uploads.uploadFileVersion(
      plan.id,
      { attributes: { name: 'plan.txt' }, file: Readable.from([bytes]) },
      { headers: { ifMatch } },
    );
    const { entries: [newer] } = await renew(second, plan.etag);
    same([newer.id, newer.etag, newer.sha1], [plan.id, '1', sha1(second)]);
    const { entries: [old] } = await asUna.fileVersions.getFileVersions(plan.id);
    same(old.sha1, plan.sha1);
    same(await read(asUna, plan.id), second);
    same(await read(asUna, plan.id, { queryParams: { version: old.id } }), first);
    await refused(412, 'precondition_failed', () => renew(first, '0'));
    const requestBody = { id: old.id, type: 'file_version' };
    same((await asUna.fileVersions.promoteFileVersion(plan.id, { requestBody })).sha1, plan.sha1);
    same(await read(asUna, plan.id), first);
    same((await asUna.fileVersions.getFileVersions(plan.id)).totalCount, 2);
  },

  'copies it': async () => {
    copy = await asUna.files.copyFile(plan.id, { name: 'copy.txt', parent: { id: inner.id } });
    same([copy.name, copy.parent.id, copy.sha1], ['copy.txt', inner.id, plan.sha1]);
    same(await read(asUna, copy.id), first);
    await refused(409, 'item_name_in_use', () => asUna.files.copyFile(plan.id, { parent: { id: folder.id } }));
  },

  'copies the folder': async () => {
    const to = { name: 'Whole', parent: { id: '0' } };
    const whole = await asUna.folders.copyFolder(folder.id, to);
    same([whole.name, whole.parent.id, whole.id === folder.id], ['Whole', '0', false]);
    same(whole.size, (await asUna.folders.getFolderById(folder.id)).size);
    const { entries } = await asUna.folders.getFolderItems(whole.id);
    same(await read(asUna, entries.find((entry) => entry.name === 'plan.txt').id), first);
    await refused(409, 'item_name_in_use', () => asUna.folders.copyFolder(folder.id, to));
    await asUna.folders.deleteFolderById(whole.id, { queryParams: { recursive: true } });
    await asUna.trashedFolders.deleteTrashedFolderById(whole.id);
  },

  'moves it': async () => {
    const requestBody = { name: 'moved.txt', parent: { id: folder.id } };
    const moved = await asUna.files.updateFileById(copy.id, { requestBody });
    same([moved.name, moved.pathCollection.entries.map((entry) => entry.id)], ['moved.txt', ['0', folder.id]]);
    same((await asUna.folders.getFolderItems(inner.id)).entries, []);
  },

  'shares it by a link': async () => {
    asAppy = client.withAsUserHeader(appy.id);
    const [links, fields] = [asUna.sharedLinksFiles, { fields: 'shared_link' }];
    const open = { sharedLink: { access: 'open', password: 'a-long-secret' } };
    const { sharedLink: link } = await links.addShareLinkToFile(plan.id, open, fields);
    same([link.access, link.isPasswordEnabled], ['open', true]);
    await refused(404, 'not_found', () => asAppy.files.getFileById(plan.id));
    const find = (boxapi) => asAppy.sharedLinksFiles.findFileForSharedLink({}, { boxapi });
    await refused(403, 'incorrect_shared_item_password', () => find(`shared_link=${link.url}`));
    const boxapi = `shared_link=${link.url}&shared_link_password=a-long-secret`;
    same((await find(boxapi)).id, plan.id);
    same((await asAppy.files.getFileById(plan.id, { headers: { boxapi } })).name, 'plan.txt');
    same(await read(asAppy, plan.id, { headers: { boxapi } }), first);
    await links.removeSharedLinkFromFile(plan.id, { sharedLink: null }, fields);
    same((await links.getSharedLinkForFile(plan.id, fields)).sharedLink ?? null, null);
    await refused(404, 'not_found', () => find(boxapi));
  },

  'invites a collaborator': async () => {
    const invite = (role) => asUna.userCollaborations.createCollaboration({
      item: { type: 'folder', id: folder.id }, accessibleBy: { type: 'user', id: appy.id }, role,
    });
    shared = await invite('viewer');
    same([shared.role, shared.status, shared.accessibleBy.id], ['viewer', 'accepted', appy.id]);
    same((await asAppy.folders.getFolderItems('0')).entries.map((item) => item.id), [folder.id]);
    same(await read(asAppy, plan.id), first);
    const denied = 'access_denied_insufficient_permissions';
    await refused(403, denied, () => upload(asAppy, folder.id, 'mine.txt', first));
    await refused(400, 'user_already_collaborator', () => invite('editor'));
  },

  "changes the collaborator's role": async () => {
    const requestBody = { role: 'editor' };
    same((await asUna.userCollaborations.updateCollaborationById(shared.id, { requestBody })).role, 'editor');
    mine = await upload(asAppy, folder.id, 'mine.txt', second);
    same([mine.ownedBy.id, mine.createdBy.id], [una.id, appy.id]);
    const listed = (await asUna.listCollaborations.getFolderCollaborations(folder.id)).entries;
    same(listed.map((entry) => [entry.id, entry.role]), [[shared.id, 'editor']]);
  },

  'locks it': async () => {
    const update = (by, requestBody, fields) =>
      by.files.updateFileById(plan.id, { requestBody, queryParams: { fields } });
    const { lock } = await update(asUna, { lock: { access: 'lock', isDownloadPrevented: true } }, ['lock']);
    same([lock.createdBy.id, lock.isDownloadPrevented], [una.id, true]);
    await refused(403, 'access_denied_item_locked', () => update(asAppy, { name: 'theirs.txt' }));
    await update(asUna, { lock: null });
    same((await update(asAppy, { description: 'Theirs, too' })).description, 'Theirs, too');
  },

  'comments on it': async () => {
    const comment = await asAppy.comments.createComment({ message: 'Is it ready?', item: { id: plan.id, type: 'file' } });
    const answer = await asUna.comments.createComment({ message: 'Nearly.', item: { id: comment.id, type: 'comment' } });
    same([comment.isReplyComment, answer.isReplyComment], [false, true]);
    const said = async () => (await asUna.comments.getFileComments(plan.id)).entries;
    const wanted = [['Is it ready?', appy.id], ['Nearly.', una.id]];
    same((await said()).map((entry) => [entry.message, entry.createdBy.id]), wanted);
    const changed = await asAppy.comments.updateCommentById(comment.id, { requestBody: { message: 'Is it?' } });
    same(changed.message, 'Is it?');
    await asUna.comments.deleteCommentById(answer.id);
    same((await said()).length, 1);
  },

  'gives the collaborator a task': async () => {
    const item = { id: plan.id, type: 'file' };
    const task = await asUna.tasks.createTask({ item, action: 'review', message: 'Read it' });
    const to = { task: { id: task.id, type: 'task' }, assignTo: { id: appy.id } };
    const given = await asUna.taskAssignments.createTaskAssignment(to);
    same([given.assignedTo.id, given.resolutionState], [appy.id, 'incomplete']);
    const requestBody = { resolutionState: 'approved', message: 'Good' };
    const done = await asAppy.taskAssignments.updateTaskAssignmentById(given.id, { requestBody });
    same([done.resolutionState, done.message], ['approved', 'Good']);
    same((await asUna.tasks.getTaskById(task.id)).isCompleted, true);
    same((await asUna.tasks.getFileTasks(plan.id)).entries.map((entry) => entry.id), [task.id]);
    await asUna.tasks.deleteTaskById(task.id);
  },

  'searches for it': async () => {
    const found = async (by, query, more) =>
      (await by.search.searchForContent({ query, ...more })).entries.map((entry) => entry.id);
    same(await found(asUna, 'plan', { type: 'file', contentTypes: ['name'] }), [plan.id]);
    same(await found(asUna, 'plan', { ancestorFolderIds: [inner.id] }), []);
    same(await found(asAppy, 'badgers'), [mine.id]);
    same(await found(client, 'plan'), []);
  },

  'downloads an archive': async () => {
    const empty = await asUna.folders.createFolder({ name: 'Empty', parent: { id: folder.id } });
    const items = [
      { type: 'file', id: plan.id },
      { type: 'file', id: mine.id },
      { type: 'folder', id: empty.id },
    ];
    const zips = asUna.zipDownloads;
    const asked = await zips.createZipDownload({ items, downloadFileName: 'Both' });
    same(asked.nameConflicts, []);
    await refused(404, 'not_found', () => zips.getZipDownloadStatus(asked.statusUrl));
    const archive = await whole(await zips.getZipDownloadContent(asked.downloadUrl));
    same(archive.subarray(0, 2).toString(), 'PK');
    for (const name of ['plan.txt', 'mine.txt', 'Empty/']) same(archive.includes(name), true);
    const told = await zips.getZipDownloadStatus(asked.statusUrl);
    same([told.totalFileCount, told.downloadedFileCount, told.state], [2, 2, 'succeeded']);
    same([told.skippedFileCount, told.skippedFolderCount], [0, 0]);
    // Where the SDK waits for bytes, it does not read what an error says.
    await refused(404, undefined, () => zips.getZipDownloadContent(asked.downloadUrl));
    await asUna.folders.deleteFolderById(empty.id);
    await asUna.trashedFolders.deleteTrashedFolderById(empty.id);
  },

  'asks for files': async () => {
    const requests = asUna.fileRequests;
    const made = boxwood('file-request', 'create', folder.id, 'Your plans');
    const asking = await requests.getFileRequestById(made.id);
    same([asking.title, asking.status, asking.folder.id], ['Your plans', 'active', folder.id]);
    same(url + asking.url, made.url);
    const ifMatch = { headers: { ifMatch: asking.etag } };
    const closed = await requests.updateFileRequestById(asking.id, { status: 'inactive' }, ifMatch);
    same([closed.status, closed.updatedBy.id], ['inactive', una.id]);
    const again = () => requests.updateFileRequestById(asking.id, { title: 'Other' }, ifMatch);
    await refused(412, 'precondition_failed', again);
    const to = { folder: { id: inner.id, type: 'folder' }, status: 'active' };
    const copied = await requests.createFileRequestCopy(asking.id, to);
    same([copied.title, copied.status, copied.folder.id], ['Your plans', 'active', inner.id]);
    for (const { id } of [asking, copied]) {
      await requests.deleteFileRequestById(id);
      await refused(404, 'not_found', () => requests.getFileRequestById(id));
    }
  },

  'takes the collaborator out': async () => {
    await asUna.userCollaborations.deleteCollaborationById(shared.id);
    await refused(404, 'not_found', () => asAppy.files.getFileById(plan.id));
    await refused(404, 'not_found', () => asAppy.folders.getFolderById(folder.id));
    same((await asAppy.folders.getFolderItems('0')).entries, []);
  },

  'trashes and restores it': async () => {
    await asUna.files.deleteFileById(plan.id);
    same((await asUna.trashedFiles.getTrashedFileById(plan.id)).itemStatus, 'trashed');
    same((await asUna.trashedItems.getTrashedItems()).entries.map((item) => item.id), [plan.id]);
    // Of the answer to this it reads no body either.
    await refused(404, undefined, () => asUna.downloads.getDownloadFileUrl(plan.id));
    const back = await asUna.trashedFiles.restoreFileFromTrash(plan.id, { requestBody: { name: 'back.txt' } });
    same([back.name, back.itemStatus, back.parent.id], ['back.txt', 'active', folder.id]);
    same(await read(asUna, plan.id), first);
    await asUna.files.deleteFileById(mine.id);
    await asUna.trashedFiles.deleteTrashedFileById(mine.id);
    await refused(404, 'not_found', () => asUna.trashedFiles.getTrashedFileById(mine.id));
  },

  'has files of its own': async () => {
    const ours = await upload(client, '0', 'own.txt', second);
    same([ours.ownedBy.id, ours.parent.id], [itself.id, '0']);
    same(await read(client, ours.id, { headers: { range: 'bytes=0-3' } }), second.subarray(0, 4));
    await refused(404, 'not_found', () => asUna.files.getFileById(ours.id));
    await client.files.deleteFileById(ours.id);
    await client.trashedFiles.deleteTrashedFileById(ours.id);
    same((await client.folders.getFolderItems('0')).entries, []);
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
