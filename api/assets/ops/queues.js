// Queues: how full they are, how long the longest waits, what goes through, and stopping one.

import * as api from './api.js';
import { chart } from './chart.js';
import { button } from './dialog.js';
import { attribute, h, list, text } from './dom.js';
import { duration, full, number } from './format.js';

/** Beyond this a person is waiting. */
const LATE = 60;
const FIGURES = { queued: 'Due', scheduled: 'Scheduled', held: 'Held', waiting: 'Waiting', running: 'Running', parked: 'Parked', dead: 'Dead' };

const cards = new Map();
const show = list(document.getElementById('queue-list'), (queue) => queue.name, card);
const span = document.getElementById('span');

/** Shows queues as they are. */
export const queues = {
  show,
  async look() {
    show(await api.get('/v1/ops/queues'));
    await charts();
  },
};

/** Draws the charts anew. */
export async function charts() {
  await Promise.all([...cards].map(async ([name, drawing]) => {
    drawing.update(await api.get(`/v1/ops/queues/${name}/history?minutes=${span.value}`));
  }));
}

function card({ name }) {
  const state = h('span', { class: 'pill' });
  const [age, waits] = [h('strong'), h('span')];
  const figures = Object.fromEntries(Object.keys(FIGURES).map((key) => [key, h('dd')]));
  const terms = Object.entries(FIGURES).map(([key, label]) => h('div', {}, h('dt', {}, label), figures[key]));
  const drawing = chart(name);
  cards.set(name, drawing);
  const pause = button('Pause', {
    name: `Pause ${name}`,
    sure: () => ({
      title: `Pause ${name}?`,
      detail: 'No worker of the whole cluster takes a job from it until it is resumed. What runs goes on.',
      action: `Pause ${name}`,
    }),
    run: () => api.put(`/v1/ops/queues/${name}/pause`),
    done: (queue) => (update(queue), `${name} is paused.`),
  });
  const resume = button('Resume', {
    name: `Resume ${name}`,
    tone: 'primary',
    run: () => api.remove(`/v1/ops/queues/${name}/pause`),
    done: (queue) => (update(queue), `${name} goes on.`),
  });
  const element = h('li', { class: 'card queue', 'data-queue': name },
    h('header', {}, h('h3', {}, name), state, h('span', { class: 'push' }, pause, resume)),
    h('p', { class: 'age' }, age, ' ', waits),
    h('dl', { class: 'counts' }, ...terms),
    drawing.element);
  const update = (queue) => {
    const paused = Boolean(queue.pausedAt);
    text(state, paused ? 'paused' : 'open');
    state.className = paused ? 'pill warn' : 'pill good';
    attribute(state, 'title', paused && `since ${full(queue.pausedAt)}`);
    swap(paused ? resume : pause, paused ? pause : resume);
    text(age, duration(queue.oldestDueAge));
    text(waits, queue.queued > 0 ? 'the longest due job has waited' : 'nothing waits');
    age.className = !paused && queue.oldestDueAge > LATE ? 'late' : '';
    for (const key of Object.keys(FIGURES)) {
      text(figures[key], number(queue[key]));
      figures[key].className = queue[key] > 0 && (key === 'dead' || key === 'parked') ? 'attention' : '';
    }
  };
  return { element, update };
}

/** One button in the place of the other; who stood on the one stands on the other. */
function swap(shown, gone) {
  const stood = document.activeElement === gone;
  shown.hidden = false;
  if (stood) shown.focus();
  gone.hidden = true;
}
