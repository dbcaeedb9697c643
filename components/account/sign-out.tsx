'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useTroubleWords } from '../api/use-trouble-words';
import { forgetKeptPages } from '../house/offline/keep-page';
import { Button } from '../ui/button';
import { signOut, signOutEverywhere } from './auth-calls';

/** Ends this session, or all of them; then the list of sales, drawn for nobody. */
export function SignOut() {
  const t = useTranslations('me');
  const troubleWords = useTroubleWords();
  const [state, setState] = useState<{ busy: boolean; refusal: string | null }>({
    busy: false,
    refusal: null,
  });
  async function leave(end: typeof signOut) {
    setState({ busy: true, refusal: null });
    const done = await end();
    if (done.ok) {
      await forgetKeptPages();
      return window.location.assign('/');
    }
    setState({ busy: false, refusal: troubleWords(done.error) });
  }
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap gap-3">
        <Button look="secondary" blocked={state.busy} onClick={() => leave(signOut)}>
          {t('signOut')}
        </Button>
        <Button
          look="secondary"
          blocked={state.busy}
          aria-describedby="sign-out-everywhere"
          onClick={() => leave(signOutEverywhere)}
        >
          {t('signOutEverywhere')}
        </Button>
      </div>
      <p id="sign-out-everywhere" className="type-label font-normal text-ink-2">
        {t('signOutEverywhereHint')}
      </p>
      {state.refusal ? (
        <p role="alert" className="type-body text-danger">
          {state.refusal}
        </p>
      ) : null}
    </div>
  );
}
