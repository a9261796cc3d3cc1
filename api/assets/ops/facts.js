// What else there is to know of a job, on demand: who had it, by when, with whom it shares limits, its trace, and its steps,
// failed attempts and children.

import * as api from './api.js';
import { complaint, say } from './dialog.js';
import { h, text } from './dom.js';
import { count, full, number } from './format.js';

/** The facts in a line of words, and what they are of a job; those that it has not are left out. */
const FACTS = {
  worker: (job) => job.worker,
  deadline: (job) => job.deadline && full(job.deadline),
  group: (job) => job.group,
  trace: (job) => job.traceId,
  request: (job) => job.requestId,
  parent: (job) => job.parentId,
  children: (job) => job.children && childrenInWords(job.children),
};

/** Something to open: `{ element, update(job) }`. */
export function facts(job) {
  const opener = h('span');
  const [known, attempts] = [h('dl', { class: 'facts' }), h('ol', { class: 'failures' })];
  const [steps, children] = [h('ul', { class: 'failures' }), h('ul', { class: 'failures' })];
  const element = h('details', {},
    h('summary', {}, opener, h('span', { class: 'hidden' }, ` of ${job.kind} ${job.id}`)), known, attempts, steps, children);
  let now = job;
  element.addEventListener('toggle', () => element.open && look(now, { attempts, steps, children }));
  const update = (job) => {
    now = job;
    text(opener, count(job.attempt, 'attempt'));
    const words = Object.entries(FACTS).map(([name, of]) => [name, of(job)]).filter(([, value]) => value);
    const said = words.map((pair) => pair.join(' ')).join('\n');
    if (known.dataset.said === said) return;
    known.dataset.said = said;
    known.replaceChildren(...words.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
  };
  return { element, update };
}

async function look(job, places) {
  try {
    const [failures, steps, children] = await Promise.all([
      api.get(`/v1/jobs/${job.id}/failures`),
      api.get(`/v1/jobs/${job.id}/steps`),
      job.children ? api.get(`/v1/jobs?parentId=${job.id}&first=25`) : { data: [] },
    ]);
    const faint = (words) => h('span', { class: 'faint' }, words);
    fill(places.attempts, failures, (one) => h('li', { value: one.attempt }, one.error, ' ', faint(full(one.failedAt))));
    fill(places.steps, steps, (one) => h('li', {}, `step ${one.name} is done `, faint(full(one.finishedAt))));
    fill(places.children, children.data, (one) => h('li', {}, `${one.kind} ${one.state} `, faint(one.id)));
  } catch (error) {
    say(complaint(error), 'bad');
  }
}

function fill(place, items, make) {
  place.hidden = items.length === 0;
  place.replaceChildren(...items.map(make));
}

function childrenInWords({ total, succeeded, dead, cancelled, remaining }) {
  const parts = Object.entries({ succeeded, dead, cancelled, 'to come': remaining }).filter(([, jobs]) => jobs > 0);
  return `${number(total)}: ${parts.map(([name, jobs]) => `${number(jobs)} ${name}`).join(', ')}`;
}
