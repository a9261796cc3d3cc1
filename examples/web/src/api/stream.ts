// Server-sent events by `fetch`, because the browser's own EventSource can't send a token, and a token in an address ends up
// in logs. A connection that breaks is opened again where it ended, by `Last-Event-ID`.

import { authorized } from './client';
import { API } from './place';
import { isProblem, Refusal, refusal } from './problem';

/** Streams say something every 15 seconds; one that is silent for so long is a dead connection. In milliseconds. */
const SILENCE = 40_000;

export interface StreamEvent {
  id: string;
  type: string;
  data: string;
}

/**
 * Follows topics until the signal says stop.
 *
 * `on` also hears `resync`: events may have been missed, read again what you show.
 *
 * @throws Refusal when the server will not let this be followed (any more)
 */
export async function follow(topics: string[], on: (event: StreamEvent) => void, signal: AbortSignal): Promise<void> {
  const address = new URL(`${API}/v1/stream?topics=${topics.map(encodeURIComponent).join(',')}`, location.href);
  let last = '';
  let failures = 0;
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream', ...(last && { 'last-event-id': last }) };
      const answer = await authorized(new Request(address, { headers, signal, cache: 'no-store' }));
      if (!answer.ok || !answer.body) throw await refusal(answer);
      for await (const event of events(answer.body)) {
        failures = 0;
        if (event.id) last = event.id;
        if (event.type === 'end') throw ended(event.data);
        on(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refusal && !passing(error)) throw error;
    }
    await pause(failures++, signal);
  }
}

/** What waiting, or a fresh token, helps against. */
function passing({ problem }: Refusal): boolean {
  return problem.status >= 500 || problem.code === 'rate_limited' || problem.code === 'budget_exceeded' || problem.code === 'token_expired';
}

function ended(data: string): Error {
  const problem: unknown = JSON.parse(data);
  return isProblem(problem) ? new Refusal(problem) : new Error(data);
}

/** Between one and two seconds at first, up to a minute after failures; different for everybody, so that not all come at once. */
function pause(failures: number, signal: AbortSignal): Promise<void> {
  const longest = Math.min(60_000, 2_000 * 2 ** failures);
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longest / 2 + (Math.random() * longest) / 2);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** The events of a body, one after the other (WHATWG HTML, section 9.2.6). */
async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  for (;;) {
    const silence = setTimeout(() => void reader.cancel(), SILENCE);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const blocks = text.split(/\r?\n\r?\n/);
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parsed(block);
      if (event) yield event;
    }
  }
}

/** Nothing for a block without data, such as the comment that keeps a connection alive. */
function parsed(block: string): StreamEvent | undefined {
  const event = { id: '', type: 'message', data: '' };
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, name, value = ''] = /^(\w*):? ?(.*)$/.exec(line) ?? [];
    if (name === 'id') event.id = value;
    if (name === 'event') event.type = value;
    if (name === 'data') data.push(value);
  }
  return data.length > 0 ? { ...event, data: data.join('\n') } : undefined;
}
