// The one place where HTML enters the page: what the server has rendered and sanitised, and says is safe to show as it is.
// Everything else is text, which Preact escapes. Where the browser knows trusted types, the policy in `csp.ts` lets HTML in
// by this door only, so that a mistake elsewhere fails instead of showing what somebody wrote.

interface Policy {
  createHTML(html: string): unknown;
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(html: string): string }): Policy;
}

const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy: Policy = types?.createPolicy('sanitised-by-presswork', { createHTML: (html) => html }) ?? { createHTML: (html) => html };

type Markup = { __html: string };

/** `Post.html`, `Comment.html`, `SearchHit.titleHtml` and the like; nothing else. */
export function Html({ of, as: Tag = 'div', class: name = 'prose' }: { of: string; as?: 'div' | 'span'; class?: string }) {
  return <Tag class={name} dangerouslySetInnerHTML={{ __html: policy.createHTML(of) } as Markup} />;
}
