import { defineConfig } from 'vite';

import { policy } from './csp';

/** Where the server is, for `npm run dev` and `npm run preview`, which pass its paths on: one origin, no CORS. */
const server = process.env.PRESSWORK ?? 'http://127.0.0.1:8080';
/** Where a build looks for the API, when that is at another origin than the page. */
const api = process.env.VITE_API ?? '';

const proxy = Object.fromEntries(['/v1', '/graphql'].map((path) => [path, { target: server, changeOrigin: true }]));
const headers = { 'content-security-policy': policy(api, { header: true }), 'referrer-policy': 'no-referrer' };

export default defineConfig({
  server: { proxy, headers },
  preview: { proxy, headers },
  plugins: [
    {
      // For whoever serves the files without that header.
      name: 'content-security-policy',
      transformIndexHtml: () => [
        { tag: 'meta', attrs: { 'http-equiv': 'content-security-policy', content: policy(api, { header: false }) }, injectTo: 'head-prepend' },
      ],
    },
  ],
});
