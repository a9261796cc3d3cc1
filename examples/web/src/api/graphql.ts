// The GraphQL face. Types are generated from the schema and the documents beside the pages.

import { authorized } from './client';
import { API } from './place';
import { isProblem, Refusal, refusal } from './problem';

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: unknown }[];
}

/** Runs a document; the first error is thrown as the `Refusal` that REST would have answered. */
export async function ask<Data, Variables>(query: string, variables: Variables): Promise<Data> {
  const answer = await authorized(
    new Request(new URL(`${API}/graphql`, location.href), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
    }),
  );
  if (!answer.ok) throw await refusal(answer);
  const { data, errors } = (await answer.json()) as Answer<Data>;
  const problem = errors?.[0]?.extensions;
  if (isProblem(problem)) throw new Refusal(problem);
  if (errors || !data) throw new Error(errors?.[0]?.message ?? 'no data');
  return data;
}
