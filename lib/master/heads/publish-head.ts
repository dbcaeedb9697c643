import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import canonicalize from 'canonicalize';
import type pg from 'pg';
import { type HeadedLot, readHeadedLots, readHeadMoment } from '../../db/ledger-head-read';
import { insertHead, insertHeadLots, type MovedLot } from '../../db/ledger-head-write';
import { inTransaction } from '../../db/transaction';
import type { HouseSigner } from '../../node-token/house-signer';
import { invariant } from '../../shared/assert';
import type { StandbyWatch } from '../standby-watch';
import { BLOCK, leafOf, rootOf } from './head-tree';

/** Lots read, or written, in one statement. */
const SLICE = 2_000;

/** What heads are published with. */
export interface HeadParts {
  readonly pool: pg.Pool;
  readonly signer: HouseSigner;
  /** 32 random bytes in hex, new at each call. */
  readonly salt: () => string;
  /** What commits wait for (DUR1): what was published must not be lost. */
  readonly standby?: Pick<StandbyWatch, 'commitWait'> | undefined;
}

interface Stood {
  /** By place. */
  readonly lots: MovedLot[];
  /** Those that the head before has elsewhere, or not. */
  readonly moved: MovedLot[];
}

/** Where the ledgers of all lots stand. A lot keeps its place for ever; new ones come after the last. */
async function readStood(pool: pg.Pool, auctionId: number): Promise<Stood> {
  const lots: MovedLot[] = [];
  const moved: MovedLot[] = [];
  const isNew: HeadedLot[] = [];
  let afterNumber = 0;
  for (;;) {
    const slice = await readHeadedLots(pool, { auctionId, afterNumber, limit: SLICE });
    for (const lot of slice) {
      afterNumber = lot.lotNumber;
      if (lot.place === null) isNew.push(lot);
      else lots[lot.place] = { ...lot, place: lot.place };
      if (lot.place !== null && lot.entry !== lot.headedEntry) {
        moved.push({ ...lot, place: lot.place });
      }
    }
    if (slice.length < SLICE) break;
  }
  for (const lot of isNew) {
    const placed = { ...lot, place: lots.length };
    lots.push(placed);
    moved.push(placed);
  }
  return { lots, moved };
}

/** The root of each block of leaves; bids wait for no more than one block. */
async function hashBlocks(lots: readonly MovedLot[], salt: Buffer): Promise<Buffer[]> {
  const blocks: Buffer[] = [];
  for (let from = 0; from < lots.length; from += BLOCK) {
    const leaves = Array.from({ length: Math.min(BLOCK, lots.length - from) }, (_, at) => {
      const lot = lots[from + at];
      invariant(lot, 'a lot with a ledger never leaves its sale', { place: from + at });
      return leafOf({ ...lot, hash: lot.hash.toString('hex') }, salt);
    });
    blocks.push(rootOf(leaves));
    await setImmediate();
  }
  return blocks;
}

/**
 * Publishes the next head of a sale (HED1): where the ledger of each of its lots stands now, under one root
 * that the house signs. Several masters may try at once; one publishes, for a head's number is had once.
 * @returns its number; null where another master was first, or where the COMMIT was not answered and nobody
 * knows: then it is there, or due.
 */
export async function publishHead(parts: HeadParts, auctionId: number): Promise<number | null> {
  const moment = await readHeadMoment(parts.pool, auctionId);
  if (!moment) return null;
  const { lots, moved } = await readStood(parts.pool, auctionId);
  const salt = parts.salt();
  const blocks = await hashBlocks(lots, Buffer.from(salt, 'hex'));
  const { lastText, epoch, atMs, endedAtMs } = moment;
  const seq = moment.lastSeq + 1;
  const text = canonicalize({
    kind: 'lotcast-head',
    auctionId,
    seq,
    epoch,
    atMs,
    hasEnded: endedAtMs !== null,
    lots: lots.length,
    root: rootOf(blocks).toString('hex'),
    previous: lastText === null ? null : createHash('sha256').update(lastText).digest('hex'),
  });
  invariant(text, 'a head has a text', { auctionId, seq });
  const { signature, keyId } = parts.signer.sign(text);
  const head = {
    ...{ auctionId, seq, text, signature, keyId, salt, atMs, endedAtMs },
    lots: lots.length,
    blocks: Buffer.concat(blocks),
  };
  const { kind, value } = await inTransaction(
    parts.pool,
    async (client) => {
      if (!(await insertHead(client, head))) return null;
      for (let from = 0; from < moved.length; from += SLICE) {
        await insertHeadLots(client, head, moved.slice(from, from + SLICE));
      }
      return seq;
    },
    parts.standby?.commitWait(),
  );
  return kind === 'lost' ? null : value;
}
