'use strict';
// What both Node clients share: steps, told as one line of JSON each, and the verbs of the server's own program.

const { strictEqual, deepStrictEqual } = require('node:assert');
const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');

const { BOXWOOD, BOXWOOD_APP_CONFIG, BOXWOOD_DATA, BOXWOOD_URL } = process.env;
const config = JSON.parse(readFileSync(BOXWOOD_APP_CONFIG, 'utf8'));

/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** A file that is uploaded in parts. */
const large = Buffer.alloc((64 << 20) + 7, Buffer.from(Array.from({ length: 251 }, (_, n) => n)));
/** What small files hold. */
const first = Buffer.from('The plan of the first day.\n');
const second = Buffer.from('The plan of the second day, with badgers.\n');

const sha1 = (bytes) => createHash('sha1').update(bytes).digest('hex');

/** What a stream holds. */
async function whole(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Runs steps in their order; the first that fails ends the program, for the others stand on it. */
async function run(steps) {
  for (const [name, work] of Object.entries(steps)) {
    const start = performance.now();
    let error = null;
    try {
      await work();
    } catch (failure) {
      const line = String(failure.stack).match(/flow\.js:(\d+)/)?.[1];
      error = `${line ? `line ${line}: ` : ''}${failure.message}`;
    }
    console.log(JSON.stringify({ step: name, ms: Math.round((performance.now() - start) * 10) / 10, error }));
    if (error) process.exit(1);
  }
  // Connections are kept, and nothing waits for them.
  process.exit(0);
}

const same = (seen, wanted) =>
  typeof wanted === 'object' ? deepStrictEqual(seen, wanted) : strictEqual(seen, wanted);

/** What a verb of the server's program answers. */
const boxwood = (...words) =>
  JSON.parse(execFileSync(BOXWOOD, [...words, '--data', BOXWOOD_DATA, '--json'], { encoding: 'utf8', stdio: 'pipe' }));

/** Does the work with a clock that is some minutes off. */
async function withClockOff(minutes, work) {
  const { now } = Date;
  Date.now = () => now() + minutes * 60_000;
  try {
    return await work();
  } finally {
    Date.now = now;
  }
}

module.exports = {
  boxwood, config, configFile: BOXWOOD_APP_CONFIG, first, large, png, run, same, second, sha1, url: BOXWOOD_URL, whole,
  withClockOff,
};
