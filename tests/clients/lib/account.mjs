// People with an account, who came by it as people do: registered, confirmed by the mail that arrived, logged in.

import { createHmac } from 'node:crypto';

import { expect, until } from './ask.mjs';
import { change } from './database.mjs';

export const PASSWORD = 'tram violet kettle';

let count = 0;

/** A new account: `{ username, email, password, id, token, refreshToken }`. Its role is 'author' unless named. */
export async function account(server, { username = `person-${++count}`, password = PASSWORD, role } = {}) {
  const email = `${username}@example.org`;
  const body = { username, email, password, displayName: username };
  await expect(server, 202, 'POST', '/v1/auth/register', { body });
  const token = await mailedToken(server, email);
  await expect(server, 200, 'POST', '/v1/auth/email-verification/confirm', { body: { token } });
  if (role) await setRole(server, username, role);
  const session = await login(server, username, password);
  return { username, email, password, id: session.user.id, token: session.accessToken, refreshToken: session.refreshToken };
}

/** A new session. */
export function login(server, username, password = PASSWORD) {
  return expect(server, 200, 'POST', '/v1/auth/login', { body: { login: username, password } });
}

/** The token of the newest mail to an address, as soon as the job has written it. */
export async function mailedToken(server, email) {
  const headers = { accept: 'application/json' };
  const mail = await until(`a mail to ${email}`, async () => {
    const { data } = await expect(server, 200, 'GET', '/dev/mailbox', { headers });
    return data.find((mail) => mail.to.includes(email));
  });
  const { text } = await expect(server, 200, 'GET', `/dev/mailbox/${mail.id}`, { headers });
  return text.match(/^ {4}(\S+)$/m)[1];
}

/** Gives somebody another role, from the next request on. */
export async function setRole(server, username, role) {
  // There is no operation for it.
  await change(server, 'UPDATE users SET role = $1 WHERE username = $2', [role, username]);
}

/** Gives an account a second factor; answers its recovery codes. */
export async function secondFactor(server, token) {
  const { secret } = await expect(server, 200, 'POST', '/v1/me/two-factor', { token });
  const { codes } = await expect(server, 200, 'POST', '/v1/me/two-factor/confirm', { token, body: { code: totp(secret) } });
  return codes;
}

/** The code of a secret at this moment (RFC 6238, with SHA-1, six digits and steps of 30 seconds). */
function totp(secret) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
