'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { Button } from '../../ui/button';
import { ActionDialog } from '../actions/action-dialog';

/** Takes the lot that is up, or comes next, out of the sale (CLS4): asked first, for it is final. */
export function WithdrawLot({ lot, mayOrder }: { lot: PublicLot; mayOrder: boolean }) {
  const t = useTranslations('house.actions');
  const [isAsked, setAsked] = useState(false);
  return (
    <div>
      <Button
        size="dense"
        look="danger"
        blocked={!mayOrder}
        data-act="withdraw"
        onClick={() => setAsked(true)}
      >
        {t('withdrawConfirm', { lot: lot.lotNumber })}
      </Button>
      <ActionDialog lot={lot} act={isAsked ? 'withdraw' : null} onClose={() => setAsked(false)} />
    </div>
  );
}
