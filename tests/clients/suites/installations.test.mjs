// Both installations come up by themselves and take an account in; what the other suites stand on.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { account } from '../lib/account.mjs';
import { expect } from '../lib/ask.mjs';
import { missing, start } from '../lib/server.mjs';

for (const form of ['embedded', 'services']) {
  test(`somebody can register and log in (${form})`, { skip: await missing(form) }, async (t) => {
    const server = await start(t, { form });
    const ada = await account(server, { username: 'ada' });
    const user = await expect(server, 200, 'GET', '/v1/users/@ada');
    assert.equal(user.id, ada.id);
  });

  test(`an operator sees the queues (${form})`, { skip: await missing(form) }, async (t) => {
    const server = await start(t, { form });
    const { token } = await account(server, { role: 'admin' });
    const queues = await expect(server, 200, 'GET', '/v1/ops/queues', { token });
    assert.deepEqual(queues.map((queue) => queue.name).sort(), ['bulk', 'interactive', 'standard']);
  });
}
