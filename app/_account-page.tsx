import { AlreadySignedIn } from '@/components/account/already-signed-in';
import { CredentialsForm } from '@/components/account/credentials-form';
import { returnPath } from '@/lib/page/return-to';
import { getWords } from './_language';
import { getIdentity } from './_session';

/** The query of a page, as Next hands it over. */
export type Query = Promise<Record<string, string | string[] | undefined>>;

/** Sign-in and sign-up: the same page but for the form's purpose. */
export async function CredentialsPage(props: { purpose: 'sign-in' | 'sign-up'; query: Query }) {
  const { purpose } = props;
  const [{ t }, identity, query] = await Promise.all([getWords(), getIdentity(), props.query]);
  const returnTo = returnPath(query.to);
  return (
    <div className="page-width">
      <div className="mx-auto max-w-[26rem] pt-8 md:pt-18">
        <h1 className="type-title pb-6">
          {t(purpose === 'sign-in' ? 'auth.signInTitle' : 'auth.signUpTitle')}
        </h1>
        {identity ? (
          <AlreadySignedIn name={identity.name} returnTo={returnTo} />
        ) : (
          <CredentialsForm purpose={purpose} returnTo={returnTo} />
        )}
      </div>
    </div>
  );
}
