// Logging in by a real OpenID provider: discovery, PKCE, keys, user info and all, against both installations.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import * as node from 'node:test';

import { account } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { provide, visit } from '../lib/provider.mjs';
import { missing, start } from '../lib/server.mjs';

const APP = 'https://app.example/logged-in';
const SECRET = 'a secret of this run';
const PEOPLE = {
  ada: { email: 'ada@school.example', email_verified: true, preferred_username: 'Ada.Lovelace', name: 'Ada Lovelace' },
  bob: { email: 'bob@example.org', email_verified: true, name: 'Bob' },
  eve: { email: 'eve@school.example', email_verified: false, name: 'Eve' },
};

/** An installation and a provider that know each other. The port has to be known before either starts. */
async function school(t, form) {
  const port = await free();
  const base = `http://127.0.0.1:${port}`;
  const client = {
    client_id: 'presswork',
    client_secret: SECRET,
    redirect_uris: [`${base}/v1/auth/oidc/school/callback`],
  };
  const issuer = await provide(t, { people: PEOPLE, client });
  const settings = {
    PORT: String(port),
    PRESSWORK__HTTP__PUBLIC_URL: base,
    PRESSWORK__OAUTH__REDIRECT_URLS: APP,
    PRESSWORK__OAUTH__PROVIDERS__SCHOOL__ISSUER: issuer,
    PRESSWORK__OAUTH__PROVIDERS__SCHOOL__CLIENT_ID: client.client_id,
    PRESSWORK__OAUTH__PROVIDERS__SCHOOL__CLIENT_SECRET: SECRET,
  };
  return start(t, { form, settings });
}

async function free() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Goes to the provider as this person and comes back: what the app has then. */
async function journey(server, login) {
  const codeVerifier = randomBytes(32).toString('base64url');
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
  const query = new URLSearchParams({ redirectTo: APP, codeChallenge });
  const back = await visit(`${server.base}/v1/auth/oidc/school?${query}`, login, APP);
  assert.equal(back.searchParams.get('error'), null, server.log);
  return { code: back.searchParams.get('code'), codeVerifier };
}

for (const form of ['embedded', 'services']) {
  const skip = await missing(form);

  node.test(`somebody new gets an account and comes back to it (${form})`, { skip }, async (t) => {
    const server = await school(t, form);
    const tokens = await expect(server, 200, 'POST', '/v1/auth/login/provider', { body: await journey(server, 'ada') });
    const me = await expect(server, 200, 'GET', '/v1/me', { token: tokens.accessToken });
    assert.deepEqual([me.username, me.displayName, me.email], ['ada-lovelace', 'Ada Lovelace', 'ada@school.example']);
    const again = await expect(server, 200, 'POST', '/v1/auth/login/provider', { body: await journey(server, 'ada') });
    assert.equal(again.user.id, me.id);
    assert.ok(!server.log.includes(SECRET), 'the secret of the client is in no log');
  });

  node.test(`an account is linked by its owner and never by its address (${form})`, { skip }, async (t) => {
    const server = await school(t, form);
    const bob = await account(server, { username: 'bob' });
    const refused = await expect(server, 409, 'POST', '/v1/auth/login/provider', { body: await journey(server, 'bob') });
    assert.equal(refused.code, 'identity_not_linked');
    const identity = await expect(server, 201, 'POST', '/v1/me/identities', { token: bob.token, body: await journey(server, 'bob') });
    assert.equal(identity.provider, 'school');
    const tokens = await expect(server, 200, 'POST', '/v1/auth/login/provider', { body: await journey(server, 'bob') });
    assert.equal(tokens.user.id, bob.id);
    await expect(server, 204, 'DELETE', `/v1/me/identities/${identity.id}`, { token: bob.token });
    await expect(server, 409, 'POST', '/v1/auth/login/provider', { body: await journey(server, 'bob') });
  });
}

node.test('an address that the provider has not made sure of makes no account', async (t) => {
  const server = await school(t, 'embedded');
  const refused = await expect(server, 403, 'POST', '/v1/auth/login/provider', { body: await journey(server, 'eve') });
  assert.equal(refused.code, 'email_not_verified');
});

node.test('who says no at the provider comes back with that', async (t) => {
  const server = await school(t, 'embedded');
  const query = new URLSearchParams({ redirectTo: APP, codeChallenge: createHash('sha256').update('x').digest('base64url') });
  const there = await fetch(`${server.base}/v1/auth/oidc/school?${query}`, { redirect: 'manual' });
  const state = new URL(there.headers.get('location')).searchParams.get('state');
  const answer = new URLSearchParams({ state, error: 'access_denied', error_description: '<b>no</b>' });
  const back = await fetch(`${server.base}/v1/auth/oidc/school/callback?${answer}`, { redirect: 'manual' });
  assert.equal(back.headers.get('location'), `${APP}?error=access_denied`);
});

node.test('a state of another login, or none, is refused', async (t) => {
  const server = await school(t, 'embedded');
  for (const query of ['?code=x&state=guessed', '?code=x', '']) {
    const refused = await expect(server, 400, 'GET', `/v1/auth/oidc/school/callback${query}`);
    assert.equal(refused.code, 'invalid_state');
  }
});
