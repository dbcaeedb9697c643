'use client';

import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';

const PaddleContext = createContext<{
  paddle: number | null;
  show: (paddle: number | null) => void;
}>({ paddle: null, show: () => {} });

/** Lets a page of a sale tell the header which paddle the reader holds there. */
export function PaddleProvider({ children }: { children: ReactNode }) {
  const [paddle, show] = useState<number | null>(null);
  return <PaddleContext value={{ paddle, show }}>{children}</PaddleContext>;
}

/** Put by a page of a sale: the header shows this paddle while the page stands. */
export function ShowPaddle({ paddle }: { paddle: number | null }) {
  const { show } = use(PaddleContext);
  useEffect(() => {
    show(paddle);
    return () => show(null);
  }, [paddle, show]);
  return null;
}

/** "Paddle 218" in the header; nothing outside of a sale. */
export function PaddleLabel({ className }: { className?: string }) {
  const { paddle } = use(PaddleContext);
  const t = useTranslations('nav');
  return paddle === null ? null : <span className={className}>{t('paddle', { paddle })}</span>;
}
