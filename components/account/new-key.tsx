'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { createApiKey, createdApiKey } from '@/lib/api/v1/me';
import { callApi } from '../api/call-api';
import { useTroubleWords } from '../api/use-trouble-words';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Rule } from '../ui/rule';

/** Makes a key and shows it this once. `onMade` when the reader has put it away. */
export function NewKey({ onMade }: { onMade: () => void }) {
  const t = useTranslations('me');
  const troubleWords = useTroubleWords();
  const [made, setMade] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const form = useForm({ resolver: zodResolver(createApiKey), defaultValues: { name: '' } });
  const { errors, isSubmitting } = form.formState;

  async function make(body: { name: string }) {
    setRefusal(null);
    const call = { method: 'POST', path: '/api/v1/keys', body, answer: createdApiKey } as const;
    const done = await callApi(call);
    if (!done.ok) return setRefusal(troubleWords(done.error));
    form.reset();
    setMade(done.value.key);
    onMade();
  }

  if (made) return <MadeKey made={made} onDone={() => setMade(null)} />;
  return (
    <form
      method="post"
      noValidate
      onSubmit={form.handleSubmit(make)}
      className="flex flex-wrap items-start gap-3"
    >
      <div className="min-w-0 flex-1 basis-60">
        <TextField
          {...form.register('name')}
          label={t('keyName')}
          error={errors.name ? t('keyNameFault') : (refusal ?? undefined)}
          autoComplete="off"
        />
      </div>
      <Button type="submit" blocked={isSubmitting} className="mt-[22px]">
        {t('makeKey')}
      </Button>
    </form>
  );
}

function MadeKey({ made, onDone }: { made: string; onDone: () => void }) {
  const t = useTranslations('me');
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const copy = () =>
    navigator.clipboard.writeText(made).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    );
  const said = { no: '', yes: t('copied'), failed: t('copyFailed') }[copied];
  return (
    <div role="alert">
      <Rule texture="solid" />
      <p className="type-body pt-3 font-semibold">{t('newKey')}</p>
      <code className="my-3 block bg-sunk p-3 font-sans text-base break-all select-all">
        {made}
      </code>
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={copy}>{t('copy')}</Button>
        <Button look="secondary" onClick={onDone}>
          {t('done')}
        </Button>
        <span aria-live="polite" className="type-label">
          {said}
        </span>
      </div>
    </div>
  );
}
