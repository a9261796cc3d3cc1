/** Where the API is: at the origin of this page, unless the build was told another (`VITE_API=https://api.example`). */
export const API: string = (import.meta.env.VITE_API ?? '').replace(/\/$/, '');

/** An address that the API told, as this page has to write it. */
export function absolute(url: string): string {
  return url.startsWith('/') ? API + url : url;
}
