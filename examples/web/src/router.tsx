// Addresses. Links are plain <a href>; a click on one of ours changes the page without loading it anew.

import { useEffect, useState } from 'preact/hooks';

const moved = new EventTarget();
/** Counts the pages that were gone to since this one was loaded. */
let visits = 0;
let page = location.pathname + location.search;

addEventListener('popstate', () => {
  // A link within a page, such as that of a footnote, comes here too.
  if (page !== location.pathname + location.search) arrive();
});

function arrive(): void {
  page = location.pathname + location.search;
  visits += 1;
  moved.dispatchEvent(new Event('moved'));
}

/** Goes to an address of this client. */
export function go(path: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  arrive();
  scrollTo(0, 0);
}

/** Where we are. Each visit has a number: who goes to the same address again gets the page anew. */
export function usePlace(): { url: URL; visit: number } {
  const here = () => ({ url: new URL(location.href), visit: visits });
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const look = () => setPlace(here());
    moved.addEventListener('moved', look);
    return () => moved.removeEventListener('moved', look);
  }, []);
  return place;
}

/** Names the page: for the window, and for who listens to it, whose focus a click on one of our links would not move otherwise. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (!title) return;
    document.title = `${title} · Presswork`;
    if (visits === 0) return;
    const heading = document.querySelector<HTMLElement>('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  }, [title]);
}

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
  const { origin, pathname, search, hash } = new URL(link.href);
  const elsewhere = origin !== location.origin || pathname.startsWith('/v1/');
  const samePage = pathname === location.pathname && search === location.search && hash !== '';
  if (elsewhere || samePage) return;
  event.preventDefault();
  go(pathname + search + hash);
});
