'use client';

import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import { type LotAction, lotActionAnswer } from '@/lib/api/v1/lots';
import { formatMoney, formatTime } from '@/lib/page/format';
import { callApi } from '../../api/call-api';
import { useTroubleWords } from '../../api/use-trouble-words';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Glyph } from '../../ui/glyph';

type Act = LotAction['action'];

/** After what stands here changed, a press that was already under way does nothing (LOOK 5). */
const CALM_MS = 400;

/** What an act does to a lot as it is now, in words. */
function useActWords(): (act: Act, lot: PublicLot) => string {
  const t = useTranslations('house.actions');
  const style = useStyle();
  return (act, lot) => {
    if (act === 'open') {
      return t('openText', { at: formatTime(lot.opensAtMs, 'dayTimeZone', style) });
    }
    if (act === 'withdraw') return t('withdrawText', { bids: lot.bidCount });
    if (lot.priceMinor === null || lot.leaderPaddle === null) return t('closePassesNone');
    const price = formatMoney(lot.priceMinor, { ...style, currency: lot.currency });
    return lot.reserve === 'not-met'
      ? t('closePassesReserve', { price })
      : t('closeSells', { price, paddle: lot.leaderPaddle });
  };
}

/** When the lot last changed while the dialog stood, on the browser's steady clock. */
function useLastChange(version: number): () => number {
  const changed = useRef({ version, atMs: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (changed.current.version !== version) changed.current = { version, atMs: performance.now() };
  }, [version]);
  return () => changed.current.atMs;
}

/** Asks before a lot is opened, closed or withdrawn; sends the version that is shown while pressing. */
export function ActionDialog(props: { lot: PublicLot; act: Act | null; onClose: () => void }) {
  const { lot, act, onClose } = props;
  const t = useTranslations('house.actions');
  const common = useTranslations('common');
  const actWords = useActWords();
  const troubleWords = useTroubleWords();
  const lastChangeMs = useLastChange(lot.version);
  const [state, setState] = useState<{ busy: boolean; trouble: string | null }>({
    busy: false,
    trouble: null,
  });
  const close = () => {
    setState({ busy: false, trouble: null });
    onClose();
  };
  async function send(action: Act) {
    if (performance.now() - lastChangeMs() < CALM_MS) return;
    setState({ busy: true, trouble: null });
    const done = await callApi({
      method: 'POST',
      path: `/api/v1/lots/${lot.id}/actions`,
      body: { action, version: lot.version },
      answer: lotActionAnswer,
    });
    if (done.ok) return close();
    const { kind } = done.error;
    const isUnsure = kind === 'undecided' || kind === 'unreachable';
    const words = kind === 'stale-version' ? t('changed', { lot: lot.lotNumber }) : null;
    setState({
      busy: false,
      trouble: words ?? (isUnsure ? t('unsure') : troubleWords(done.error)),
    });
  }
  const names = { lot: lot.lotNumber };
  return (
    <Dialog
      open={act !== null}
      onClose={close}
      title={act ? t(`${act}Title`, names) : ''}
      closeLabel={common('close')}
    >
      {act ? (
        <>
          <p className="type-body pb-4" aria-live="polite">
            {actWords(act, lot)}
          </p>
          {state.trouble ? (
            <p role="alert" className="type-body flex items-baseline gap-2 pb-4 text-danger">
              <Glyph name="danger" />
              {state.trouble}
            </p>
          ) : null}
          <div className="flex flex-wrap gap-3 pt-2">
            <Button
              look={act === 'open' ? 'primary' : 'danger'}
              blocked={state.busy}
              data-confirm={act}
              onClick={() => send(act)}
            >
              {t(`${act}Confirm`, names)}
            </Button>
            <Button look="secondary" onClick={close}>
              {common('back')}
            </Button>
          </div>
        </>
      ) : null}
    </Dialog>
  );
}
