import { COOKIE_PREFIX } from '../../accounts/auth';

/** The cookie that stays the same as long as a session does. */
const SESSION_COOKIE = `${COOKIE_PREFIX}.session_token`;

/** The cookie that forms of visitors are bound to: it proves that form and post are one browser's. */
export const VISITOR_COOKIE = '__Host-lotcast-form';

/** Cookies by name out of a request's header. */
export function readCookies(header: string | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    if (at > 0) found.set(name, pair.slice(at + 1).trim());
  }
  return found;
}

/** What forms are bound to: the session of who is signed in, else the visitor's own cookie. */
export const bindingOf = (cookies: ReadonlyMap<string, string>, isSignedIn: boolean) =>
  cookies.get(isSignedIn ? SESSION_COOKIE : VISITOR_COOKIE) ?? null;
