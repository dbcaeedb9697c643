import { DEFAULT_SOFT_CLOSE, type LotState, type SoftClose } from '../state';
import { TIME_MAX_MS } from './times';

/** What of a lot its soft close looks at. */
type Closing = Pick<LotState, 'softClose' | 'closesAtMs' | 'extensions'>;

/**
 * Until when a late bid that did something keeps a lot open at least (SFT1, SFT5), no further than the
 * caps let it (SFT2); null for a bid that is not late. A group of lots has this of any of them (SFT6).
 */
export function keptOpenUntil(
  { softClose, closesAtMs, extensions }: Closing,
  receivedAtMs: number,
  leaderChanged: boolean,
): number | null {
  if (!softClose || (softClose.mode === 'leader' && !leaderChanged)) return null;
  const { windowMs, extensionMs, mostExtensions, latestEndMs = TIME_MAX_MS } = softClose;
  const leftMs = closesAtMs - receivedAtMs;
  if (leftMs <= 0 || leftMs >= windowMs) return null;
  if (mostExtensions !== undefined && extensions >= mostExtensions) return null;
  return Math.min(receivedAtMs + extensionMs, latestEndMs);
}

/** The close after a bid that did something (SFT1, SFT5); never earlier than before (SFT4). */
export const closeAfter = (lot: Closing, receivedAtMs: number, leaderChanged: boolean): number =>
  Math.max(lot.closesAtMs, keptOpenUntil(lot, receivedAtMs, leaderChanged) ?? lot.closesAtMs);

/**
 * How long bidders have at least when the house moves a close nearer or takes a lot up again: the window
 * of the soft close, or that of the default where there is none (CLS3, SFT4).
 */
export const noticeMs = (softClose: SoftClose | null): number =>
  softClose?.windowMs || DEFAULT_SOFT_CLOSE.windowMs;
