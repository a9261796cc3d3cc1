// Requests by hand, for what a test needs besides the client it is about.

/** One request to the REST face; `body` is sent as JSON. Answers status, headers and the parsed body. */
export async function rest(server, method, path, { body, token, headers = {} } = {}) {
  const answer = await fetch(new URL(path, server.base), {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const json = /[/+]json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: json && text ? JSON.parse(text) : text };
}

/** The same, where anything but this status is a fault of the test. Answers the body alone. */
export async function expect(server, status, method, path, options) {
  const answer = await rest(server, method, path, options);
  if (answer.status !== status) {
    throw new Error(`${method} ${path} answered ${answer.status}, not ${status}: ${JSON.stringify(answer.body)}\n${server.log}`);
  }
  return answer.body;
}

/** Asks again and again until something comes of it. */
export async function until(what, find, { patience = 10_000, every = 20 } = {}) {
  const began = Date.now();
  for (;;) {
    const found = await find();
    if (found) return found;
    if (Date.now() - began > patience) throw new Error(`this never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
