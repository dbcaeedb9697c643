'use client';

import { useTranslations } from 'use-intl/react';

/**
 * A lot's picture, 4:5; until it is there, and where there is none, a block with the lot's number.
 * Its words stand beside it, so it has none of its own.
 */
export function TilePicture(props: {
  picture: string | null;
  lotNumber: number;
  className?: string;
  isFirst?: boolean;
}) {
  const t = useTranslations('lot');
  return (
    <div className={`relative aspect-4/5 overflow-hidden bg-sunk ${props.className ?? ''}`}>
      <span
        aria-hidden
        className="nums absolute inset-0 flex items-center justify-center type-label text-ink-3"
      >
        {t('noPicture', { lot: props.lotNumber })}
      </span>
      {props.picture ? (
        <img
          src={props.picture}
          alt=""
          width={1200}
          height={1500}
          loading={props.isFirst ? 'eager' : 'lazy'}
          decoding="async"
          className="absolute inset-0 size-full object-cover"
        />
      ) : null}
    </div>
  );
}
