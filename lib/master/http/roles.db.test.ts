import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setRole } from '../../accounts/people';
import { ROUTES } from './table';
import { type Caller, type FrontFixture, type Reply, startFront } from './testing/front-fixture';
import {
  type Least,
  pathOf,
  ROLE_CASES,
  type RoleCase,
  type RoleWorld,
} from './testing/role-cases';
import {
  bid,
  expectStatus,
  lotBody,
  openLot,
  publishedSale,
  registeredBidder,
  saleBody,
} from './testing/sale-fixture';

// Would catch: a call that lets somebody in who should not be, one whose role nobody thought about, a
// refusal after something was done, and what is one house's told to another.

const ROLES = ['bidder', 'clerk', 'auctioneer', 'admin'] as const;
const LADDER: readonly Least[] = ['anyone', 'person', 'clerk', 'auctioneer', 'admin'];
type Who = 'nobody' | (typeof ROLES)[number] | 'other';

let front: FrontFixture;
let world: RoleWorld;
let callers: Record<Who, Caller | null>;

/** An auctioneer of a house beside the one that everything here is of. */
async function otherAuctioneer(): Promise<Caller> {
  const { rows } = await front.pool.query<{ id: number }>(
    "insert into house (name) values ('Another house') returning id",
  );
  const other = await front.caller('bidder');
  await setRole(front.pool, {
    ...{ userId: other.userId, role: 'auctioneer', houseId: rows[0]?.id ?? 0 },
  });
  return other;
}

beforeAll(async () => {
  front = await startFront();
  const [bidder, clerk, auctioneer, admin] = await Promise.all(ROLES.map(front.caller));
  if (!bidder || !clerk || !auctioneer || !admin) throw new Error('one of each role was made');
  callers = { nobody: null, bidder, clerk, auctioneer, admin, other: await otherAuctioneer() };
  const saleId = await publishedSale(front, auctioneer);
  const lotId = await openLot(front, auctioneer, saleId);
  const ann = await registeredBidder(front, saleId);
  const own = await front.ask('GET', '/me/registrations', { by: ann });
  const made = await bid(front, ann, lotId, { kind: 'max', amountMinor: 15_000 });
  world = {
    ...{ saleId, lotId, keyId: ann.keyId },
    registrationId: expectStatus(own, 200).body.items[0].id,
    bidId: expectStatus(made, 201).body.bidId,
  };
});
afterAll(() => front.stop());

function ask(one: RoleCase, who: Who) {
  const [method = ''] = one.route.split(' ');
  const { json, headers } = one;
  return front.ask(method, pathOf(one, world), {
    by: callers[who],
    ...(json && { json: json(world) }),
    ...(headers && { headers }),
  });
}

/** What each is to be answered. */
function expected({ least, allowed, other }: RoleCase): Record<Who, number> {
  const from = LADDER.indexOf(least);
  const may = (role: number) => (role >= from ? allowed : 403);
  return {
    nobody: least === 'anyone' ? allowed : 401,
    ...{ bidder: may(1), clerk: may(2), auctioneer: may(3), admin: may(4), other },
  };
}

/** All that the house has written, a digest a table. */
async function written(): Promise<Record<string, string>> {
  const { rows } = await front.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const digests = rows.map(async ({ name }): Promise<[string, string]> => {
    const { rows: found } = await front.pool.query<{ digest: string }>(
      `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from "${name}" t`,
    );
    return [name, found[0]?.digest ?? ''];
  });
  return Object.fromEntries(await Promise.all(digests));
}

test('[ROL1] every call of the API is among those that are tried here', () => {
  const routes = ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(ROLE_CASES.map(({ route }) => route))].sort()).toEqual(routes.sort());
});

/** Who is not let in. What another house's are answered as everybody is, they are told as everybody is. */
const isRefused = ({ allowed }: RoleCase, [who, status]: readonly [Who, number]) =>
  status === 401 || status === 403 || (who === 'other' && status !== allowed);

const answersTo = (one: RoleCase) => Object.entries(expected(one)) as [Who, number][];

async function expectAnswers(one: RoleCase, answers: readonly [Who, number][]): Promise<Reply[]> {
  const replies: Reply[] = [];
  for (const [who, status] of answers) {
    const reply = await ask(one, who);
    expect(`${who}: ${reply.status}`, reply.text).toBe(`${who}: ${status}`);
    replies.push(reply);
  }
  return replies;
}

describe('a call of the API', () => {
  const guarded = ROLE_CASES.filter(({ least }) => least !== 'anyone');
  test.each(guarded)(
    '[ROL1] $route: refuses who is not $least, and changes nothing',
    async (one) => {
      const before = await written();
      const refused = answersTo(one).filter((answer) => isRefused(one, answer));
      expect(refused.length).toBeGreaterThan(0);
      for (const { status, type } of await expectAnswers(one, refused)) {
        if (status !== 200) expect(type).toMatch('application/problem+json');
      }
      expect(await written()).toEqual(before);
    },
  );

  test.each(ROLE_CASES)('[ROL1] $route: lets in who is $least, or more', async (one) => {
    await expectAnswers(
      one,
      answersTo(one).filter((answer) => !isRefused(one, answer)),
    );
  });
});

test('[ROL1, EDT4] of what is submitted to another house’s catalogue each is refused', async () => {
  const one = ROLE_CASES.find(({ route }) => route.endsWith('/catalogue/submissions'));
  if (!one) throw new Error('submissions are among the calls');
  const before = await written();
  const { body } = expectStatus(await ask(one, 'other'), 200);
  expect(body.answers).toMatchObject([{ outcome: 'refused', problem: { status: 403 } }]);
  expect(await written()).toEqual(before);
});

test('[ROL1] a draft is its own house’s alone, in lists and by number', async () => {
  const by = callers.auctioneer;
  const made = expectStatus(await front.ask('POST', '/auctions', { by, json: saleBody() }), 201);
  const { id } = made.body;
  const added = await front.ask('POST', `/auctions/${id}/lots`, { by, json: lotBody() });
  const draft = { ...world, saleId: id, lotId: expectStatus(added, 201).body.lots[0].id };
  const reads = ROLE_CASES.filter(({ route, least, allowed }) => {
    return least === 'anyone' && allowed === 200 && route.includes(':id');
  });
  expect(reads.length).toBeGreaterThan(6);
  const seenBy = async (who: Who) => {
    const statuses = reads.map(async (one) => {
      const reply = await front.ask('GET', pathOf(one, draft), { by: callers[who] });
      return reply.status;
    });
    const list = await front.ask('GET', '/auctions', { by: callers[who] });
    const isListed = list.body.items.some((sale: { id: number }) => sale.id === id);
    return { statuses: [...new Set(await Promise.all(statuses))], isListed };
  };
  for (const who of ['nobody', 'bidder', 'other'] as const) {
    expect(await seenBy(who), who).toEqual({ statuses: [404], isListed: false });
  }
  for (const who of ['clerk', 'auctioneer', 'admin'] as const) {
    expect(await seenBy(who), who).toEqual({ statuses: [200], isListed: true });
  }
});
