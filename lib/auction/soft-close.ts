import type { LotState } from './state';

/** The close after a bid that did something (SFT1, SFT5); never earlier than before (SFT4). */
export function closeAfter(
  state: Pick<LotState, 'softClose' | 'closesAtMs'>,
  receivedAtMs: number,
  leaderChanged: boolean,
): number {
  const { softClose, closesAtMs } = state;
  if (!softClose || (softClose.mode === 'leader' && !leaderChanged)) return closesAtMs;
  const leftMs = closesAtMs - receivedAtMs;
  if (leftMs <= 0 || leftMs >= softClose.windowMs) return closesAtMs;
  return Math.max(closesAtMs, receivedAtMs + softClose.extensionMs);
}
