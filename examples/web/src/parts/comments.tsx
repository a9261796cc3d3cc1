// A conversation: the newest first, replies below what they answer, and what others say as they say it.

import { useState } from 'preact/hooks';

import { api } from '../api/client';
import { taken } from '../api/problem';
import type { components } from '../generated/rest';
import type { PostPageQuery } from '../generated/graphql';
import { page, united, useLive, useSending, useUser } from '../hooks';
import { Complaint, Field, Form } from './form';
import { Html } from './html';
import { Byline, count } from './posts';
import { Reactions } from './reactions';

type Read = NonNullable<PostPageQuery['comments']>;
export type Comment = Read['nodes'][number];

interface Props {
  post: { id: string; commentCount: number; commentsLocked: boolean };
  first: Read;
}

export function Comments({ post, first }: Props) {
  const user = useUser();
  const [comments, setComments] = useState(first.nodes);
  const [after, setAfter] = useState(first.pageInfo.hasNextPage ? first.pageInfo.endCursor : null);
  const [news, setNews] = useState('');

  /** A comment that was just written, by us or by somebody else; a reply counts where what it answers is shown. */
  const add = (comment: Comment) => {
    setComments((known) => {
      if (known.some(({ id }) => id === comment.id)) return known;
      return [comment, ...known.map((one) => (one.id === comment.parentId ? { ...one, replyCount: one.replyCount + 1 } : one))];
    });
  };
  const look = async () => {
    const query = { sort: 'newest', first: 20 } as const;
    const list = taken(await api.GET('/v1/posts/{post}/comments', { params: { path: { post: post.id }, query } }));
    setComments((known) => united(known, list.data.map(shown)).sort((one, other) => other.createdAt.localeCompare(one.createdAt)));
  };
  const more = useSending(async () => {
    const query = { sort: 'newest', first: 20, ...(after && { after }) } as const;
    const next = page(taken(await api.GET('/v1/posts/{post}/comments', { params: { path: { post: post.id }, query } })));
    setComments((known) => united(known, next.items.map(shown)));
    setAfter(next.after ?? null);
  });
  useLive([`post:${post.id}`], ({ type, data }) => {
    if (type !== 'commentAdded') return;
    const comment = shown(JSON.parse(data) as components['schemas']['Comment']);
    if (comment.author?.username !== user?.username) setNews(`${comment.author?.displayName ?? 'Somebody'} commented.`);
    add(comment);
  }, () => void look().catch(() => undefined));

  const thread = { comments, add, locked: post.commentsLocked, replace: setComments };
  return (
    <section aria-labelledby="comments">
      <h2 id="comments">Comments</h2>
      <p class="unseen" role="status">{news}</p>
      {post.commentsLocked ? <p class="quiet">This conversation is closed.</p> : <Writing post={post.id} done={add} />}
      <Thread {...thread} parent={null} />
      {comments.length === 0 && <p class="quiet">Nobody has said anything yet.</p>}
      <Complaint error={more.error} />
      {after && <button onClick={more.send} disabled={more.sending}>Earlier comments</button>}
    </section>
  );
}

interface ThreadProps {
  comments: Comment[];
  parent: string | null;
  locked: boolean;
  add: (comment: Comment) => void;
  replace: (change: (known: Comment[]) => Comment[]) => void;
}

function Thread({ parent, ...thread }: ThreadProps) {
  const here = thread.comments.filter(({ parentId }) => parentId === parent);
  // The newest first at the top; below that as the conversation went.
  if (parent) here.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
  return <ol class="comments">{here.map((comment) => <li key={comment.id}><Said comment={comment} {...thread} /></li>)}</ol>;
}

function Said({ comment, ...thread }: Omit<ThreadProps, 'parent'> & { comment: Comment }) {
  const user = useUser();
  const [answering, setAnswering] = useState(false);
  const known = thread.comments.filter(({ parentId }) => parentId === comment.id).length;
  const missing = comment.replyCount - known;
  const path = { id: comment.id };
  const replies = useSending(async () => {
    const { data } = taken(await api.GET('/v1/comments/{id}/replies', { params: { path, query: { first: 100 } } }));
    thread.replace((known) => united(known, data.map(shown)));
  });
  const react = async (kind: string, on: boolean) => {
    const params = { path: { ...path, kind } };
    const answer = on ? await api.PUT('/v1/comments/{id}/reactions/{kind}', { params }) : await api.DELETE('/v1/comments/{id}/reactions/{kind}', { params });
    const changed = shown(taken(answer));
    thread.replace((known) => known.map((one) => (one.id === changed.id ? changed : one)));
  };
  const may = user && !comment.deletedAt;
  return (
    <>
      <article id={comment.id}>
        {comment.deletedAt ? <p class="quiet">This comment was deleted.</p> : <Byline author={comment.author ?? null} at={comment.createdAt} />}
        <Html of={comment.html} />
        <div class="actions">
          <Reactions counts={comment.reactions} toggle={may ? react : undefined} label="Reactions to this comment" />
          {may && !thread.locked && <button aria-expanded={answering} onClick={() => setAnswering(!answering)}>Reply</button>}
        </div>
        {answering && <Writing post={comment.postId} parent={comment.id} done={(reply) => (thread.add(reply), setAnswering(false))} />}
      </article>
      {missing > 0 && <button onClick={replies.send} disabled={replies.sending}>Show {count(missing, 'reply').replace('replys', 'replies')}</button>}
      <Complaint error={replies.error} />
      {known > 0 && <Thread {...thread} parent={comment.id} />}
    </>
  );
}

function Writing({ post, parent, done }: { post: string; parent?: string; done: (comment: Comment) => void }) {
  const user = useUser();
  const [written, setWritten] = useState(0);
  if (!user) return parent ? null : <p class="quiet"><a href="/login">Log in</a> to comment.</p>;
  const send = async ({ markdown = '' }) => {
    const body = { markdown, ...(parent && { parentId: parent }) };
    done(shown(taken(await api.POST('/v1/posts/{post}/comments', { body, params: { path: { post } } }))));
    setWritten(written + 1);
  };
  const label = parent ? 'Your reply' : 'Your comment';
  return (
    <Form key={written} send={send} button={parent ? 'Send reply' : 'Comment'} label={label}>
      {(error) => <Field name="markdown" label={label} rows={3} error={error} hint="Markdown; @name tells somebody." />}
    </Form>
  );
}

/** What REST and streams bring, in the shape that the page's GraphQL document has. */
function shown(comment: components['schemas']['Comment']): Comment {
  const { author = null, reactions, parentId = null, deletedAt = null } = comment;
  return { ...comment, author, parentId, deletedAt, reactions: reactions ?? [] };
}
