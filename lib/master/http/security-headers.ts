import { randomBytes } from 'node:crypto';

/** What every answer says, whatever it is. */
export const COMMON_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/** The policy of answers that are no pages. */
export const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** A new nonce for one page. */
export const newNonce = () => randomBytes(16).toString('base64');

/**
 * The policy of a page: its own scripts by nonce, connections to this house and its terminals over
 * HTTP and WebSocket, and nothing else. `terminals` are origins.
 */
export function pagePolicy(page: {
  nonce: string;
  terminals: readonly string[];
  development: boolean;
}): string {
  const { nonce, development } = page;
  const live = page.terminals.flatMap((origin) => [origin, origin.replace(/^http/, 'ws')]);
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "worker-src 'self'",
    ['connect-src', "'self'", ...live].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
