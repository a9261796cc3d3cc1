// Pictures in a bucket of a real S3-speaking server: sent through the API, in parts, and to the bucket itself.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import * as node from 'node:test';
import { crc32, deflateSync } from 'node:zlib';

import { account } from '../lib/account.mjs';
import { expect, rest, until } from '../lib/ask.mjs';
import { missing, start } from '../lib/server.mjs';
import { store } from '../lib/store.mjs';

/** A PNG of noise, so that it is as long as its pixels are many. */
function png(width, height) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Array.from({ length: height }, () => Buffer.concat([Buffer.alloc(1), randomBytes(width * 3)]));
  const data = deflateSync(Buffer.concat(rows));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

async function ticket(server, token, bytes) {
  const body = { filename: 'noise.png', mediaType: 'image/png', size: bytes.length };
  return expect(server, 201, 'POST', '/v1/media', { token, body });
}

function put(url, bytes, headers) {
  return fetch(url, { method: 'PUT', body: bytes, headers });
}

async function completed(server, token, id) {
  const job = await expect(server, 202, 'POST', `/v1/media/${id}/complete`, { token });
  const ended = await until('the end of the job', async () => {
    const found = await expect(server, 200, 'GET', `/v1/jobs/${job.id}`, { token });
    return ['succeeded', 'dead'].includes(found.state) && found;
  }, { patience: 60_000 });
  assert.equal(ended.state, 'succeeded', server.log);
  return expect(server, 200, 'GET', `/v1/media/${id}`, { token });
}

/** Every variant is served whole and in part, and is what it says. */
async function shown(server, media) {
  assert.equal(media.state, 'ready', JSON.stringify(media));
  for (const variant of media.variants) {
    const whole = await fetch(server.base + variant.url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    assert.equal(whole.status, 200);
    assert.equal(bytes.length, variant.bytes);
    assert.equal(whole.headers.get('etag'), `"${createHash('sha256').update(bytes).digest('hex')}"`);
    const part = await fetch(server.base + variant.url, { headers: { range: 'bytes=10-19' } });
    assert.equal(part.status, 206);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(10, 20));
  }
}

for (const form of ['embedded', 'services']) {
  node.describe(`pictures in a bucket, ${form}`, async () => {
    const skip = await missing(form);

    node.test('are sent to the bucket itself, by an address that takes this type and no other', { skip }, async (t) => {
      const bucket = await store(t);
      const server = await start(t, { form, settings: bucket.settings });
      const { token } = await account(server);
      const bytes = png(700, 500);
      const { media, upload } = await ticket(server, token, bytes);
      assert.equal(upload.byApi, false);
      assert.ok(upload.url.startsWith(`${bucket.base}/pictures/uploads/`), upload.url);
      const signed = new URL(upload.url).searchParams;
      assert.equal(signed.get('X-Amz-SignedHeaders'), 'content-type;host');
      assert.ok(Number(signed.get('X-Amz-Expires')) <= 3600);
      const early = await rest(server, 'POST', `/v1/media/${media.id}/complete`, { token });
      assert.equal(early.body.code, 'upload_incomplete');
      assert.equal((await put(upload.url, bytes, { 'content-type': upload.contentType })).status, 200);
      await shown(server, await completed(server, token, media.id));
      const kept = await bucket.keys();
      assert.match(await server.run('doctor'), /^ok +storage +the bucket pictures takes files/m);
      assert.deepEqual(await bucket.keys(), kept, 'the doctor leaves nothing behind');
    });

    node.test('are sent through the API, in parts, and leave nothing but what is shown', { skip }, async (t) => {
      const bucket = await store(t);
      const server = await start(t, { form, settings: { ...bucket.settings, PRESSWORK__MEDIA__PRESIGNED: 'false' } });
      const { token } = await account(server);
      // Longer than a part of a multipart upload.
      const bytes = png(2000, 1300);
      assert.ok(bytes.length > 6 << 20);
      const { media, upload } = await ticket(server, token, bytes);
      assert.equal(upload.byApi, true);
      const half = 5_500_000;
      for (const [from, to] of [[0, half], [half, bytes.length]]) {
        const headers = { authorization: `Bearer ${token}`, 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` };
        const answer = await put(server.base + upload.url, bytes.subarray(from, to), headers);
        assert.equal(answer.status, 200, server.log);
        assert.equal((await answer.json()).receivedBytes, to);
      }
      const ready = await completed(server, token, media.id);
      await shown(server, ready);
      assert.equal((await bucket.keys()).length, ready.variants.length);
    });

    node.test('that are none are refused', { skip }, async (t) => {
      const bucket = await store(t);
      const server = await start(t, { form, settings: bucket.settings });
      const { token } = await account(server);
      const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
      const { media, upload } = await ticket(server, token, bytes);
      assert.equal((await put(upload.url, bytes, { 'content-type': upload.contentType })).status, 200);
      const refused = await completed(server, token, media.id);
      assert.deepEqual([refused.state, refused.reason, refused.variants], ['refused', 'unsupported_media_type', []]);
    });
  });
}
