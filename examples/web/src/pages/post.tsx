// A post with its comments, read by one GraphQL document; what is done here goes through REST.

import { api } from '../api/client';
import { ask } from '../api/graphql';
import { taken } from '../api/problem';
import type { PostPageQuery, PostPageQueryVariables } from '../generated/graphql';
import { useRead, useUser } from '../hooks';
import { Comments } from '../parts/comments';
import { Html } from '../parts/html';
import { Byline, Tags, Waiting } from '../parts/posts';
import { Reactions } from '../parts/reactions';
import { useTitle } from '../router';
import { Missing } from './lists';
import document from './post.graphql?raw';

export function PostPage({ slug }: { slug: string }) {
  const user = useUser();
  const read = () => ask<PostPageQuery, PostPageQueryVariables>(document, { post: slug });
  const { value, error, set } = useRead(`${slug} ${user?.id}`, read);
  const post = value?.post;
  useTitle(post?.title);
  if (error) return <Missing error={error} />;
  if (!post || !value.comments) return <Waiting />;

  const react = async (kind: string, on: boolean) => {
    const params = { path: { id: post.id, kind } };
    const answer = on ? await api.PUT('/v1/posts/{id}/reactions/{kind}', { params }) : await api.DELETE('/v1/posts/{id}/reactions/{kind}', { params });
    set({ ...value, post: { ...post, reactions: taken(answer).reactions ?? [] } });
  };
  const mine = user?.username === post.author.username;
  return (
    <>
      <article>
        <h1>{post.title}</h1>
        <Byline author={post.author} at={post.publishedAt ?? null} note={`${post.readingMinutes} min`} />
        {mine && <p><a href={`/write/${post.id}`}>Edit</a>{post.status !== 'published' && <strong> {post.status}</strong>}</p>}
        <Html of={post.html} />
        <p><Tags tags={post.tags} /></p>
        <Reactions counts={post.reactions} toggle={user && react} label="Reactions to this post" />
      </article>
      {post.status === 'published' && <Comments key={post.id} post={post} first={value.comments} />}
    </>
  );
}
