import type { Metadata } from 'next';
import { CredentialsPage, type Query } from '../_account-page';
import { getWords } from '../_language';

/** The page's title. */
export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getWords();
  return { title: t('auth.signUpTitle') };
}

/** A new account; returns to where the reader came from. */
export default function SignUpPage({ searchParams }: { searchParams: Query }) {
  return <CredentialsPage purpose="sign-up" query={searchParams} />;
}
