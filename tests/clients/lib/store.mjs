// A server that speaks S3, moto's, with one bucket.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { until } from './ask.mjs';
import { program } from './python.mjs';

export const BUCKET = 'pictures';

/** Starts it until the test is over. Answers its address, what Presswork needs to know of it, and a way to look into the bucket. */
export async function store(scope) {
  const port = await free();
  const child = spawn(await program('moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  scope.after(() => child.kill('SIGKILL'));
  const base = `http://127.0.0.1:${port}`;
  await until('a bucket', async () => (await fetch(`${base}/${BUCKET}`, { method: 'PUT' }).catch(() => undefined))?.ok, { patience: 30_000 });
  const settings = {
    PRESSWORK__STORAGE__S3__BUCKET: BUCKET,
    PRESSWORK__STORAGE__S3__ENDPOINT: base,
    PRESSWORK__STORAGE__S3__ACCESS_KEY_ID: 'presswork',
    PRESSWORK__STORAGE__S3__SECRET_ACCESS_KEY: 'a key of this run',
  };
  const keys = async () => {
    const listed = await (await fetch(`${base}/${BUCKET}?list-type=2`)).text();
    return [...listed.matchAll(/<Key>([^<]*)<\/Key>/g)].map((match) => match[1]);
  };
  return { base, settings, keys };
}

async function free() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
