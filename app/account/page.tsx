import type { Metadata } from 'next';
import { ApiKeys } from '@/components/account/api-keys';
import { SignOut } from '@/components/account/sign-out';
import { Empty } from '@/components/ui/empty';
import { Rule } from '@/components/ui/rule';
import { listKeys } from '@/lib/accounts/api-keys';
import type { ApiKeyView } from '@/lib/api/v1/me';
import { withReturn } from '@/lib/page/return-to';
import { getHouse } from '../_house';
import { getWords } from '../_language';
import { getIdentity } from '../_session';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('me.title') };
}

async function keysOf(userId: string): Promise<ApiKeyView[]> {
  const keys = await listKeys(getHouse().primary, userId);
  return keys.map(({ id, name, prefix, createdAt, revokedAt }) => ({
    id,
    name,
    prefix,
    createdAt: createdAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
  }));
}

/** Who is signed in, their keys for programs, and the way out. */
export default async function AccountPage() {
  const [{ t }, identity] = await Promise.all([getWords(), getIdentity()]);
  if (!identity) {
    const action = { href: withReturn('/sign-in', '/account'), label: t('nav.signIn') };
    return (
      <div className="page-width pt-8">
        <h1 className="type-title pb-6">{t('me.title')}</h1>
        <Empty sentence={t('me.signedOutHere')} action={action} />
      </div>
    );
  }
  const keys = await keysOf(identity.userId);
  return (
    <div className="page-width grid max-w-[56rem] gap-12 pt-8">
      <section aria-labelledby="account">
        <h1 id="account" className="type-title pb-6">
          {t('me.title')}
        </h1>
        <Rule texture="solid" />
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 py-4">
          <dt className="type-body text-ink-2">{t('me.signedInAs')}</dt>
          <dd className="type-body min-w-0 break-words">
            {identity.name} · {identity.email}
          </dd>
          <dt className="type-body text-ink-2">{t('me.role')}</dt>
          <dd className="type-body">{t(`me.roles.${identity.role}`)}</dd>
        </dl>
        <SignOut />
      </section>
      <section aria-labelledby="keys">
        <h2 id="keys" className="type-price-m pb-2">
          {t('me.keys')}
        </h2>
        <p className="type-body pb-6 text-ink-2">
          {t('me.keysHint')}{' '}
          <a href="/api/docs" className="text-ink underline underline-offset-4">
            {t('me.docs')}
          </a>
        </p>
        <ApiKeys keys={keys} />
      </section>
    </div>
  );
}
