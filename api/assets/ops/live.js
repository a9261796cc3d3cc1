// What changes, as it changes: the streams of operations and of jobs, and asking again and again where they can't be had.

import { Problem, stream } from './api.js';

/** How often to ask while no stream comes. */
const POLL = 5_000;
/** How often to look at what no event tells: charts, ages. */
const GLANCE = 10_000;
/** How many jobs are followed at most: each may tell five times a second how far it is, and every event costs a point. */
const FOLLOWED = 8;
/** How long to wait before a broken stream is tried again; doubled up to a minute. */
const PATIENCE = 2_000;

/**
 * Follows operations until the signal fires.
 *
 * @param listener.now what is so now, from an event: `{ queues, workers }`
 * @param listener.look asks the server for everything
 * @param listener.state 'live' while the stream flows, 'polling' otherwise
 */
export function follow(listener, signal) {
  let live = false;
  const be = (now) => {
    live = now;
    listener.state(now ? 'live' : 'polling');
  };
  const hear = (event, data) => {
    if (event === 'operationsUpdated') listener.now(JSON.parse(data));
    else if (event === 'resync') listener.look();
  };
  be(false);
  poll(listener, () => (live ? GLANCE : POLL), signal);
  listen('ops', hear, be, signal);
}

/**
 * Follows jobs until the signal fires. Answers a function that is told the ids of those that are to be followed from now on.
 *
 * @param show what a job is now
 */
export function followJobs(show, signal) {
  const hear = (event, data) => event === 'jobUpdated' && show(JSON.parse(data));
  let topics = '';
  let ending;
  signal.addEventListener('abort', () => ending?.abort());
  return (ids) => {
    const wanted = ids.slice(0, FOLLOWED).sort().map((id) => `job:${id}`).join(',');
    if (wanted === topics || signal.aborted) return;
    ending?.abort();
    ending = new AbortController();
    topics = wanted;
    // Where it breaks, the looks go on.
    if (topics) listen(topics, hear, () => {}, ending.signal);
  };
}

async function poll(listener, pause, signal) {
  while (!signal.aborted) {
    await sleep(pause(), signal);
    // A page that nobody looks at asks nothing.
    if (!signal.aborted && !document.hidden) await listener.look();
  }
}

async function listen(topics, hear, be, signal) {
  const place = { id: undefined };
  let wait = PATIENCE;
  while (!signal.aborted) {
    try {
      for await (const { event, data } of events(await stream(`/v1/stream?topics=${topics}`, signal, place.id), place)) {
        wait = PATIENCE;
        be(true);
        hear(event, data);
      }
    } catch (error) {
      // Nothing here tells more than the next look will: a session that ended, a server that is away.
      if (error instanceof Problem && error.status < 500 && error.status !== 429) wait = 60_000;
    }
    if (signal.aborted) return;
    be(false);
    await sleep(wait, signal);
    wait = Math.min(wait * 2, 60_000);
  }
}

/** Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
async function* events(body, place) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => line.match(/^([^:]*):? ?(.*)$/).slice(1));
      const all = (name) => fields.filter(([known]) => known === name).map(([, content]) => content);
      place.id = all('id').at(-1) ?? place.id;
      const data = all('data').join('\n');
      if (data) yield { event: all('event').at(-1) ?? 'message', data };
    }
  }
}

function sleep(time, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
