// One text that outlives the page. In IndexedDB, because what one tab has written there is what the next one reads; that of
// localStorage arrives in other tabs some time later.

const [DATABASE, STORE, KEY] = ['presswork', 'session', 'refreshToken'];

export function load(): Promise<string | undefined> {
  return inStore('readonly', (store) => store.get(KEY) as IDBRequest<string | undefined>);
}

export async function save(token: string): Promise<void> {
  await inStore('readwrite', (store) => store.put(token, KEY));
}

export async function clear(): Promise<void> {
  await inStore('readwrite', (store) => store.delete(KEY));
}

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done(opening, 'onsuccess');
  try {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    await done(transaction, 'oncomplete');
    return request.result;
  } finally {
    database.close();
  }
}

function done(request: IDBTransaction, event: 'oncomplete'): Promise<unknown>;
function done<T>(request: IDBRequest<T>, event: 'onsuccess'): Promise<T>;
function done<T>(request: IDBTransaction | IDBRequest<T>, event: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    Object.assign(request, { [event]: () => resolve('result' in request ? request.result : undefined), onerror: () => reject(request.error) });
  });
}
