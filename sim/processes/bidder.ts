import type { Identity } from '../../lib/accounts/identity';
import type { PlaceBid } from '../../lib/api/v1/bids';
import { type BidOutcome, placeBid } from '../../lib/live/place-bid';
import { oneOf } from '../world/chance';
import { A_BROWSER, ownPorts, type World } from '../world/ports';
import type { Life } from '../world/scheduler';
import type { PostedBid } from './master';

/** A bidder's browser, which sends bids and asks again until it knows: the real lib/live/place-bid. */
export interface BidderProcess {
  /** Bids that have no end yet. */
  pending(): number;
  bid(lotId: number, body: PlaceBid, key: string): void;
  /** The same bid with the same key in a second tab. */
  bidTwice(lotId: number, body: PlaceBid, key: string): void;
}

/** Opens it. */
export function createBidder(
  world: World,
  life: Life,
  identityOf: (generation: number) => Identity,
): BidderProcess {
  const own = ownPorts(world, life, A_BROWSER);
  let pending = 0;
  let identity = identityOf(0);

  function send(lotId: number, body: PlaceBid, key: string): void {
    pending += 1;
    const posted: PostedBid = { lotId, identity, body, key };
    const done = (outcome: BidOutcome | null) => {
      pending -= 1;
      if (outcome) world.witness.bidEnded(outcome);
      if (outcome && 'problem' in outcome && outcome.problem === 'session-ended') signIn();
    };
    const watch = { doubtful: () => world.witness.count('bidsRetried'), isWanted: () => true };
    const deps = {
      timers: own.timers,
      chance: own.chance,
      async send(_path: string, init: { timeoutMs: number }) {
        const master = oneOf(own.chance, world.masters);
        const question = { path: '/bid', bid: posted };
        const answer = await world.network.request(life, master, question, init.timeoutMs);
        return answer as { status: number; body: unknown };
      },
    };
    const bid = { lotId, wish: body, key, bidderId: identity.userId, mayBeDecided: false };
    void placeBid(deps, bid, watch).then(done);
  }

  /** All sessions were ended: for the next bid there is a new one. */
  function signIn(): void {
    const person = world.cluster.primary.read(null, 'person', identity.userId);
    identity = identityOf(person?.sessionGeneration ?? 0);
  }

  return {
    pending: () => pending,
    bid: send,
    bidTwice(lotId, body, key) {
      send(lotId, body, key);
      send(lotId, body, key);
    },
  };
}
