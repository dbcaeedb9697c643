import type { LotState } from '../../lib/auction/state';
import type { BatchFacts } from '../../lib/db/batch-facts-read';
import type { BatchRows } from '../../lib/db/batch-write';
import type { ChangeRow } from '../../lib/db/change-upsert';
import type { LockedLot } from '../../lib/db/lot-lock';
import type { LockedRegistration } from '../../lib/db/registration-lock';
import type { ChangesRead } from '../../lib/db/sync-changes-read';
import type { HeadsRow } from '../../lib/db/sync-heads-read';
import type { NodeRow } from '../../lib/db/sync-node-upsert';
import type { RecordsRead } from '../../lib/db/sync-records-read';
import type { RosterRead } from '../../lib/db/sync-roster-read';
import { invariant } from '../../lib/shared/assert';
import { holdOf, ofInterruptions } from './interruption-statements';
import { ofRegistrations, upsertConcerns } from './registration-statements';
import type { TableName, Tables } from './rows';
import { answeredError } from './server';
import { epochOf, type Statement, type StatementCall, upsertChange } from './statement-call';

const lockedLot = (lot: Tables['lot']): LockedLot => {
  const { id, auctionId, channel, version, entry, head, state } = lot;
  return { id, auctionId, channel, version, entry, head, state };
};

/** Where a clerk calls a lot, the clock leaves it alone (LIV1). */
const goesByTheClock = ({ body }: Tables['lot']) => !Object.hasOwn(Object(body), 'saleroom');

/** Bytes replayed on a replica; null where it is none. */
const replayed = ({ server }: StatementCall): number | null =>
  server.role === 'replica' ? server.replayedBytes : null;

async function insert<T extends TableName>(
  { server, own }: StatementCall,
  table: T,
  key: string,
  row: Tables[T],
): Promise<void> {
  // Who inserts what another transaction is inserting waits for its end (a unique index).
  await server.lock(own, table, key);
  if (server.read(own, table, key)) {
    throw answeredError('23505', `duplicate key value violates unique constraint of ${table}`);
  }
  await server.write(own, table, key, row);
}

const ofLanes: Record<string, Statement> = {
  async 'lot-lock'({ server, own, values }) {
    const ids = [...(values[0] as number[])].sort((a, b) => a - b);
    const rows: LockedLot[] = [];
    for (const id of ids) {
      if (!server.read(own, 'lot', String(id))) continue;
      await server.lock(own, 'lot', String(id));
      // The row as it is once the lock is had, whatever the statement's snapshot says.
      const lot = server.read(own, 'lot', String(id));
      if (lot) rows.push(lockedLot(lot));
    }
    return rows;
  },
  async 'lot-lock-due'({ server, own, values }) {
    const [limit, except] = values as [number, number[]];
    const nowMs = own.startedAtMs;
    const due = server.scan(own, 'lot').filter((lot) => {
      const sale = server.read(own, 'auction', String(lot.auctionId));
      if (lot.phase === 'open') return lot.dueAtMs !== null && lot.dueAtMs <= nowMs;
      const isUp = sale?.state === 'published' || sale?.state === 'live';
      return lot.phase === 'scheduled' && lot.opensAtMs <= nowMs && isUp && goesByTheClock(lot);
    });
    const free = due
      .filter((lot) => !except.includes(lot.id) && !server.isLocked(own, 'lot', String(lot.id)))
      .sort((a, b) => a.id - b.id)
      .slice(0, limit);
    for (const lot of free) await server.lock(own, 'lot', String(lot.id));
    return free.map(lockedLot);
  },
  // No sale of the world has closes that hang together (SFT6).
  'lot-lock-cascading': () => [],
  'lot-due-read'({ server, own, values }) {
    const except = values[0] as number[];
    const times = server.scan(own, 'lot').flatMap((lot) => {
      if (except.includes(lot.id)) return [];
      if (lot.phase === 'open') return lot.dueAtMs === null ? [] : [lot.dueAtMs];
      const sale = server.read(own, 'auction', String(lot.auctionId));
      const isUp = sale?.state === 'published' || sale?.state === 'live';
      return lot.phase === 'scheduled' && isUp && goesByTheClock(lot) ? [lot.opensAtMs] : [];
    });
    return [{ inMs: times.length === 0 ? null : Math.min(...times) - server.wallMs() }];
  },
  async 'registration-lock'({ server, own, values }) {
    const [auctionIds, userIds, ids] = values as [number[], string[], number[]];
    // Nobody has a limit here. The model knows no shared locks; it waits a little more often than they do.
    const free = { deposit: 'required', limitMinor: null, hasPriority: false } as const;
    const isWanted = (row: Tables['registration']) =>
      ids.includes(row.id) ||
      auctionIds.some((id, at) => id === row.auctionId && userIds[at] === row.userId);
    const wanted = server.scan(own, 'registration').filter(isWanted);
    const rows: (LockedRegistration & { isBidder: boolean })[] = [];
    for (const { id } of wanted.sort((a, b) => a.id - b.id)) {
      await server.lock(own, 'registration', String(id));
      const row = server.read(own, 'registration', String(id));
      if (row) rows.push({ ...row, ...free, isBidder: true });
    }
    return rows;
  },
  'batch-facts-read'(call) {
    const { server, own, values } = call;
    const [lotIds, bidders, keys, , userIds, auctionIds, bidIds] = values as [
      number[],
      string[],
      string[],
      number[],
      string[],
      number[],
      number,
    ];
    const facts: BatchFacts = {
      nowMs: server.wallMs(),
      epoch: epochOf(call),
      keys: keys.flatMap((key, at) => {
        const used = server.read(own, 'bidKey', `${lotIds[at]} ${bidders[at]} ${key}`);
        return used ? [used] : [];
      }),
      apiKeys: [],
      people: userIds.flatMap((id) => server.read(own, 'person', id) ?? []),
      auctions: auctionIds
        .flatMap((id) => server.read(own, 'auction', String(id)) ?? [])
        .map((sale) => ({ ...sale, depositMinor: null })),
      bidIds: Array.from({ length: bidIds }, () => server.nextBidId()),
      hold: holdOf(call),
      standbys: server.awaitStandby ? 'standby' : '',
    };
    return [facts];
  },
  async 'batch-write'(call) {
    const { server, own, values } = call;
    const parts = values.map((part) => JSON.parse(part as string)) as unknown[][];
    const [lots, entries, openings, keys, changes, , concerned] = parts as unknown as [
      BatchRows['lots'],
      BatchRows['entries'],
      BatchRows['openings'],
      BatchRows['keys'],
      BatchRows['changes'],
      BatchRows['audits'],
      number[],
    ];
    for (const { changes, ...lot } of lots) {
      const old = server.read(own, 'lot', String(lot.id));
      invariant(old, 'a lot that is written is there', { id: lot.id });
      const state = { ...old.state, ...(changes as Partial<LotState>) };
      await server.write(own, 'lot', String(lot.id), { ...old, ...lot, state } as Tables['lot']);
    }
    for (const entry of entries) {
      const bidId = entry.bidId ?? server.nextBidId();
      await insert(call, 'ledger', `${entry.lotId}.${entry.entry}`, { ...entry, bidId });
    }
    for (const opening of openings) {
      await insert(call, 'opening', `${opening.lotId}.${opening.entry}.${opening.of}`, opening);
    }
    for (const key of keys) {
      await insert(call, 'bidKey', `${key.lotId} ${key.bidderId} ${key.key}`, key);
    }
    for (const change of changes) await upsertChange(call, change);
    return upsertConcerns(call, concerned);
  },
};

const ofSales: Record<string, Statement> = {
  async 'change-upsert'(call) {
    for (const change of JSON.parse(call.values[0] as string) as ChangeRow[]) {
      await upsertChange(call, change);
    }
    return [];
  },
  async 'settled-changes-read'({ server, own, values }) {
    const rows: ChangeRow[] = [];
    for (const key of [...(values[0] as string[])].sort()) {
      if (!server.read(own, 'change', key) && !server.isLocked(own, 'change', key)) continue;
      await server.lock(own, 'change', key);
      const row = server.read(own, 'change', key);
      if (row) rows.push(row);
    }
    return rows;
  },
  async 'auction-lock'({ server, own, values }) {
    const id = values[0] as number;
    if (!server.read(own, 'auction', String(id))) return [];
    await server.lock(own, 'auction', String(id));
    return [{ id }];
  },
  'auction-locked': ({ server, own, values }) => {
    const row = server.read(own, 'auction', String(values[0]));
    return row ? [row] : [];
  },
  'auction-progress-behind': ({ server, own }) =>
    server
      .scan(own, 'auction')
      .filter((sale) => runs(server.scan(own, 'lot'), sale))
      .filter((sale) => progress(server.scan(own, 'lot'), sale) !== sale.state)
      .map(({ id }) => ({ id })),
  'auction-progress': ({ server, own, values }) => {
    const sale = server.read(own, 'auction', String(values[0]));
    if (!sale || !runs(server.scan(own, 'lot'), sale)) return [];
    return [{ state: progress(server.scan(own, 'lot'), sale) }];
  },
  async 'auction-set-live'({ server, own, values }) {
    const [id, keepVersion, state, lotsMade] = values as [
      number,
      boolean,
      string | null,
      number | null,
    ];
    const old = server.read(own, 'auction', String(id));
    invariant(old, 'a sale that is changed is there', { id });
    const version = old.version + (keepVersion ? 0 : 1);
    const next = { ...old, version, state: state ?? old.state, lotsMade: lotsMade ?? old.lotsMade };
    const body = { ...old.body, version, state: next.state, lotCount: next.lotsMade };
    await server.write(own, 'auction', String(id), { ...next, body });
    return [{ body }];
  },
};

/** Published, live, or ended with a lot that was taken up again (CLS3). */
const runs = (lots: readonly Tables['lot'][], { id, state }: Tables['auction']): boolean =>
  /^(published|live)$/.test(state) ||
  (state === 'ended' &&
    lots.some((lot) => lot.auctionId === id && /^(open|held)$/.test(lot.phase)));

function progress(lots: readonly Tables['lot'][], sale: Tables['auction']): string {
  const own = lots.filter((lot) => lot.auctionId === sale.id);
  const isOver = !own.some((lot) => /^(scheduled|open|held)$/.test(lot.phase));
  if (sale.lotsMade > 0 && isOver) return 'ended';
  return own.some((lot) => !/^(scheduled|withdrawn)$/.test(lot.phase)) ? 'live' : sale.state;
}

const ofNodes: Record<string, Statement> = {
  'primary-time-read': (call) => [{ ms: call.server.wallMs(), epoch: epochOf(call) }],
  'sync-log-position-read': ({ server }) => [{ bytes: server.replayedBytes }],
  'sync-replayed-position-read': (call) => [{ bytes: replayed(call) }],
  'sync-changes-read'(call) {
    const [token, most] = call.values as [string | null, number];
    // Compared with null nothing is true: no token, no rows.
    const changes = call.server
      .scan(call.own, 'change')
      .filter((row) => token !== null && row.xid >= Number(token))
      .map(({ key, version, channel, gone }) => ({ key, version, channel, gone }));
    const read: ChangesRead = {
      epoch: epochOf(call),
      token: String(call.server.xmin()),
      replayed: replayed(call),
      changes: changes.length <= most ? changes : null,
    };
    return [{ read }];
  },
  'sync-heads-read'(call) {
    const [channels = [], prefixes = [], keys = [], sales = []] = call.values as string[][];
    const all = call.server.scan(call.own, 'change');
    const listed: Record<string, string[]> = {};
    const alone: string[] = [];
    for (const { key, version, channel, gone } of all) {
      const head = `${key}.${version}${gone ? '-' : ''}`;
      const isIn =
        channels.includes(channel) || prefixes.some((prefix) => channel.startsWith(`${prefix}/`));
      if (isIn) listed[channel] = [...(listed[channel] ?? []), head];
      const id = sales.find((sale) => channel.startsWith(`auction:${sale}/`));
      if (id !== undefined && key.startsWith('item:')) {
        listed[`items:${id}`] = [...(listed[`items:${id}`] ?? []), head];
      }
      if (keys.includes(key)) alone.push(head);
    }
    const lists = Object.entries(listed).map(([name, heads]) => [name, heads.join(' ')]);
    const read: HeadsRow = {
      ...{ epoch: epochOf(call), replayed: replayed(call), alone: alone.join(' ') },
      channels: Object.fromEntries(lists),
    };
    return [{ read }];
  },
  'sync-records-read'(call) {
    const { server, own } = call;
    const [keys, kinds, ids] = call.values as [string[], string[], number[]];
    const records = keys.flatMap((key, at): RecordsRead['records'] => {
      if (kinds[at] === 'config') {
        const setting = server.read(own, 'setting', '1');
        const { version, body } = setting ?? { version: 1, body: {} };
        return [{ key, version, channel: 'config', gone: false, body }];
      }
      const change = server.read(own, 'change', key);
      if (!change) return [];
      const { version, channel, gone } = change;
      const id = String(ids[at]);
      let body: unknown = null;
      if (!gone && kinds[at] === 'lot') body = server.read(own, 'lot', id)?.body ?? null;
      if (!gone && kinds[at] === 'auction') body = server.read(own, 'auction', id)?.body ?? null;
      return [{ key, version, channel, gone, body }];
    });
    const isReplica = server.role === 'replica';
    return [{ read: { epoch: epochOf(call), isReplica, records } satisfies RecordsRead }];
  },
  'sync-roster-read'(call) {
    const { server, own } = call;
    const setting = server.read(own, 'setting', '1');
    const nowMs = server.wallMs();
    const roster: RosterRead = {
      installation: server.read(own, 'epoch', '1')?.installation ?? '',
      epoch: epochOf(call),
      configVersion: setting?.version ?? 1,
      config: setting?.body ?? {},
      nodes: server
        .scan(own, 'node')
        .map((node) => ({ ...node, silentMs: nowMs - node.lastSeenMs }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    };
    return [{ roster }];
  },
  async 'sync-node-upsert'({ server, own, values }) {
    const [name, incarnation, kind, url, publicUrl, graceMs] = values as [
      string,
      string,
      NodeRow['kind'],
      string,
      string | null,
      number,
    ];
    const seen = server.read(own, 'node', name);
    const isKnown = seen?.incarnation === incarnation;
    const lastSeenMs = server.wallMs();
    if (!isKnown || seen.lastSeenMs < lastSeenMs - graceMs) {
      const row = { name, incarnation, kind, url, publicUrl, lastSeenMs };
      await server.write(own, 'node', name, row);
    }
    return [{ is_new_life: !isKnown }];
  },
};

const ofPages: Record<string, Statement> = {
  'read-page-head': (call) => [
    { epoch: epochOf(call), nowMs: call.server.wallMs(), bytes: call.server.replayedBytes },
  ],
  'read-page-copy': (call) => [
    {
      epoch: epochOf(call),
      bytes: replayed(call),
      changedAtMs: call.server.replayedCommitMs,
    },
  ],
};

/** Of the world's own processes that stand for rooms which are not simulated. */
const ofTheWorld: Record<string, Statement> = {
  async 'world-write'({ server, own, values }) {
    const [table, key, row] = values as [TableName, string, Tables[TableName] | null];
    await server.write(own, table, key, row);
    return [];
  },
  'world-read': ({ server, own, values }) => {
    const row = server.read(own, values[0] as TableName, values[1] as string);
    return row ? [row] : [];
  },
  /** Which records a page of a sale shows. */
  'world-sale-keys': ({ server, own, values }) =>
    server
      .scan(own, 'change')
      .filter(
        ({ key, channel }) => channel.split('/', 1)[0] === values[0] && /^(lot|auction):/.test(key),
      ),
};

const STATEMENTS: Record<string, Statement> = {
  ...ofLanes,
  ...ofSales,
  ...ofNodes,
  ...ofInterruptions,
  ...ofRegistrations,
  ...ofPages,
  ...ofTheWorld,
};

/**
 * Runs one of the masters' prepared statements, by its name. What it does with which locks and from
 * which snapshot is said here again, next to nothing else of the masters; the same histories on a real
 * PostgreSQL hold the two against each other.
 * @throws Error on a statement that the model does not know: add it here.
 */
export async function runStatement(name: string, call: StatementCall): Promise<readonly object[]> {
  const statement = STATEMENTS[name];
  if (!statement) throw new Error(`the modelled database does not know the statement ${name}`);
  return statement(call);
}
