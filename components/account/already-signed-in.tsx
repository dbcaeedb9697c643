'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useTroubleWords } from '../api/use-trouble-words';
import { Button, buttonClass } from '../ui/button';
import { signOut } from './auth-calls';

/** For somebody who comes to sign in and has: go on, or change accounts. Never sends on by itself. */
export function AlreadySignedIn({ name, returnTo }: { name: string; returnTo: string }) {
  const t = useTranslations('auth');
  const troubleWords = useTroubleWords();
  const [refusal, setRefusal] = useState<string | null>(null);
  async function change() {
    const done = await signOut();
    if (done.ok) window.location.reload();
    else setRefusal(troubleWords(done.error));
  }
  return (
    <div className="grid gap-6">
      <p className="type-body">{t('already', { name })}</p>
      <Link href={returnTo} className={buttonClass('primary')}>
        {t('continue')}
      </Link>
      <Button look="secondary" onClick={change}>
        {t('otherAccount')}
      </Button>
      {refusal ? (
        <p role="alert" className="type-body text-danger">
          {refusal}
        </p>
      ) : null}
    </div>
  );
}
