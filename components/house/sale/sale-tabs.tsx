'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'use-intl/react';

const PARTS = [
  ['catalogue', ''],
  ['clerk', '/clerk'],
  ['people', '/people'],
  ['invoices', '/invoices'],
  ['details', '/details'],
  ['offline', '/offline'],
] as const;

/** The parts of one sale's pages; the current one is underlined by its rule. */
export function SaleTabs({ auctionId }: { auctionId: number }) {
  const t = useTranslations('house.tabs');
  const pathname = usePathname();
  return (
    <nav aria-label={t('label')} className="flex flex-wrap gap-x-4 sm:gap-x-6">
      {PARTS.map(([name, end]) => {
        const href = `/house/sales/${auctionId}${end}`;
        const isHere = pathname === href;
        return (
          <Link
            key={name}
            href={href}
            aria-current={isHere ? 'page' : undefined}
            className={clsx(
              'inline-flex min-h-8 items-center border-b-3 type-label',
              isHere ? 'border-ink text-ink' : 'border-transparent text-ink-2 hover:text-ink',
            )}
          >
            {t(name)}
          </Link>
        );
      })}
    </nav>
  );
}
