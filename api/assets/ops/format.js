// Figures and times as people read them.

const numbers = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });

/** `12,345` */
export const number = (value) => numbers.format(value);

/** `14:03` */
export const time = (at) => clock.format(new Date(at));

/** `24 Nov 2026, 14:03:12` */
export const full = (at) => moment.format(new Date(at));

/** A length of time, in at most two units: `0.3 s`, `42 s`, `3 min 20 s`, `2 h 5 min`, `4 d 1 h`. */
export function duration(seconds) {
  if (seconds < 0.05) return '0 s';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
  const first = units.findIndex(([, size]) => whole >= size);
  const parts = [];
  let left = whole;
  for (const [unit, size] of units.slice(first, first + 2)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ');
}

/** How long ago: `3 min 20 s ago`; `now` for less than two seconds. */
export function ago(at, now = Date.now()) {
  const seconds = (now - new Date(at)) / 1000;
  return seconds < 2 ? 'now' : `${duration(seconds)} ago`;
}

/** How long until: `in 3 min 20 s`; `due` when it is past. */
export function until(at, now = Date.now()) {
  const seconds = (new Date(at) - now) / 1000;
  return seconds <= 0 ? 'due' : `in ${duration(Math.max(seconds, 1))}`;
}

/** `1 job`, `2 jobs` */
export const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
