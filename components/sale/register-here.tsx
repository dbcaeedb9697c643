'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { RegistrationView } from '@/lib/api/v1/registrations';
import { RegisterDialog } from '../bid-panel/register-dialog';
import type { PanelSale } from '../bid-panel/terms';
import { useRegistration } from '../bid-panel/use-registration';
import { ShowPaddle } from '../shell/paddle';
import { Button, buttonClass } from '../ui/button';

/** Whether the reader may bid in this sale, and the way to it. */
export function RegisterHere(props: {
  sale: PanelSale;
  isSignedIn: boolean;
  registration: RegistrationView | null;
  signInHref: string;
}) {
  const t = useTranslations('sale');
  const { registration, registered } = useRegistration(props.sale.id, props.registration);
  const [isOpen, setOpen] = useState(false);
  if (!props.isSignedIn) {
    return (
      <Link href={props.signInHref} className={buttonClass('secondary')}>
        {t('signIn')}
      </Link>
    );
  }
  if (registration) {
    const isApproved = registration.status === 'approved';
    const word = isApproved ? 'registered' : registration.status;
    return (
      <p className="type-body flex min-h-12 items-center">
        <ShowPaddle paddle={isApproved ? registration.paddle : null} />
        {word === 'registered'
          ? t('registered', { paddle: registration.paddle })
          : t(word === 'pending' ? 'pending' : 'notApproved')}
      </p>
    );
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('register')}</Button>
      <RegisterDialog
        open={isOpen}
        onClose={() => setOpen(false)}
        sale={props.sale}
        onRegistered={registered}
      />
    </>
  );
}
