// The jobs that run, with how far they are.

import * as api from './api.js';
import { button } from './dialog.js';
import { attribute, h, list, text } from './dom.js';
import { facts } from './facts.js';
import { duration, number } from './format.js';
import { followJobs } from './live.js';

/** What is shown at most. */
const MOST = 100;

/** The jobs that run; those that tell how far they are, as they tell it. */
export function running() {
  const empty = document.getElementById('running-none');
  const rows = list(document.getElementById('running-list'), (job) => job.id, runningJob);
  let jobs = [];
  let follow = () => {};

  function show(now) {
    jobs = now;
    rows(jobs);
    empty.hidden = jobs.length > 0;
  }

  /** One of them has come further, or has ended. */
  function told(job) {
    const runs = job.state === 'running';
    show(jobs.filter(({ id }) => runs || id !== job.id).map((one) => (one.id === job.id ? job : one)));
  }

  return {
    async look() {
      const { data } = await api.get(`/v1/jobs?state=running&first=${MOST}`);
      show(data);
      follow(data.filter(({ progress }) => progress.total || progress.done > 0).map(({ id }) => id));
    },
    /** Shows until the signal fires what is told between two looks, too. */
    live(signal) {
      follow = followJobs(told, signal);
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
  const more = facts(job);
  const element = h('li', { class: 'row', 'data-job': job.id },
    h('div', { class: 'what' }, h('strong', {}, job.kind), h('code', { class: 'id' }, job.id)),
    h('div', { class: 'how' }, since, bar, note, more.element),
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
    more.update(now);
  };
  return { element, update };
}
