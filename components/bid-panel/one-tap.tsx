'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { parseAmount } from '@/lib/page/panel/parse-amount';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TextField } from '../ui/field';
import type { OneTapState } from './use-one-tap';

/** Bidding without a second step, up to an amount, in a live sale: chosen by the bidder, never the default. */
export function OneTap(props: {
  oneTap: OneTapState;
  currency: string;
  money: (amountMinor: number) => string;
}) {
  const { oneTap, currency, money } = props;
  const t = useTranslations('panel.oneTap');
  const common = useTranslations('common');
  const [isAsking, setAsking] = useState(false);
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  function confirm() {
    const read = parseAmount(text, currency, 1);
    setWrong(!read.ok);
    if (!read.ok) return;
    oneTap.set(read.value);
    setAsking(false);
  }
  return (
    <div className="nums flex flex-wrap items-center gap-x-4 pt-1 type-label text-ink-2">
      {oneTap.upToMinor > 0 ? <span>{t('on', { amount: money(oneTap.upToMinor) })}</span> : null}
      <Button
        look="quiet"
        size="dense"
        data-one-tap={oneTap.upToMinor > 0 ? 'on' : 'off'}
        onClick={() => (oneTap.upToMinor > 0 ? oneTap.set(0) : setAsking(true))}
        className="!px-0"
      >
        {t(oneTap.upToMinor > 0 ? 'switchOff' : 'offer')}
      </Button>
      <Dialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title={t('title')}
        closeLabel={common('close')}
      >
        <form
          noValidate
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            confirm();
          }}
        >
          <p className="type-body">{t('text')}</p>
          <TextField
            label={t('upTo', { currency })}
            value={text}
            onChange={(event) => setText(event.target.value)}
            inputMode="decimal"
            autoComplete="off"
            error={isWrong ? t('wrong') : undefined}
          />
          <Button type="submit">{t('confirm')}</Button>
        </form>
      </Dialog>
    </div>
  );
}
