import { describe, expect, it } from 'vitest';
import { PROBLEM_BASE } from '../api/problem';
import { placeBid } from './place-bid';
import { aLot } from './testing/fake-world';

const BID = { lotId: 1, wish: { amountMinor: 11_000, kind: 'exact' }, key: 'key-12345' } as const;
const BIDDER = '00000000-0000-4000-8000-000000000001';
const ANSWER = { bidId: '1', entry: 1, outcome: 'leading', paddle: 101, lot: aLot(1, 2) };
const problem = (status: number, kind: string, more: object = {}) => ({
  status,
  body: { type: `${PROBLEM_BASE}${kind}`, title: kind, status, ...more },
});

/** Answers the tries in turn; `lost` is a try whose answer never came. */
function world(answers: readonly ({ status: number; body: unknown } | 'lost')[]) {
  const keys: string[] = [];
  const bidders: string[] = [];
  let doubts = 0;
  let tries = 0;
  const run = (isWanted: () => boolean = () => true, mayBeDecided = false) =>
    placeBid(
      {
        timers: {
          after: (_delayMs, go) => {
            queueMicrotask(go);
            return {};
          },
          cancel: () => {},
        },
        chance: () => 0,
        send: async (_path, init) => {
          keys.push(init.headers['idempotency-key'] ?? '');
          bidders.push(init.headers['lotcast-bidder'] ?? '');
          const answer = answers[Math.min(tries, answers.length - 1)];
          tries += 1;
          if (!answer || answer === 'lost') throw new TypeError('network');
          return answer;
        },
      },
      { ...BID, bidderId: BIDDER, mayBeDecided },
      {
        doubtful: () => {
          doubts += 1;
        },
        isWanted,
      },
    );
  return { run, keys, bidders, doubts: () => doubts };
}

describe('placing a bid', () => {
  it('returns what the bid did', async () => {
    const { run, keys, doubts } = world([{ status: 201, body: ANSWER }]);
    expect(await run()).toEqual({ kind: 'accepted', answer: ANSWER });
    expect(keys).toEqual([BID.key]);
    expect(doubts()).toBe(0);
  });

  const BELOW = { askMinor: 12_000, rule: 'PRX1', bidId: '9' };
  it('[LED3] returns a refusal with the ask that would have been accepted, without trying again', async () => {
    const { run, keys } = world([problem(409, 'below-ask', BELOW)]);
    expect(await run()).toEqual({ kind: 'refused', problem: 'below-ask', ...BELOW });
    expect(keys).toHaveLength(1);
  });

  it('[LAN2] asks with the same key until the fate is certain: lost, undecided, unavailable, 500, 502', async () => {
    const { run, keys, doubts } = world([
      'lost',
      problem(503, 'undecided'),
      problem(503, 'unavailable'),
      problem(500, 'internal'),
      { status: 502, body: null },
      { status: 201, body: ANSWER },
    ]);
    expect(await run()).toMatchObject({ kind: 'accepted' });
    expect(keys).toEqual(Array.from({ length: 6 }, () => BID.key));
    expect(doubts()).toBe(1);
  });

  it('[G5] a refusal after a lost answer is the definite one', async () => {
    const { run } = world(['lost', problem(409, 'too-late')]);
    expect(await run()).toMatchObject({ kind: 'refused', problem: 'too-late' });
  });

  it('a limiter ends it only when nothing was in doubt', async () => {
    expect(await world([problem(429, 'too-many-requests')]).run()).toMatchObject({
      problem: 'too-many-requests',
    });
    const doubted = world([
      'lost',
      problem(429, 'too-many-requests'),
      { status: 201, body: ANSWER },
    ]);
    expect(await doubted.run()).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    'below-ask',
    'ask-moved',
    'ask-not-named',
    'not-a-raise',
    'leader-exact',
    'lot-not-open',
    'own-lot',
    'not-registered',
    'not-approved',
    'deposit-missing',
    'over-limit',
    'too-few-left',
    'key-reused',
  ])('[G5] %s after a lost answer is definite: the lane looked the key up first', async (kind) => {
    const { run } = world(['lost', problem(409, kind, { rule: 'PRX1' })]);
    expect(await run()).toMatchObject({ kind: 'refused', problem: kind });
  });

  it.each([
    [401, 'sign-in-required'],
    [401, 'session-ended'],
    [401, 'invalid-key'],
    [403, 'foreign-origin'],
    [403, 'not-allowed'],
    [404, 'not-found'],
    [400, 'invalid-request'],
    [418, 'of-a-newer-house'],
  ])(
    '[LAN2] %i %s before the key is looked up says nothing of an earlier try',
    async (status, kind) => {
      const { run, keys } = world(['lost', problem(status, kind)]);
      expect(await run()).toMatchObject({ kind: 'unknown' });
      expect(keys).toHaveLength(2);
    },
  );

  it('[LAN2] an earlier page may have sent it: its refusal at the door is not definite either', async () => {
    const { run } = world([problem(401, 'sign-in-required')]);
    expect(await run(() => true, true)).toEqual({ kind: 'unknown', problem: 'sign-in-required' });
  });

  it('an answer that nobody of this house gives is not definite, even at the first try', async () => {
    const { run } = world([{ status: 403, body: { message: 'blocked by a gateway' } }]);
    expect(await run()).toEqual({ kind: 'unknown', problem: null });
  });

  it('names whom the bid is for at every try', async () => {
    const { run, bidders } = world(['lost', { status: 201, body: ANSWER }]);
    await run();
    expect(bidders).toEqual([BIDDER, BIDDER]);
  });

  it('stops when nobody waits any more', async () => {
    let left = 3;
    const { run, keys } = world(['lost']);
    expect(
      await run(() => {
        left -= 1;
        return left > 0;
      }),
    ).toBeNull();
    expect(keys).toHaveLength(2);
  });
});
