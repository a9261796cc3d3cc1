// The operators' page, used as operators use it: in a browser, by click and by keyboard, on a desk and on a phone.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import * as node from 'node:test';

import { account, login, PASSWORD, secondFactor, setRole } from '../lib/account.mjs';
import { expect, until } from '../lib/ask.mjs';
import { browse, PHONE, picture } from '../lib/browser.mjs';
import { change } from '../lib/database.mjs';
import { start } from '../lib/server.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** A login that is refused is a 403 that the browser reports. */
const REFUSED = { expected: [/status of 40[13]/] };

const post = await postOffice(node);
const server = await start(node);
const ann = await account(server, { username: 'ann', role: 'admin' });
// Sends through the post office; works on the same kind of installation, one of its own.
const mailing = await start(node, { settings: { PRESSWORK__MAIL__SMTP_URL: post.url, PRESSWORK__ACCOUNTS__REQUIRE_VERIFIED_EMAIL: 'false' } });

node.test('an account that may not operate is told so', async (t) => {
  const eve = await account(server, { username: 'eve', role: 'editor' });
  const page = await browse(t, server, REFUSED);
  await page.goto('/');
  await page.getByRole('link', { name: 'Operations' }).click();
  await logIn(page, eve.username);
  await page.getByRole('alert').getByText('may not operate').waitFor();
  await logIn(page, eve.username, 'not the password');
  await page.getByRole('alert').filter({ hasNotText: 'may not operate' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Queues' }).isVisible(), false);
});

node.test('it is live, and asks again and again where the stream breaks', async (t) => {
  const page = await browse(t, server, { expected: [/stream/] });
  await page.goto('/ops');
  await enter(page, ann.username);
  await page.getByText('Live', { exact: true }).waitFor();
  await operator('PUT', '/v1/ops/queues/standard/pause');
  const standard = page.locator('[data-queue=standard]');
  await standard.getByText('paused', { exact: true }).waitFor({ timeout: 4_000 });
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.route('**/v1/stream?*', (route) => route.abort());
  await enter(page, ann.username);
  await page.getByText('Looking every 5 seconds').waitFor();
  await operator('DELETE', '/v1/ops/queues/standard/pause');
  await standard.getByText('open', { exact: true }).waitFor({ timeout: 9_000 });
});

node.test('a queue is paused and resumed', async (t) => {
  const page = await operating(t, server);
  const bulk = page.locator('[data-queue=bulk]');
  await bulk.getByRole('button', { name: 'Pause bulk' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep as it is' }).click();
  assert.equal((await queue('bulk')).pausedAt, null, 'nothing happens to who thinks better of it');
  await bulk.getByRole('button', { name: 'Pause bulk' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause bulk' }).click();
  await bulk.getByText('paused', { exact: true }).waitFor();
  assert.notEqual((await queue('bulk')).pausedAt, null);
  await bulk.getByRole('button', { name: 'Resume bulk' }).click();
  await bulk.getByText('open', { exact: true }).waitFor();
  assert.equal((await queue('bulk')).pausedAt, null);
});

node.test('a schedule is set off, paused and resumed, and what it did shows in the chart', async (t) => {
  const page = await operating(t, server);
  const purge = page.locator('[data-schedule=purge-tokens]');
  await purge.getByRole('button', { name: 'Run now: purge-tokens' }).click();
  await page.getByText('is on its way').waitFor();
  await until('the job is done', async () => {
    const { data } = await operator('GET', '/v1/jobs?kind=housekeeping.purge_tokens&state=succeeded');
    return data.length > 0;
  });
  await page.locator('[data-queue=bulk] figcaption').getByText('1 job enqueued, 1 done').waitFor({ timeout: 25_000 });
  await page.locator('[data-queue=bulk] rect.succeeded').waitFor();
  await page.locator('[data-queue=bulk] .depths').waitFor({ state: 'attached' });
  await page.locator('[data-queue=bulk] .plot').getByText('waited').waitFor();
  await purge.getByText('UTC').waitFor();
  await purge.getByRole('button', { name: 'Pause purge-tokens' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause purge-tokens' }).click();
  await purge.getByRole('button', { name: 'Resume purge-tokens' }).click();
  await purge.getByText('next in').waitFor();
});

node.test('a dead job is retried by a click and succeeds, another is discarded', async (t) => {
  await register('boss');
  await setRole(mailing, 'boss', 'admin');
  const { accessToken: token } = await login(mailing, 'boss');
  await twoDeadLetters(token);
  const page = await operating(t, mailing, 'boss');
  const letters = page.locator('#dead-list > li');
  await until('both letters are dead', async () => (await letters.count()) === 2);
  await picture(page, 'ops-dead');
  const letter = letters.first();
  await letter.getByText('1 attempt').click();
  await letter.locator('.failures li').getByText('unavailable').waitFor();
  const id = await letter.getAttribute('data-job');
  post.refuses = false;
  await letter.getByRole('button', { name: `Retry mail.send ${id}` }).click();
  await page.getByText('gets one more attempt').waitFor();
  await until('the job succeeds', async () => (await expect(mailing, 200, 'GET', `/v1/jobs/${id}`, { token })).state === 'succeeded');
  assert.equal(post.arrived.length, 1, 'the letter has arrived');
  await until('it leaves the list', async () => (await letters.count()) === 1);
  await letters.first().getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard the job' }).click();
  await page.getByText('No job is dead.').waitFor();
});

node.test('all dead jobs that fit a filter are retried at once', async (t) => {
  const { accessToken: token } = await login(mailing, 'boss');
  await twoDeadLetters(token);
  const page = await operating(t, mailing, 'boss');
  const letters = page.locator('#dead-list > li');
  await until('both letters are dead', async () => (await letters.count()) === 2);
  const filter = page.getByRole('search', { name: 'Dead letters' });
  await filter.getByLabel('Error').fill('no such thing');
  await page.getByText('No job is dead.').waitFor();
  await filter.getByLabel('Error').fill('unavailable');
  await until('both are shown again', async () => (await letters.count()) === 2);
  post.refuses = false;
  await page.getByRole('button', { name: 'Retry all' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retry all' }).click();
  await page.getByText('retries them').waitFor();
  await until('both letters have arrived', () => post.arrived.length === 2);
  await page.getByText('No job is dead.').waitFor();
});

node.test('a job shows how far it is as it goes on, and is cancelled by a click', async (t) => {
  const own = await start(t);
  const { token } = await account(own, { username: 'ann', role: 'admin' });
  await manyDeadJobs(own);
  const page = await operating(t, own);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Discard all' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard all' }).click();
  const job = page.locator('#running-list > li').filter({ hasText: 'jobs.change_many' });
  const done = () => job.getByRole('progressbar').evaluate((bar) => bar.value);
  let far = await done();
  await look(page, 'ops-running');
  // Whatever is seen from now on the stream has told: this list is never answered again.
  await page.route('**/v1/jobs?state=running*', () => {});
  for (const time of ['once', 'twice', 'three times']) {
    far = await until(`it goes on ${time}`, async () => {
      const now = await done();
      return now > far && now;
    });
  }
  const id = await job.getAttribute('data-job');
  await job.getByRole('button', { name: `Cancel jobs.change_many ${id}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the job' }).click();
  await page.getByText('is asked to stop.').waitFor();
  await job.waitFor({ state: 'detached' });
  const { state, progress } = await expect(own, 200, 'GET', `/v1/jobs/${id}`, { token });
  assert.equal(state, 'cancelled');
  assert.ok(progress.done >= far && progress.done < progress.total, JSON.stringify(progress));
});

node.test('a parked job is seen with its reason, tried again by click and given up by keyboard', async (t) => {
  const { version } = await until('a worker is there', async () => (await operator('GET', '/v1/ops/workers'))[0]);
  await operator('PUT', '/v1/ops/queues/bulk/pause');
  const set = ['purge-tokens', 'purge-jobs'].map((name) => expect(server, 202, 'POST', `/v1/ops/schedules/${name}/trigger`, { token: ann.token }));
  const [tokens, jobs] = await Promise.all(set);
  // As another release would leave them: this one does not take them up by itself.
  await change(server, `UPDATE jobs SET state = 'parked', parked_by = '${version}', last_error = 'not in this release' WHERE state = 'queued' AND queue = 'bulk'`);
  await operator('DELETE', '/v1/ops/queues/bulk/pause');
  const page = await operating(t, server);
  const parked = page.locator('#parked-list > li');
  await until('both are shown', async () => (await parked.count()) === 2);
  const first = page.locator(`#parked-list > [data-job=${tokens.id}]`);
  await first.getByText('not in this release').waitFor();
  await first.getByText('0 attempts').click();
  await first.locator('.facts').getByText('trace').waitFor();
  await first.locator('.facts').getByText(tokens.traceId).waitFor();
  await picture(page, 'ops-parked');
  await first.getByRole('button', { name: `Retry housekeeping.purge_tokens ${tokens.id}` }).click();
  await page.getByText('is tried by this release').waitFor();
  await until('the job succeeds', async () => (await operator('GET', `/v1/jobs/${tokens.id}`)).state === 'succeeded');
  await until('it leaves the list', async () => (await parked.count()) === 1);
  const filter = page.getByRole('search', { name: 'Parked jobs' });
  await filter.getByLabel('Error').fill('no such reason');
  await page.getByText('No job is parked.').waitFor();
  await filter.getByLabel('Error').fill('this release');
  await until('it is shown again', async () => (await parked.count()) === 1);
  await tabTo(page, `Discard housekeeping.purge_jobs ${jobs.id}`);
  await page.keyboard.press('Enter');
  await page.locator('dialog[open]').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('No job is parked.').waitFor();
  assert.equal((await operator('GET', `/v1/jobs/${jobs.id}`)).state, 'cancelled');
});

node.test('an account with a second factor is asked for its code', async (t) => {
  const cleo = await account(server, { username: 'cleo', role: 'admin' });
  const recovery = await secondFactor(server, cleo.token);
  const page = await browse(t, server, REFUSED);
  await page.goto('/ops');
  await logIn(page, cleo.username);
  const code = page.getByLabel('Code of your authenticator app');
  await code.fill('000000');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').waitFor();
  await picture(page, 'ops-second-factor');
  await code.fill(recovery[0]);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Queues' }).waitFor();
});

node.test('a worker is drained', async (t) => {
  const own = await start(t);
  await account(own, { username: 'ann', role: 'admin' });
  const page = await operating(t, own);
  const worker = page.locator('#worker-list > li');
  await worker.getByText('active', { exact: true }).waitFor();
  await worker.getByRole('button', { name: 'Drain' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Drain the worker' }).click();
  await worker.getByText('draining', { exact: true }).waitFor();
  assert.equal(await worker.getByRole('button', { name: 'Drain' }).isVisible(), false);
});

node.test('everything can be done by keyboard, and one sees where one is', async (t) => {
  const page = await browse(t, server);
  await page.goto('/ops');
  await page.keyboard.type('ann');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.locator('#floor-title:focus').waitFor();
  await page.locator('[data-queue=interactive]').waitFor();
  await tabTo(page, 'Pause interactive');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid');
  await page.keyboard.press('Enter');
  await page.locator('dialog[open]').waitFor();
  assert.equal(await focused(page), 'Keep as it is', 'the harmless answer comes first');
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), 'Pause interactive', 'one is back where one was');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await until('the focus is on the other button', async () => (await focused(page)) === 'Resume interactive');
  await page.keyboard.press('Enter');
  await until('and back', async () => (await focused(page)) === 'Pause interactive');
  await tabTo(page, 'Run now: purge-jobs');
  await page.reload();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await until('the first thing to reach leads to the content', async () => (await focused(page)) === 'Skip to the content');
});

for (const [name, viewport] of [['desk', { width: 1280, height: 900 }], ['phone', PHONE], ['narrow', { width: 360, height: 640 }]]) {
  for (const colorScheme of ['light', 'dark']) {
    node.test(`it fits on a ${name} and is accessible, ${colorScheme}`, async (t) => {
      const page = await browse(t, server, { viewport, colorScheme });
      await page.goto('/ops');
      await look(page, `ops-login-${name}-${colorScheme}`);
      await enter(page, 'ann');
      await page.locator('[data-queue=bulk] figcaption').waitFor();
      await page.locator('#worker-list > li').waitFor();
      await look(page, `ops-${name}-${colorScheme}`);
    });
  }
}

/** Nothing sticks out, and axe finds nothing. */
async function look(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, 'the page can be moved sideways');
  await page.evaluate(await readFile(AXE, 'utf8'));
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, ...nodes.map((one) => one.html)]), []);
  await picture(page, name);
}

async function operating(t, at, username = ann.username) {
  const page = await browse(t, at);
  await page.goto('/ops');
  await enter(page, username);
  return page;
}

async function enter(page, username) {
  await logIn(page, username);
  await page.getByRole('heading', { name: 'Queues' }).waitFor();
}

async function logIn(page, username, password = PASSWORD) {
  await page.getByLabel('Username or mail address').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

function register(username) {
  const body = { username, email: `${username}@example.org`, password: PASSWORD };
  return expect(mailing, 202, 'POST', '/v1/auth/register', { body });
}

/** Two letters that die because the mail server is not well, after the one attempt that they get. */
async function twoDeadLetters(token) {
  await until('earlier letters have arrived', () => post.arrived.length > 0);
  post.arrived.length = 0;
  post.refuses = true;
  await expect(mailing, 200, 'PUT', '/v1/ops/queues/interactive/pause', { token });
  for (const n of [1, 2]) await register(`reader-${++readers}-${n}`);
  await change(mailing, "UPDATE jobs SET max_attempts = 1 WHERE state = 'queued'");
  await expect(mailing, 200, 'DELETE', '/v1/ops/queues/interactive/pause', { token });
}

let readers = 0;

/** So many dead jobs that giving them up takes a minute: 200 at a time, and after each time the database counts for a while. */
async function manyDeadJobs(at) {
  const numbers = (most) => `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${most}) SELECT n FROM n`;
  await change(at, `CREATE VIEW counting AS ${numbers(800_000)}`);
  await change(at, `CREATE TRIGGER slowly AFTER UPDATE OF progress_done ON jobs WHEN NEW.kind = 'jobs.change_many'
    BEGIN SELECT COUNT(*) FROM counting; END`);
  await change(at, `INSERT INTO jobs (id, kind, queue, payload, state, attempt, max_attempts, run_at, created_at, finished_at, last_error)
    SELECT randomblob(16), kind, queue, payload, 'dead', 1, 1, run_at, created_at, created_at, 'made for this test'
    FROM (SELECT * FROM jobs WHERE kind = 'mail.send' LIMIT 1), (${numbers(40_000)})`);
}

const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);

async function tabTo(page, name) {
  for (let n = 0; n < 90; n++) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${name} is not reached`);
}

const operator = (method, path) => expect(server, 200, method, path, { token: ann.token });
const queue = async (name) => (await operator('GET', '/v1/ops/queues')).find((one) => one.name === name);

/** A mail server that takes what comes, or refuses it for now. */
async function postOffice(scope) {
  const office = { refuses: false, arrived: [] };
  const sockets = new Set();
  const listener = createServer((socket) => {
    sockets.add(socket);
    let data = false;
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      for (const line of chunk.split('\r\n').filter(Boolean)) {
        if (data && line !== '.') continue;
        if (data) office.arrived.push(Date.now());
        const refusal = office.refuses && /^RCPT/i.test(line);
        const answer = refusal ? '451 not today' : data ? '250 taken' : /^DATA/i.test(line) ? '354 go on' : '250 ok';
        data = answer.startsWith('354');
        socket.write(`${answer}\r\n`);
      }
    });
  });
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  scope.after(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  office.url = `smtp://127.0.0.1:${listener.address().port}`;
  return office;
}
