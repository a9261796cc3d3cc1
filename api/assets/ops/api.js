// The public REST API, as any client speaks it. Both tokens live in this module's memory and nowhere else: closing or
// reloading the page forgets them.

let tokens;
let renewal;

/** What a server refuses, in its own words. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.errors?.[0]?.detail ?? body?.detail ?? `the server answered ${status}`);
    Object.assign(this, { status, code: body?.code, requestId: body?.requestId, challenge: body?.challenge });
  }
}

/** Logs in and answers who that is. Where there is a second factor, the refusal has a challenge. */
export async function logIn(login, password) {
  tokens = await send('POST', '/v1/auth/login', { login, password });
  return tokens.user;
}

/** The second step: a code answers the challenge. */
export async function answerChallenge(challenge, code) {
  tokens = await send('POST', '/v1/auth/login/two-factor', { challenge, code });
  return tokens.user;
}

/** Ends the session, here and on the server. */
export async function logOut() {
  const leaving = tokens;
  tokens = undefined;
  if (!leaving) return;
  try {
    await send('POST', '/v1/auth/logout', undefined, leaving.accessToken);
  } catch {
    // It ends by itself.
  }
}

export const get = (path) => authorised((token) => send('GET', path, undefined, token));
export const post = (path, body) => authorised((token) => send('POST', path, body, token));
export const put = (path) => authorised((token) => send('PUT', path, undefined, token));
export const remove = (path) => authorised((token) => send('DELETE', path, undefined, token));

/** Opens a stream of server-sent events. `EventSource` can't send a token, so this is a plain request. */
export function stream(path, signal, lastId) {
  const headers = { accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) };
  return authorised(async (token) => {
    const answer = await fetch(path, { signal, cache: 'no-store', headers: { ...headers, authorization: `Bearer ${token}` } });
    if (!answer.ok) throw await problem(answer);
    return answer.body;
  });
}

/** With a token that holds; one that has just run out is renewed once. */
async function authorised(work) {
  if (!tokens) throw new Problem(401, { detail: 'log in again' });
  const soon = Date.now() + 20_000;
  if (new Date(tokens.accessTokenExpiresAt) < soon) await renew();
  try {
    return await work(tokens.accessToken);
  } catch (error) {
    if (error.status !== 401) throw error;
    await renew();
    return work(tokens.accessToken);
  }
}

/** A refresh token is good for one use, so those who need a new one at the same time share it. */
function renew() {
  renewal ??= send('POST', '/v1/auth/refresh', { refreshToken: tokens?.refreshToken ?? '' })
    .then((fresh) => {
      tokens = fresh;
    })
    .catch((error) => {
      if (error instanceof Problem && error.status < 500) tokens = undefined;
      throw error instanceof Problem ? new Problem(401, { detail: 'your session has ended; log in again' }) : error;
    })
    .finally(() => {
      renewal = undefined;
    });
  return renewal;
}

async function send(method, path, body, token) {
  const answer = await fetch(path, {
    method,
    cache: 'no-store',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw await problem(answer);
  return answer.status === 204 ? undefined : answer.json();
}

async function problem(answer) {
  return new Problem(answer.status, await answer.json().catch(() => undefined));
}
