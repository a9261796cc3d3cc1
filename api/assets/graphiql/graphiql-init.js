// Starts GraphiQL on this server.

import { startLogin } from '../login.js';
import { createElement, createGraphiQLFetcher, createRoot, GraphiQL } from './graphiql.js';

// The style elements that dialogs and menus insert have to have the nonce of the page; this is where their maker looks for it.
globalThis.__webpack_nonce__ = document.querySelector('meta[property="csp-nonce"]').nonce;

const place = document.getElementById('graphiql');
const sockets = new URL(place.dataset.subscriptions, location.href);
sockets.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

const welcome = `# Welcome to Presswork's GraphQL face.
#
# Ctrl-Space completes, Ctrl-Enter runs. The book
# on the left is the schema.
#
# Published posts can be read by anyone. For the
# rest, log in above. Or put a token into the
# "Headers" editor below, which wins:
#
#   { "Authorization": "Bearer ..." }
#
# Subscriptions send it too when they connect.

query LatestPosts {
  posts(first: 5) {
    nodes {
      id
      title
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

// The editors have words above them that are no labels of them.
const editors = { '.graphiql-query-editor': ['Document'], '.graphiql-editor-tool': ['Variables', 'Headers'], '.graphiql-response': ['Answer'] };
new MutationObserver(() => {
  for (const [where, names] of Object.entries(editors)) {
    document.querySelectorAll(`${where} textarea`).forEach((editor, n) => editor.setAttribute('aria-label', names[n] ?? names[0]));
  }
}).observe(place, { childList: true, subtree: true });

const ask = createGraphiQLFetcher({
  url: place.dataset.endpoint,
  subscriptionUrl: sockets.href,
  // The server does not deliver in parts.
  enableIncrementalDelivery: false,
});

let authorization = {};
startLogin((token) => { authorization = token ? { Authorization: `Bearer ${token}` } : {}; });
const fetcher = (request, options) => ask(request, { ...options, headers: { ...authorization, ...options?.headers } });

// GraphiQL's history keeps the headers of each query, even when told not to persist headers. An access token must not
// outlive the page, so they are taken out of what is stored.
const history = ['graphiql:queries', 'graphiql:favorites'];
const withoutHeaders = (json) => JSON.stringify(JSON.parse(json), (key, value) => (key === 'headers' ? undefined : value));
const storage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, history.includes(key) ? withoutHeaders(value) : value),
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => localStorage.clear(),
  get length() {
    return localStorage.length;
  },
};

createRoot(place).render(
  createElement(GraphiQL, {
    fetcher,
    defaultQuery: welcome,
    defaultEditorToolsVisibility: 'headers',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    storage,
  }),
);
