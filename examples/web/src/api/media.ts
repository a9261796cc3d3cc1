// A picture on its way: a ticket, its bytes, and a job whose end is waited for by the stream.

import { api, authorized } from './client';
import { absolute } from './place';
import { refusal, taken } from './problem';
import { follow } from './stream';

/** Sends a picture; answers where it is shown, or throws why it was not taken. */
export async function upload(file: File, altText: string): Promise<string> {
  const body = { filename: file.name, mediaType: file.type, size: file.size, altText };
  const { media, upload } = taken(await api.POST('/v1/media', { body }));
  const request = new Request(new URL(absolute(upload.url), location.href), {
    method: upload.method,
    headers: { 'content-type': upload.contentType },
    body: file,
  });
  // To the API as ourselves; to a bucket as the ticket stands.
  const sent = await (upload.byApi ? authorized(request) : fetch(request));
  if (!sent.ok) throw await refusal(sent);
  const id = { path: { id: media.id } };
  const job = taken(await api.POST('/v1/media/{id}/complete', { params: id }));
  await end(job.id);
  const ready = taken(await api.GET('/v1/media/{id}', { params: id }));
  const widest = ready.variants[0];
  if (!widest) throw new Error(`This picture was refused: ${ready.reason}`);
  return absolute(widest.url);
}

async function end(job: string): Promise<void> {
  const stop = new AbortController();
  await follow([`job:${job}`], ({ type, data }) => {
    if (type !== 'jobUpdated') return;
    const { state } = JSON.parse(data) as { state: string };
    if (state === 'succeeded' || state === 'dead' || state === 'cancelled') stop.abort();
  }, stop.signal);
}
