// The pages for people, in headless Chromium: offline, under their content security policies, by keyboard, on a phone, in
// the dark. Pictures are left in target/clients/screenshots/ to be looked at.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as node from 'node:test';

import { account, PASSWORD, secondFactor } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { DESKTOP, PHONE, browse, picture } from '../lib/browser.mjs';
import { start } from '../lib/server.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const server = await start(node);
const ada = await account(server, { username: 'ada' });
const { data: [mail] } = await expect(server, 200, 'GET', '/dev/mailbox', { headers: { accept: 'application/json' } });

/** Every page, and what is there once it is ready. */
const PAGES = [
  ['front', '/', 'h1'],
  ['docs', '/docs', '#operations-posts-createPost'],
  ['graphiql', '/graphiql', '.graphiql-query-editor .CodeMirror-code'],
  ['mailbox', '/dev/mailbox', '.mails li'],
  ['mail', `/dev/mailbox/${mail.id}`, 'h1'],
];
/** What the explorers, which are not ours, have in their own markup; nothing is let through outside of it. */
const NOT_OURS = {
  docs: ['.swagger-ui', ['nested-interactive']],
  graphiql: ['.graphiql-container', ['nested-interactive', 'scrollable-region-focusable']],
};
const REFUSED = { expected: [/status of 401/] };

for (const [name, path, ready] of PAGES) {
  for (const [size, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    for (const colorScheme of ['light', 'dark']) {
      node.test(`${path} is fit for everybody (${size}, ${colorScheme})`, async (t) => {
        const page = await browse(t, server, { viewport, colorScheme });
        await page.goto(path);
        await page.waitForSelector(ready);
        await picture(page, `${name}-${size}-${colorScheme}`);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= viewport.width, `it is ${width} pixels wide`);
        assert.deepEqual(await barriers(page, NOT_OURS[name]), []);
      });
    }
  }
}

node.test('the front door says what runs here and leads to every page', async (t) => {
  const page = await browse(t, server);
  await page.goto('/');
  const { version } = await expect(server, 200, 'GET', '/version');
  assert.match(await page.textContent('body'), new RegExp(version));
  for (const path of ['/docs', '/graphiql', '/dev/mailbox']) {
    await page.goto('/');
    await page.click(`a[href="${path}"]`);
    assert.equal(new URL(page.url()).pathname, path);
  }
});

node.test('who logs in at /docs, by keyboard alone, tries operations as themselves', async (t) => {
  const page = await browse(t, server);
  await page.goto('/docs');
  await page.waitForSelector('#operations-users-user');
  await logInByKeyboard(page);
  await page.click('#operations-accounts-me .opblock-summary-control');
  await page.click('#operations-accounts-me .execute');
  await page.waitForSelector('#operations-accounts-me .live-responses-table tbody :text("ada@example.org")');
  await picture(page, 'docs-logged-in');

  await page.click('text=Log out');
  await page.waitForSelector('text=Logged out.');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'login');
  assert.equal(await page.locator('.authorization__btn.locked').count(), 0);
});

node.test('who logs in at /graphiql asks as themselves', async (t) => {
  const page = await browse(t, server);
  await page.goto('/graphiql');
  await page.waitForSelector('.graphiql-query-editor .CodeMirror-code');
  await logInByKeyboard(page);
  await page.evaluate(() => document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.setValue('query LatestPosts { me { username email } }'));
  await page.click('.graphiql-query-editor .CodeMirror');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('.result-window :text("ada@example.org")');
  await picture(page, 'graphiql-logged-in');
  const kept = await page.evaluate(() => JSON.stringify(localStorage));
  assert.doesNotMatch(kept, /eyJ/, 'the token is written nowhere');
});

node.test('what /graphiql answers can be read on a phone', async (t) => {
  const page = await browse(t, server, { viewport: PHONE });
  await page.goto('/graphiql');
  await page.waitForSelector('.graphiql-query-editor .CodeMirror-code');
  await page.click('.graphiql-execute-button');
  await page.waitForSelector('.result-window :text("hasNextPage")');
  await picture(page, 'graphiql-answered-phone');
  const { width, height } = await page.locator('.graphiql-response').boundingBox();
  assert.ok(width > 200 && height > 200, `it has ${width} by ${height} pixels`);
});

node.test('the dialogs of /graphiql have their styles, and only those that the page allows', async (t) => {
  const page = await browse(t, server, { expected: [/inline style violates/] });
  const answer = await page.goto('/graphiql');
  assert.doesNotMatch(answer.headers()['content-security-policy'], /unsafe-inline/);
  await page.waitForSelector('.graphiql-query-editor .CodeMirror-code');
  await page.click('[aria-label="Open settings dialog"]');
  await page.waitForSelector('.graphiql-dialog');
  const overflow = () => page.evaluate(() => getComputedStyle(document.body).overflow);
  assert.equal(await overflow(), 'hidden', 'by a style element with the nonce');
  await page.keyboard.press('Escape');
  await page.click('.graphiql-query-editor .CodeMirror');
  await page.keyboard.press('Alt+g');
  await page.waitForSelector('.CodeMirror-dialog');
  const hint = await page.evaluate(() => getComputedStyle(document.querySelector('.CodeMirror-search-hint')).color);
  assert.equal(hint, 'rgb(136, 136, 136)', 'by a style attribute whose hash is known');
  for (const [markup, directive] of [['<p style="color: red">x</p>', 'style-src-attr'], ['<style>p { color: red }</style>', 'style-src-elem']]) {
    assert.equal(await violates(page, markup), directive);
  }
});

/** What a page's policy says to markup that it does not allow; heard before those hear of it who would complain. */
function violates(page, markup) {
  return page.evaluate((markup) => new Promise((told) => {
    const hear = (event) => { event.stopImmediatePropagation(); told(event.effectiveDirective); };
    addEventListener('securitypolicyviolation', hear, { once: true, capture: true });
    document.body.insertAdjacentHTML('beforeend', markup);
  }), markup);
}

node.test('an account with a second factor is asked for its code, at /graphiql', async (t) => {
  const dora = await account(server, { username: 'dora' });
  const [code] = await secondFactor(server, dora.token);
  const page = await browse(t, server, REFUSED);
  await page.goto('/graphiql');
  await page.waitForSelector('.CodeMirror-code');
  await page.fill('#login [name=login]', 'dora');
  await page.fill('#login [name=password]', PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#login >> text=One thing more');
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#login >> text=Not logged in');
  await page.fill('#login [name=code]', code);
  await picture(page, 'graphiql-second-factor');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#login >> text=Logged in as dora');
});

for (const path of ['/docs', '/graphiql']) {
  node.test(`a refused login at ${path} says why and lets one try again`, async (t) => {
    const page = await browse(t, server, REFUSED);
    await page.goto(path);
    await page.waitForSelector(path === '/docs' ? '#operations-users-user' : '.CodeMirror-code');
    await page.fill('#login [name=login]', 'ada');
    await page.fill('#login [name=password]', 'not this one');
    await page.click('#login button >> nth=0');
    await page.waitForSelector('[role=status]:has-text("Not logged in")');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'password');
    await picture(page, `${path.slice(1)}-refused`);
  });
}

/** From the top of the page: the way home, then the two fields; Enter sends. */
async function logInByKeyboard(page) {
  await page.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
  for (let presses = 0; await page.evaluate(() => document.activeElement.name) !== 'login'; presses += 1) {
    assert.ok(presses < 4, 'the login is among the first things that Tab reaches');
    await page.keyboard.press('Tab');
  }
  await page.keyboard.type('ada');
  await page.keyboard.press('Tab');
  await page.keyboard.type(ada.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('text=Logged in as ada');
}

/** What axe-core finds that is serious or worse; within what is not ours, without the rules that are known to fail there. */
async function barriers(page, [strange, known] = []) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(async ([strange, known]) => {
    const ours = await window.axe.run(strange ? { exclude: [strange] } : document);
    if (!strange) return ours;
    const rules = Object.fromEntries(known.map((rule) => [rule, { enabled: false }]));
    const theirs = await window.axe.run(strange, { rules });
    return { violations: [...ours.violations, ...theirs.violations] };
  }, [strange, known]);
  const grave = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  return grave.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 150)}`));
}
