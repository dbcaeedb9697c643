import Link from 'next/link';
import { LanguageSwitch } from './language-switch';
import { PaddleLabel } from './paddle';

/** What the header needs of the person; null for nobody. */
export interface HeaderPerson {
  name: string;
  /** Clerks and above see the house's own pages. */
  isHouse: boolean;
}

/** The words of the header, written by the server. */
export interface HeaderWords {
  label: string;
  sales: string;
  myBids: string;
  account: string;
  signIn: string;
  house: string;
  operations: string;
}

const LINK =
  'inline-flex min-h-12 items-center type-label sm:type-body hover:underline underline-offset-4';

/** The header of every page; the freshness line hangs below it and is drawn by the layout. */
export function Header(props: { person: HeaderPerson | null; words: HeaderWords }) {
  const { person, words } = props;
  return (
    <header className="flex h-14 items-center gap-3 px-4 sm:gap-8 md:px-8">
      <Link href="/" className="type-brand">
        Lotcast
      </Link>
      <nav aria-label={words.label} className="flex min-w-0 flex-1 items-center gap-3 sm:gap-6">
        <Link href="/" className={`${LINK} max-sm:hidden`}>
          {words.sales}
        </Link>
        {person ? (
          <Link href="/my-bids" className={LINK}>
            {words.myBids}
          </Link>
        ) : null}
        {person?.isHouse ? (
          <>
            <Link href="/house" className={`${LINK} max-xs:hidden`}>
              {words.house}
            </Link>
            <Link href="/operations" className={`${LINK} max-md:hidden`}>
              {words.operations}
            </Link>
          </>
        ) : null}
      </nav>
      <PaddleLabel className="type-label nums max-sm:hidden" />
      {person ? (
        <Link href="/account" className={LINK} title={person.name}>
          {words.account}
        </Link>
      ) : (
        <Link href="/sign-in" className={LINK}>
          {words.signIn}
        </Link>
      )}
      <LanguageSwitch className={LINK} />
    </header>
  );
}
