import type { Problem, ProblemKind } from '../api/problem';
import { PROBLEM_BASE, PROBLEMS } from '../api/problem';
import { BIDDER_HEADER, type BidAnswer, DECIDED_REFUSALS, type WishKind } from '../api/v1/bids';
import type { Chance, Timers } from '../shared/ports';

/** The end of sending a bid. Until there is one, the page says that it is checking. */
export type BidOutcome =
  | { kind: 'accepted'; answer: BidAnswer }
  | {
      kind: 'refused';
      problem: ProblemKind;
      askMinor: number | null;
      rule: string | null;
      /** The ledger's id of the refused bid, where it noted it: what to ask why of (WHY2). */
      bidId: string | null;
    }
  /**
   * Refused at the door, before the lane looked for the key, so that an earlier try may have been
   * accepted: the key must be kept. `problem` is null where the refusal is none of this house's.
   */
  | { kind: 'unknown'; problem: ProblemKind | null };

/** What a bidder asks of a lot. */
export interface Wish {
  kind: WishKind;
  amountMinor: number;
  /** The ask that an exact bid was made on (STL1). */
  seenAskMinor?: number | undefined;
  /** How many units, and the fewest that would do (MUL2); missing where that is no question. */
  units?: number | undefined;
  leastUnits?: number | undefined;
}

/** A bid to be sent. */
export interface BidToSend {
  lotId: number;
  wish: Wish;
  /** The same for every try. */
  key: string;
  /** The user for whom the page was drawn; the house refuses the bid for anybody else. */
  bidderId: string;
  /** True when an earlier page may have sent it already. */
  mayBeDecided: boolean;
}

/** What sending needs; the transport as an argument. */
export interface PlaceBidDeps {
  timers: Timers;
  chance: Chance;
  send(
    path: string,
    init: {
      method: 'POST' | 'PUT';
      headers: Record<string, string>;
      body: string;
      timeoutMs: number;
    },
  ): Promise<{ status: number; body: unknown }>;
}

/** A try that has no answer after this long is repeated with the same key. */
const TRY_MS = 6_000;
const RETRY_FIRST_MS = 300;
const RETRY_MAX_MS = 5_000;

/** What one try says; `again` when it says nothing of the bid's fate. */
type Try = BidOutcome | { kind: 'again' };

const AGAIN: Try = { kind: 'again' };

function kindOf({ type }: Partial<Problem>): ProblemKind | null {
  const name = String(type ?? '').replace(PROBLEM_BASE, '');
  return Object.hasOwn(PROBLEMS, name) ? (name as ProblemKind) : null;
}

/** What a refusal means; `doubted` when an earlier try may have been decided. */
function meaningOf(status: number, body: unknown, doubted: boolean): Try {
  const told = (body ?? {}) as Partial<Problem>;
  const problem = kindOf(told);
  if (status >= 500 || status < 400) return AGAIN;
  if (status === 429 && (doubted || !problem)) return AGAIN;
  if (!problem || (doubted && !DECIDED_REFUSALS.has(problem))) return { kind: 'unknown', problem };
  const askMinor = typeof told.askMinor === 'number' ? told.askMinor : null;
  const { rule = null, bidId = null } = told;
  return { kind: 'refused', problem, askMinor, rule, bidId };
}

/**
 * Sends one bid until its fate is certain (LAN2, G5): lost answers, 5xx and *undecided* are asked again
 * with the same Idempotency-Key, which never bids twice. `doubtful` is told at the first such try.
 * Ends with a definite answer, with a refusal at the door that leaves the fate open (*unknown*), or
 * when `isWanted` says that nobody waits any more (null).
 */
export async function placeBid(
  deps: PlaceBidDeps,
  bid: BidToSend,
  watch: { doubtful: () => void; isWanted: () => boolean },
): Promise<BidOutcome | null> {
  const wait = (delayMs: number) =>
    new Promise<void>((resolve) => deps.timers.after(delayMs, resolve));
  let doubted = bid.mayBeDecided;
  for (let tries = 1; watch.isWanted(); tries += 1) {
    const one = await tryOnce(deps, bid, doubted);
    if (one.kind !== 'again') return one;
    if (!doubted) watch.doubtful();
    doubted = true;
    const fullMs = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(tries, 10));
    await wait(fullMs * (0.5 + deps.chance() / 2));
  }
  return null;
}

/** The call of the API that a wish comes to. */
function callOf({ kind, amountMinor, seenAskMinor, units, leastUnits }: Wish) {
  if (kind === 'buy-now')
    return { method: 'POST', path: 'buy-now', body: { amountMinor } } as const;
  if (kind === 'left')
    return { method: 'PUT', path: 'absentee-bid', body: { amountMinor } } as const;
  const body = { amountMinor, kind, seenAskMinor, units, leastUnits };
  return { method: 'POST', path: 'bids', body } as const;
}

async function tryOnce(deps: PlaceBidDeps, bid: BidToSend, doubted: boolean): Promise<Try> {
  try {
    const call = callOf(bid.wish);
    const { status, body } = await deps.send(`/api/v1/lots/${bid.lotId}/${call.path}`, {
      method: call.method,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': bid.key,
        [BIDDER_HEADER]: bid.bidderId,
      },
      body: JSON.stringify(call.body),
      timeoutMs: TRY_MS,
    });
    if (status === 201) return { kind: 'accepted', answer: body as BidAnswer };
    return meaningOf(status, body, doubted);
  } catch {
    return AGAIN; // Lost on the way, there or back: only the same key can tell.
  }
}
