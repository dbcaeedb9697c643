import type { PublicLot } from '../../api/public-lot';
import type { LotView } from '../../api/v1/lots';

/** A lot's live body and its catalogue entry. Pages hydrate from `lot`; the API shows `toLotView`. */
export interface LotRecord {
  lot: PublicLot;
  item: LotView['item'];
}

/** Columns of `lot o`, `item i` that make a `LotRecord`. */
export const LOT_COLUMNS = `
  o.body, i.version as item_version, i.title, i.description, i.condition, i.notice,
  i.estimate_low_minor, i.estimate_high_minor, i.pictures`;

/** The tables that `LOT_COLUMNS` names. */
export const LOT_TABLES = 'lot o join item i on i.lot_id = o.id';

/** A row of `LOT_COLUMNS`. */
export interface LotRow {
  body: PublicLot;
  item_version: number;
  title: LotView['item']['title'];
  description: LotView['item']['description'];
  condition: LotView['item']['condition'];
  notice: LotView['item']['notice'];
  estimate_low_minor: number | null;
  estimate_high_minor: number | null;
  pictures: string[];
}

/** A lot out of its row. */
export const toLotRecord = (row: LotRow): LotRecord => ({
  lot: row.body,
  item: {
    version: row.item_version,
    title: row.title,
    description: row.description,
    condition: row.condition,
    notice: row.notice,
    estimateLowMinor: row.estimate_low_minor,
    estimateHighMinor: row.estimate_high_minor,
    pictures: row.pictures,
  },
});

const isoTime = (ms: number) => new Date(ms).toISOString();

/** The live part of a lot as the API shows it: times as ISO 8601 UTC. */
export function toLiveView({
  opensAtMs,
  closesAtMs,
  falling,
  ...lot
}: LotRecord['lot']): Omit<LotView, 'item'> {
  const times = { opensAt: isoTime(opensAtMs), closesAt: isoTime(closesAtMs) };
  if (!falling) return { ...lot, ...times };
  const { sinceMs, ...fall } = falling;
  return { ...lot, ...times, falling: { ...fall, since: isoTime(sinceMs) } };
}

/** A lot as the API shows it. */
export const toLotView = ({ lot, item }: LotRecord): LotView => ({ ...toLiveView(lot), item });
