'use client';

import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { z } from 'zod';
import { houseActAnswer } from '@/lib/api/v1/house-acts';
import type { Result } from '@/lib/shared/result';
import { type ApiCall, type ApiTrouble, callApi } from '../../api/call-api';
import { useTroubleWords } from '../../api/use-trouble-words';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { Glyph } from '../../ui/glyph';

/** An order of the house that is about to be given. */
export interface HouseOrder {
  method: ApiCall<unknown>['method'];
  path: string;
  body: Record<string, unknown>;
}

/** An answer to an order. */
export type HouseAnswer = z.infer<typeof houseActAnswer>;

const SHORTEST_REASON = 3;

/**
 * Asks before the house acts on a lot: what follows, and why. Sent again after a lost answer it goes
 * under the same key, so that it is done once; another order or reason is another.
 */
export function OrderDialog(props: {
  title: string;
  children: ReactNode;
  confirm: string;
  look: 'primary' | 'danger';
  /** Without a reason the order would be refused. */
  needsReason: boolean;
  /** What is to be sent; null: a field of the dialog is wrong and says so. */
  order: () => HouseOrder | null;
  onClose: () => void;
  onDone: (answer: HouseAnswer) => void;
  /** Hears why an order was refused; the dialog says so itself. */
  onRefused?: (trouble: ApiTrouble) => void;
}) {
  const { needsReason, onClose } = props;
  const t = useTranslations('house.acts');
  const common = useTranslations('common');
  const troubleWords = useTroubleWords();
  const [reason, setReason] = useState('');
  const [isShort, setShort] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<ApiTrouble | null>(null);
  const [tried, setTried] = useState({ text: '', key: '' });

  async function send(order: HouseOrder): Promise<Result<HouseAnswer, ApiTrouble>> {
    const why = reason.trim();
    const body = { ...order.body, ...(why !== '' && { reason: why }) };
    const text = JSON.stringify([order.path, body]);
    const key = tried.text === text ? tried.key : crypto.randomUUID();
    setTried({ text, key });
    const { method, path } = order;
    return callApi({ method, path, body, key, answer: houseActAnswer });
  }

  async function confirm() {
    const length = reason.trim().length;
    const isMissing = length < SHORTEST_REASON && (needsReason || length > 0);
    setShort(isMissing);
    const order = props.order();
    if (isMissing || !order) return;
    setBusy(true);
    setTrouble(null);
    const done = await send(order);
    setBusy(false);
    if (done.ok) return props.onDone(done.value);
    setTrouble(done.error);
    props.onRefused?.(done.error);
  }

  const isUnsure = trouble?.kind === 'undecided' || trouble?.kind === 'unreachable';
  return (
    <Dialog open onClose={onClose} title={props.title} closeLabel={common('close')}>
      <div className="grid gap-4">
        {props.children}
        <TextField
          label={needsReason ? t('reason') : t('reasonOptional')}
          hint={t('reasonHint')}
          error={isShort ? t('reasonMissing') : undefined}
          value={reason}
          maxLength={500}
          autoComplete="off"
          onChange={(event) => setReason(event.target.value)}
        />
        {trouble ? (
          <p role="alert" className="type-body flex items-baseline gap-2 text-danger">
            <Glyph name="danger" />
            <span>
              {isUnsure ? t('unsure') : troubleWords(trouble)}
              {trouble.problem?.detail && !isUnsure ? (
                <span className="block type-dense text-ink-2" lang="en">
                  {trouble.problem.detail}
                </span>
              ) : null}
            </span>
          </p>
        ) : null}
        <div className="flex flex-wrap gap-3">
          <Button look={props.look} blocked={busy} data-confirm="order" onClick={confirm}>
            {props.confirm}
          </Button>
          <Button look="secondary" onClick={onClose}>
            {common('back')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
