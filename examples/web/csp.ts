/**
 * The content security policy: scripts, styles and connections of this origin and of the API's, pictures from everywhere by
 * HTTPS, and HTML by one door only (`src/parts/html.tsx`). A page may not say itself who frames it: that is for the header.
 */
export function policy(api: string, { header }: { header: boolean }): string {
  const own = ["'self'", api && new URL(api).origin].filter(Boolean).join(' ');
  const rules = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': `${own} https: data:`,
    'connect-src': own,
    'base-uri': "'none'",
    'form-action': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': 'sanitised-by-presswork',
    ...(header && { 'frame-ancestors': "'none'" }),
  };
  return Object.entries(rules).map(([name, value]) => `${name} ${value}`).join('; ');
}
