// Makes the first admin. The token stands behind the # of the address, which browsers send nowhere, and is taken out of it at once.

const token = location.hash.replace(/^#token=/, '');
history.replaceState(null, '', location.pathname);

const form = document.getElementById('setup');
const outcome = document.getElementById('outcome');
const say = (text, how = '') => {
  outcome.className = `outcome ${how}`;
  outcome.textContent = text;
};

if (!token) say('The link is not complete: it ends in #token=…', 'bad');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { username, email, password } = form.elements;
  say('One moment …');
  const body = JSON.stringify({ token, username: username.value, email: email.value, password: password.value });
  const headers = { 'content-type': 'application/json' };
  try {
    const answer = await fetch('/v1/auth/setup', { method: 'POST', headers, body });
    const told = await answer.json();
    if (!answer.ok) {
      const faults = (told.errors ?? []).map((fault) => `${fault.pointer.slice(1)}: ${fault.detail}`);
      throw new Error(faults.join('\n') || told.detail);
    }
    form.reset();
    for (const element of form.elements) element.disabled = true;
    say(`${told.username} runs this installation now, and can log in.`, 'good');
  } catch (error) {
    say(error.message, 'bad');
  }
});
