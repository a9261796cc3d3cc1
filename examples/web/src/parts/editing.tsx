// What surrounds the form of a post: another text that was saved meanwhile, pictures, a preview.

import { useRef, useState } from 'preact/hooks';

import { api } from '../api/client';
import { upload } from '../api/media';
import { taken } from '../api/problem';
import { useSending } from '../hooks';
import { Complaint, Field, Form } from './form';
import { Html } from './html';

/** What another save has left: `current` of the problem `stale_version`. */
export interface Theirs {
  title: string;
  markdown: string;
  version: number;
}

export function Conflict({ theirs, resolve }: { theirs: Theirs; resolve: (text?: Theirs) => void }) {
  return (
    <section class="conflict" role="alert" aria-label="Conflict">
      <h2>Somebody else has saved meanwhile</h2>
      <p>Yours is above and not saved yet. Theirs is this:</p>
      <h3>{theirs.title}</h3>
      <pre tabIndex={0}>{theirs.markdown}</pre>
      <div class="actions">
        <button onClick={() => resolve()}>Keep mine</button>
        <button onClick={() => resolve(theirs)}>Take theirs</button>
      </div>
      <p class="quiet">Then save again.</p>
    </section>
  );
}

/** Uploads a picture and puts it where the cursor is. */
export function Picture({ into }: { into: () => HTMLTextAreaElement }) {
  const chosen = useRef<HTMLInputElement>(null);
  const [round, setRound] = useState(0);
  return (
    <details>
      <summary>Add a picture</summary>
      <Form key={round} button="Upload" send={async ({ altText = '' }) => {
        const file = chosen.current?.files?.[0];
        if (!file) throw new Error('Choose a picture first.');
        insert(into(), `![${altText.replace(/[[\]\\]/g, '\\$&')}](${await upload(file, altText)})`);
        setRound(round + 1);
      }}>
        {(error) => (
          <>
            <label class="field">Picture<input ref={chosen} type="file" required accept="image/jpeg,image/png,image/gif,image/webp" /></label>
            <Field name="altText" label="What it shows" error={error} hint="For those who can’t see it." />
          </>
        )}
      </Form>
    </details>
  );
}

/** What the text will look like, as the server renders and sanitises it. */
export function Preview({ read }: { read: () => string }) {
  const [html, setHtml] = useState('');
  const { send, sending, error } = useSending(async () => {
    setHtml(taken(await api.POST('/v1/markdown/preview', { body: { markdown: read() } })).html);
  });
  return (
    <section aria-label="Preview">
      <button onClick={send} disabled={sending}>Preview</button>
      <Complaint error={error} />
      {html && <Html of={html} />}
    </section>
  );
}

function insert(box: HTMLTextAreaElement, text: string): void {
  const [from, to] = [box.selectionStart, box.selectionEnd];
  box.setRangeText(text, from, to, 'end');
}
