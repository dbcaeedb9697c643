'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { type BidWhyView, bidWhy } from '@/lib/api/v1/why';
import { formatMoney } from '@/lib/page/format';
import { ruleKey, rulesOf, type WhySentence, whySentences } from '@/lib/page/why-sentences';
import { type ApiTrouble, callApi } from '../api/call-api';
import { useTroubleWords } from '../api/use-trouble-words';
import { useStyle } from '../shell/use-style';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';

type Told = { why: BidWhyView } | { trouble: ApiTrouble } | null;

/** Asks the house why the reader's own bid came to what it came to (WHY2), and says it in a dialog. */
export function WhyBid(props: {
  bidId: string;
  decimals: boolean;
  of: string;
  look?: 'quiet' | 'inherit';
}) {
  const t = useTranslations('why');
  const common = useTranslations('common');
  const troubleWords = useTroubleWords();
  const [isOpen, setOpen] = useState(false);
  const [told, setTold] = useState<Told>(null);

  async function ask() {
    setOpen(true);
    setTold(null);
    const path = `/api/v1/me/bids/${props.bidId}/why`;
    const answer = await callApi({ method: 'GET', path, answer: bidWhy });
    setTold(answer.ok ? { why: answer.value } : { trouble: answer.error });
  }

  return (
    <>
      <Button
        look={props.look ?? 'quiet'}
        size="dense"
        className="max-md:min-h-12"
        aria-label={`${t('ask')} ${props.of}`}
        onClick={() => void ask()}
      >
        {t('ask')}
      </Button>
      <Dialog
        open={isOpen}
        onClose={() => setOpen(false)}
        title={t('title')}
        closeLabel={common('close')}
      >
        <div aria-live="polite" className="flex flex-col gap-2 type-body">
          {told === null ? <p className="text-ink-2">{t('loading')}</p> : null}
          {told && 'trouble' in told ? <p>{troubleWords(told.trouble)}</p> : null}
          {told && 'why' in told ? <Words why={told.why} decimals={props.decimals} /> : null}
        </div>
      </Dialog>
    </>
  );
}

function Words({ why, decimals }: { why: BidWhyView; decimals: boolean }) {
  const t = useTranslations('why');
  const { language } = useStyle();
  const money = (amountMinor: number) =>
    formatMoney(amountMinor, { language, currency: why.currency, decimals });

  function say({ key, money: amounts = {}, values }: WhySentence): string {
    const told = Object.entries(amounts).map(([name, minor]) => [name, money(minor)]);
    return t(key, { ...values, ...Object.fromEntries(told) });
  }

  function wordsOf(rule: string): string {
    const key = ruleKey(rule, why, (one) => t.has(one));
    return key ? t('by', { rule, words: t(key) }) : rule;
  }

  return (
    <>
      {whySentences(why).map((sentence) => (
        <p key={sentence.key} className="nums whitespace-normal">
          {say(sentence)}
        </p>
      ))}
      {rulesOf(why).map((rule) => (
        <p key={rule} className="type-label text-ink-2">
          {wordsOf(rule)}
        </p>
      ))}
    </>
  );
}
