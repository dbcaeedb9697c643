'use client';

import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { type RegistrationView, registrationView } from '@/lib/api/v1/registrations';
import type { PanelSale } from '@/lib/page/panel/terms';
import { callApi } from '../api/call-api';
import { useTroubleWords } from '../api/use-trouble-words';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { CheckField } from '../ui/field';

/** Registers the reader for a sale: shows its terms, records which version was accepted (REG1). */
export function RegisterDialog(props: {
  open: boolean;
  onClose: () => void;
  sale: PanelSale;
  onRegistered: (registration: RegistrationView) => void;
}) {
  const { sale } = props;
  const t = useTranslations();
  const language = useLocale();
  const troubleWords = useTroubleWords();
  const [accepted, setAccepted] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const terms = (language === 'zh' && sale.terms.zh) || sale.terms.en;

  async function send() {
    if (!accepted) return setFault(t('panel.register.mustAccept'));
    setBusy(true);
    const answer = await callApi({
      method: 'POST',
      path: `/api/v1/auctions/${sale.id}/registrations`,
      body: { termsVersion: sale.termsVersion },
      answer: registrationView,
    });
    setBusy(false);
    if (!answer.ok) return setFault(troubleWords(answer.error));
    props.onRegistered(answer.value);
    props.onClose();
  }

  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={t('panel.register.title')}
      closeLabel={t('common.close')}
    >
      <p className="type-body text-ink-2">{t('panel.register.intro')}</p>
      <h3 className="mt-4 type-label text-ink-2">{t('panel.register.terms')}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text must be scrollable by keyboard */}
      <div tabIndex={0} className="mt-1 max-h-[40dvh] overflow-y-auto border border-line p-4">
        <p className="type-prose whitespace-pre-line">{terms}</p>
      </div>
      <div className="mt-4">
        <CheckField
          label={t('panel.register.accept', { version: sale.termsVersion })}
          checked={accepted}
          error={fault}
          onChange={(event) => {
            setAccepted(event.target.checked);
            setFault(null);
          }}
        />
      </div>
      <Button className="mt-4 w-full" blocked={isBusy} onClick={send}>
        {t(isBusy ? 'panel.register.sending' : 'panel.register.send')}
      </Button>
    </Dialog>
  );
}
