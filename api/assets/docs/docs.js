// Starts Swagger UI on this server's own document, in the reader's light or dark.

import { startLogin } from '../login.js';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

const place = document.getElementById('swagger-ui');

// The list of servers has a word above it that is no label of it.
new MutationObserver(() => document.getElementById('servers')?.setAttribute('aria-label', 'Server'))
  .observe(place, { childList: true, subtree: true });

const ui = window.SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  // The layout without the bar that loads documents from anywhere.
  layout: 'BaseLayout',
  // No check of the document by a server on the internet.
  validatorUrl: null,
  // A document named in the address (?url=...) is not opened.
  queryConfigEnabled: false,
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  filter: true,
  tryItOutEnabled: true,
  // The padlocks are known once the document is.
  onComplete: () => startLogin((token) => (
    token ? ui.preauthorizeApiKey('bearer', token) : ui.authActions.logout(['bearer']))),
  // Tokens live as long as the page.
  persistAuthorization: false,
});
