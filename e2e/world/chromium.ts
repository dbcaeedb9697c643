import { existsSync } from 'node:fs';

/** Flags without which a headless Chromium calls home or needs a GPU. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A Chromium to test with: `CHROMIUM_PATH`, Debian's, or the one inside an npm package. */
export async function findChromium(): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}
