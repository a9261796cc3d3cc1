// Posts with a tag, posts of a person, and what a search finds.

import { api } from '../api/client';
import { taken } from '../api/problem';
import { page, usePages, useRead, useSending, useUser } from '../hooks';
import type { components } from '../generated/rest';
import { Complaint, Field } from '../parts/form';
import { Html } from '../parts/html';
import { Moment, Posts, Waiting, type Post } from '../parts/posts';
import { go, useTitle } from '../router';

type Hit = components['schemas']['SearchHit'];
type User = components['schemas']['User'];

export function Tagged({ slug }: { slug: string }) {
  const { value: tag, error } = useRead(slug, async () => taken(await api.GET('/v1/tags/{slug}', { params: { path: { slug } } })));
  const pages = usePages<Post>(slug, async (after) => {
    const query = { tag: slug, first: 10, ...(after && { after }) };
    return page(taken(await api.GET('/v1/posts', { params: { query } })));
  });
  useTitle(tag?.name);
  if (error) return <Missing error={error} />;
  return (
    <>
      <h1>{tag?.name ?? slug}</h1>
      {tag?.description && <p>{tag.description}</p>}
      <Posts pages={pages} none="No post carries this tag." />
    </>
  );
}

export function Person({ username }: { username: string }) {
  const user = useUser();
  const id = `@${username}`;
  const { value: person, error, set } = useRead(`${id} ${user?.id}`, async () => taken(await api.GET('/v1/users/{id}', { params: { path: { id } } })));
  const pages = usePages<Post>(id, async (after) => {
    const query = { author: id, first: 10, ...(after && { after }) };
    return page(taken(await api.GET('/v1/posts', { params: { query } })));
  });
  useTitle(person?.displayName);
  if (error) return <Missing error={error} />;
  return (
    <>
      <h1>{person?.displayName ?? username}</h1>
      {person?.bio && <p>{person.bio}</p>}
      {person && user && person.id !== user.id && <Follow person={person} changed={set} />}
      <Posts pages={pages} none="Nothing has been published here yet." />
    </>
  );
}

function Follow({ person, changed }: { person: User; changed: (person: User) => void }) {
  const following = person.relationship?.following ?? false;
  const { send, sending, error } = useSending(async () => {
    const params = { path: { id: person.id } };
    changed(taken(following ? await api.DELETE('/v1/users/{id}/follow', { params }) : await api.PUT('/v1/users/{id}/follow', { params })));
  });
  return (
    <p>
      <button onClick={send} disabled={sending}>{following ? 'Unfollow' : 'Follow'}</button>
      <Complaint error={error} />
    </p>
  );
}

export function Search({ q }: { q: string }) {
  useTitle(q ? `Search: ${q}` : 'Search');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const words = new FormData(event.currentTarget as HTMLFormElement).get('q');
    go(`/search?${new URLSearchParams({ q: String(words) })}`);
  };
  return (
    <>
      <h1>Search</h1>
      <form role="search" onSubmit={submit}>
        <Field name="q" label="Words" error={undefined} input={{ type: 'search', defaultValue: q, maxLength: 200 }} hint="“a phrase” in quotes, begin* for a beginning, -word for what must not be there." />
        <button class="main">Search</button>
      </form>
      {q && <Found q={q} />}
    </>
  );
}

function Found({ q }: { q: string }) {
  const { value, error } = useRead(q, async () => taken(await api.GET('/v1/search', { params: { query: { q, first: 50 } } })));
  if (error) return <Complaint error={error} />;
  if (!value) return <Waiting />;
  return (
    <>
      {value.corrected && <p>Shown is what has <em>{value.corrected}</em>.</p>}
      {value.data.length === 0 && <p class="quiet" role="status">Nothing was found.</p>}
      <ol class="posts">{value.data.map((hit) => <li key={hit.id}><Match hit={hit} /></li>)}</ol>
    </>
  );
}

const PLACES = { post: '/posts/', comment: '/posts/', user: '/people/', tag: '/tags/' };

function Match({ hit }: { hit: Hit }) {
  return (
    <article>
      <h2><a href={PLACES[hit.type] + hit.slug}><Html of={hit.titleHtml} as="span" class="" /></a></h2>
      <p class="quiet byline"><span>{hit.type}</span>{hit.authorName && <span>{hit.authorName}</span>}{hit.at && <Moment at={hit.at} />}</p>
      <Html of={hit.excerptHtml} class="" />
    </article>
  );
}

/** A page of something that is not there, or that could not be read. */
export function Missing({ error }: { error?: unknown }) {
  useTitle('Nothing here');
  return (
    <>
      <h1>Nothing here</h1>
      {error ? <Complaint error={error} /> : <p>There is no page at this address.</p>}
      <p><a href="/">What is new</a></p>
    </>
  );
}
