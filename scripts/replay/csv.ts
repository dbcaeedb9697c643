import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { err, ok, type Result } from '../../lib/shared/result';

/** The columns of a bid file, in any order. */
export const COLUMNS = [
  'auction_id',
  'bid',
  'bid_time_days',
  'bidder',
  'opening_price',
  'final_price',
  'item',
  'duration_days',
] as const;

/** One recorded bid; `line` counts from 1 with the header as line 1. */
export interface RecordedBid {
  line: number;
  auctionId: string;
  bidder: string;
  amountMinor: number;
  timeDays: number;
  openingMinor: number;
  finalMinor: number;
  item: string;
}

/** What is wrong with a file, by line. */
export interface FileProblem {
  line: number;
  message: string;
}

const money = z
  .string()
  .regex(/^\d{1,9}(?:\.\d{1,2})?$/, 'must be an amount such as 12.50')
  .transform((text) => {
    const [whole = '0', cents = ''] = text.split('.');
    return Number(whole) * 100 + Number(cents.padEnd(2, '0'));
  })
  .refine((minor) => minor >= 1, 'must be at least 0.01');

const row = z.object({
  auction_id: z.string().regex(/^[\w-]{1,40}$/, 'must be an id of letters, digits, _ and -'),
  bid: money,
  bid_time_days: z
    .string()
    .regex(/^\d{1,4}(?:\.\d+)?$/, 'must be a number of days')
    .transform(Number),
  bidder: z.string().trim().min(1, 'must not be empty').max(100),
  opening_price: money,
  final_price: money,
  item: z.string().trim().min(1, 'must not be empty').max(300),
  duration_days: z.string().regex(/^\d{1,3}$/, 'must be a whole number of days'),
});

/**
 * Reads a bid file whole: every row, or the first thing wrong with it, named by line. Nothing is
 * created before a file has passed.
 */
export function parseBidFile(text: string): Result<RecordedBid[], FileProblem> {
  let records: { info: { lines: number }; record: Record<string, string> }[];
  let header: string[] = [];
  try {
    records = parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      columns: (names: string[]) => {
        header = names;
        return names;
      },
    });
  } catch (error) {
    const { lines } = error as { lines?: number };
    return err({ line: lines ?? 1, message: (error as Error).message });
  }
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0)
    return err({ line: 1, message: `the header lacks ${missing.join(', ')}` });
  const bids: RecordedBid[] = [];
  for (const { info, record } of records) {
    const parsed = row.safeParse(record);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const column = String(issue?.path[0] ?? '');
      const found = JSON.stringify(record[column] ?? '');
      return err({ line: info.lines, message: `${column} ${issue?.message}, not ${found}` });
    }
    bids.push(recordedBid(info.lines, parsed.data));
  }
  return bids.length > 0 ? ok(bids) : err({ line: 1, message: 'the file has no bids' });
}

const recordedBid = (line: number, data: z.infer<typeof row>): RecordedBid => ({
  line,
  auctionId: data.auction_id,
  bidder: data.bidder,
  amountMinor: data.bid,
  timeDays: data.bid_time_days,
  openingMinor: data.opening_price,
  finalMinor: data.final_price,
  item: data.item,
});
