// The frame of every page, and which page is at which address.

import { Fragment, type VNode } from 'preact';

import { useUser } from './hooks';
import { Confirm, Login, logOut, Register } from './pages/account';
import { Home } from './pages/home';
import { Missing, Person, Search, Tagged } from './pages/lists';
import { PostPage } from './pages/post';
import { Write } from './pages/write';
import { usePlace } from './router';

const PAGES: [pattern: RegExp, page: (found: string, url: URL) => VNode][] = [
  [/^\/$/, () => <Home kind="latest" />],
  [/^\/trending$/, () => <Home kind="trending" />],
  [/^\/home$/, () => <Home kind="home" />],
  [/^\/posts\/([^/]+)$/, (slug) => <PostPage slug={slug} />],
  [/^\/tags\/([^/]+)$/, (slug) => <Tagged slug={slug} />],
  [/^\/people\/([^/]+)$/, (username) => <Person username={username} />],
  [/^\/search$/, (_, url) => <Search q={url.searchParams.get('q') ?? ''} />],
  [/^\/write$/, () => <Write />],
  [/^\/write\/([^/]+)$/, (id) => <Write id={id} />],
  [/^\/login$/, () => <Login />],
  [/^\/register$/, () => <Register />],
  [/^\/confirm$/, () => <Confirm />],
];

export function App() {
  const { url, visit } = usePlace();
  return (
    <>
      <a class="skip" href="#main">To the content</a>
      <Header />
      <main id="main" tabIndex={-1}><Fragment key={visit}>{pageAt(url)}</Fragment></main>
      <footer><p class="quiet">An example client of Presswork.</p></footer>
    </>
  );
}

function Header() {
  const user = useUser();
  return (
    <header>
      <a class="name" href="/">Presswork</a>
      <nav aria-label="Main">
        <a href="/search">Search</a>
        {user && <a href="/write">Write</a>}
        {user && <a href={`/people/${user.username}`}>{user.displayName}</a>}
        {user ? <button onClick={logOut}>Log out</button> : <a href="/login">Log in</a>}
      </nav>
    </header>
  );
}

function pageAt(url: URL): VNode {
  for (const [pattern, page] of PAGES) {
    const found = pattern.exec(url.pathname);
    if (found) return page(decoded(found[1] ?? ''), url);
  }
  return <Missing />;
}

/** As it stands where it can't be decoded: nothing has that name. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
