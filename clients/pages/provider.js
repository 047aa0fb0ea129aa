'use strict';
// An OpenID Connect provider on a port of this machine: it signs in whomever it is told to, for one client.

const { createHash, generateKeyPairSync, randomBytes, sign } = require('node:crypto');
const { createServer } = require('node:http');

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(key, claims) {
  const text = `${encoded({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${encoded(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** What was asked for comes back by a link, as it would once somebody has shown who they are. */
function authorize(asked, person, codes) {
  const code = randomBytes(16).toString('hex');
  codes.set(code, { nonce: asked.get('nonce'), challenge: asked.get('code_challenge'), redirect: asked.get('redirect_uri') });
  const back = new URL(asked.get('redirect_uri'));
  back.searchParams.set('code', code);
  back.searchParams.set('state', asked.get('state'));
  const to = back.href.replaceAll('&', '&amp;');
  return `<!doctype html><html lang="en"><title>Provider</title><main id="main"><h1>Provider</h1><a href="${to}">Go on as ${person.email}</a></main>`;
}

function exchange(headers, form, { issuer, client, secret, person, key, codes }) {
  const basic = `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`;
  const given = codes.get(form.get('code'));
  const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
  const fits = given && given.challenge === challenge && given.redirect === form.get('redirect_uri');
  if (headers.authorization !== basic || !fits) return [400, { error: 'invalid_grant' }];
  codes.delete(form.get('code'));
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: client, iat: now, exp: now + 300, nonce: given.nonce, ...person };
  return [200, { access_token: '-', token_type: 'Bearer', expires_in: 60, id_token: token(key, { ...claims, email_verified: true }) }];
}

/** Begins to answer at that address; `person` is whom it signs in, by `sub` and `email`, and may be changed. */
async function provide({ issuer, client, secret }) {
  const { publicKey, privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' };
  const self = { issuer, client, secret, key, codes: new Map(), person: {} };
  const description = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
  const server = createServer(async (request, answer) => {
    const { pathname, searchParams } = new URL(request.url, issuer);
    const json = (status, body) => answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/.well-known/openid-configuration') return json(200, description);
    if (pathname === '/keys') return json(200, { keys: [jwk] });
    if (pathname === '/authorize') {
      return answer.writeHead(200, { 'content-type': 'text/html' }).end(authorize(searchParams, self.person, self.codes));
    }
    if (pathname !== '/token') return json(404, {});
    const body = [];
    for await (const chunk of request) body.push(chunk);
    return json(...exchange(request.headers, new URLSearchParams(Buffer.concat(body).toString()), self));
  });
  const { hostname, port } = new URL(issuer);
  await new Promise((resolve) => {
    server.listen(Number(port), hostname, resolve);
  });
  return { person: (sub, email) => Object.assign(self.person, { sub, email }), close: () => server.close() };
}

module.exports = { provide };
