// What keeps the queues moving: schedules and workers.

import * as api from './api.js';
import { button } from './dialog.js';
import { attribute, h, list, text } from './dom.js';
import { ago, count, full, until } from './format.js';

/** The schedules. */
export function schedules() {
  const show = list(document.getElementById('schedule-list'), (schedule) => schedule.name, schedule);
  return { look: async () => show(await api.get('/v1/ops/schedules')) };
}

function schedule({ name, cron, timeZone, description }) {
  const path = `/v1/ops/schedules/${name}`;
  const [next, last] = [h('span'), h('span', { class: 'faint' })];
  const trigger = button('Run now', {
    name: `Run now: ${name}`,
    run: () => api.post(`${path}/trigger`),
    done: (job) => `${name} is on its way as ${job.kind}.`,
  });
  const pause = button('Pause', {
    name: `Pause ${name}`,
    sure: () => ({ title: `Pause ${name}?`, detail: 'It sets off nothing until it is resumed. Missed ticks are not made up for.', action: `Pause ${name}` }),
    run: () => api.put(`${path}/pause`),
    done: (now) => (update(now), `${name} is paused.`),
  });
  const resume = button('Resume', {
    name: `Resume ${name}`,
    tone: 'primary',
    run: () => api.remove(`${path}/pause`),
    done: (now) => (update(now), `${name} goes on.`),
  });
  const element = h('li', { class: 'row', 'data-schedule': name },
    h('div', { class: 'what' }, h('strong', {}, name), h('span', { class: 'faint' }, description), h('code', { class: 'id' }, `${cron} ${timeZone}`)),
    h('div', { class: 'how' }, next, last),
    h('div', { class: 'actions' }, trigger, pause, resume));
  const update = (now) => {
    const paused = Boolean(now.pausedAt);
    text(next, paused ? 'paused' : `next ${until(now.nextAt)}`);
    next.className = paused ? 'pill warn' : '';
    attribute(next, 'title', full(paused ? now.pausedAt : now.nextAt));
    text(last, now.lastAt ? `last tick ${ago(now.lastAt)}` : 'no tick yet');
    attribute(last, 'title', now.lastAt && full(now.lastAt));
    const stood = [pause, resume].includes(document.activeElement);
    pause.hidden = paused;
    resume.hidden = !paused;
    if (stood) (paused ? resume : pause).focus();
  };
  return { element, update };
}

const noWorkers = document.getElementById('worker-none');
const showWorkers = list(document.getElementById('worker-list'), (one) => one.id, worker);

/** The workers. */
export const workers = {
  show(all) {
    showWorkers(all);
    noWorkers.hidden = all.length > 0;
  },
  async look() {
    this.show(await api.get('/v1/ops/workers'));
  },
};

function worker({ id, queues, concurrency, version, startedAt }) {
  const [busy, seen, state] = [h('span'), h('span', { class: 'faint' }), h('span', { class: 'pill' })];
  const slots = concurrency * queues.length;
  const meter = h('meter', { min: 0, max: slots, 'aria-label': `Slots in use on ${id}` });
  const drain = button('Drain', {
    name: `Drain ${id}`,
    tone: 'danger',
    sure: () => ({
      title: 'Drain this worker?',
      detail: `${id} finishes what it runs and takes nothing new until it is started again.`,
      action: 'Drain the worker',
    }),
    run: () => api.post(`/v1/ops/workers/${id}/drain`),
    done: (now) => (update(now), 'The worker takes nothing new.'),
  });
  const element = h('li', { class: 'row', 'data-worker': id },
    h('div', { class: 'what' }, h('code', { class: 'id strong' }, id), h('span', { class: 'faint' }, `${queues.join(', ')}; release ${version}`)),
    h('div', { class: 'how' }, h('span', { class: 'line' }, state, busy), meter, seen),
    h('div', { class: 'actions' }, drain));
  const update = (now) => {
    const draining = Boolean(now.drainingSince);
    text(state, draining ? 'draining' : 'active');
    state.className = draining ? 'pill warn' : 'pill good';
    text(busy, `${now.running} of ${count(slots, 'slot')} in use`);
    meter.value = now.running;
    text(seen, `up since ${full(startedAt)}, heard of ${ago(now.seenAt)}`);
    if (draining && document.activeElement === drain) document.getElementById('workers-title').focus();
    drain.hidden = draining;
  };
  return { element, update };
}
