// The operators' page: who may see it, and what is shown when.

import * as api from './api.js';
import { attention } from './attention.js';
import { schedules, workers } from './cluster.js';
import { complaint, say } from './dialog.js';
import { text } from './dom.js';
import { running } from './jobs.js';
import { follow } from './live.js';
import { charts, queues } from './queues.js';

const at = (id) => document.getElementById(id);
const [door, floor, form, refused, state] = ['door', 'floor', 'login', 'refused', 'state'].map(at);
const STATES = { live: 'Live', polling: 'Looking every 5 seconds', away: 'The server can’t be reached' };

let ending;
let challenge;
const jobs = running();
const parts = [queues, jobs, attention('dead'), attention('parked'), schedules(), workers];

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  refused.hidden = true;
  try {
    const { login, password, code } = form.elements;
    const user = challenge
      ? await api.answerChallenge(challenge, code.value.trim())
      : await api.logIn(login.value.trim(), password.value);
    await api.get('/v1/ops/queues');
    await enter(user);
  } catch (error) {
    await api.logOut();
    // A code that is wrong can be answered again, as long as the challenge holds.
    if (challenge && error.code === 'invalid_code') return refuse(complaint(error), 'code');
    ask(error.challenge);
    if (error.challenge) return;
    const words = error.code === 'forbidden' ? 'This account may not operate: it takes the role of an admin.' : complaint(error);
    refuse(words, 'login');
  }
});

/** Says why not, and lets one try again. */
function refuse(words, field) {
  text(refused, words);
  refused.hidden = false;
  form.elements[field].focus();
}

/** Asks for the second factor, or for the first again. */
function ask(open) {
  challenge = open;
  at('first').hidden = Boolean(open);
  at('second').hidden = !open;
  for (const name of ['login', 'password']) form.elements[name].required = !open;
  form.elements.code.required = Boolean(open);
  form.elements.code.value = '';
  form.elements[open ? 'code' : 'login'].focus();
}

at('logout').addEventListener('click', async () => {
  leave();
  await api.logOut();
});
at('span').addEventListener('change', () => charts().catch((error) => say(complaint(error), 'bad')));

async function enter(user) {
  form.reset();
  ask(undefined);
  text(at('who'), user.username);
  door.hidden = true;
  floor.hidden = false;
  at('session').hidden = false;
  at('floor-title').focus();
  ending = new AbortController();
  jobs.live(ending.signal);
  await look();
  follow({ now, look, state: tell }, ending.signal);
}

function leave(words) {
  ending?.abort();
  floor.hidden = true;
  at('session').hidden = true;
  door.hidden = false;
  refused.hidden = !words;
  text(refused, words ?? '');
  form.elements.login.focus();
}

/** Looks at everything. One part that fails keeps what it had. */
async function look() {
  const looked = await Promise.allSettled(parts.map((part) => part.look()));
  const failed = looked.find(({ status }) => status === 'rejected')?.reason;
  if (!failed) return tell(known);
  if (!ending.signal.aborted && [401, 403].includes(failed.status)) return leave(complaint(failed));
  show('away');
}

let soon;

/** What an event told is shown at once; the jobs behind it are asked for, once for many events. */
function now(operations) {
  queues.show(operations.queues);
  workers.show(operations.workers);
  soon ??= setTimeout(() => {
    soon = undefined;
    if (!ending.signal.aborted && !document.hidden) look();
  }, 700);
}

let known = 'polling';

function tell(next) {
  known = next;
  show(next);
}

function show(next) {
  text(state, STATES[next]);
  state.dataset.state = next;
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && ending && !ending.signal.aborted) look();
});
form.elements.login.focus();
