import type { Clock } from '../../shared/ports';
import type { LaneAnswer, LaneInput } from '../lanes/lane-input';

/** What bids did since the last reading. */
export interface BidReading {
  bids: number;
  refused: number;
  /** Null without bids. */
  bidP50Ms: number | null;
  bidP99Ms: number | null;
}

/** Waits kept between two readings; more than a second's worth of a busy house. */
const KEEP = 20_000;

/** Wraps the lanes and notes how long each bid waited for its answer. */
export function createBidMeter(options: {
  submit(lotId: number, input: LaneInput): Promise<LaneAnswer>;
  clock: Clock;
  /** Told of each answered bid, for metrics. */
  onBid(outcome: string, waitedMs: number): void;
}) {
  let waits: number[] = [];
  let refused = 0;
  let bids = 0;

  return {
    /** As the lanes' own `submit`. */
    async submit(lotId: number, input: LaneInput): Promise<LaneAnswer> {
      const startMs = options.clock.monotonicMs();
      const answer = await options.submit(lotId, input);
      if (input.kind !== 'bid') return answer;
      const waitedMs = options.clock.monotonicMs() - startMs;
      if (waits.length < KEEP) waits.push(waitedMs);
      if (answer.ok) bids += 1;
      else refused += 1;
      options.onBid(answer.ok ? 'accepted' : answer.error.kind, waitedMs);
      return answer;
    },
    /** What happened since the last call. */
    read(): BidReading {
      const sorted = waits.sort((a, b) => a - b);
      const reading = { bids, refused, bidP50Ms: at(sorted, 0.5), bidP99Ms: at(sorted, 0.99) };
      waits = [];
      bids = 0;
      refused = 0;
      return reading;
    },
  };
}

/** The value below which a share of sorted values lies; null without values. */
const at = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;

/** See `createBidMeter`. */
export type BidMeter = ReturnType<typeof createBidMeter>;
