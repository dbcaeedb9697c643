'use client';

import { useTranslations } from 'use-intl/react';
import type { LedgerHeadView } from '@/lib/api/v1/ledger';
import { Instant } from '../ui/instant';

/** The last published head of the sale's ledgers (HED1), for whoever keeps them to hold the house to. */
export function LedgerHeadLine(props: { auctionId: number; head: LedgerHeadView | null }) {
  const t = useTranslations('sale');
  const { auctionId, head } = props;
  if (!head) return null;
  const { atMs } = JSON.parse(head.text) as { atMs: number };
  return (
    <p className="pt-12 type-label text-ink-3">
      {t.rich('ledgerHead', {
        seq: head.seq,
        fingerprint: head.hash.slice(0, 16),
        at: () => <Instant ms={atMs} shape="dayTimeZone" />,
        list: (words) => (
          <a
            href={`/api/v1/auctions/${auctionId}/ledger-heads`}
            className="underline underline-offset-4"
          >
            {words}
          </a>
        ),
      })}
    </p>
  );
}
