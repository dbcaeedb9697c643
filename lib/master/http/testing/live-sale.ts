import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Caller, type FrontFixture, startFront } from './front-fixture';
import { act, expectStatus, lotBody, publishedSale, registeredBidder } from './sale-fixture';

const LIVE = { format: 'live', tie: 'first' };

/** Who and what there is in a live sale. */
interface Parts {
  readonly front: FrontFixture;
  readonly house: Caller;
  readonly clerk: Caller;
  readonly saleId: number;
  readonly ann: Caller;
  readonly ben: Caller;
}

async function makeParts(): Promise<Parts> {
  const front = await startFront();
  const house = await front.caller('auctioneer');
  const clerk = await front.caller('clerk');
  const saleId = await publishedSale(front, house);
  const ann = await registeredBidder(front, saleId);
  const ben = await registeredBidder(front, saleId);
  return { front, house, clerk, saleId, ann, ben };
}

/** What a test does in a live sale. */
function inSale(parts: Parts) {
  const { front, house, clerk, saleId } = parts;

  /** The lots of a sale that are on the block or on hold. */
  const onTheBlock = async (auctionId: number): Promise<number[]> =>
    (
      await front.pool.query(
        `select id from lot where auction_id = $1 and phase in ('open', 'held') and body ? 'saleroom'`,
        [auctionId],
      )
    ).rows.map(({ id }) => id);

  async function liveLot(over: Record<string, unknown> = {}): Promise<number> {
    const json = lotBody({ selling: LIVE, ...over });
    const made = await front.ask('POST', `/auctions/${saleId}/lots`, { by: house, json });
    return expectStatus(made, 201).body.lots[0].id;
  }

  /** What a clerk sees of a lot as it is now. */
  async function seen(lotId: number) {
    const { body } = await front.ask('GET', `/lots/${lotId}`);
    const { version, leaderPaddle: paddle, priceMinor } = body;
    return { version, paddle, priceMinor };
  }

  /** Gives an order on what is so now, unless told what was seen. */
  async function order(
    lotId: number,
    json: Record<string, unknown>,
    more: { key?: string; by?: Caller } = {},
  ) {
    return front.ask('POST', `/lots/${lotId}/clerk`, {
      by: more.by ?? clerk,
      json: { seen: await seen(lotId), ...json },
      headers: { 'idempotency-key': more.key ?? randomUUID() },
    });
  }

  /** Gives orders one after the other. @returns the stage after the last one. */
  async function orders(
    lotId: number,
    ...all: (string | Record<string, unknown>)[]
  ): Promise<string> {
    let stage = '';
    for (const one of all) {
      const json = typeof one === 'string' ? { order: one } : one;
      stage = expectStatus(await order(lotId, json), 200).body.lot.saleroom.stage;
    }
    return stage;
  }

  const entriesOf = async (lotId: number) =>
    (
      await front.pool.query('select kind from ledger where lot_id = $1 order by entry', [lotId])
    ).rows.map(({ kind }) => kind);

  const paddleOf = async (who: Caller): Promise<number> => {
    const { rows } = await front.pool.query(
      'select paddle from registration where auction_id = $1 and user_id = $2',
      [saleId, who.userId],
    );
    return rows[0].paddle;
  };
  return { ...parts, onTheBlock, liveLot, seen, order, orders, entriesOf, paddleOf };
}

/**
 * A published live sale with a clerk and two bidders, on a master's front with real PostgreSQL, for all tests of a file:
 * what it gives is there once the hooks before the tests have run. What one test leaves on the block is
 * withdrawn before the next (BLK1).
 */
export function liveSale(): ReturnType<typeof inSale> {
  const live = {} as ReturnType<typeof inSale>;
  beforeAll(async () => {
    Object.assign(live, inSale(await makeParts()));
  });
  afterEach(async () => {
    const { front, clerk, saleId, onTheBlock } = live;
    for (const lotId of await onTheBlock(saleId)) await act(front, clerk, lotId, 'withdraw');
  });
  afterAll(() => live.front.stop());
  return live;
}
