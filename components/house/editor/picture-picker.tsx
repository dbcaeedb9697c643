'use client';

import clsx from 'clsx';
import { useTranslations } from 'use-intl/react';
import { Thumb } from '../thumb';

/** "lot-01 detail" of `/art/lot-01-detail.webp`. */
const nameOf = (picture: string) =>
  picture
    .replace(/^\/art\//, '')
    .replace(/\.webp$/, '')
    .replace(/-(detail|scale)$/, ' $1');

/** Pictures of the house to choose from, in the order of choosing; the first is the cover. */
export function PicturePicker(props: {
  id: string;
  pictures: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  error?: string | undefined;
}) {
  const { pictures, chosen } = props;
  const t = useTranslations('house.editor');
  const toggle = (picture: string) =>
    props.onChange(
      chosen.includes(picture) ? chosen.filter((one) => one !== picture) : [...chosen, picture],
    );
  const tile = (picture: string) => {
    const place = chosen.indexOf(picture) + 1;
    return (
      <button
        key={picture}
        type="button"
        aria-pressed={place > 0}
        aria-label={
          place > 0
            ? t('pictureOn', { n: nameOf(picture), place })
            : t('pictureOff', { n: nameOf(picture) })
        }
        onClick={() => toggle(picture)}
        className={clsx(
          'over-picture relative block aspect-[4/5] bg-sunk',
          place > 0 && 'outline-3 -outline-offset-3 outline-ink outline-solid',
        )}
      >
        <Thumb src={picture} width={80} className="size-full" />
        {place > 0 ? (
          <span className="absolute top-0 left-0 bg-ink px-1.5 type-dense text-on-action">
            {place}
          </span>
        ) : null}
      </button>
    );
  };
  return (
    <fieldset id={props.id} tabIndex={-1} className="grid gap-2">
      <legend className="type-label pb-1 text-ink-2">{t('pictures')}</legend>
      {chosen.length > 0 ? <div className="grid grid-cols-4 gap-2">{chosen.map(tile)}</div> : null}
      <details>
        <summary className="type-dense min-h-8 py-1 underline underline-offset-4">
          {t('choose')}
        </summary>
        <p className="type-dense pb-2 text-ink-3">{t('picturesHint')}</p>
        <div className="grid max-h-72 grid-cols-4 gap-2 overflow-y-auto p-1">
          {pictures.filter((picture) => !chosen.includes(picture)).map(tile)}
        </div>
      </details>
      {props.error ? <p className="type-label text-danger">{props.error}</p> : null}
    </fieldset>
  );
}
