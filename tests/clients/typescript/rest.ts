// Somebody registers, writes and publishes through a client whose every path, body, answer and error is typed by the
// OpenAPI document.

import assert from 'node:assert/strict';

import createClient from 'openapi-fetch';

import type { components, paths } from './generated/rest.js';

type Post = components['schemas']['Post'];
type Problem = components['schemas']['Problem'];

const PASSWORD = 'tram violet kettle';

export async function scenario(baseUrl: string, mailedToken: (email: string) => Promise<string>): Promise<void> {
  const api = createClient<paths>({ baseUrl });
  const username = 'grace';
  const email = 'grace@example.org';

  const registered = await api.POST('/v1/auth/register', { body: { username, email, password: PASSWORD } });
  assert.equal(registered.data?.verificationRequired, true);
  const token = await mailedToken(email);
  const confirmed = await api.POST('/v1/auth/email-verification/confirm', { body: { token } });
  assert.equal(confirmed.data?.username, username);

  const refused = await api.POST('/v1/auth/login', { body: { login: username, password: 'not this one' } });
  assert.equal(codeOf(refused.error), 'invalid_credentials');
  const session = await api.POST('/v1/auth/login', { body: { login: username, password: PASSWORD } });
  assert.ok(session.data);
  const authorization = `Bearer ${session.data.accessToken}`;
  api.use({
    onRequest({ request }) {
      request.headers.set('authorization', authorization);
      return request;
    },
  });

  const written: Post[] = [];
  for (const title of ['One', 'Two', 'Three']) {
    const created = await api.POST('/v1/posts', { body: { title, markdown: `*${title}*`, tags: ['Rust'] } });
    assert.ok(created.data, created.error && codeOf(created.error));
    const published = await api.POST('/v1/posts/{id}/publish', { params: { path: { id: created.data.id } } });
    assert.equal(published.data?.post.status, 'published');
    written.unshift(published.data.post);
  }
  assert.deepEqual(await everyTitle(api), written.map((post) => post.title));

  const faulty = await api.POST('/v1/posts', { body: { title: ' ', slug: 'Not A Slug' } });
  assert.deepEqual(faulty.error?.errors.map((fault) => fault.pointer), ['/title', '/slug']);
  const stale = await api.PATCH('/v1/posts/{id}', {
    params: { path: { id: written[0]!.id }, header: { 'If-Match': '"1"' } },
    body: { title: 'Late' },
  });
  assert.equal(codeOf(stale.error), 'stale_version');
}

/** All pages of two posts, one after the other. */
async function everyTitle(api: ReturnType<typeof createClient<paths>>): Promise<string[]> {
  const titles: string[] = [];
  let after: string | undefined;
  do {
    const { data } = await api.GET('/v1/posts', { params: { query: { first: 2, tag: 'rust', ...(after ? { after } : {}) } } });
    assert.ok(data);
    titles.push(...data.data.map((post) => post.title));
    after = data.pageInfo.hasNextPage ? (data.pageInfo.endCursor ?? undefined) : undefined;
  } while (after);
  return titles;
}

function codeOf(problem: Problem | undefined): string | undefined {
  return problem?.code;
}
