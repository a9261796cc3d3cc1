// What is new, what is talked about, and what those whom one follows have published.

import { useState } from 'preact/hooks';

import { api } from '../api/client';
import { taken } from '../api/problem';
import { page, united, useLive, usePages, useUser } from '../hooks';
import { count, Posts, type Post } from '../parts/posts';
import { useTitle } from '../router';

const FEEDS = { latest: 'Latest', trending: 'Trending', home: 'Following' } as const;
type Kind = keyof typeof FEEDS;

export function Home({ kind }: { kind: Kind }) {
  const user = useUser();
  useTitle(FEEDS[kind]);
  const pages = usePages<Post>(`${kind} ${user?.id}`, async (after) => {
    const query = { kind, first: 10, ...(after && { after }) };
    return page(taken(await api.GET('/v1/feed', { params: { query } })));
  });
  return (
    <>
      <h1>{FEEDS[kind]}</h1>
      <nav class="tabs" aria-label="Feeds">
        {(Object.keys(FEEDS) as Kind[]).filter((one) => user || one !== 'home').map((one) => (
          <a key={one} href={one === 'latest' ? '/' : `/${one}`} aria-current={one === kind ? 'page' : undefined}>{FEEDS[one]}</a>
        ))}
      </nav>
      {kind === 'latest' && <News show={pages.prepend} />}
      <Posts pages={pages} none={kind === 'home' ? 'Nobody whom you follow has published anything yet.' : 'Nothing has been published yet.'} />
    </>
  );
}

/** Posts that were published meanwhile. They come when they are asked for, so that nothing moves under who is reading. */
function News({ show }: { show: (posts: Post[]) => void }) {
  const [news, setNews] = useState<Post[]>([]);
  const look = async () => {
    const { data } = taken(await api.GET('/v1/feed', { params: { query: { kind: 'latest', first: 10 } } }));
    show(data);
  };
  useLive(['feed'], ({ type, data }) => {
    if (type === 'postPublished') setNews((waiting) => united([JSON.parse(data) as Post], waiting));
  }, () => void look().catch(() => undefined));
  const take = () => {
    show(news);
    setNews([]);
  };
  return <div role="status">{news.length > 0 && <button class="news" onClick={take}>Show {count(news.length, 'new post')}</button>}</div>;
}
