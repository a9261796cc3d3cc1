// Jobs: those that run, with how far they are; and those that are dead, with why and what to do about it.

import * as api from './api.js';
import { button, complaint, say } from './dialog.js';
import { attribute, h, list, text } from './dom.js';
import { ago, count, duration, full, number } from './format.js';

const PAGE = 25;
/** What is shown at most; filters find the rest. */
const MOST = 100;

/** The jobs that run. */
export function running() {
  const empty = document.getElementById('running-none');
  const show = list(document.getElementById('running-list'), (job) => job.id, runningJob);
  return {
    async look() {
      const { data } = await api.get(`/v1/jobs?state=running&first=${MOST}`);
      show(data);
      empty.hidden = data.length > 0;
    },
  };
}

function runningJob(job) {
  const name = `${job.kind} ${job.id}`;
  const since = h('span');
  const bar = h('progress', { 'aria-label': `Progress of ${name}` });
  const note = h('span', { class: 'faint' });
  const cancel = button('Cancel', {
    name: `Cancel ${name}`,
    sure: () => ({ title: 'Cancel this job?', detail: `${name} is asked to stop at its next step.`, action: 'Cancel the job' }),
    run: () => api.post(`/v1/jobs/${job.id}/cancel`),
    done: (called) => (update(called), `${job.kind} is asked to stop.`),
  });
  const element = h('li', { class: 'row' },
    h('div', { class: 'what' }, h('strong', {}, job.kind), identity(job)),
    h('div', { class: 'how' }, since, bar, note),
    h('div', { class: 'actions' }, cancel));
  const update = (now) => {
    const { done, total, note: words } = now.progress;
    const seconds = (Date.now() - new Date(now.startedAt)) / 1000;
    const attempt = now.attempt > 1 ? `, attempt ${now.attempt} of ${now.maxAttempts}` : '';
    text(since, `${now.queue}, for ${duration(Math.max(seconds, 0))}${attempt}`);
    bar.hidden = !total;
    if (total) Object.assign(bar, { max: total, value: done });
    const far = total ? `${number(done)} of ${number(total)}` : done > 0 ? `${number(done)} done` : '';
    text(note, [now.cancelRequested ? 'asked to stop' : '', far, words ?? ''].filter(Boolean).join(', '));
    attribute(cancel, 'hidden', now.cancelRequested);
  };
  return { element, update };
}

/** The jobs that are dead: a list with a filter, and more of it on demand. */
export function dead(changed) {
  const empty = document.getElementById('dead-none');
  const more = document.getElementById('dead-more');
  const filter = document.getElementById('dead-filter');
  const show = list(document.getElementById('dead-list'), (job) => job.id, (job) => deadJob(job, look));
  const all = document.getElementById('dead-all');
  let first = PAGE;

  /** What the filter says, as both the list and the changes of many take it. */
  function wanted() {
    const said = ['queue', 'kind', 'error'].map((name) => [name, filter.elements[name].value.trim()]);
    return { state: 'dead', ...Object.fromEntries(said.filter(([, value]) => value)) };
  }

  async function look() {
    const { data, pageInfo } = await api.get(`/v1/jobs?${new URLSearchParams({ ...wanted(), first })}`);
    show(data);
    empty.hidden = data.length > 0;
    all.hidden = data.length === 0;
    more.hidden = !pageInfo.hasNextPage || first >= MOST;
    changed();
  }

  all.append(...many(wanted));
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
function many(wanted) {
  const which = () => Object.entries(wanted()).map(([name, value]) => `${name} ${value}`).join(', ');
  const retry = button('Retry all', {
    name: 'Retry all that are shown by the filter',
    tone: 'primary',
    sure: () => ({ title: 'Retry them all?', detail: `Every job gets one more attempt: ${which()}.`, action: 'Retry all' }),
    run: () => api.post('/v1/jobs/retry', wanted()),
    done: (receipt) => `${receipt.id} retries them.`,
  });
  const discard = button('Discard all', {
    name: 'Discard all that are shown by the filter',
    tone: 'danger',
    sure: () => ({ title: 'Discard them all?', detail: `What they were to do is not done: ${which()}.`, action: 'Discard all' }),
    run: () => api.post('/v1/jobs/discard', wanted()),
    done: (receipt) => `${receipt.id} discards them.`,
  });
  return [retry, discard];
}

function deadJob(job, look) {
  const name = `${job.kind} ${job.id}`;
  const attempts = h('ol', { class: 'failures' });
  const details = h('details', {}, h('summary', {}, count(job.attempt, 'attempt'), h('span', { class: 'hidden' }, ` of ${name}`)), attempts);
  details.addEventListener('toggle', () => details.open && failures(job, attempts));
  const retry = button('Retry', {
    name: `Retry ${name}`,
    tone: 'primary',
    run: () => api.post(`/v1/jobs/${job.id}/retry`),
    done: () => (look(), `${job.kind} gets one more attempt.`),
  });
  const discard = button('Discard', {
    name: `Discard ${name}`,
    tone: 'danger',
    sure: () => ({ title: 'Discard this job?', detail: `${name} is given up; what it was to do is not done.`, action: 'Discard the job' }),
    run: () => api.post(`/v1/jobs/${job.id}/discard`),
    done: () => (look(), `${job.kind} is given up.`),
  });
  const died = h('span', { class: 'faint' });
  const element = h('li', { class: 'row dead', 'data-job': job.id },
    h('div', { class: 'what' }, h('strong', {}, job.kind), identity(job), died),
    h('div', { class: 'how' }, h('p', { class: 'error' }, job.error ?? 'no reason was kept'), details),
    h('div', { class: 'actions' }, retry, discard));
  const update = (now) => {
    text(died, `${now.queue}, died ${ago(now.finishedAt ?? now.createdAt)}`);
    attribute(died, 'title', full(now.finishedAt ?? now.createdAt));
  };
  return { element, update };
}

async function failures(job, place) {
  try {
    const attempts = await api.get(`/v1/jobs/${job.id}/failures`);
    const one = (failure) => h('li', { value: failure.attempt }, failure.error, ' ', h('span', { class: 'faint' }, full(failure.failedAt)));
    place.replaceChildren(...(attempts.length ? attempts.map(one) : [h('li', {}, 'nothing was kept')]));
  } catch (error) {
    say(complaint(error), 'bad');
  }
}

const identity = (job) => h('code', { class: 'id' }, job.id);
