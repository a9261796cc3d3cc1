// Webhooks as a receiver has them that was written for Standard Webhooks, with its own library.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import * as node from 'node:test';

import { Webhook } from 'standardwebhooks';

import { account } from '../lib/account.mjs';
import { expect, until } from '../lib/ask.mjs';
import { missing, start } from '../lib/server.mjs';

/** A receiver on a free port, which keeps what comes and answers 204. */
async function receiver(t) {
  const heard = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(204).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { heard, url: `http://127.0.0.1:${server.address().port}/hook` };
}

/** What has come, once that is so much. */
function come(server, heard, count) {
  return until(`${count} deliveries`, () => heard.length >= count && heard, { patience: 30_000 }).catch((error) => {
    throw new Error(`${error.message}\n${server.log}`);
  });
}

async function published(server, token, title) {
  const post = await expect(server, 201, 'POST', '/v1/posts', { token, body: { title, markdown: 'It *works*.' } });
  await expect(server, 200, 'POST', `/v1/posts/${post.id}/publish`, { token, body: {} });
  return post;
}

for (const form of ['embedded', 'services']) {
  node.test(`a receiver of Standard Webhooks, ${form}`, { skip: await missing(form) }, async (t) => {
    const server = await start(t, { form });
    const { token } = await account(server, { role: 'admin' });
    const { heard, url } = await receiver(t);
    const body = { url, eventTypes: ['post.published'] };
    const { webhook, secret } = await expect(server, 201, 'POST', '/v1/webhooks', { token, body });

    await t.test('verifies what comes, and nothing forged', async () => {
      const post = await published(server, token, 'Grüße ✓');
      const [first] = await come(server, heard, 1);
      const event = new Webhook(secret).verify(first.body, first.headers);
      assert.equal(event.type, 'post.published');
      assert.equal(event.data.postId, post.id);
      assert.equal(event.id, first.headers['webhook-id']);
      assert.throws(() => new Webhook(secret).verify(first.body.replace(post.id, 'post_x'), first.headers));
      const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
      assert.throws(() => new Webhook(other).verify(first.body, first.headers));
    });

    await t.test('verifies with either secret after a rotation', async () => {
      const rotated = await expect(server, 200, 'POST', `/v1/webhooks/${webhook.id}/rotate-secret`, { token });
      await published(server, token, 'Second');
      const second = (await come(server, heard, 2))[1];
      for (const either of [secret, rotated.secret]) {
        assert.equal(new Webhook(either).verify(second.body, second.headers).type, 'post.published');
      }
    });

    await t.test('can be tried out', async () => {
      await expect(server, 202, 'POST', `/v1/webhooks/${webhook.id}/test`, { token });
      const third = (await come(server, heard, 3))[2];
      assert.equal(new Webhook(secret).verify(third.body, third.headers).type, 'webhook.test');
    });

    await t.test('hears the same by asking', async () => {
      const list = await expect(server, 200, 'GET', '/v1/events?type=post.published', { token });
      assert.deepEqual(list.data, heard.slice(0, 2).map(({ body }) => JSON.parse(body)));
    });
  });
}
