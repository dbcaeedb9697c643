import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import type { Identity } from '@/lib/accounts/identity';
import { getHouse } from './_house';

/** Who asks for this page; null for nobody and for a session that has ended. */
export const getIdentity = cache(async (): Promise<Identity | null> => {
  const cookie = (await headers()).get('cookie') ?? undefined;
  const identified = await getHouse().accounts.identify({ cookie });
  return identified.ok ? identified.value : null;
});
