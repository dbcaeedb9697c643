'use client';

import { useTranslations } from 'use-intl/react';
import { isContest } from '@/lib/page/panel/way';
import { useMine } from '../lot-tile/mine';
import { useLots } from '../lot-tile/use-lots';
import { useProven } from '../lot-tile/use-proven';
import { Chip } from '../ui/chip';

/** "My lots ▼1 ▲2": where the reader stands in this sale; pressing shows those lots alone. */
export function MyLotsLine(props: {
  ids: readonly number[];
  isShowing: boolean;
  onPress: () => void;
}) {
  const t = useTranslations('sale');
  const mine = useMine();
  const isProven = useProven();
  const counted = useLots(props.ids, (lots) => {
    const open = lots.filter((lot) => lot.state === 'open' || lot.state === 'held');
    const count = (standing: string) =>
      open.filter((lot) => mine.standing(lot) === standing).length;
    // Of offers, and of what was bought at a falling price: nobody leads, and nobody is outbid.
    const waiting = open.filter((lot) => !isContest(lot) && mine.has(lot.id)).length;
    return `${count('outbid')} ${count('winning')} ${waiting}`;
  });
  const [outbid = 0, leading = 0, waiting = 0] = counted.split(' ').map(Number);
  return (
    <button
      type="button"
      aria-pressed={props.isShowing}
      onClick={props.onPress}
      className="-ml-2 inline-flex min-h-12 items-center gap-2 px-2 type-label underline-offset-4 hover:underline aria-pressed:underline"
    >
      {t('myLots')}
      {outbid > 0 ? (
        <Chip tone={isProven ? 'outbid' : 'stale'}>{t('outbidCount', { count: outbid })}</Chip>
      ) : null}
      {leading > 0 ? (
        <Chip tone={isProven ? 'winning' : 'stale'}>{t('leadCount', { count: leading })}</Chip>
      ) : null}
      {waiting > 0 ? <span>{t('waitCount', { count: waiting })}</span> : null}
      {outbid + leading + waiting === 0 ? <span className="text-ink-2">{t('noMine')}</span> : null}
    </button>
  );
}
