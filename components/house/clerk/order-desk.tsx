'use client';

import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PublicLot } from '@/lib/api/public-lot';
import type { AuctionView } from '@/lib/api/v1/auctions';
import type { ClerkOrder } from '@/lib/api/v1/clerk';
import { formatMoney } from '@/lib/page/format';
import { isCurrency, parseMajor } from '@/lib/shared/money';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import { TextField } from '../../ui/field';
import {
  KEY_OF,
  type OrderName,
  orderFor,
  orderOfKey,
  STAGE_ORDERS,
  type Stage,
  stepAsked,
  stepBeside,
  TWICE,
} from './clerk-orders';
import { DeskWords } from './desk-words';
import { useDeskKeys } from './use-desk-keys';
import { useLastStep } from './use-last-step';
import { useOrders } from './use-orders';
import { useTwice } from './use-twice';

/** After the lot changed, a press that was already under way meant what stood before (LOOK 5). */
const CALM_MS = 400;

type KeyedOrder = Exclude<OrderName, 'increment'>;

/** The order that leads on from a stage: the one ink button. */
const ONWARD: Partial<Record<Stage, KeyedOrder>> = {
  'pre-sale': 'put-on-the-block',
  'on-the-block': 'fair-warning',
  'fair-warning': 'final-call',
  'final-call': 'hammer',
  'on-hold': 'take-up',
};

/** Places of the keys; hold and take up share one, so that nothing moves. */
const ROWS: readonly (readonly KeyedOrder[])[] = [
  ['floor-bid', 'fair-warning', 'final-call', 'hammer'],
  ['put-on-the-block', 'pass', 'hold', 'undo'],
];

/** True while the lot has changed a moment ago. */
function useCalm(version: number): () => boolean {
  const changed = useRef({ version, atMs: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (changed.current.version !== version) changed.current = { version, atMs: performance.now() };
  }, [version]);
  return () => performance.now() - changed.current.atMs < CALM_MS;
}

/** The step below which prices are bid now: what is asked, else the ladder's at the start. */
function stepOf(lot: PublicLot, ladder: AuctionView['ladder']): number {
  const at = lot.askMinor ?? 0;
  const band = ladder.findLast(({ fromMinor }) => fromMinor <= at);
  return stepAsked(lot) ?? band?.stepMinor ?? 1;
}

/** The orders of a clerk for the lot that is up: keys, buttons, what came of the last one (LOOK 7). */
export function OrderDesk(props: {
  lot: PublicLot;
  ladder: AuctionView['ladder'];
  decimals: boolean;
  /** The page is proven current: else nothing is ordered. */
  mayOrder: boolean;
  onDone: (order: ClerkOrder) => void;
}) {
  const { lot, mayOrder } = props;
  const t = useTranslations('house.clerk');
  const { language } = useStyle();
  const { currency } = lot;
  const stage = lot.saleroom?.stage ?? 'pre-sale';
  const [amount, setAmount] = useState('');
  const [paddle, setPaddle] = useState('');
  const [lacks, setLacks] = useState<'amount' | 'paddle' | null>(null);
  const area = useRef<HTMLFieldSetElement>(null);
  const twice = useTwice(lot.id, lot.version);
  const lastStep = useLastStep(lot);
  const isCalm = useCalm(lot.version);
  const { state, send, dismiss } = useOrders((order) => {
    if (order.order === 'floor-bid' || order.order === 'hammer') {
      setAmount('');
      setPaddle('');
    }
    props.onDone(order);
  });
  const isBusy = state.step === 'sending' || state.step === 'unknown';
  const money = (minor: number) =>
    formatMoney(minor, { language, currency, decimals: props.decimals });

  /** What stands in the two fields; null where it cannot be read. */
  function typed() {
    const read = isCurrency(currency) && amount.trim() !== '' ? parseMajor(amount, currency) : null;
    if (read && !read.ok) return 'amount' as const;
    if (!/^\d{0,9}$/.test(paddle.trim())) return 'paddle' as const;
    const number = paddle.trim() === '' ? null : Number(paddle);
    return { amountMinor: read?.ok ? read.value : null, paddle: number || null };
  }

  function press(name: KeyedOrder) {
    const mayNow = mayOrder && !isBusy && STAGE_ORDERS[stage].includes(name);
    if (!mayNow || isCalm()) return;
    const fields = typed();
    if (typeof fields === 'string') return setLacks(fields);
    const order = orderFor(name, lot, fields);
    setLacks(order ? null : 'paddle');
    if (!order) return;
    if (TWICE.has(name) && !twice.press(name)) {
      if (state.step === 'refused') dismiss();
      return;
    }
    send(lot.id, order);
  }

  function step(direction: 1 | -1 | 0) {
    if (!mayOrder || isBusy || !STAGE_ORDERS[stage].includes('increment') || isCalm()) return;
    const seen = { version: lot.version, paddle: lot.leaderPaddle, priceMinor: lot.priceMinor };
    const stepMinor = direction === 0 ? null : stepBeside(stepOf(lot, props.ladder), direction);
    send(lot.id, { order: 'increment', seen, stepMinor });
  }

  const keys = useDeskKeys((code) => {
    if (code === 'ArrowUp' || code === 'ArrowDown') {
      step(code === 'ArrowUp' ? 1 : -1);
      return true;
    }
    const name = orderOfKey(code, stage);
    if (name && name !== 'increment') press(name);
    return name !== null;
  });
  useEffect(() => area.current?.focus({ preventScroll: true }), []);

  const isAsk = amount.trim() === '' && lot.askMinor !== null;
  const words = (name: KeyedOrder) =>
    name === 'floor-bid' && isAsk && STAGE_ORDERS[stage].includes(name)
      ? t('floorBidAt', { amount: money(lot.askMinor ?? 0) })
      : t(`orders.${name}`);
  const key = (name: KeyedOrder) => {
    const shown = name === 'hold' && stage === 'on-hold' ? 'take-up' : name;
    return (
      <Button
        key={name}
        size="bid"
        look={ONWARD[stage] === shown ? 'primary' : 'secondary'}
        blocked={!mayOrder || isBusy || !STAGE_ORDERS[stage].includes(shown)}
        aria-describedby="desk-words"
        data-order={shown}
        onClick={(event) => {
          // Space must not press again what a mouse pressed last (LOOK 7).
          if (event.detail > 0) area.current?.focus({ preventScroll: true });
          press(shown);
        }}
        className={name === 'hold' ? 'flex-col !gap-0' : 'flex-col !gap-0 max-sm:hidden'}
      >
        <span className="nums">{words(shown)}</span>
        <kbd className="type-dense font-normal opacity-80 max-sm:hidden">{KEY_OF[shown].label}</kbd>
      </Button>
    );
  };
  return (
    <fieldset
      ref={area}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: single keys act only while the desk has the focus
      tabIndex={0}
      aria-label={t('keys')}
      className="grid gap-4"
      {...keys.props}
    >
      <p className="type-label flex flex-wrap items-center gap-x-4 gap-y-1 max-sm:hidden">
        <span data-armed={keys.isArmed} className={keys.isArmed ? 'font-semibold' : 'text-ink-3'}>
          {keys.isArmed ? t('armed') : t(keys.isOn ? 'notArmed' : 'keysOff')}
        </span>
        <Button look="quiet" size="dense" onClick={() => keys.setOn(!keys.isOn)}>
          {t(keys.isOn ? 'switchOff' : 'switchOn')}
        </Button>
        <span className="text-ink-2">{t('notQueued')}</span>
      </p>
      <p className="type-label text-ink-2 sm:hidden">{t('onPhone')}</p>
      <DeskWords
        lot={lot}
        state={state}
        asked={twice.asked as OrderName | null}
        undoes={lastStep?.kind ?? null}
        lacks={lacks}
        mayOrder={mayOrder}
        money={money}
      />
      <div className="grid grid-cols-2 items-end gap-4 max-sm:hidden md:grid-cols-4">
        <TextField
          dense
          label={t('amount', { currency })}
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
          inputMode="decimal"
          autoComplete="off"
          className="nums"
        />
        <TextField
          dense
          label={t('paddle')}
          value={paddle}
          onChange={(event) => setPaddle(event.target.value)}
          inputMode="numeric"
          autoComplete="off"
          className="nums"
        />
        <div className="col-span-2 flex flex-wrap items-end gap-2">
          <span className="type-label nums w-full text-ink-2">
            {t(lot.saleroom?.stepMinor ? 'stepOwn' : 'stepLadder', {
              step: money(stepOf(lot, props.ladder)),
            })}
          </span>
          <Button size="dense" look="secondary" data-step="up" onClick={() => step(1)}>
            {t('stepUp')} <kbd>↑</kbd>
          </Button>
          <Button size="dense" look="secondary" data-step="down" onClick={() => step(-1)}>
            {t('stepDown')} <kbd>↓</kbd>
          </Button>
          <Button
            size="dense"
            look="quiet"
            blocked={!lot.saleroom?.stepMinor}
            onClick={() => step(0)}
          >
            {t('stepReset')}
          </Button>
        </div>
      </div>
      {ROWS.map((row) => (
        <div key={row.join()} className="grid grid-cols-1 gap-2 sm:grid-cols-4">
          {row.map(key)}
        </div>
      ))}
    </fieldset>
  );
}
