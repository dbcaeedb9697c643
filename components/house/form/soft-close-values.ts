import type { SoftClose } from '@/lib/api/v1/auctions';
import type { FieldReader } from './faults';
import { toLocalInput } from './local-time';

/** What a form holds of a soft close (SFT1, SFT2): texts as typed, kept while there is none. */
export interface SoftCloseValues {
  mode: 'none' | 'any' | 'leader';
  /** In minutes. */
  windowMs: string;
  extensionMs: string;
  /** Empty: any number. */
  mostExtensions: string;
  /** A local time; empty: none. */
  latestEndMs: string;
}

/** The house's own: two minutes, two minutes, any bid. */
export const NEW_SOFT_CLOSE: SoftCloseValues = {
  mode: 'any',
  windowMs: '2',
  extensionMs: '2',
  mostExtensions: '',
  latestEndMs: '',
};

/** Milliseconds as minutes with at most two digits after the point. */
export const minutesText = (ms: number) => String(Math.round(ms / 600) / 100);

/** What the form holds of a soft close as the house tells it. */
export function valuesOfSoftClose(softClose: SoftClose | null, timeZone: string): SoftCloseValues {
  if (!softClose) return { ...NEW_SOFT_CLOSE, mode: 'none' };
  const { mode, windowMs, extensionMs, mostExtensions, latestEndMs } = softClose;
  return {
    mode,
    windowMs: minutesText(windowMs),
    extensionMs: minutesText(extensionMs),
    mostExtensions: mostExtensions === undefined ? '' : String(mostExtensions),
    latestEndMs: latestEndMs === undefined ? '' : toLocalInput(latestEndMs, timeZone),
  };
}

/** The soft close of a request, null for none; what is wrong is gathered by `read`. */
export function readSoftClose(values: SoftCloseValues, read: FieldReader, timeZone: string) {
  if (values.mode === 'none') return null;
  const latestEnd = read.instant('softClose.latestEndMs', values.latestEndMs, timeZone);
  return {
    mode: values.mode,
    windowMs: read.minutes('softClose.windowMs', values.windowMs),
    extensionMs: read.minutes('softClose.extensionMs', values.extensionMs),
    ...(values.mostExtensions.trim() !== '' && {
      mostExtensions: read.count('softClose.mostExtensions', values.mostExtensions),
    }),
    ...(latestEnd !== undefined && { latestEndMs: Date.parse(latestEnd) }),
  };
}
