// State that pages share: who is logged in, what is being read, what is being sent.

import { useEffect, useRef, useState } from 'preact/hooks';

import { Refusal } from './api/problem';
import * as session from './api/session';
import { follow, type StreamEvent } from './api/stream';

/** Who is logged in, or nobody. */
export function useUser(): session.User | undefined {
  const [user, setUser] = useState(session.user);
  useEffect(() => session.onChange(() => setUser(session.user())), []);
  return user;
}

/** What a page reads, again whenever `key` changes. */
export function useRead<T>(key: string, read: () => Promise<T>) {
  const [state, setState] = useState<{ value?: T; error?: unknown }>({});
  useEffect(() => {
    let current = true;
    setState({});
    read().then(
      (value) => current && setState({ value }),
      (error: unknown) => current && setState({ error }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return { ...state, set: (value: T) => setState({ value }) };
}

interface Page<T> {
  items: T[];
  after: string | undefined;
}

/** A list that grows by a page at a time; anew whenever `key` changes. */
export function usePages<T extends { id: string }>(key: string, read: (after: string | undefined) => Promise<Page<T>>) {
  const first = useRead(key, () => read(undefined));
  const [error, setError] = useState<unknown>();
  const page = first.value;
  const more = async () => {
    if (!page) return;
    try {
      const next = await read(page.after);
      first.set({ items: united(page.items, next.items), after: next.after });
    } catch (problem) {
      setError(problem);
    }
  };
  const prepend = (items: T[]) => page && first.set({ ...page, items: united(items, page.items) });
  return { items: page?.items, hasMore: page?.after !== undefined, error: first.error ?? error, more, prepend };
}

/** Both lists, each thing once. */
export function united<T extends { id: string }>(some: T[], others: T[]): T[] {
  return [...new Map([...some, ...others].map((item) => [item.id, item])).values()];
}

/** A page of a list as REST answers it. */
export function page<T>(list: { data: T[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } }): Page<T> {
  return { items: list.data, after: list.pageInfo.hasNextPage ? (list.pageInfo.endCursor ?? undefined) : undefined };
}

/** Something that is sent, once at a time, with what went wrong. The first field that was refused gets the focus. */
export function useSending<Arguments extends unknown[]>(work: (...args: Arguments) => Promise<void>) {
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = async (...args: Arguments) => {
    setSending(true);
    setError(undefined);
    try {
      await work(...args);
    } catch (problem) {
      setError(problem);
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
    }
    setSending(false);
  };
  return { send, sending, error, setError };
}

/**
 * Follows topics as whoever is logged in. Where that can't be had (an older server does not know a topic, too many streams are
 * open), looks again every few seconds, which costs next to nothing while nothing has changed (304).
 */
export function useLive(topics: string[], on: (event: StreamEvent) => void, lookAgain: () => void): void {
  const handlers = useRef({ on, lookAgain });
  handlers.current = { on, lookAgain };
  const user = useUser();
  const key = topics.join(',');
  useEffect(() => {
    if (!key) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setInterval> | undefined;
    const hear = (event: StreamEvent) => (event.type === 'resync' ? handlers.current.lookAgain() : handlers.current.on(event));
    follow(key.split(','), hear, stop.signal).catch((error: unknown) => {
      if (error instanceof Refusal && !stop.signal.aborted) timer = setInterval(() => handlers.current.lookAgain(), 4_000);
    });
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [key, user?.id]);
}
