'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import { z } from 'zod';
import { type RegistrationView, registrationView } from '@/lib/api/v1/registrations';
import { callApi } from '../api/call-api';

const mine = z.strictObject({ items: z.array(registrationView) });

/** How often a pending registration is asked about; its answer also comes on waking. */
const ASK_MS = 10_000;

/** The reader's registration for a sale; while it is pending the house is asked now and then. */
export function useRegistration(auctionId: number, initial: RegistrationView | null) {
  const [registration, set] = useState(initial);
  const router = useRouter();
  useEffect(() => set(initial), [initial]);

  const isPending = registration?.status === 'pending';
  useEffect(() => {
    if (!isPending) return;
    let isHere = true;
    async function ask() {
      if (document.visibilityState !== 'visible') return;
      const answer = await callApi({
        method: 'GET',
        path: '/api/v1/me/registrations',
        answer: mine,
      });
      const found = answer.ok
        ? answer.value.items.find((one) => one.auctionId === auctionId)
        : null;
      if (isHere && found && found.status !== 'pending') set(found);
    }
    const timer = setInterval(ask, ASK_MS);
    document.addEventListener('visibilitychange', ask);
    return () => {
      isHere = false;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [isPending, auctionId]);

  const registered = useCallback(
    (made: RegistrationView) => {
      set(made);
      router.refresh();
    },
    [router],
  );
  return { registration, registered };
}
