// A list of posts, and the small things that are said about one.

import type { components } from '../generated/rest';
import { usePages } from '../hooks';
import { Complaint } from './form';

export type Post = components['schemas']['Post'];
type Person = { username: string; displayName: string };
type Tag = { slug: string; name: string };

export function Posts({ pages, none }: { pages: ReturnType<typeof usePages<Post>>; none: string }) {
  if (!pages.items) return pages.error ? <Complaint error={pages.error} /> : <Waiting />;
  return (
    <>
      {pages.items.length === 0 && <p class="quiet">{none}</p>}
      <ol class="posts">{pages.items.map((post) => <li key={post.id}><Teaser post={post} /></li>)}</ol>
      <Complaint error={pages.error} />
      {pages.hasMore && <button onClick={pages.more}>More</button>}
    </>
  );
}

function Teaser({ post }: { post: Post }) {
  const reactions = (post.reactions ?? []).reduce((sum, { count }) => sum + count, 0);
  return (
    <article>
      <h2><a href={`/posts/${post.slug}`}>{post.title}</a></h2>
      <Byline author={post.author ?? null} at={post.publishedAt ?? null} />
      <p>{post.excerpt}</p>
      <p class="quiet">
        <Tags tags={post.tags ?? []} />
        {reactions > 0 && <span>{count(reactions, 'reaction')}</span>}
        {post.commentCount > 0 && <span>{count(post.commentCount, 'comment')}</span>}
      </p>
    </article>
  );
}

export function Byline({ author, at, note }: { author: Person | null; at: string | null; note?: string }) {
  return (
    <p class="quiet byline">
      {author ? <a href={`/people/${author.username}`}>{author.displayName}</a> : <span>somebody</span>}
      {at && <Moment at={at} />}
      {note && <span>{note}</span>}
    </p>
  );
}

export function Tags({ tags }: { tags: Tag[] }) {
  return <>{tags.map(({ slug, name }) => <a class="tag" key={slug} href={`/tags/${slug}`}>{name}</a>)}</>;
}

const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{MOMENT.format(new Date(at))}</time>;
}

export function Waiting() {
  return <p class="quiet" role="status">One moment …</p>;
}

export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
