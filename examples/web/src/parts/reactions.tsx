// What people feel about a post or a comment.

import { useSending } from '../hooks';
import { Complaint } from './form';

export interface ReactionCount {
  kind: string;
  count: number;
  reacted: boolean;
}

/** Those that a server has unless its settings (`community.reactions`) say otherwise. */
const KINDS = ['like', 'love', 'laugh', 'wow', 'sad'];

interface Props {
  counts: ReactionCount[];
  /** Sends it, or takes it back; nobody is logged in where it is missing. */
  toggle?: ((kind: string, on: boolean) => Promise<void>) | undefined;
  label: string;
}

export function Reactions({ counts, toggle, label }: Props) {
  const { send, sending, error } = useSending(async (kind: string, on: boolean) => toggle?.(kind, on));
  const shown = KINDS.filter((kind) => toggle || counts.some((one) => one.kind === kind));
  if (shown.length === 0) return null;
  return (
    <div class="reactions" role="group" aria-label={label}>
      {shown.map((kind) => {
        const { count = 0, reacted = false } = counts.find((one) => one.kind === kind) ?? {};
        const name = `${kind}, ${count}`;
        return (
          <button key={kind} aria-pressed={reacted} aria-label={name} disabled={!toggle || sending} onClick={() => send(kind, !reacted)}>
            {kind} {count > 0 && <b>{count}</b>}
          </button>
        );
      })}
      <Complaint error={error} />
    </div>
  );
}
