// Jobs that somebody has to look after: those that are dead and those that are parked, with why and what to do about it.

import * as api from './api.js';
import { button, complaint, say } from './dialog.js';
import { attribute, h, list, text } from './dom.js';
import { facts } from './facts.js';
import { ago, full } from './format.js';

const PAGE = 25;
/** What is shown at most; filters find the rest. */
const MOST = 100;

/** Dead and parked jobs differ in words only. */
const STATES = {
  dead: { since: 'died', begun: 'gets one more attempt', at: (job) => job.finishedAt ?? job.createdAt },
  parked: { since: 'enqueued', begun: 'is tried by this release', at: (job) => job.createdAt },
};

/** The jobs in one of these states: a list with a filter, and more of it on demand. */
export function attention(state) {
  const [empty, more, filter, all] = ['none', 'more', 'filter', 'all'].map((part) => document.getElementById(`${state}-${part}`));
  const show = list(document.getElementById(`${state}-list`), (job) => job.id, (job) => row(state, job, look));
  let first = PAGE;

  /** What the filter says, as both the list and the changes of many take it. */
  function wanted() {
    const said = ['queue', 'kind', 'error'].map((name) => [name, filter.elements[name].value.trim()]);
    return { state, ...Object.fromEntries(said.filter(([, value]) => value)) };
  }

  async function look() {
    const { data, pageInfo } = await api.get(`/v1/jobs?${new URLSearchParams({ ...wanted(), first })}`);
    show(data);
    empty.hidden = data.length > 0;
    all.hidden = data.length === 0;
    more.hidden = !pageInfo.hasNextPage || first >= MOST;
  }

  all.append(...many(state, wanted));
  const again = () => look().catch((error) => say(complaint(error), 'bad'));
  more.addEventListener('click', () => {
    first = Math.min(first + PAGE, MOST);
    again();
  });
  filter.addEventListener('submit', (event) => event.preventDefault());
  filter.addEventListener('input', () => {
    first = PAGE;
    again();
  });
  return { look };
}

/** What can be done to all that fit the filter, by a job of its own. */
function many(state, wanted) {
  const which = () => Object.entries(wanted()).map(([name, value]) => `${name} ${value}`).join(', ');
  const retry = button('Retry all', {
    name: `Retry all ${state} jobs that are shown by the filter`,
    tone: 'primary',
    sure: () => ({ title: 'Retry them all?', detail: `Every job gets one more attempt: ${which()}.`, action: 'Retry all' }),
    run: () => api.post('/v1/jobs/retry', wanted()),
    done: (receipt) => `${receipt.id} retries them.`,
  });
  const discard = button('Discard all', {
    name: `Discard all ${state} jobs that are shown by the filter`,
    tone: 'danger',
    sure: () => ({ title: 'Discard them all?', detail: `What they were to do is not done: ${which()}.`, action: 'Discard all' }),
    run: () => api.post('/v1/jobs/discard', wanted()),
    done: (receipt) => `${receipt.id} discards them.`,
  });
  return [retry, discard];
}

function row(state, job, look) {
  const name = `${job.kind} ${job.id}`;
  const { since, begun, at } = STATES[state];
  const more = facts(job);
  const retry = button('Retry', {
    name: `Retry ${name}`,
    tone: 'primary',
    run: () => api.post(`/v1/jobs/${job.id}/retry`),
    done: () => (look(), `${job.kind} ${begun}.`),
  });
  const discard = button('Discard', {
    name: `Discard ${name}`,
    tone: 'danger',
    sure: () => ({ title: 'Discard this job?', detail: `${name} is given up; what it was to do is not done.`, action: 'Discard the job' }),
    run: () => api.post(`/v1/jobs/${job.id}/discard`),
    done: () => (look(), `${job.kind} is given up.`),
  });
  const [when, why] = [h('span', { class: 'faint' }), h('p', { class: 'error' })];
  const element = h('li', { class: `row ${state}`, 'data-job': job.id },
    h('div', { class: 'what' }, h('strong', {}, job.kind), h('code', { class: 'id' }, job.id), when),
    h('div', { class: 'how' }, why, more.element),
    h('div', { class: 'actions' }, retry, discard));
  const update = (now) => {
    text(why, now.error ?? 'no reason was kept');
    text(when, `${now.queue}, ${since} ${ago(at(now))}`);
    attribute(when, 'title', full(at(now)));
    more.update(now);
  };
  return { element, update };
}
