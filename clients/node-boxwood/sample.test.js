'use strict';
// A sample of a test suite: what one test does is not there in the next.

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const test = require('node:test');
const { forTest, start } = require('./index.js');

async function call(boxwood, method, path, body) {
  const headers = { authorization: `Bearer ${boxwood.developerToken}`, 'content-type': 'application/json' };
  const answer = await fetch(`${boxwood.baseUrl}/2.0${path}`, { method, headers, body: body && JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.json();
}

for (let turn = 0; turn < 10; turn += 1) {
  test(`each makes the same folder (${turn})`, async (t) => {
    const boxwood = await forTest(t);
    assert.equal((await call(boxwood, 'GET', '/folders/0/items')).total_count, 0);
    await call(boxwood, 'POST', '/folders', { name: 'Plans', parent: { id: '0' } });
    assert.equal((await call(boxwood, 'GET', '/folders/0/items')).total_count, 1);
  });
}

test('a program is led to it', async (t) => {
  const boxwood = await forTest(t, { transparent: true });
  const words = ['-sS', 'https://api.box.com/2.0/users/me', '-H', `Authorization: Bearer ${boxwood.developerToken}`];
  const said = execFileSync('curl', words, { env: { ...process.env, ...boxwood.env }, encoding: 'utf8' });
  assert.equal(JSON.parse(said).id, boxwood.adminId);
});

test('it says what is wrong', async () => {
  await assert.rejects(start({ seed: 'no-such-seed.yaml' }), /did not start/);
});

test('a server costs milliseconds', async (t) => {
  const since = performance.now();
  for (let turn = 0; turn < 10; turn += 1) await (await start()).stop();
  t.diagnostic(`${((performance.now() - since) / 10).toFixed(1)} ms to start and stop one`);
});
