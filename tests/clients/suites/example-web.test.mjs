// examples/web in headless Chromium against the real server: two people who read, write, comment, and see what the other does.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as node from 'node:test';

import { account, mailedToken, PASSWORD } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { browse, DESKTOP, PHONE, picture } from '../lib/browser.mjs';
import { start } from '../lib/server.mjs';
import { build, bundle, free, installed, served, wire } from '../lib/web.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

await installed();
await build();
const server = await start(node);
const site = await wire(node, await served(node, server));
const bob = await account(server, { username: 'bob' });

/** A refusal is an answer like any other, but browsers log it; a server may not know the topic `post:{id}`. */
const expected = [/status of 4\d\d/];
/** What a browser says to a connection that is cut. */
const CUT = [/net::ERR_/, /status of 500/, ...expected];

async function logIn(page, username, { keep = false } = {}) {
  await page.goto('/login');
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  if (keep) await page.getByLabel('Stay logged in').check();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Log out' }).waitFor();
}

async function published(token, title, markdown = title) {
  const { id, slug } = await expect(server, 201, 'POST', '/v1/posts', { token, body: { title, markdown, tags: ['Rust'] } });
  await expect(server, 200, 'POST', `/v1/posts/${id}/publish`, { token });
  return { id, slug };
}

node.test('somebody registers, confirms, writes, publishes, and is answered live', async (t) => {
  const page = await browse(t, site, { expected });
  await page.goto('/register');
  await page.getByLabel('User name').fill('A');
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByText('at least 3 characters').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'username', 'the first fault has the focus');
  await picture(page, 'example-register-faults');
  await page.getByLabel('User name').fill('ada');
  await page.getByLabel('Name', { exact: true }).fill('Ada <b>Lovelace</b>');
  await page.getByLabel('Mail address').fill('ada@example.org');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Register' }).click();
  await page.getByLabel('Token').fill(await mailedToken(server, 'ada@example.org'));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await logIn(page, 'ada', { keep: true });

  await page.getByRole('link', { name: 'Write' }).click();
  await page.getByLabel('Tags').fill('Rust, !!');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByText('number 2:').waitFor();
  await page.getByLabel('Title').fill('<script>alert(1)</script> & co');
  await page.getByLabel('Text').fill('It *works*. <img src=x onerror=alert(1)><script>alert(1)</script>');
  await page.getByLabel('Tags').fill('Rust, Web');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.locator('.prose em').waitFor();
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByText('Saved as version 1.').waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('heading', { name: '<script>alert(1)</script> & co' }).waitFor();
  assert.equal(await page.locator('.prose script, .prose [onerror]').count(), 0);

  const other = await browse(t, site, { expected });
  await logIn(other, 'bob');
  await other.getByRole('link', { name: '<script>alert(1)</script> & co' }).click();
  await other.getByRole('button', { name: 'love' }).first().click();
  await other.getByRole('button', { name: 'love, 1', pressed: true }).waitFor();
  await other.getByRole('textbox', { name: 'Your comment' }).fill('Well **said**, @ada');
  await other.getByRole('button', { name: 'Comment', exact: true }).click();
  await other.locator('.comments strong').waitFor();
  await page.locator('.comments strong').waitFor({ timeout: 10_000 });
  await page.getByRole('button', { name: 'Reply' }).click();
  await page.getByRole('textbox', { name: 'Your reply' }).fill('Thank you');
  await page.getByRole('button', { name: 'Send reply' }).click();
  await page.locator('.comments .comments').getByText('Thank you').waitFor();
  await picture(page, 'example-post');
});

node.test('a post that is published shows up, also one from while the connection was cut', async (t) => {
  const page = await browse(t, site, { expected: CUT });
  await Promise.all([page.waitForResponse(/\/v1\/stream/), page.goto('/')]);
  await published(bob.token, 'As it happens');
  await page.getByRole('button', { name: 'Show 1 new post' }).waitFor();
  site.cut();
  await published(bob.token, 'Meanwhile');
  await page.getByRole('button', { name: 'Show 2 new posts' }).click();
  const titles = await page.locator('.posts h2').allTextContents();
  assert.deepEqual(titles.slice(0, 2), ['Meanwhile', 'As it happens']);
  assert.equal(new Set(titles).size, titles.length);
});

node.test('who saves over another text is shown both', async (t) => {
  const { id } = await published(bob.token, 'Two minds', 'At first');
  const page = await browse(t, site, { expected });
  await logIn(page, 'bob', { keep: true });
  await page.goto(`/write/${id}`);
  await page.getByLabel('Text').fill('Mine');
  const body = { markdown: 'Theirs' };
  await expect(server, 200, 'PATCH', `/v1/posts/${id}`, { token: bob.token, body });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert', { name: 'Conflict' }).getByText('Theirs', { exact: true }).waitFor();
  await picture(page, 'example-conflict');
  assert.equal(await page.getByLabel('Text').inputValue(), 'Mine');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved as version').waitFor();
  const { markdown } = await expect(server, 200, 'GET', `/v1/posts/${id}`, { token: bob.token });
  assert.equal(markdown, 'Mine');
});

node.test('a comment whose answer was lost is sent again and stands once', async (t) => {
  const { id, slug } = await published(bob.token, 'Said once');
  const page = await browse(t, site, { expected: CUT });
  await logIn(page, 'bob', { keep: true });
  await page.goto(`/posts/${slug}`);
  const lose = async (route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route('**/comments', lose, { times: 1 });
  await page.getByRole('textbox', { name: 'Your comment' }).fill('Only once');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await page.getByText('can’t be reached').waitFor();
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await page.getByText('can’t be reached').waitFor({ state: 'detached' });
  await page.locator('.comments').getByText('Only once').waitFor();
  const { data } = await expect(server, 200, 'GET', `/v1/posts/${id}/comments`);
  assert.equal(data.length, 1);
});

node.test('a picture is uploaded and shown', async (t) => {
  const page = await browse(t, site, { expected });
  await logIn(page, 'bob');
  await page.getByRole('link', { name: 'Write' }).click();
  await page.getByText('Add a picture').click();
  const pixels = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  await page.getByLabel('Picture').setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: pixels });
  await page.getByLabel('What it shows').fill('A dot');
  await page.getByRole('button', { name: 'Upload' }).click();
  await page.waitForFunction(() => document.querySelector('[name=markdown]').value.includes('![A dot](/v1/media/'));
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.waitForFunction(() => document.querySelector('.prose img')?.naturalWidth === 1);
});

node.test('a session is kept for who asks for it only, and ends for good at the logout', async (t) => {
  const page = await browse(t, site, { expected });
  await logIn(page, 'bob');
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
  assert.equal(await kept(page), undefined);
  await page.reload();
  await page.getByRole('link', { name: 'Log in' }).waitFor();
  await logIn(page, 'bob', { keep: true });
  const first = await kept(page);
  await page.reload();
  await page.getByRole('button', { name: 'Log out' }).waitFor();
  const second = await kept(page);
  assert.notEqual(second, first);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('link', { name: 'Log in' }).waitFor();
  assert.equal(await kept(page), undefined);
  await expect(server, 401, 'POST', '/v1/auth/refresh', { body: { refreshToken: second } });
});

node.test('tabs take turns with a refresh token that is good for one use', async (t) => {
  // Every request renews it, because the client does so half a minute before the end.
  const brief = await start(t, { settings: { PRESSWORK__AUTH__ACCESS_TOKEN_TTL: '20s' } });
  const near = await served(t, brief);
  await account(brief, { username: 'eve' });
  const page = await browse(t, near, { expected });
  await logIn(page, 'eve', { keep: true });
  const tabs = [page, await page.context().newPage(), await page.context().newPage()];
  for (let round = 0; round < 3; round++) {
    await Promise.all(tabs.map(async (tab) => {
      await tab.goto('/trending');
      await tab.getByRole('button', { name: 'Log out' }).waitFor();
      await tab.getByText('Nothing has been published yet.').waitFor();
    }));
  }
  await tabs[2].getByRole('button', { name: 'Log out' }).click();
  await tabs[0].getByRole('link', { name: 'Log in' }).waitFor();
});

node.test('a request whose token the server finds expired is sent again with a fresh one', async (t) => {
  const page = await browse(t, site, { expected });
  await logIn(page, 'bob');
  const problem = { code: 'token_expired', detail: 'the access token has expired', errors: [], status: 401 };
  const expire = (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  await page.route('**/v1/feed?kind=trending*', expire, { times: 1 });
  const renewed = page.waitForResponse('**/v1/auth/refresh');
  await page.getByRole('link', { name: 'Trending' }).click();
  assert.equal((await renewed).status(), 200);
  await page.locator('.posts li').first().waitFor();
  await page.getByRole('button', { name: 'Log out' }).waitFor();
});

node.test('a tag, a person, a search and an address that is none have their pages', async (t) => {
  const { slug } = await published(bob.token, 'Findable');
  const page = await browse(t, site, { expected });
  for (const path of ['/tags/rust', '/people/bob']) {
    await page.goto(path);
    await page.getByRole('link', { name: 'Findable' }).waitFor();
  }
  await page.goto('/search');
  await page.getByLabel('Words').fill('findable');
  await page.keyboard.press('Enter');
  await page.locator('.posts mark').first().waitFor();
  await page.locator('.posts h2 a').first().click();
  await page.waitForURL(`**/posts/${slug}`);
  await page.goBack();
  await page.locator('.posts mark').first().waitFor();
  await page.goto('/posts/no-such-post');
  await page.getByText('no such post').waitFor();
});

for (const [size, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  for (const colorScheme of ['light', 'dark']) {
    node.test(`its pages are fit for everybody (${size}, ${colorScheme})`, async (t) => {
      const { slug } = await published(bob.token, 'Fit for everybody', '## Why\n\nA [link](https://example.org), `code` and\n\n> a word\n\n| a | b |\n|---|---|\n| 1 | 2 |');
      const page = await browse(t, site, { viewport, colorScheme, expected });
      await logIn(page, 'bob', { keep: true });
      for (const [name, path, ready] of [['home', '/', '.posts li'], ['post', `/posts/${slug}`, '#comments'], ['write', '/write', 'textarea'], ['login', '/login', 'form'], ['register', '/register', 'form'], ['person', '/people/bob', '.posts li'], ['search', '/search?q=everybody', '.posts mark']]) {
        await page.goto(path);
        await page.waitForSelector(ready);
        await picture(page, `example-${name}-${size}-${colorScheme}`);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= viewport.width, `${path} is ${width} pixels wide`);
        assert.deepEqual(await barriers(page), [], path);
      }
    });
  }
}

node.test('page and API may have two origins that know of each other', async (t) => {
  const port = await free();
  const origin = `http://127.0.0.1:${port}`;
  const far = await start(t, { settings: { PRESSWORK__HTTP__CORS_ORIGINS: origin } });
  const eve = await account(far, { username: 'eve' });
  const environment = { VITE_API: far.base };
  const folder = join(process.env.CLIENTS_OUT ?? '/tmp', 'example-web');
  await bundle(environment, '--outDir', folder, '--emptyOutDir');
  const near = await served(t, { base: 'http://127.0.0.1:1' }, { port, environment, options: ['--outDir', folder] });
  const page = await browse(t, Object.assign(near, { friends: [far.base] }), { expected });
  await logIn(page, 'eve', { keep: true });
  const { id } = await expect(far, 201, 'POST', '/v1/posts', { token: eve.token, body: { title: 'Far' } });
  await page.goto(`/write/${id}`);
  await page.getByLabel('Text').fill('From afar');
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByText('Saved as version 2.').waitFor();
  await Promise.all([page.waitForResponse(/\/v1\/stream/), page.goto('/')]);
  await expect(far, 200, 'POST', `/v1/posts/${id}/publish`, { token: eve.token });
  await page.getByRole('button', { name: 'Show 1 new post' }).click();
  await page.getByRole('link', { name: 'Far', exact: true }).click();
  await page.getByRole('heading', { name: 'Comments' }).waitFor();
  // Before the far server ends, which the page hears live.
  await page.close();
});

node.test('it is developed by `npm run dev`, under the same policy', async (t) => {
  const page = await browse(t, await served(t, server, { script: 'dev' }), { expected });
  await page.goto('/');
  await page.getByRole('heading', { name: 'Latest' }).waitFor();
  await page.locator('.posts li').first().waitFor();
});

/** The refresh token that outlives the page. */
function kept(page) {
  return page.evaluate(() => new Promise((resolve, reject) => {
    const opening = indexedDB.open('presswork', 1);
    opening.onerror = reject;
    opening.onsuccess = () => {
      const reading = opening.result.transaction('session').objectStore('session').getAll();
      reading.onsuccess = () => resolve(reading.result[0]);
    };
  }));
}

/** What axe finds that keeps people out. */
async function barriers(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
}
