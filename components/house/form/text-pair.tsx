'use client';

import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl/react';
import { TextAreaField, TextField } from '../../ui/field';

type OneField = Omit<ComponentProps<typeof TextField>, 'label' | 'hint' | 'ref'> & {
  ref: (element: unknown) => void;
};

/** A text in both languages of the house: English is required where anything is, Chinese is not. */
export function TextPair(props: {
  label: string;
  hint?: string | undefined;
  en: OneField;
  zh: OneField;
  /** Lines; one line when absent. */
  rows?: number;
  /** Side by side where there is room. */
  wide?: boolean;
}) {
  const t = useTranslations('house');
  const { label, hint, rows } = props;
  const sides = [
    { lang: 'en', name: t('english'), field: props.en },
    { lang: 'zh-Hans', name: t('chinese'), field: props.zh },
  ];
  return (
    <div className={props.wide ? 'grid items-end gap-3 md:grid-cols-2' : 'grid gap-2'}>
      {sides.map(({ lang, name, field }, index) => {
        const shared = {
          ...field,
          lang,
          label: `${label} · ${name}`,
          hint: index === 0 ? hint : undefined,
        };
        return rows === undefined ? (
          <TextField key={lang} {...shared} />
        ) : (
          <TextAreaField
            key={lang}
            {...(shared as unknown as ComponentProps<typeof TextAreaField>)}
            rows={rows}
          />
        );
      })}
    </div>
  );
}
