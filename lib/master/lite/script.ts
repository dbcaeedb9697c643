import { createHash } from 'node:crypto';

/** Where the script is served, by its content: a browser may keep it. */
export const scriptPath = (text: string): string =>
  `/lite/live.js?v=${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
