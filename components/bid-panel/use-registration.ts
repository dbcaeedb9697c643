'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import type { RegistrationView } from '@/lib/api/v1/registrations';
import { useOwn } from '@/lib/live/hooks';

/** The reader's registration for a sale: as rendered, as made here, or as a notice made known since. */
export function useRegistration(initial: RegistrationView | null) {
  const [here, set] = useState(initial);
  const router = useRouter();
  useEffect(() => set(initial), [initial]);
  const told = useOwn(here?.id ?? null);

  const registered = useCallback(
    (made: RegistrationView) => {
      set(made);
      router.refresh();
    },
    [router],
  );
  return { registration: told?.registration ?? here, registered };
}
