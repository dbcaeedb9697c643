'use client';

import { useCallback, useRef, useState } from 'react';
import { type ClerkOrder, clerkAnswer } from '@/lib/api/v1/clerk';
import { useLivePorts } from '@/lib/live/live-context';
import { type ApiTrouble, callApi } from '../../api/call-api';
import { sendOrder } from './send-order';

/** How far the desk is with its one order at a time. */
export type OrderState =
  | { step: 'rest' }
  | { step: 'sending'; order: ClerkOrder }
  | { step: 'refused'; order: ClerkOrder; trouble: ApiTrouble }
  /** Nobody knows whether it was done: the clerk looks, or asks again with the same key. */
  | { step: 'unknown'; order: ClerkOrder; askAgain: () => void };

const PATIENCE_MS = 5_000;

const pause = (delayMs: number) => new Promise<void>((resolve) => setTimeout(resolve, delayMs));

/**
 * Sends the desk's orders, one at a time. What an order did is on the page before the terminals tell it;
 * `done` is called with its name.
 */
export function useOrders(done: (order: ClerkOrder) => void) {
  const { live } = useLivePorts();
  const [state, setState] = useState<OrderState>({ step: 'rest' });
  const isBusy = useRef(false);
  const told = useRef(done);
  told.current = done;

  const run = useCallback(
    async (lotId: number, order: ClerkOrder, key: string) => {
      if (isBusy.current) return;
      isBusy.current = true;
      setState({ step: 'sending', order });
      const end = await sendOrder(
        () =>
          callApi({
            method: 'POST',
            path: `/api/v1/lots/${lotId}/clerk`,
            key,
            patienceMs: PATIENCE_MS,
            body: order,
            answer: clerkAnswer,
          }),
        pause,
      );
      isBusy.current = false;
      if (end.kind === 'done') {
        live.records.putLots([end.answer.lot]);
        setState({ step: 'rest' });
        told.current(order);
        return;
      }
      live.check('asked');
      setState(
        end.kind === 'refused'
          ? { step: 'refused', order, trouble: end.trouble }
          : {
              step: 'unknown',
              order,
              askAgain: () => void run(lotId, order, key),
            },
      );
    },
    [live],
  );

  return {
    state,
    send: (lotId: number, order: ClerkOrder) => void run(lotId, order, crypto.randomUUID()),
    dismiss: () => setState({ step: 'rest' }),
  };
}
