// What graphiql-init.js needs of the packages, and nothing of ours: the built file is third-party code only.
export { createGraphiQLFetcher } from '@graphiql/toolkit';
export { GraphiQL } from 'graphiql';
export { createElement } from 'react';
export { createRoot } from 'react-dom/client';

import 'graphiql/style.css';
