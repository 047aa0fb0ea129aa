'use strict';
// A program for Box, with its first Node SDK (box-node-sdk 3.x). It knows of no other server.

const assert = require('node:assert');
const BoxSDK = require('box-node-sdk');

async function whole(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

(async () => {
  const sdk = BoxSDK.getPreconfiguredInstance(require(process.env.BOX_CONFIG_FILE));
  const client = sdk.getAppAuthClient('enterprise');
  console.log('logged in as', (await client.users.get(client.CURRENT_USER_ID)).login);

  client.asUser(process.env.BOX_USER_ID);
  const folder = await client.folders.create('0', 'Plans');
  const { entries: [file] } = await client.files.uploadFile(folder.id, 'plan.txt', Buffer.from('A plan.\n'));
  assert.equal((await whole(await client.files.getReadStream(file.id))).toString(), 'A plan.\n');
  assert.equal((await client.files.get(file.id)).owned_by.id, process.env.BOX_USER_ID);

  const large = Buffer.alloc(25_100_000, 'badger');
  const uploader = await client.files.getChunkedUploader(folder.id, large.length, 'large.bin', large);
  const uploaded = await uploader.start();
  assert.ok((await whole(await client.files.getReadStream(uploaded.entries[0].id))).equals(large));

  const shared = await client.files.update(file.id, { shared_link: { access: 'open' } });
  assert.match(shared.shared_link.url, /^https:\/\/.*box\.com\//);
  console.log((await client.folders.getItems(folder.id)).entries.map((item) => item.name));
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
