// What went wrong, as RFC 9457 has it: the same members in REST (the body) and GraphQL (`extensions`).

import type { components } from '../generated/rest';

export type Problem = components['schemas']['Problem'];
export type Fault = components['schemas']['ProblemFault'];

/** The server refused something, and said why. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What openapi-fetch answered: the data, or a `Refusal` thrown. */
export function taken<T>({ data, error, response }: Outcome<T>): NonNullable<T> {
  if (response.ok && data) return data;
  throw new Refusal(isProblem(error) ? error : unexplained(response));
}

/** Why a response that is no success is none. */
export async function refusal(response: Response): Promise<Refusal> {
  const body: unknown = await response.json().catch(() => undefined);
  return new Refusal(isProblem(body) ? body : unexplained(response));
}

export function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'errors' in body;
}

/** One sentence for a person. */
export function sentence(error: unknown): string {
  // What `fetch` throws when no answer came.
  if (error instanceof TypeError) return 'The server can’t be reached. Try again.';
  return error instanceof Error ? error.message : String(error);
}

/** The faults of a field, which may have parts: `/tags` has those of `/tags/1`. */
export function faultsAt(error: unknown, pointer: string): Fault[] {
  if (!(error instanceof Refusal)) return [];
  return error.problem.errors.filter((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`));
}

// From something in between, such as a proxy whose server is away.
function unexplained({ status, statusText, url }: Response): Problem {
  const detail = `The server answered ${status} ${statusText}`.trim();
  return { type: 'about:blank', title: statusText, status, detail, instance: url, code: 'unexplained', requestId: '', errors: [] };
}
