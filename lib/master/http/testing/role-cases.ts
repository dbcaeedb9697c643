import { randomUUID } from 'node:crypto';
import { CATALOGUE_SCHEMA } from '../../../api/v1/catalogue';
import { lotBody, saleBody } from './sale-fixture';

/** What there is to ask about: one house's sale, and a bidder in it who asks for none of this. */
export interface RoleWorld {
  readonly saleId: number;
  /** Open, with that bidder's bid. */
  readonly lotId: number;
  readonly registrationId: number;
  readonly bidId: string;
  /** An API key of theirs. */
  readonly keyId: number;
}

/** Who may: anyone, whoever is signed in, or a role of the house and those above it. */
export type Least = 'anyone' | 'person' | 'clerk' | 'auctioneer' | 'admin';

/** One call, to be made by everyone in turn. */
export interface RoleCase {
  /** Method and path as the route is declared; `pathOf` says whose ids are asked for. */
  readonly route: string;
  readonly least: Least;
  /** What those who may are answered: of what would change something, a fault that only they are told of. */
  readonly allowed: number;
  /** What an auctioneer of another house is answered. */
  readonly other: number;
  readonly query?: (world: RoleWorld) => string;
  readonly json?: (world: RoleWorld) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Rest = Pick<RoleCase, 'query' | 'json' | 'headers'>;

const of =
  (least: Least) =>
  (route: string, [allowed, other]: readonly [number, number], rest: Rest = {}): RoleCase => ({
    ...{ route, least, allowed, other },
    ...rest,
  });
const [anyone, person, clerk] = [of('anyone'), of('person'), of('clerk')];
const [auctioneer, admin] = [of('auctioneer'), of('admin')];

const KEYED = { 'idempotency-key': randomUUID() };
const ifMatch = (etag: string) => ({ 'if-match': `"${etag}"` });
const body = (json: unknown) => () => json;
const bidden = body({ kind: 'max', amountMinor: 20_000 });
const amount = body({ amountMinor: 20_000 });
const reason = 'To see who may';
const STALE = 999;
const schema = CATALOGUE_SCHEMA.version;

/** An order for a lot that no clerk calls. */
const order = {
  order: 'fair-warning',
  seen: { version: STALE, paddle: null, priceMinor: null },
};
/** Lots that the bidder did not win. */
const paid =
  (isPaid: boolean) =>
  ({ lotId }: RoleWorld) => ({ lots: [lotId], isPaid, reference: 'transfer 1' });
/** An edit of what the lot never was. */
const edit = ({ lotId }: RoleWorld) => ({
  id: randomUUID(),
  lotId,
  schema,
  base: { version: 1, digest: '' },
  changes: {},
});

/**
 * Every call of the API with who may make it, told a second time: what the routes say of themselves
 * proves nothing. A call that is not here fails the test that reads this.
 */
export const ROLE_CASES: readonly RoleCase[] = [
  anyone('GET /auctions', [200, 200]),
  anyone('GET /auctions/:id', [200, 200]),
  anyone('GET /auctions/:id/lots', [200, 200]),
  anyone('GET /auctions/:id/ledger-heads', [200, 200]),
  anyone('GET /lots/:id', [200, 200]),
  anyone('GET /lots/:id/bids', [200, 200]),
  anyone('GET /lots/:id/changes', [200, 200]),
  anyone('GET /lots/:id/ledger', [200, 200]),
  anyone('GET /lots/:id/ledger-heads/:seq', [404, 404]),
  anyone('GET /time', [200, 200]),

  person('GET /me', [200, 200]),
  person('GET /me/bids', [200, 200]),
  person('GET /me/registrations', [200, 200]),
  person('GET /keys', [200, 200]),
  // What is another's is not there.
  person('GET /me/bids/:id/why', [404, 404]),
  person('GET /me/registrations/:id', [404, 404]),
  person('DELETE /keys/:id', [404, 404]),
  person('POST /live-tickets', [404, 404], {
    json: ({ registrationId }) => ({ channel: `reg:${registrationId}` }),
  }),
  // Without a key, a name, or the terms that were shown.
  person('POST /lots/:id/bids', [400, 400], { json: bidden }),
  person('POST /lots/:id/buy-now', [400, 400], { json: amount }),
  person('PUT /lots/:id/absentee-bid', [400, 400], { json: amount }),
  person('POST /keys', [400, 400], { json: body({ name: '' }) }),
  person('POST /auctions/:id/registrations', [409, 409], { json: body({ termsVersion: 99 }) }),

  clerk('GET /config', [200, 200]),
  // The tests' house has none to tell of.
  clerk('GET /operations', [500, 500]),
  clerk('GET /auctions/:id/registrations', [200, 403]),
  clerk('GET /auctions/:id/invoices', [200, 404]),
  clerk('GET /auctions/:id/catalogue', [200, 404]),
  clerk('GET /auctions/:id/catalogue/records', [200, 404], {
    query: ({ lotId }) => `?ids=${lotId}&schema=${schema}`,
  }),
  clerk('GET /lots/:id/house', [200, 404]),
  clerk('GET /lots/:id/clerk', [409, 404]),
  // Each submission is answered on its own: see below.
  clerk('POST /auctions/:id/catalogue/submissions', [200, 200], {
    json: (world) => ({ submissions: [edit(world)] }),
  }),
  clerk('PATCH /items/:id', [409, 403], {
    json: body({ title: { en: 'Mine', zh: '' } }),
    headers: ifMatch('999'),
  }),
  clerk('POST /lots/:id/actions', [409, 403], {
    json: body({ action: 'withdraw', version: STALE }),
  }),
  clerk('POST /lots/:id/clerk', [409, 403], { json: body(order), headers: KEYED }),
  clerk('POST /lots/:id/reopen', [409, 403], {
    json: body({ version: STALE, reason }),
    headers: KEYED,
  }),
  clerk('PATCH /lots/:id/terms', [409, 403], {
    json: body({ terms: { startMinor: 9_000 }, seen: { startMinor: 1 }, reason }),
    headers: KEYED,
  }),
  clerk('PATCH /registrations/:id/payments', [400, 404], { json: paid(true) }),
  // Taking the note back is more than noting (PAY1).
  auctioneer('PATCH /registrations/:id/payments', [400, 404], { json: paid(false) }),

  auctioneer('POST /auctions', [400, 400], { json: body(saleBody({ currency: 'none' })) }),
  auctioneer('PATCH /auctions/:id', [409, 403], {
    json: body({ state: 'ended' }),
    headers: ifMatch('999.999'),
  }),
  auctioneer('POST /auctions/:id/lots', [400, 403], {
    json: body(lotBody({ sellerEmail: 'nobody@example.test' })),
  }),
  auctioneer('POST /lots/:id/bids/:entry/cancel', [404, 403], {
    json: body({ reason }),
    headers: KEYED,
  }),
  auctioneer('PATCH /registrations/:id', [200, 403], { json: body({ status: 'approved' }) }),

  admin('PATCH /config', [409, 403], { json: body({ resendMs: 400 }), headers: ifMatch('999') }),
];

/** Where a case is asked: its route with the ids of what there is. */
export function pathOf({ route, query }: RoleCase, world: RoleWorld): string {
  const ids: Readonly<Record<string, number | string>> = {
    '/auctions/:id': world.saleId,
    '/lots/:id': world.lotId,
    '/items/:id': world.lotId,
    '/registrations/:id': world.registrationId,
    '/bids/:id': world.bidId,
    '/keys/:id': world.keyId,
    '/bids/:entry': STALE,
    '/ledger-heads/:seq': 1,
  };
  const [, path = ''] = route.split(' ');
  const filled = path.replaceAll(/(\/[\w-]+\/):\w+/g, (param, before: string) => {
    return `${before}${ids[param]}`;
  });
  return filled + (query?.(world) ?? '');
}
