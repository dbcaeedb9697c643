/** Where to go when the address names nothing usable. */
const HOME = '/';
/** Any origin will do: it only has to stay the same. */
const HERE = 'http://here.invalid';

/**
 * The path to return to after signing in, out of a parameter that anybody may have written: only a
 * path of this site, never another host (`//evil.example`, `/\evil.example`, `https:…`), and never a
 * page that would send on again.
 */
export function returnPath(wanted: string | readonly string[] | undefined): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return HOME;
  let url: URL;
  try {
    url = new URL(wanted, HERE);
  } catch {
    return HOME;
  }
  if (url.origin !== HERE || url.pathname.startsWith('//')) return HOME;
  if (/^\/(?:sign-in|sign-up|api)(?:\/|$)/.test(url.pathname)) return HOME;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The address of a page of accounts that returns to `path`. */
export const withReturn = (page: '/sign-in' | '/sign-up', path: string): string =>
  path === HOME ? page : `${page}?to=${encodeURIComponent(path)}`;
