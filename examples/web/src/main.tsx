import { render } from 'preact';

import * as session from './api/session';
import { App } from './app';

await session.resume();
render(<App />, document.querySelector('#app')!);
