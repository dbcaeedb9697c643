import Link from 'next/link';
import type { ReactNode } from 'react';
import { buttonClass } from '@/components/ui/button';
import { Rule } from '@/components/ui/rule';
import { atLeast, type Identity, type Role } from '@/lib/accounts/identity';
import { withReturn } from '@/lib/page/return-to';
import { getWords } from './_language';
import { getIdentity } from './_session';

/** Somebody of the house, or the page that says why it stays closed. */
export type Entry =
  | { open: true; identity: Identity & { houseId: number } }
  | { open: false; page: ReactNode };

/**
 * Lets those in whose role is `needed` or above. Anybody else gets a page in words: how to sign in and
 * come back to `path`, or which role is missing.
 */
export async function enter(needed: Role, path: string): Promise<Entry> {
  const [identity, { t }] = await Promise.all([getIdentity(), getWords()]);
  if (identity?.houseId && atLeast(identity.role, needed)) {
    return { open: true, identity: { ...identity, houseId: identity.houseId } };
  }
  const sentence = identity
    ? t('door.tooWeak', {
        name: identity.name,
        role: t(`me.roles.${identity.role}`),
        needed: t(`me.roles.${needed}`),
      })
    : t('door.signedOut');
  const action = identity
    ? { href: '/', label: t('errors.toSales') }
    : { href: withReturn('/sign-in', path), label: t('nav.signIn') };
  const page = (
    <div className="page-width pt-8">
      <Rule texture="final" />
      <h1 className="type-title pt-4">{t('door.title')}</h1>
      <p className="type-body py-6 text-ink-2">{sentence}</p>
      <Link href={action.href} className={buttonClass(identity ? 'secondary' : 'primary')}>
        {action.label}
      </Link>
    </div>
  );
  return { open: false, page };
}
