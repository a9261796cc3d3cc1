// Who is logged in.
//
// The access token (15 minutes) is in memory and nowhere else. The refresh token is in memory, too, unless somebody asks to
// stay logged in: then it is in IndexedDB, where every script of this origin could read it, so the content security policy
// lets none in but ours. It is good for one use, and a second use ends the session, so tabs take turns by a lock.

import type { components } from '../generated/rest';
import { API } from './place';
import { refusal } from './problem';
import * as vault from './vault';

type Tokens = components['schemas']['AuthTokens'];
export type User = components['schemas']['User'];

const LOCK = 'presswork.session';
/** Renewed this long before its end, in milliseconds. */
const MARGIN = 30_000;

let tokens: Tokens | undefined;
/** Whether the refresh token is in the vault, for later visits and for other tabs. */
let kept = false;
const tabs = new BroadcastChannel(LOCK);
const listeners = new Set<() => void>();

export function user(): User | undefined {
  return tokens?.user;
}

/** Calls back whenever somebody else is logged in, or nobody; answers how to stop that. */
export function onChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export async function begin(fresh: Tokens, keep: boolean): Promise<void> {
  await vault.clear();
  kept = keep;
  await store(fresh);
}

/** Forgets the session; all tabs do when it was theirs, too. */
export async function end(): Promise<void> {
  if (kept) {
    await vault.clear();
    tabs.postMessage('ended');
  }
  forget();
}

function forget(): void {
  tokens = undefined;
  kept = false;
  tell();
}

tabs.onmessage = () => kept && forget();

/** Goes on with the session of an earlier visit, if there is one. */
export async function resume(): Promise<void> {
  kept = (await vault.load()) !== undefined;
  // Should the server be out of reach, the next request tries again.
  if (kept) await renew().catch(() => undefined);
}

/** A token that works for a while; nothing when nobody is logged in. */
export async function accessToken(): Promise<string | undefined> {
  if (!tokens && !kept) return undefined;
  if (!tokens || Date.parse(tokens.accessTokenExpiresAt) - Date.now() < MARGIN) await renew(tokens);
  return tokens?.accessToken;
}

/** Exchanges the refresh token, unless that has happened since the caller looked. */
export async function renew(seen = tokens): Promise<void> {
  await navigator.locks.request(LOCK, async () => {
    if (tokens !== seen) return;
    const refreshToken = kept ? await vault.load() : tokens?.refreshToken;
    if (!refreshToken) return end();
    const answer = await fetch(`${API}/v1/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken }),
    });
    if (answer.ok) return store((await answer.json()) as Tokens);
    if (answer.status === 401) return end();
    throw await refusal(answer);
  });
}

async function store(fresh: Tokens): Promise<void> {
  if (kept) await vault.save(fresh.refreshToken);
  const changed = tokens?.user.id !== fresh.user.id;
  tokens = fresh;
  if (changed) tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}
