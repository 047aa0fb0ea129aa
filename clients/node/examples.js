'use strict';
// Every example for Node in the documentation, run with the SDK as it is: it must send what the example for curl sends.

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { BoxClient, BoxDeveloperTokenAuth } = require('box-node-sdk');
const { NetworkSession } = require('box-node-sdk/networking');

const url = process.env.BOXWOOD_URL;
const script = path.join(__dirname, '..', 'examples.py');
const examples = JSON.parse(execFileSync('python3', ['-B', script, 'node'], { maxBuffer: 1 << 24 }));

/** Nothing is sent: this says what would have been. */
class Sent extends Error {
  constructor(call) {
    super('sent');
    this.call = call;
  }
}

/** An empty body says as much as none. */
const said = (body) => (['{}', undefined].includes(JSON.stringify(body)) ? null : body);
const told = (method, at, query, asUser, body) => ({ method, path: at, query, as_user: asUser ?? null, body: said(body) });

const network = {
  fetch: async ({ url: at, method, params, headers, data, multipartData, networkSession }) => {
    const all = { ...networkSession.additionalHeaders, ...headers };
    const file = multipartData?.find((part) => part.fileStream)?.partName;
    const query = Object.fromEntries(Object.entries(params ?? {}).filter(([, value]) => value !== undefined));
    // Uploads have a base of their own, which leads to the same.
    const place = new URL(at).pathname.replace(/^\/api(?=\/2\.0\/)/, '');
    throw new Sent(told(method.toUpperCase(), place, query, all['As-User'], file ?? data));
  },
};

function clientOf() {
  const auth = new BoxDeveloperTokenAuth({ token: 'a token' });
  const urls = { baseUrl: url, uploadUrl: `${url}/api`, oauth2Url: `${url}/api/oauth2` };
  return new BoxClient({ auth, networkSession: new NetworkSession({ networkClient: network }) }).withCustomBaseUrls(urls);
}

/** An example may send a browser to a page instead. */
const response = {
  redirect: (to) => {
    const { pathname, searchParams } = new URL(to);
    throw new Sent(told('GET', pathname, Object.fromEntries(searchParams), null, null));
  },
};

/** A module of its own, so that examples can import and await. */
async function sentBy(code) {
  Object.assign(globalThis, { client: clientOf(), response });
  try {
    await import(`data:text/javascript,${encodeURIComponent(code)}`);
  } catch (error) {
    if (error instanceof Sent) return error.call;
    throw error;
  }
  throw new Error('nothing is sent');
}

(async () => {
  process.chdir(fs.mkdtempSync(path.join(os.tmpdir(), 'examples-')));
  for (const name of ['picture.png', 'report.txt']) fs.writeFileSync(name, 'a file');
  for (const [operation, { code, sent }] of Object.entries(examples)) {
    const seen = JSON.parse(JSON.stringify(await sentBy(code)));
    assert.deepStrictEqual(seen, sent, `${operation}: ${JSON.stringify(seen)}\n${code}`);
  }
  console.log(`${Object.keys(examples).length} examples`);
})().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
