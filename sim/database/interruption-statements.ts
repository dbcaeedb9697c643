import { DEFAULT_LIVE_CONFIG } from '../../lib/api/live-config';
import type { BatchFacts } from '../../lib/db/batch-facts-read';
import { invariant } from '../../lib/shared/assert';
import type { Tables } from './rows';
import type { Statement, StatementCall } from './statement-call';

const resumeMinMs = ({ server, own }: StatementCall): number => {
  const { resumeMinMs: ms } = server.read(own, 'setting', '1')?.body ?? {};
  return typeof ms === 'number' ? ms : DEFAULT_LIVE_CONFIG.resumeMinMs;
};

/** What keeps lots from closing, as this transaction sees it (TIM2). */
export const holdOf = (call: StatementCall): BatchFacts['hold'] => {
  const hold = call.server.read(call.own, 'closingHold', '1');
  invariant(hold, 'closing_hold has its row');
  const { frozenAtMs, heldAtMs, floorMs } = hold;
  return { isFrozen: frozenAtMs !== null, heldAtMs, floorMs, resumeMinMs: resumeMinMs(call) };
};

/** An update of `closing_hold` where it is as it must be, under its lock. */
const holding =
  (
    isDue: (hold: Tables['closingHold'], nowMs: number) => boolean,
    next: (hold: Tables['closingHold'], nowMs: number) => Partial<Tables['closingHold']>,
  ): Statement =>
  async (call) => {
    const { server, own } = call;
    const before = server.read(own, 'closingHold', '1');
    if (!before || !isDue(before, server.wallMs())) return [];
    await server.lock(own, 'closingHold', '1');
    // Waited for, it is read anew.
    const hold = server.read(own, 'closingHold', '1');
    // The columns are timestamptz(3).
    const nowMs = Math.round(server.wallMs());
    if (!hold || !isDue(hold, nowMs)) return [];
    const held = { ...hold, ...next(hold, nowMs) };
    const floorMs = held.heldAtMs === nowMs ? nowMs + resumeMinMs(call) : held.floorMs;
    await server.write(own, 'closingHold', '1', { ...held, floorMs });
    return [{}];
  };

/** What masters see of one jump within this is one (lib/db/closing-hold-write). */
const SAME_JUMP_MS = 5_000;

/** What writes `closing_hold`, and how masters look after the standby (DUR1). */
export const ofInterruptions: Record<string, Statement> = {
  'closing-hold-clock': holding(
    ({ reason, heldAtMs }, nowMs) =>
      reason !== 'clock' || heldAtMs === null || Math.abs(nowMs - heldAtMs) > SAME_JUMP_MS,
    (_, nowMs) => ({ heldAtMs: nowMs, reason: 'clock' }),
  ),
  'closing-hold-freeze': holding(
    ({ frozenAtMs }) => frozenAtMs === null,
    (_, nowMs) => ({ frozenAtMs: nowMs, reason: 'standby' }),
  ),
  'closing-hold-release': holding(
    ({ frozenAtMs }) => frozenAtMs !== null,
    (_, nowMs) => ({ frozenAtMs: null, heldAtMs: nowMs, reason: 'standby' }),
  ),
  'standby-read': ({ server }) => [
    { headBytes: server.endBytes(), writtenBytes: server.standbyBytes?.() ?? null },
  ],
  'standby-call-off': ({ server, values }) => {
    server.callOff(values[0] as number);
    return [{}];
  },
};
