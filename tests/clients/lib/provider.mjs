// A real OpenID provider, the certified package oidc-provider, and a browser of a few lines that logs in there.

import { once } from 'node:events';
import { createServer } from 'node:http';

import { Provider } from 'oidc-provider';

/** Starts one; `people` are its accounts: `{ sub: claims }`. `client` is how it knows Presswork. */
export async function provide(scope, { people, client }) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [client],
    claims: { email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    cookies: { keys: ['for this run'] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
  });
  server.on('request', provider.callback());
  scope.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return issuer;
}

/**
 * Goes to this address, logs in as `login` and agrees, as somebody with a browser would; stops at the first address that begins
 * with `until` and answers it.
 */
export async function visit(address, login, until) {
  const jar = new Map();
  let [url, options] = [new URL(address), { method: 'GET' }];
  for (let hop = 0; hop < 20; hop++) {
    if (url.href.startsWith(until)) return url;
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), ...options.headers };
    const answer = await fetch(url, { ...options, headers, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      jar.set(name, value);
    }
    const page = await answer.text();
    const location = answer.headers.get('location');
    if (location) {
      [url, options] = [new URL(location, url), { method: 'GET' }];
      continue;
    }
    const action = page.match(/<form[^>]*action="([^"]+)"/)?.[1];
    if (!action) throw new Error(`${answer.status} at ${url}: ${page}`);
    const prompt = page.match(/name="prompt" value="([^"]+)"/)[1];
    const fields = prompt === 'login' ? { prompt, login, password: 'any' } : { prompt };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    [url, options] = [new URL(action, url), { method: 'POST', headers: form, body: new URLSearchParams(fields).toString() }];
  }
  throw new Error(`too many hops, the last to ${url}`);
}
