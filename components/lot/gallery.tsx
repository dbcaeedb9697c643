'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Picture } from '../ui/picture';

/** The pictures of a lot: one large, the others as thumbs; each says that it is an illustration. */
export function Gallery(props: { pictures: readonly string[]; title: string; lotNumber: number }) {
  const { pictures, title, lotNumber } = props;
  const t = useTranslations();
  const [at, setAt] = useState(0);
  const shown = pictures[at] ?? pictures[0];
  const frame =
    'h-[36vh] w-full bg-sunk [@media(max-height:43.7rem)]:h-[28vh] md:h-[40rem] md:[@media(max-height:43.7rem)]:h-[60vh]';
  if (!shown) {
    return (
      <div className={`${frame} flex items-center justify-center type-title text-ink-3`}>
        {t('lot.noPicture', { lot: lotNumber })}
      </div>
    );
  }
  return (
    <figure className="relative">
      <Picture
        src={shown}
        alt={pictures.length > 1 ? t('lot.pictureOf', { title, number: at + 1 }) : title}
        isFirst
        className={frame}
      />
      <figcaption className="flex items-end justify-between gap-4 px-4 pt-2 max-md:absolute max-md:inset-x-0 max-md:bottom-2 md:items-start md:px-0">
        {pictures.length > 1 ? (
          <ul className="over-picture flex gap-2" aria-label={t('lot.views')}>
            {pictures.map((picture, index) => (
              <li key={picture}>
                <button
                  type="button"
                  aria-pressed={index === at}
                  aria-label={t('lot.view', { number: index + 1 })}
                  onClick={() => setAt(index)}
                  className={`border-b-3 md:pb-1 ${index === at ? 'border-ink' : 'border-paper md:border-transparent'}`}
                >
                  <Picture src={picture} alt="" className="size-10 md:size-18" />
                </button>
              </li>
            ))}
          </ul>
        ) : null}
        <span className="type-label text-ink-2 max-md:bg-paper max-md:px-1.5 max-md:py-0.5 md:text-ink-3">
          {t('common.illustration')}
        </span>
      </figcaption>
    </figure>
  );
}
