// A database of PostgreSQL and a prefix of Redis, lent to one server. Where they are is said as for the tests in Rust.

import { connect } from 'node:net';

import { createClient } from '@redis/client';
import pg from 'pg';

const POSTGRES = new URL(
  process.env.DATABASE_URL?.startsWith('postgres') ? process.env.DATABASE_URL : 'postgres://postgres@127.0.0.1:5432/postgres',
);
const REDIS = new URL(process.env.REDIS_URL || 'redis://127.0.0.1:6379');

/** Which of the two does not listen. */
export async function missing() {
  if (!(await listens(POSTGRES, 5432))) return `no PostgreSQL at ${POSTGRES.host} (DATABASE_URL says where)`;
  if (!(await listens(REDIS, 6379))) return `no Redis at ${REDIS.host} (REDIS_URL says where)`;
}

/** A new database and prefix of this name, with the environment that leads to them. */
export async function lend(name) {
  const database = new URL(POSTGRES);
  database.pathname = `/${name}`;
  await sql(POSTGRES, `CREATE DATABASE ${name}`);
  return {
    database,
    environment: { DATABASE_URL: database.href, REDIS_URL: REDIS.href, PRESSWORK__REDIS__PREFIX: name },
    giveBack: async () => {
      await sql(POSTGRES, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await forget(name);
    },
  };
}

/** Runs one statement. */
export async function sql(url, text, values) {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function forget(prefix) {
  const client = await createClient({ url: REDIS.href }).connect();
  for await (const keys of client.scanIterator({ MATCH: `${prefix}:*`, COUNT: 1000 })) {
    if (keys.length > 0) await client.del(keys);
  }
  await client.close();
}

function listens(url, port) {
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname, port: Number(url.port || port), timeout: 2_000 });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false)).once('timeout', () => end(false));
  });
}
