'use client';

import clsx from 'clsx';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { ClerkAnswer } from '@/lib/api/v1/clerk';
import { useTroubleWords } from '../../api/use-trouble-words';
import { Button } from '../../ui/button';
import { Glyph } from '../../ui/glyph';
import type { OrderName } from './clerk-orders';
import type { OrderState } from './use-orders';

type UndoneKind = NonNullable<ClerkAnswer['lastStep']>['kind'];

interface DeskWordsProps {
  lot: PublicLot;
  state: OrderState;
  /** What waits for its second press. */
  asked: OrderName | null;
  /** What undo would take back. */
  undoes: UndoneKind | null;
  /** Which field is missing or cannot be read. */
  lacks: 'amount' | 'paddle' | null;
  mayOrder: boolean;
  money: (amountMinor: number) => string;
}

/** One line of fixed height: what came of the last order, or what the next press does. */
export function DeskWords(props: DeskWordsProps) {
  const { state, mayOrder, lacks } = props;
  const isWrong = state.step === 'refused' || state.step === 'unknown' || lacks !== null;
  return (
    <div
      id="desk-words"
      role={isWrong ? 'alert' : 'status'}
      data-desk={lacks ? 'lacks' : mayOrder ? state.step : 'stale'}
      className={clsx(
        'flex min-h-13 flex-wrap items-center gap-x-4 gap-y-1 px-3 py-1 type-body font-semibold',
        !mayOrder && 'bg-stale-tint text-stale',
        mayOrder && isWrong && 'bg-danger-tint text-danger',
        mayOrder && !isWrong && 'bg-sunk',
      )}
    >
      {!mayOrder ? <Glyph name="stale" /> : isWrong ? <Glyph name="danger" /> : null}
      <Sentence {...props} />
      {mayOrder && state.step === 'unknown' ? <AskAgain askAgain={state.askAgain} /> : null}
    </div>
  );
}

function AskAgain({ askAgain }: { askAgain: () => void }) {
  const t = useTranslations('house.clerk');
  return (
    <Button look="secondary" size="dense" onClick={askAgain}>
      {t('askAgain')}
    </Button>
  );
}

/** Why the paddle that the clerk named may not: to anybody else these are said of themselves. */
const OF_PADDLE = ['not-approved', 'deposit-missing', 'own-lot', 'over-limit'] as const;
const isOfPaddle = (kind: string): kind is (typeof OF_PADDLE)[number] =>
  (OF_PADDLE as readonly string[]).includes(kind);

function Sentence({ lot, state, asked, undoes, lacks, mayOrder, money }: DeskWordsProps) {
  const t = useTranslations('house.clerk');
  const troubleWords = useTroubleWords();
  if (!mayOrder) return t('stale');
  if (lacks) return t(lacks === 'paddle' ? 'lacksPaddle' : 'lacksAmount');
  if (state.step === 'refused') {
    const { kind, problem } = state.trouble;
    if (!isOfPaddle(kind)) return troubleWords(state.trouble);
    const mostMinor = problem?.mostMinor;
    const why = t(`paddleRefused.${kind}`);
    if (typeof mostMinor !== 'number') return why;
    return `${why} ${t('mostOfPaddle', { amount: money(mostMinor) })}`;
  }
  if (state.step === 'unknown') return t('unknown', { order: t(`orders.${state.order.order}`) });
  if (state.step === 'sending') return t('sending', { order: t(`orders.${state.order.order}`) });
  const price = lot.priceMinor === null ? '' : money(lot.priceMinor);
  switch (asked) {
    case 'hammer':
      return lot.leaderPaddle === null
        ? t('hammerRoom', { lot: lot.lotNumber, price })
        : t('hammerPaddle', { lot: lot.lotNumber, price, paddle: lot.leaderPaddle });
    case 'pass':
      return t('passAgain', { lot: lot.lotNumber });
    case 'undo':
      return undoes ? t('undoAgain', { step: t(`steps.${undoes}`) }) : t('undoAgainPlain');
    default:
      return t(`now.${lot.saleroom?.stage ?? 'pre-sale'}`);
  }
}
