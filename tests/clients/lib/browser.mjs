// Headless Chromium that looks at pages of one server and takes offence at what a developer's console would show.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

/** Sizes of windows: a desk and a phone. */
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 375, height: 812 };

/**
 * A page of a browser that knows no other host than the server, closed when the test is over. The test fails if the page
 * logs an error, breaks its content security policy, throws, or asks for anything beyond the server's origin.
 *
 * @param context the context of the test
 * @param server whose `base` is the origin; `friends` are others that it may ask
 * @param options.expected errors that are part of the test, as regular expressions: a login that is refused is one
 * @param options.rest what playwright's `newContext` takes: `viewport`, `colorScheme`, `javaScriptEnabled`
 */
export async function browse(context, server, { expected = [], ...options } = {}) {
  const browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
  });
  const faults = [];
  context.after(async () => {
    await browser.close();
    assert.deepEqual(faults, [], 'the browser complained');
  });
  const window = await browser.newContext({ baseURL: server.base, viewport: DESKTOP, ...options });
  const page = await window.newPage();
  // What a page says to the end of its server is not its fault.
  const complain = (fault) => server.gone || expected.some((known) => known.test(fault)) || faults.push(fault);
  page.on('console', (message) => message.type() === 'error' && complain(`console: ${message.text()} (${message.location().url})`));
  page.on('pageerror', (error) => complain(`uncaught: ${error}`));
  page.on('crash', () => complain('the page crashed'));
  page.on('request', (request) => complainOfStrangers(request.url(), server, complain));
  page.on('websocket', (socket) => complainOfStrangers(socket.url().replace(/^ws/, 'http'), server, complain));
  await window.exposeFunction('pressworkViolation', (text) => complain(`content security policy: ${text}`));
  await window.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      window.pressworkViolation(`${event.effectiveDirective} ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  return page;
}

function complainOfStrangers(url, server, complain) {
  const { protocol, origin } = new URL(url);
  if (['data:', 'blob:'].includes(protocol) || origin === server.base || server.friends?.includes(origin)) return;
  complain(`a request to ${url}`);
}

/** Keeps a picture of the whole page for people to look at: `target/clients/screenshots/<name>.png`. */
export async function picture(page, name) {
  const folder = join(process.env.CLIENTS_OUT ?? '/tmp', 'screenshots');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
