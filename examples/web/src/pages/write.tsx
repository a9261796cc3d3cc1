// Writing a post. Every save names the version that it was made from (`If-Match`); when somebody else saved meanwhile, both
// texts are shown and nothing is lost.

import { useRef, useState } from 'preact/hooks';

import { api } from '../api/client';
import { Refusal, taken } from '../api/problem';
import { useRead, useSending, useUser } from '../hooks';
import { Conflict, Picture, Preview, type Theirs } from '../parts/editing';
import { Complaint, Field, Form } from '../parts/form';
import { Waiting, type Post } from '../parts/posts';
import { go, useTitle } from '../router';
import { Missing } from './lists';

export function Write({ id }: { id?: string }) {
  const user = useUser();
  const { value: post, error } = useRead(`${id} ${user?.id}`, async () =>
    id ? taken(await api.GET('/v1/posts/{id}', { params: { path: { id } } })) : null,
  );
  useTitle(id ? 'Edit' : 'Write');
  if (!user) return <><h1>Write</h1><p><a href="/login">Log in</a> to write.</p></>;
  if (error) return <Missing error={error} />;
  if (post === undefined) return <Waiting />;
  return <Editor key={post?.id} post={post} />;
}

function Editor({ post: begun }: { post: Post | null }) {
  const [post, setPost] = useState(begun);
  const [theirs, setTheirs] = useState<Theirs>();
  const [saved, setSaved] = useState('');
  const form = useRef<HTMLDivElement>(null);
  const box = (name: string) => form.current!.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name=${name}]`)!;

  const save = async (fields: Record<string, string>): Promise<Post | undefined> => {
    const body = { title: fields.title ?? '', markdown: fields.markdown ?? '', tags: words(fields.tags) };
    try {
      const fresh = post ? await change(post, body) : taken(await api.POST('/v1/posts', { body }));
      setPost(fresh);
      setTheirs(undefined);
      setSaved(`Saved as version ${fresh.version}.`);
      if (!post) history.replaceState(null, '', `/write/${fresh.id}`);
      return fresh;
    } catch (error) {
      const other = conflict(error);
      if (!other) throw error;
      setSaved('');
      setTheirs(other);
      return undefined;
    }
  };
  const publish = useSending(async () => {
    const fresh = await save(Object.fromEntries(['title', 'markdown', 'tags'].map((name) => [name, box(name).value])));
    if (!fresh) return;
    const params = { path: { id: fresh.id }, header: version(fresh) };
    const { post: published } = taken(await api.POST('/v1/posts/{id}/publish', { params }));
    go(`/posts/${published.slug}`);
  });
  const resolve = (text?: Theirs) => {
    if (!post || !theirs) return;
    if (text) [box('title').value, box('markdown').value] = [text.title, text.markdown];
    setPost({ ...post, version: theirs.version });
    setTheirs(undefined);
  };
  return (
    <div ref={form}>
      <h1>{begun ? 'Edit' : 'Write'}</h1>
      <Form send={async (fields) => (publish.setError(undefined), void (await save(fields)))} button={post?.status === 'published' ? 'Save' : 'Save draft'}>
        {(sent) => {
          const error = publish.error ?? sent;
          return (
            <>
              <Field name="title" label="Title" error={error} input={{ defaultValue: begun?.title ?? '' }} />
              <Field name="markdown" label="Text" rows={14} error={error} hint="Markdown." text={{ defaultValue: begun?.markdown ?? '' }} />
              <Field name="tags" label="Tags" error={error} hint="Separated by commas." input={{ defaultValue: (begun?.tags ?? []).map(({ name }) => name).join(', ') }} />
            </>
          );
        }}
      </Form>
      <p role="status">{saved}</p>
      {theirs && <Conflict theirs={theirs} resolve={resolve} />}
      <div class="actions">
        {post?.status !== 'published' && <button onClick={publish.send} disabled={publish.sending || Boolean(theirs)}>Publish</button>}
        {post && <a href={`/posts/${post.slug}`}>View</a>}
      </div>
      <Complaint error={publish.error} />
      <Picture into={() => box('markdown') as HTMLTextAreaElement} />
      <Preview read={() => box('markdown').value} />
    </div>
  );
}

async function change(post: Post, body: { title: string; markdown: string; tags: string[] }): Promise<Post> {
  return taken(await api.PATCH('/v1/posts/{id}', { body, params: { path: { id: post.id }, header: version(post) } }));
}

function version(post: Post): { 'If-Match': string } {
  return { 'If-Match': `"${post.version}"` };
}

function conflict(error: unknown): Theirs | undefined {
  if (!(error instanceof Refusal) || error.problem.code !== 'stale_version') return undefined;
  return error.problem.current as unknown as Theirs;
}

function words(text = ''): string[] {
  return text.split(',').map((word) => word.trim()).filter(Boolean);
}
