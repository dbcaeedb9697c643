'use client';

import { useEffect, useState } from 'react';
import type { PublicLot } from '@/lib/api/public-lot';
import { type ClerkAnswer, clerkAnswer } from '@/lib/api/v1/clerk';
import { callApi } from '../../api/call-api';

/** What undo would take back of a lot as it is shown, asked for anew with each of its versions. */
export function useLastStep(lot: PublicLot | null): ClerkAnswer['lastStep'] {
  const [known, setKnown] = useState<ClerkAnswer | null>(null);
  const { id = 0, version = 0, state = 'scheduled' } = lot ?? {};
  const isUp = state === 'open' || state === 'held';
  useEffect(() => {
    if (!isUp) return;
    let isWanted = true;
    async function ask() {
      const path = `/api/v1/lots/${id}/clerk`;
      const read = await callApi({ method: 'GET', path, answer: clerkAnswer });
      // Of an older version than is shown it may be wrong: then nothing is named.
      if (isWanted && read.ok && read.value.lot.version >= version) setKnown(read.value);
    }
    void ask();
    return () => {
      isWanted = false;
    };
  }, [id, version, isUp]);
  return isUp && known?.lot.id === id && known.lot.version === version ? known.lastStep : null;
}
