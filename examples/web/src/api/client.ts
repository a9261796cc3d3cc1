// The REST face, typed by the OpenAPI document, and the one place where requests get their token.

import createClient from 'openapi-fetch';

import type { paths } from '../generated/rest';
import { API } from './place';
import * as session from './session';

/** Sends a request as whoever is logged in; once more with a fresh token if the server finds the old one expired. */
export async function authorized(request: Request): Promise<Response> {
  const again = request.clone();
  const token = await session.accessToken();
  const answer = await sent(signed(request, token));
  if (answer.status !== 401 || !token) return answer;
  const { code } = (await answer.clone().json().catch(() => ({}))) as { code?: string };
  if (code === 'token_expired') {
    await session.renew();
    return sent(signed(again, await session.accessToken()));
  }
  if (code === 'session_revoked' || code === 'account_suspended' || code === 'invalid_token') await session.end();
  return answer;
}

function signed(request: Request, token: string | undefined): Request {
  if (token) request.headers.set('authorization', `Bearer ${token}`);
  return request;
}

/** Keys of the writes that nobody has answered yet. */
const unanswered = new Map<string, string>();

/** A write that is sent again, because its answer was lost on the way, has the same key and happens once. */
async function sent(request: Request): Promise<Response> {
  const type = request.headers.get('content-type') ?? 'application/json';
  if (request.method === 'GET' || !type.includes('json')) return fetch(request);
  const write = `${request.method} ${request.url} ${await request.clone().text()}`;
  const key = unanswered.get(write) ?? crypto.randomUUID();
  unanswered.set(write, key);
  request.headers.set('idempotency-key', key);
  const answer = await fetch(request);
  unanswered.delete(write);
  return answer;
}

export const api = createClient<paths>({ baseUrl: API, fetch: authorized });
