import Link from 'next/link';
import { notFound } from 'next/navigation';
import { LOTS_PER_CHANNEL, lotChannel } from '@/lib/api/record-key';
import type { AuctionView } from '@/lib/api/v1/auctions';
import { getWords } from './_language';

/** Parts named around the one that is shown. */
const AROUND = 2;

/** One part of a big sale's lots: whole channels (CHN1), so that what is shown can be proven. */
export interface SalePart {
  /** From 1. */
  part: number;
  parts: number;
  afterNumber: number;
  limit: number;
  /** The channels whose lots these are; null where they are the whole sale. */
  channels: readonly number[] | null;
}

/**
 * The part of a sale that an address asks for, by `?part=`: so many channels of lots at a time. Else
 * 404.
 */
export function partOf(
  sale: Pick<AuctionView, 'lotCount'>,
  wanted: string | string[] | undefined,
  channelsEach: number,
): SalePart {
  const limit = channelsEach * LOTS_PER_CHANNEL;
  const parts = Math.max(1, Math.ceil(sale.lotCount / limit));
  const part = wanted === undefined ? 1 : Number(wanted);
  if (!Number.isInteger(part) || part < 1 || part > parts) notFound();
  const first = (part - 1) * channelsEach;
  const channels = Array.from({ length: channelsEach }, (_, index) => first + index);
  const afterNumber = (part - 1) * limit;
  return { part, parts, afterNumber, limit, channels: parts === 1 ? null : channels };
}

/** What to watch for it: the sale with all its lots, or its own record and the channels shown. */
export const namesOf = (saleId: number, { channels }: SalePart): string[] =>
  channels === null
    ? [`auction:${saleId}`]
    : [`sale:${saleId}`, ...channels.map((channel) => lotChannel(saleId, channel))];

/** The parts of a big sale, by lot number: the first, those around the one shown, the last. */
export async function Parts(props: { path: string; shown: SalePart; lotCount: number }) {
  const { path, shown, lotCount } = props;
  const { part, parts, limit } = shown;
  if (parts === 1) return null;
  const { t } = await getWords();
  const named = Array.from({ length: parts }, (_, index) => index + 1).filter(
    (one) => one === 1 || one === parts || Math.abs(one - part) <= AROUND,
  );
  return (
    <nav aria-label={t('sale.parts')} className="flex flex-wrap gap-x-6 pt-12">
      {named.map((one, index) => (
        <span key={one} className="inline-flex items-center gap-x-6">
          {one - (named[index - 1] ?? 0) > 1 ? <span aria-hidden="true">…</span> : null}
          <Link
            href={`${path}?part=${one}`}
            aria-current={one === part ? 'page' : undefined}
            className={`nums inline-flex min-h-12 items-center type-body ${
              one === part ? 'font-semibold' : 'text-ink-2 underline underline-offset-4'
            }`}
          >
            {t('sale.part', { from: (one - 1) * limit + 1, to: Math.min(lotCount, one * limit) })}
          </Link>
        </span>
      ))}
    </nav>
  );
}
