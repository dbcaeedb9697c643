'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { type InvoiceView, invoiceView } from '@/lib/api/v1/invoices';
import { inLanguage } from '@/lib/page/language';
import { callApi } from '../../api/call-api';
import { useTroubleWords } from '../../api/use-trouble-words';
import { useStyle } from '../../shell/use-style';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { CheckField, TextField } from '../../ui/field';
import { Glyph } from '../../ui/glyph';

/** Of which lots a buyer paid, or has not after all, and what names the payment where the money is. */
export function PaymentDialog(props: {
  invoice: InvoiceView;
  isPaid: boolean;
  onClose: () => void;
  onDone: (invoice: InvoiceView) => void;
}) {
  const { isPaid, onClose } = props;
  const t = useTranslations('house.invoices');
  const words = useTranslations('house');
  const common = useTranslations('common');
  const troubleWords = useTroubleWords();
  const { language } = useStyle();
  // What was seen when the dialog opened: what is won or paid behind it is not noted unseen.
  const [invoice] = useState(props.invoice);
  const lots = invoice.lots.filter((lot) => lot.isPaid !== isPaid);
  const [chosen, setChosen] = useState(() => new Set(lots.map(({ lotId }) => lotId)));
  const [reference, setReference] = useState('');
  const [lacks, setLacks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);

  function choose(lotId: number, isChosen: boolean) {
    const next = new Set(chosen);
    if (isChosen) next.add(lotId);
    else next.delete(lotId);
    setChosen(next);
  }

  async function send() {
    const isMissing = reference.trim() === '';
    setLacks(isMissing);
    if (isMissing || chosen.size === 0) return;
    setBusy(true);
    setTrouble(null);
    // The same report again is no news, so a lost answer is safe to ask for anew.
    const done = await callApi({
      method: 'PATCH',
      path: `/api/v1/registrations/${invoice.registrationId}/payments`,
      body: { lots: [...chosen], isPaid, reference: reference.trim() },
      answer: invoiceView,
    });
    setBusy(false);
    if (done.ok) props.onDone(done.value);
    else setTrouble(troubleWords(done.error));
  }

  const { name } = invoice.buyer;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(isPaid ? 'payTitle' : 'takeBackTitle', { name })}
      closeLabel={common('close')}
    >
      <div className="grid gap-4">
        <p className="type-body">{t(isPaid ? 'payText' : 'takeBackText')}</p>
        <fieldset>
          <legend className="type-label text-ink-2">{t('lots')}</legend>
          {lots.map((lot) => (
            <CheckField
              key={lot.lotId}
              checked={chosen.has(lot.lotId)}
              onChange={({ target }) => choose(lot.lotId, target.checked)}
              label={`${words('lotShort', { lot: lot.lotNumber })} · ${inLanguage(lot.title, language)}`}
            />
          ))}
        </fieldset>
        <TextField
          label={words('people.reference')}
          hint={words('people.referenceHint')}
          error={lacks ? t('lacksReference') : undefined}
          value={reference}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setReference(event.target.value)}
        />
        {trouble ? (
          <p role="alert" className="type-body flex items-baseline gap-2 text-danger">
            <Glyph name="danger" />
            {trouble}
          </p>
        ) : null}
        <div className="flex flex-wrap gap-3">
          <Button
            look={isPaid ? 'primary' : 'danger'}
            blocked={busy || chosen.size === 0}
            data-confirm="payment"
            onClick={send}
          >
            {t(isPaid ? 'pay' : 'takeBack')}
          </Button>
          <Button look="secondary" onClick={onClose}>
            {common('back')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
