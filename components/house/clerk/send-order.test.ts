import { describe, expect, it } from 'vitest';
import type { ClerkAnswer } from '@/lib/api/v1/clerk';
import { err, ok, type Result } from '@/lib/shared/result';
import type { ApiTrouble } from '../../api/call-api';
import { sendOrder } from './send-order';

const answer = { lot: {}, lastStep: null } as unknown as ClerkAnswer;
const trouble = (kind: ApiTrouble['kind']) => err<ApiTrouble>({ kind, problem: null });

/** Answers one after the other, the last one again and again. */
function answering(...all: Result<ClerkAnswer, ApiTrouble>[]) {
  const asked: number[] = [];
  const ask = async () => {
    const one = all[Math.min(asked.length, all.length - 1)];
    asked.push(asked.length);
    if (!one) throw new Error('no answer');
    return one;
  };
  return { asked, ask };
}
const atOnce = async () => {};

describe('an order of the clerk', () => {
  it('[LED4] is asked for again while nobody says what became of it', async () => {
    const { ask, asked } = answering(trouble('unreachable'), trouble('undecided'), ok(answer));
    expect(await sendOrder(ask, atOnce)).toEqual({ kind: 'done', answer });
    expect(asked).toHaveLength(3);
  });

  it('is not repeated once it is refused', async () => {
    const { ask, asked } = answering(trouble('stale-order'));
    expect(await sendOrder(ask, atOnce)).toMatchObject({ kind: 'refused' });
    expect(asked).toHaveLength(1);
  });

  it('is given up as unknown, never kept for later', async () => {
    const { ask, asked } = answering(trouble('unreachable'));
    expect(await sendOrder(ask, atOnce)).toEqual({ kind: 'unknown' });
    expect(asked).toHaveLength(4);
  });
});
