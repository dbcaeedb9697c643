'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicAuction } from '@/lib/api/public-lot';
import { type AuctionView, auctionView } from '@/lib/api/v1/auctions';
import { useAuction } from '@/lib/live/hooks';
import { callApi } from '../../api/call-api';
import { useTroubleWords } from '../../api/use-trouble-words';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Glyph } from '../../ui/glyph';

type Change = 'publish' | 'end';

const TARGETS = { publish: 'published', end: 'ended' } as const;

/** What the house may do by hand; a sale goes live by itself when its first lot opens. */
const CHANGES: Record<PublicAuction['state'], readonly Change[]> = {
  draft: ['publish'],
  published: ['end'],
  live: ['end'],
  ended: [],
};

/** Publishes or ends a sale, after asking. */
export function StateChange({ sale }: { sale: AuctionView }) {
  const t = useTranslations('house');
  const common = useTranslations('common');
  const troubleWords = useTroubleWords();
  const router = useRouter();
  const live = useAuction(sale.id);
  const [asked, setAsked] = useState<Change | null>(null);
  const [status, setStatus] = useState<{ busy: boolean; trouble: string | null }>({
    busy: false,
    trouble: null,
  });
  const close = () => {
    setAsked(null);
    setStatus({ busy: false, trouble: null });
  };
  async function change(to: Change) {
    setStatus({ busy: true, trouble: null });
    const done = await callApi({
      method: 'PATCH',
      path: `/api/v1/auctions/${sale.id}`,
      ifMatch: `${sale.saleVersion}.${live?.version ?? sale.version}`,
      body: { state: TARGETS[to] },
      answer: auctionView,
    });
    router.refresh();
    if (done.ok) return close();
    setStatus({ busy: false, trouble: troubleWords(done.error) });
  }
  return (
    <>
      {CHANGES[live?.state ?? sale.state].map((to) => (
        <Button
          key={to}
          size="dense"
          look={to === 'publish' ? 'primary' : 'secondary'}
          data-change={to}
          onClick={() => setAsked(to)}
        >
          {t(to)}
        </Button>
      ))}
      <Dialog
        open={asked !== null}
        onClose={close}
        title={asked ? t(`${asked}Title`) : ''}
        closeLabel={common('close')}
      >
        <p className="type-body pb-4">
          {asked === 'publish'
            ? t('publishText', { lots: live?.lotCount ?? sale.lotCount })
            : t('endText')}
        </p>
        {status.trouble ? (
          <p role="alert" className="type-body flex items-baseline gap-2 pb-4 text-danger">
            <Glyph name="danger" />
            {status.trouble}
          </p>
        ) : null}
        <div className="flex flex-wrap gap-3 pt-2">
          <Button
            look={asked === 'end' ? 'danger' : 'primary'}
            blocked={status.busy}
            data-confirm={asked ?? undefined}
            onClick={() => asked && change(asked)}
          >
            {t(asked === 'end' ? 'endConfirm' : 'publishConfirm')}
          </Button>
          <Button look="secondary" onClick={close}>
            {common('back')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
