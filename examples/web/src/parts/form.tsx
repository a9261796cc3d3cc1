// Fields with their faults beside them, and what belongs to no field above the button.

import type { ComponentChildren, InputHTMLAttributes, TargetedEvent, TextareaHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';

import { faultsAt, Refusal, sentence } from '../api/problem';
import { useSending } from '../hooks';

interface FormProps {
  /** Gets the texts by name; what it throws is shown. */
  send: (fields: Record<string, string>) => Promise<void>;
  button: string;
  /** Draws the fields; `error` is for `Field`. */
  children: (error: unknown) => ComponentChildren;
  label?: string;
}

export function Form({ send, button, children, label }: FormProps) {
  const sending = useSending(async (form: HTMLFormElement) => {
    const fields = [...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === 'string');
    await send(Object.fromEntries(fields));
  });
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    void sending.send(event.currentTarget);
  };
  return (
    <form onSubmit={submit} noValidate aria-label={label}>
      {children(sending.error)}
      <Complaint error={sending.error} />
      <button class="main" disabled={sending.sending}>{button}</button>
    </form>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  error: unknown;
  rows?: number;
  input?: InputHTMLAttributes<HTMLInputElement>;
  text?: TextareaHTMLAttributes<HTMLTextAreaElement>;
}

/** A labelled input, or a text area when it has rows. Its faults are those at the JSON Pointer `/name`. */
export function Field({ name, label, hint, error, rows, input, text }: FieldProps) {
  const id = useId();
  const faults = faultsAt(error, `/${name}`);
  const about = [hint && `${id}-hint`, faults.length > 0 && `${id}-faults`].filter(Boolean).join(' ');
  const shared = { id, name, 'aria-invalid': faults.length > 0, ...(about && { 'aria-describedby': about }) };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {rows ? <textarea {...shared} rows={rows} {...text} /> : <input {...shared} {...input} />}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      {faults.length > 0 && <ul class="faults" id={`${id}-faults`}>{faults.map((fault) => <li key={fault.pointer + fault.code}>{said(fault)}</li>)}</ul>}
    </div>
  );
}

/** What went wrong as a whole. */
export function Complaint({ error }: { error: unknown }) {
  if (!error) return null;
  const id = error instanceof Refusal && error.problem.status >= 500 ? ` (request ${error.problem.requestId})` : '';
  return <p class="complaint" role="alert">{sentence(error) + id}</p>;
}

function said({ pointer, detail }: { pointer: string; detail: string }): string {
  const part = /^\/\w+\/(\d+)$/.exec(pointer)?.[1];
  return part === undefined ? detail : `number ${Number(part) + 1}: ${detail}`;
}
