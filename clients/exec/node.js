'use strict';
// A program for Box, with its current Node SDK (box-node-sdk 10.x). It knows of no other server.

const assert = require('node:assert');
const { Readable } = require('node:stream');
const { BoxClient, BoxJwtAuth, JwtConfig } = require('box-node-sdk');

async function whole(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

(async () => {
  const auth = new BoxJwtAuth({ config: JwtConfig.fromConfigFile(process.env.BOX_CONFIG_FILE) });
  const client = new BoxClient({ auth });
  console.log('logged in as', (await client.users.getUserMe()).login);

  const asUser = client.withAsUserHeader(process.env.BOX_USER_ID);
  const folder = await asUser.folders.createFolder({ name: 'Plans', parent: { id: '0' } });
  const { entries: [file] } = await asUser.uploads.uploadFile({
    attributes: { name: 'plan.txt', parent: { id: folder.id } },
    file: Readable.from([Buffer.from('A plan.\n')]),
  });
  assert.equal((await whole(await asUser.downloads.downloadFile(file.id))).toString(), 'A plan.\n');
  assert.equal((await asUser.files.getFileById(file.id)).ownedBy.id, process.env.BOX_USER_ID);

  const large = Buffer.alloc(25_100_000, 'badger');
  const parts = Readable.from([large]);
  const uploaded = await asUser.chunkedUploads.uploadBigFile(parts, 'large.bin', large.length, folder.id);
  assert.ok((await whole(await asUser.downloads.downloadFile(uploaded.id))).equals(large));

  const shared = await asUser.sharedLinksFiles.addShareLinkToFile(
    file.id, { sharedLink: { access: 'open' } }, { fields: 'shared_link' },
  );
  assert.match(shared.sharedLink.url, /^https:\/\/.*box\.com\//);
  console.log((await asUser.folders.getFolderItems(folder.id)).entries.map((item) => item.name));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
