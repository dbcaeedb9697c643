import type { Problem, ProblemKind } from '../api/problem';
import { PROBLEM_BASE, PROBLEMS } from '../api/problem';
import type { BidAnswer, PlaceBid } from '../api/v1/bids';
import type { Chance, Timers } from '../shared/ports';

/** A definite end of a bid. Until there is one, the page says that it is checking. */
export type BidOutcome =
  | { kind: 'accepted'; answer: BidAnswer }
  | { kind: 'refused'; problem: ProblemKind; askMinor: number | null; rule: string | null };

/** What sending needs; the transport as an argument. */
export interface PlaceBidDeps {
  timers: Timers;
  chance: Chance;
  post(
    path: string,
    init: { headers: Record<string, string>; body: string; timeoutMs: number },
  ): Promise<{ status: number; body: unknown }>;
}

/** A try that has no answer after this long is repeated with the same key. */
const TRY_MS = 6_000;
const RETRY_FIRST_MS = 300;
const RETRY_MAX_MS = 5_000;

/** Kinds that do not say what became of the bid: ask again with the same key (LAN2, G5). */
const UNDECIDED: ReadonlySet<string> = new Set(['undecided', 'unavailable', 'internal']);

function refusal(status: number, body: unknown): Extract<BidOutcome, { kind: 'refused' }> {
  const problem = (body ?? {}) as Partial<Problem>;
  const name = String(problem.type ?? '').replace(PROBLEM_BASE, '');
  const kind = Object.hasOwn(PROBLEMS, name) ? (name as ProblemKind) : 'invalid-request';
  const askMinor = typeof problem.askMinor === 'number' ? problem.askMinor : null;
  return {
    kind: 'refused',
    problem: status >= 500 ? 'undecided' : kind,
    askMinor,
    rule: problem.rule ?? null,
  };
}

/**
 * Sends one bid until its fate is certain (LAN2, G5): lost answers, 5xx and *undecided* are asked again
 * with the same Idempotency-Key, which never bids twice. `doubtful` is told at the first such try.
 * Ends only with a definite answer or when `isWanted` says that nobody waits any more (null).
 */
export async function placeBid(
  deps: PlaceBidDeps,
  bid: { lotId: number; body: PlaceBid; key: string },
  watch: { doubtful: () => void; isWanted: () => boolean },
): Promise<BidOutcome | null> {
  const wait = (delayMs: number) =>
    new Promise<void>((resolve) => deps.timers.after(delayMs, resolve));
  let doubted = false;
  for (let tries = 1; watch.isWanted(); tries += 1) {
    const outcome = await tryOnce(deps, bid);
    if (outcome?.kind === 'accepted') return outcome;
    // A limiter's refusal is definite only if no earlier try may have been decided.
    const isLimited = outcome?.problem === 'too-many-requests' && doubted;
    if (outcome && !UNDECIDED.has(outcome.problem) && !isLimited) return outcome;
    if (!doubted) watch.doubtful();
    doubted = true;
    const fullMs = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(tries, 10));
    await wait(fullMs * (0.5 + deps.chance() / 2));
  }
  return null;
}

async function tryOnce(
  deps: PlaceBidDeps,
  bid: { lotId: number; body: PlaceBid; key: string },
): Promise<BidOutcome | null> {
  try {
    const { status, body } = await deps.post(`/api/v1/lots/${bid.lotId}/bids`, {
      headers: { 'content-type': 'application/json', 'idempotency-key': bid.key },
      body: JSON.stringify(bid.body),
      timeoutMs: TRY_MS,
    });
    if (status === 201) return { kind: 'accepted', answer: body as BidAnswer };
    return refusal(status, body);
  } catch {
    return null; // Lost on the way, there or back: only the same key can tell.
  }
}
