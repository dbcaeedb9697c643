'use client';

import { useTranslations } from 'use-intl/react';
import { Picture } from '../ui/picture';

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
        <Picture
          src={props.picture}
          alt=""
          isFirst={props.isFirst === true}
          className="absolute inset-0 size-full !bg-transparent"
        />
      ) : null}
    </div>
  );
}
