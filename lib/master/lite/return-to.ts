import { returnPath } from '../../page/return-to';

const HOME = '/lite';

/** The lite page to go back to, out of a parameter that anybody may have written. */
export function litePath(wanted: string | null): string {
  const path = returnPath(wanted ?? HOME);
  const isPage = path === HOME || path.startsWith(`${HOME}/`) || path.startsWith(`${HOME}?`);
  return isPage && !/^\/lite\/(?:sign-|language\/)/.test(path) ? path : HOME;
}

/** The address of a page that leads back to `path`. */
export const withReturn = (page: string, path: string): string =>
  path === HOME ? page : `${page}?to=${encodeURIComponent(path)}`;
