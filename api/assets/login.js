// The login at the top of the explorers. Its token goes with every request of the page and lives as long as the page: it is
// written nowhere.

const BEFORE_IT_ENDS = 30_000;

/**
 * Wires the form that `templates/login.html` puts into the page.
 *
 * @param {(token: string | null) => void} onChange told of every new token, and of `null` when nobody is logged in any more
 */
export function startLogin(onChange) {
  const form = document.getElementById('login');
  const [fields, person] = [form.querySelector('.fields'), form.querySelector('.person')];
  const [name, status] = [person.querySelector('strong'), form.querySelector('[role=status]')];
  let session = null;
  let challenge;
  let renewal;

  const say = (text) => { status.textContent = text; };

  const show = () => {
    fields.hidden = session !== null;
    person.hidden = session === null;
    name.textContent = session ? session.user.username : '';
    onChange(session ? session.accessToken : null);
  };

  const begin = (tokens) => {
    session = tokens;
    clearTimeout(renewal);
    renewal = setTimeout(renew, Math.max(new Date(tokens.accessTokenExpiresAt) - Date.now() - BEFORE_IT_ENDS, 1_000));
    show();
  };

  const end = (text) => {
    session = null;
    clearTimeout(renewal);
    show();
    say(text);
  };

  const renew = async () => {
    try {
      begin(await post('/v1/auth/refresh', { refreshToken: session.refreshToken }));
    } catch (error) {
      end(`The session has ended: ${error.message}`);
    }
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { login, password, code } = form.elements;
    say('One moment …');
    try {
      const tokens = challenge
        ? await post('/v1/auth/login/two-factor', { challenge, code: code.value.trim() })
        : await post('/v1/auth/login', { login: login.value, password: password.value });
      begin(tokens);
      say('');
      form.reset();
      ask(undefined);
      person.querySelector('button').focus();
    } catch (error) {
      if (error.code === 'two_factor_required') {
        ask(error.challenge);
        say('One thing more: the code of your authenticator app, or a recovery code.');
        return;
      }
      say(`Not logged in: ${error.message}`);
      // A code that is wrong can be answered again, as long as the challenge holds.
      if (challenge && error.code !== 'invalid_code') ask(undefined);
      (challenge ? code : password).focus();
    }
  });

  /** Asks for the second factor, or for the first again. */
  const ask = (open) => {
    challenge = open;
    for (const { name, parentElement } of form.querySelectorAll('input')) {
      const shown = (name === 'code') === Boolean(open);
      parentElement.hidden = !shown;
      form.elements[name].required = shown;
    }
    form.elements.code.value = '';
    if (open) form.elements.code.focus();
  };

  person.querySelector('button').addEventListener('click', async () => {
    const token = session.accessToken;
    end('Logged out.');
    form.elements.login.focus();
    await post('/v1/auth/logout', undefined, token).catch((error) => say(`The session could not be ended: ${error.message}`));
  });
}

async function post(path, body, token) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  const json = text ? JSON.parse(text) : {};
  if (!answer.ok) {
    const { code, challenge } = json;
    throw Object.assign(new Error(json.detail ?? `the server answered ${answer.status}`), { code, challenge });
  }
  return json;
}
