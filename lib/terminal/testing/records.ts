import type { PublicLot, SyncRecord } from '../../api/public-lot';

/** A lot's record as masters send it; `more` changes its public body. */
export function lotRecord(id: number, version: number, more: Partial<PublicLot> = {}): SyncRecord {
  const body: PublicLot = {
    id,
    auctionId: 7,
    channel: 0,
    version,
    lotNumber: id,
    format: 'english',
    state: 'open',
    currency: 'GBP',
    priceMinor: 10_000 + version,
    askMinor: 11_000 + version,
    bidCount: version,
    leaderPaddle: 101,
    reserve: 'none',
    opensAtMs: 1_800_000_000_000,
    closesAtMs: 1_800_000_600_000,
    extensions: 0,
    ...more,
  };
  const channel = `auction:${body.auctionId}/${body.channel}`;
  return { key: `lot:${id}`, version, channel, gone: false, body };
}

/** The record of sale 7 itself. */
export const auctionRecord = (version: number): SyncRecord => ({
  key: 'auction:7',
  version,
  channel: 'auction:7',
  gone: false,
  body: { id: 7, version, state: 'live', opensAtMs: null, closesAtMs: null, lotCount: 2 },
});

/** A lot's catalogue entry: nodes only know its version. */
export const itemRecord = (id: number, version: number): SyncRecord => ({
  key: `item:${id}`,
  version,
  channel: 'auction:7/0',
  gone: false,
  body: null,
});

/** What concerned the owner of registration 9, or what that allows: versions alone. */
export const ownRecord = (kind: 'me' | 'reg', version: number, id = 9): SyncRecord => ({
  key: `${kind}:${id}`,
  version,
  channel: `reg:${id}`,
  gone: false,
  body: null,
});

/** A lot that was deleted. */
export const goneRecord = (id: number, version: number): SyncRecord => ({
  key: `lot:${id}`,
  version,
  channel: 'auction:7/0',
  gone: true,
  body: null,
});
