'use strict';
// A Box of one's own for each test: a server of `boxwood exec`, in memory, that starts in milliseconds.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { createInterface } = require('node:readline');

const program = () => process.env.BOXWOOD_BIN || 'boxwood';

/** What it said, in the words of this language. */
function described(said) {
  const [enterprise] = said.enterprises;
  const [app] = enterprise.apps;
  const { base_url: baseUrl } = said;
  const set = Object.entries(said.environment).filter(([, value]) => value !== null);
  return {
    baseUrl,
    baseUrls: { baseUrl, uploadUrl: `${baseUrl}/api`, oauth2Url: `${baseUrl}/api/oauth2` },
    legacyUrls: { apiRootURL: baseUrl, uploadAPIRootURL: `${baseUrl}/api`, authorizeRootURL: `${baseUrl}/api` },
    configFile: said.config,
    config: JSON.parse(readFileSync(said.config, 'utf8')),
    clientId: app.client_id,
    clientSecret: app.client_secret,
    enterpriseId: enterprise.id,
    adminId: enterprise.admin.id,
    userId: (enterprise.users[0] ?? enterprise.admin).id,
    developerToken: app.developer_token,
    ca: said.ca,
    env: Object.fromEntries(set),
    users: said.users,
    folders: said.folders,
    files: said.files,
  };
}

/**
 * Starts a server. It ends by `stop()`, or with this process.
 *
 * Its addresses lead to http://127.0.0.1, for Node reads whom it trusts only when it starts: give the SDK `baseUrls`. With
 * `transparent`, they are Box's own, for programs that are started with `env` and know no server but Box's.
 */
async function start({ seed, outside = 'refuse', transparent = false } = {}) {
  const words = ['--json', 'exec', '--outside', outside];
  if (!transparent) words.push('--local-links');
  if (seed) words.push('--seed', String(seed));
  const child = spawn(program(), words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const failed = once(child, 'error').then(([error]) => {
    throw new Error(`${program()}: ${error.message}. Name the program by BOXWOOD_BIN, or install it with cargo`);
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`boxwood did not start (status ${code}): what it said is above`);
  });
  // Whichever of these comes later is no news any more.
  failed.catch(() => {});
  ended.catch(() => {});
  const line = once(createInterface(child.stdout), 'line').then(([text]) => text);
  const server = described(JSON.parse(await Promise.race([line, failed, ended])));
  const gone = once(child, 'close');
  return {
    ...server,
    async stop() {
      child.stdin.end();
      await gone;
    },
  };
}

/** Starts a server for a test of node:test, and stops it when the test is over. */
async function forTest(t, options) {
  const server = await start(options);
  t.after(() => server.stop());
  return server;
}

module.exports = { start, forTest };
