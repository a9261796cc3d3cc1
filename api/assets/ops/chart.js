// Charts of a queue, drawn by hand. What went through as bars: succeeded above the line of zero, what failed on top of it,
// and what was enqueued as a line. Below it how many jobs were due, as an area, and how long the longest had waited, as a line
// on a scale of its own. The same figures stand below it in words and, on demand, in a table.

import { h, svg, text } from './dom.js';
import { count, duration, number, time } from './format.js';

const WIDTH = 600;
const HEIGHT = 120;
const LOW = 48;
/** About as many bars as can be told apart on a phone. */
const MOST_BARS = 60;
/** The scale of a quiet queue, so that one job does not fill the chart. */
const LEAST_TOP = 4;
const LEAST_AGE = 1;

/** A chart of one queue: `{ element, update(minutes) }`. */
export function chart(queue) {
  const drawing = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true', class: 'bars' });
  const depths = svg('svg', { viewBox: `0 0 ${WIDTH} ${LOW}`, preserveAspectRatio: 'none', 'aria-hidden': 'true', class: 'bars depths' });
  const [top, deepest, longest] = [h('span', { class: 'top' }), h('span', { class: 'top' }), h('span', { class: 'top right' })];
  const [from, to] = [h('span'), h('span', {}, 'now')];
  const words = h('figcaption');
  const rows = h('tbody');
  const table = h('details', { class: 'figures' },
    h('summary', {}, 'Figures', h('span', { class: 'hidden' }, ` of ${queue}`)),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Figures of ${queue}` },
      h('table', {},
        h('thead', {}, h('tr', {}, ...['From', 'Enqueued', 'Succeeded', 'Failed', 'Most due', 'Longest wait'].map((name) => h('th', { scope: 'col' }, name)))),
        rows)));
  const element = h('figure', { class: 'chart' },
    h('div', { class: 'plot' }, top, drawing), h('div', { class: 'plot' }, deepest, longest, depths),
    h('div', { class: 'axis', 'aria-hidden': 'true' }, from, to), words, table);
  const update = (minutes) => {
    const bars = together(minutes);
    const highest = Math.max(LEAST_TOP, ...bars.map((bar) => Math.max(bar.enqueued, bar.succeeded + bar.failed)));
    drawing.replaceChildren(...draw(bars, highest));
    text(top, number(highest));
    const [due, age] = [most(bars, 'due', LEAST_TOP), most(bars, 'oldestDueAge', LEAST_AGE)];
    depths.replaceChildren(...drawDepths(bars, due, age));
    text(deepest, `${number(due)} due`);
    text(longest, `waited ${duration(age)}`);
    text(from, minutes.length ? time(minutes[0].minute) : '');
    text(words, inWords(minutes));
    rows.replaceChildren(...bars.filter(happened).reverse().map(row));
  };
  return { element, update };
}

/** Minutes put together to bars. */
function together(minutes) {
  const size = Math.ceil(minutes.length / MOST_BARS);
  const bars = [];
  for (let end = minutes.length; end > 0; end -= size) {
    const part = minutes.slice(Math.max(end - size, 0), end);
    const sum = (name) => part.reduce((total, minute) => total + minute[name], 0);
    const worst = (name) => part.reduce((most, minute) => (minute[name] === null ? most : Math.max(most ?? 0, minute[name])), null);
    bars.unshift({
      minute: part[0].minute, enqueued: sum('enqueued'), succeeded: sum('succeeded'), failed: sum('failed'), due: worst('due'), oldestDueAge: worst('oldestDueAge'),
    });
  }
  return bars;
}

function draw(bars, highest) {
  const step = WIDTH / Math.max(bars.length, 1);
  const y = (value) => HEIGHT - (value / highest) * (HEIGHT - 2);
  const block = (kind, bar, n, from, to) => to > from && svg('rect', {
    class: kind, x: n * step + step * 0.12, width: step * 0.76, y: y(to), height: y(from) - y(to),
  });
  const blocks = bars.flatMap((bar, n) => [
    block('succeeded', bar, n, 0, bar.succeeded),
    block('failed', bar, n, bar.succeeded, bar.succeeded + bar.failed),
  ]);
  const line = bars.map((bar, n) => `${n * step},${y(bar.enqueued)} ${(n + 1) * step},${y(bar.enqueued)}`).join(' ');
  return [
    svg('line', { class: 'zero', x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }),
    ...blocks.filter(Boolean),
    bars.some((bar) => bar.enqueued > 0) && svg('polyline', { class: 'enqueued', points: line }),
  ].filter(Boolean);
}

const most = (bars, name, least) => Math.max(least, ...bars.map((bar) => bar[name] ?? 0));

function drawDepths(bars, due, age) {
  const step = WIDTH / Math.max(bars.length, 1);
  const y = (value, highest) => LOW - (value / highest) * (LOW - 2);
  const blocks = bars.map((bar, n) => bar.due > 0 && svg('rect', {
    class: 'due', x: n * step, width: step, y: y(bar.due, due), height: LOW - y(bar.due, due),
  }));
  const line = bars.map((bar, n) => [n, y(bar.oldestDueAge ?? 0, age)]).map(([n, at]) => `${n * step},${at} ${(n + 1) * step},${at}`).join(' ');
  return [
    svg('line', { class: 'zero', x1: 0, x2: WIDTH, y1: LOW - 0.5, y2: LOW - 0.5 }),
    ...blocks.filter(Boolean),
    bars.some((bar) => bar.oldestDueAge > 0) && svg('polyline', { class: 'age', points: line }),
  ].filter(Boolean);
}

function inWords(minutes) {
  const sum = (name) => minutes.reduce((total, minute) => total + minute[name], 0);
  const [enqueued, succeeded, failed] = ['enqueued', 'succeeded', 'failed'].map(sum);
  const due = most(minutes, 'due', 0);
  const waited = due > 0 ? ` At most ${number(due)} due at once; the longest waited ${duration(most(minutes, 'oldestDueAge', 0))}.` : '';
  if (enqueued + succeeded + failed === 0) return `Nothing went through.${waited}`;
  return `${count(enqueued, 'job')} enqueued, ${number(succeeded)} done, ${count(failed, 'attempt')} failed.${waited}`;
}

const happened = (bar) => bar.enqueued + bar.succeeded + bar.failed + (bar.due ?? 0) > 0;

function row(bar) {
  const depth = bar.due === null ? ['', ''] : [number(bar.due), duration(bar.oldestDueAge)];
  const figures = [...[bar.enqueued, bar.succeeded, bar.failed].map(number), ...depth].map((figure) => h('td', {}, figure));
  return h('tr', {}, h('th', { scope: 'row' }, time(bar.minute)), ...figures);
}
