// Asking before something that can't be taken back, and saying what has happened.

import { Problem } from './api.js';
import { h } from './dom.js';

const dialog = document.getElementById('confirm');
const said = document.getElementById('said');

/** Whether the person means it. Escape and the backdrop mean no. */
export function confirm({ title, detail, action }) {
  dialog.replaceChildren(
    h('form', { method: 'dialog' },
      h('h2', { id: 'confirm-title' }, title),
      h('p', {}, detail),
      h('div', { class: 'actions' },
        h('button', { class: 'button', value: 'no', autofocus: true }, 'Keep as it is'),
        h('button', { class: 'button danger', value: 'yes' }, action))),
  );
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close('no');
});

let fading;

/** Says it in a corner, and to screen readers. */
export function say(text, tone = 'good') {
  clearTimeout(fading);
  said.replaceChildren(h('p', { class: `said ${tone}` }, text));
  fading = setTimeout(() => said.replaceChildren(), tone === 'bad' ? 15_000 : 6_000);
}

/** A button that does something on the server once at a time, and says how that went. */
export function button(label, { name, tone, sure, run, done }) {
  const element = h('button', { class: `button ${tone ?? ''}`.trim(), type: 'button', 'aria-label': name }, label);
  element.addEventListener('click', async () => {
    if (element.getAttribute('aria-disabled') === 'true' || (sure && !(await confirm(sure())))) return;
    // Not `disabled`: that would take the focus away.
    element.setAttribute('aria-disabled', 'true');
    try {
      say(done(await run()));
    } catch (error) {
      say(complaint(error), 'bad');
    } finally {
      element.removeAttribute('aria-disabled');
    }
  });
  return element;
}

/** What went wrong, in words. */
export function complaint(error) {
  if (!(error instanceof Problem)) return 'The server can’t be reached.';
  const words = error.message.charAt(0).toUpperCase() + error.message.slice(1);
  return error.status >= 500 && error.requestId ? `${words} (request ${error.requestId})` : `${words}.`;
}
