import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { atLeast, type Identity, type Role } from '@/lib/accounts/identity';
import { getHouse } from './_house';

/** Who asks for this page; null for nobody and for a session that has ended. */
export const getIdentity = cache(async (): Promise<Identity | null> => {
  const cookie = (await headers()).get('cookie') ?? undefined;
  const identified = await getHouse().accounts.identify({ cookie });
  return identified.ok ? identified.value : null;
});

/** For pages of the house: whoever may not see them is sent to sign in and back to `path`. */
export async function requireRole(needed: Role, path: string): Promise<Identity> {
  const identity = await getIdentity();
  if (!identity || !atLeast(identity.role, needed)) {
    redirect(`/sign-in?to=${encodeURIComponent(path)}`);
  }
  return identity;
}
