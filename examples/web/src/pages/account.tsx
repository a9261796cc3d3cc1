// Coming in: an account, its confirmation, a session.

import { useState } from 'preact/hooks';

import { api } from '../api/client';
import { Refusal, taken } from '../api/problem';
import * as session from '../api/session';
import { Field, Form } from '../parts/form';
import { go, useTitle } from '../router';

const PASSWORD = { type: 'password', autocomplete: 'current-password', required: true } as const;

export function Register() {
  useTitle('Register');
  const send = async ({ username = '', email = '', password = '', displayName = '' }) => {
    const body = { username, email, password, ...(displayName && { displayName }) };
    taken(await api.POST('/v1/auth/register', { body }));
    go('/confirm');
  };
  return (
    <>
      <h1>Register</h1>
      <Form send={send} button="Register">
        {(error) => (
          <>
            <Field name="username" label="User name" error={error} hint="3 to 30 of a–z, 0–9, _ and -." input={{ autocomplete: 'username', autocapitalize: 'none' }} />
            <Field name="displayName" label="Name" error={error} hint="As others see it." input={{ autocomplete: 'name' }} />
            <Field name="email" label="Mail address" error={error} input={{ type: 'email', autocomplete: 'email' }} />
            <Field name="password" label="Password" error={error} hint="Not easy to guess." input={{ ...PASSWORD, autocomplete: 'new-password' }} />
          </>
        )}
      </Form>
      <p>Have an account? <a href="/login">Log in</a></p>
    </>
  );
}

export function Confirm() {
  useTitle('Confirm your address');
  const send = async ({ token = '' }) => {
    taken(await api.POST('/v1/auth/email-verification/confirm', { body: { token } }));
    go('/login');
  };
  return (
    <>
      <h1>Confirm your address</h1>
      <p>A mail is on its way. It has a token; put it here.</p>
      <Form send={send} button="Confirm">
        {(error) => <Field name="token" label="Token" error={error} input={{ autocomplete: 'one-time-code', autocapitalize: 'none', spellcheck: false }} />}
      </Form>
    </>
  );
}

export function Login() {
  useTitle('Log in');
  const [challenge, setChallenge] = useState<{ text: string; keep: boolean }>();
  const send = async ({ login = '', password = '', keep }: Record<string, string>) => {
    try {
      await begin(taken(await api.POST('/v1/auth/login', { body: { login, password } })), keep === 'on');
    } catch (error) {
      if (!(error instanceof Refusal) || !error.problem.challenge) throw error;
      setChallenge({ text: error.problem.challenge, keep: keep === 'on' });
    }
  };
  const prove = async ({ code = '' }) => {
    if (!challenge) return;
    const body = { challenge: challenge.text, code };
    await begin(taken(await api.POST('/v1/auth/login/two-factor', { body })), challenge.keep);
  };
  return (
    <>
      <h1>Log in</h1>
      {challenge ? (
        <Form key="code" send={prove} button="Log in">
          {(error) => <Field name="code" label="Code" error={error} hint="Of your authenticator, or a recovery code." input={{ autocomplete: 'one-time-code', inputMode: 'numeric' }} />}
        </Form>
      ) : (
        <Form key="password" send={send} button="Log in">
          {(error) => (
            <>
              <Field name="login" label="User name or mail address" error={error} input={{ autocomplete: 'username', autocapitalize: 'none' }} />
              <Field name="password" label="Password" error={error} input={PASSWORD} />
              <label class="check"><input type="checkbox" name="keep" /> Stay logged in on this device</label>
            </>
          )}
        </Form>
      )}
      <p>New here? <a href="/register">Register</a></p>
    </>
  );
}

async function begin(tokens: Parameters<typeof session.begin>[0], keep: boolean): Promise<void> {
  await session.begin(tokens, keep);
  go('/');
}

/** Ends the session at the server, then here; here in any case. */
export async function logOut(): Promise<void> {
  await api.POST('/v1/auth/logout').catch(() => undefined);
  await session.end();
  go('/');
}
