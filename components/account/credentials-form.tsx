'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import Link from 'next/link';
import { useId, useState } from 'react';
import { type Resolver, useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import { authFault } from '@/lib/page/auth-fault';
import { type SignUpValues, signInValues, signUpValues } from '@/lib/page/credentials';
import type { Messages } from '@/lib/page/messages';
import { withReturn } from '@/lib/page/return-to';
import { useTroubleWords } from '../api/use-trouble-words';
import { Button } from '../ui/button';
import { ErrorSummary, type FormProblem } from '../ui/error-summary';
import { TextField } from '../ui/field';
import { signIn, signUp } from './auth-calls';
import { InsecureNote } from './insecure-note';

type FaultKey = keyof Messages['auth']['faults'];

const FIELDS = ['name', 'email', 'password'] as const;

// Both forms share one set of fields; signing in ignores the name.
const RESOLVERS = {
  'sign-in': zodResolver(signInValues) as unknown as Resolver<SignUpValues>,
  'sign-up': zodResolver(signUpValues),
};

/** Signs a person in, or makes their account; then leaves for `returnTo`, drawn anew by the server. */
export function CredentialsForm(props: { purpose: 'sign-in' | 'sign-up'; returnTo: string }) {
  const { purpose, returnTo } = props;
  const t = useTranslations('auth');
  const summary = useTranslations('errors')('summary');
  const troubleWords = useTroubleWords();
  const idPrefix = useId();
  const [refusal, setRefusal] = useState<string | null>(null);
  const [shown, setShown] = useState(false);
  const form = useForm<SignUpValues>({
    resolver: RESOLVERS[purpose],
    defaultValues: { name: '', email: '', password: '' },
    shouldFocusError: false,
  });
  const { errors, isSubmitting, submitCount, isSubmitSuccessful } = form.formState;
  const words = (key: string | undefined) => (key ? t(`faults.${key as FaultKey}`) : undefined);
  const busy = isSubmitting || (isSubmitSuccessful && refusal === null);

  async function send(values: SignUpValues) {
    setRefusal(null);
    const { email, password } = values;
    const done = await (purpose === 'sign-in' ? signIn({ email, password }) : signUp(values));
    if (done.ok) return window.location.assign(returnTo);
    const { kind, problem } = done.error;
    const fault = authFault({ kind, code: problem?.code });
    if (fault?.field) return form.setError(fault.field, { message: fault.key });
    setRefusal(fault ? t(`faults.${fault.key}`) : troubleWords(done.error));
  }

  const problems: FormProblem[] = FIELDS.flatMap((field) => {
    const message = words(errors[field]?.message);
    return message ? [{ message, fieldId: `${idPrefix}${field}` }] : [];
  });
  if (refusal) problems.push({ message: refusal });
  const field = (name: (typeof FIELDS)[number]) => ({
    id: `${idPrefix}${name}`,
    error: words(errors[name]?.message),
    ...form.register(name),
  });

  return (
    // `post`: should the form go off before scripts run, no password lands in an address.
    <form method="post" noValidate onSubmit={form.handleSubmit(send)} className="grid gap-6">
      <InsecureNote />
      <ErrorSummary title={summary} problems={problems} attempt={submitCount} />
      {purpose === 'sign-up' ? (
        <TextField {...field('name')} label={t('name')} hint={t('nameHint')} autoComplete="name" />
      ) : null}
      <TextField {...field('email')} label={t('email')} type="email" autoComplete="email" />
      <div className="grid gap-2">
        <TextField
          {...field('password')}
          label={t('password')}
          hint={purpose === 'sign-up' ? t('newPasswordHint') : undefined}
          type={shown ? 'text' : 'password'}
          autoComplete={purpose === 'sign-up' ? 'new-password' : 'current-password'}
        />
        <label className="type-label flex min-h-8 items-center gap-2 self-start">
          <input
            type="checkbox"
            checked={shown}
            onChange={(event) => setShown(event.target.checked)}
            className="size-4 accent-ink"
          />
          {t('showPassword')}
        </label>
      </div>
      <Button type="submit" blocked={busy} className="w-full">
        {busy ? t('sending') : t(purpose === 'sign-in' ? 'signIn' : 'signUp')}
      </Button>
      <p className="type-body text-ink-2">
        {t(purpose === 'sign-in' ? 'noAccount' : 'haveAccount')}{' '}
        <Link
          className="text-ink underline underline-offset-4"
          href={withReturn(purpose === 'sign-in' ? '/sign-up' : '/sign-in', returnTo)}
        >
          {t(purpose === 'sign-in' ? 'signUpTitle' : 'signInTitle')}
        </Link>
      </p>
    </form>
  );
}
