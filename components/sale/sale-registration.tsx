'use client';

import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { RegistrationView } from '@/lib/api/v1/registrations';
import { useAuction } from '@/lib/live/hooks';
import type { PanelSale } from '@/lib/page/panel/terms';
import { withReturn } from '@/lib/page/return-to';
import { RegisterDialog } from '../bid-panel/register-dialog';
import { useRegistration } from '../bid-panel/use-registration';
import { ShowPaddle } from '../shell/paddle';
import { Button, buttonClass } from '../ui/button';

/** Whether the reader may bid in this sale, and what to do about it. */
export function SaleRegistration(props: {
  sale: PanelSale;
  isSignedIn: boolean;
  registration: RegistrationView | null;
  /** This page, to come back to. */
  path: string;
}) {
  const t = useTranslations('sale');
  const { registration, registered } = useRegistration(props.registration);
  const [isOpen, setOpen] = useState(false);
  const auction = useAuction(props.sale.id);
  if (auction?.state === 'ended' && !registration) return null;
  if (!props.isSignedIn) {
    return (
      <Link href={withReturn('/sign-in', props.path)} className={buttonClass('primary')}>
        {t('signIn')}
      </Link>
    );
  }
  if (!registration) {
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
  const { status, paddle } = registration;
  return (
    <p className="type-body">
      <ShowPaddle paddle={status === 'approved' ? paddle : null} />
      {status === 'approved'
        ? t('registered', { paddle })
        : t(status === 'pending' ? 'pending' : 'notApproved')}
    </p>
  );
}
