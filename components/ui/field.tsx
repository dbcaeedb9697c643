'use client';

import clsx from 'clsx';
import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import { Glyph } from './glyph';

interface FieldFrame {
  label: ReactNode;
  hint?: ReactNode;
  /** Says the fix, such as "Enter £4,400 or more"; shown beside the field (LOOK 10). */
  error?: ReactNode;
  /** The house's screens: 32px instead of 48px. */
  dense?: boolean;
}

/** `locked`: to be read only; it stays in the tab order, so that it can be read and copied. */
const inputClass = (dense: boolean, wrong: boolean, locked = false) =>
  clsx(
    'w-full rounded-control border placeholder:text-ink-3',
    locked ? 'bg-sunk text-ink-2' : 'bg-surface text-ink',
    dense ? 'min-h-8 px-2 type-dense' : 'min-h-12 px-3 type-body',
    wrong ? 'border-2 border-danger-fill' : 'border-line-strong',
  );

type Naming = { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string };

function Frame(
  props: FieldFrame & { id?: string | undefined; children: (naming: Naming) => ReactNode },
) {
  const { label, hint, error, id: givenId } = props;
  const ownId = useId();
  const id = givenId ?? ownId;
  const describedBy = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean);
  const naming: Naming = { id };
  if (error) naming['aria-invalid'] = true;
  if (describedBy.length > 0) naming['aria-describedby'] = describedBy.join(' ');
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="type-label text-ink-2">
        {label}
      </label>
      {hint ? (
        <span id={`${id}-hint`} className="type-label font-normal text-ink-3">
          {hint}
        </span>
      ) : null}
      {props.children(naming)}
      {error ? (
        <span id={`${id}-error`} className="type-label flex items-baseline gap-1.5 text-danger">
          <Glyph name="danger" />
          {error}
        </span>
      ) : null}
    </div>
  );
}

/** One line of text, a number, a time: any `<input>` with label, hint and error. */
export function TextField(props: FieldFrame & ComponentPropsWithRef<'input'>) {
  const { label, hint, error, dense = false, className, id, ...rest } = props;
  return (
    <Frame label={label} hint={hint} error={error} id={id}>
      {(naming) => (
        <input
          {...rest}
          {...naming}
          className={clsx(inputClass(dense, !!error, rest.readOnly), className)}
        />
      )}
    </Frame>
  );
}

/** Several lines of text. */
export function TextAreaField(props: FieldFrame & ComponentPropsWithRef<'textarea'>) {
  const { label, hint, error, dense = false, className, id, ...rest } = props;
  return (
    <Frame label={label} hint={hint} error={error} id={id}>
      {(naming) => (
        <textarea
          rows={4}
          {...rest}
          {...naming}
          className={clsx(inputClass(dense, !!error, rest.readOnly), 'py-2', className)}
        />
      )}
    </Frame>
  );
}

/** A choice among a few; `children` are `<option>`s. */
export function SelectField(props: FieldFrame & ComponentPropsWithRef<'select'>) {
  const { label, hint, error, dense = false, className, id, ...rest } = props;
  return (
    <Frame label={label} hint={hint} error={error} id={id}>
      {(naming) => (
        <select {...rest} {...naming} className={clsx(inputClass(dense, !!error), className)} />
      )}
    </Frame>
  );
}

/** A box to tick, with its sentence. */
export function CheckField(
  props: { label: ReactNode; error?: ReactNode } & ComponentPropsWithRef<'input'>,
) {
  const { label, error, ...rest } = props;
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label className="flex min-h-12 cursor-pointer items-center gap-3 type-body">
        <input
          type="checkbox"
          {...rest}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          className="size-5 flex-none accent-ink"
        />
        <span>{label}</span>
      </label>
      {error ? (
        <span id={`${id}-error`} className="type-label flex items-baseline gap-1.5 text-danger">
          <Glyph name="danger" />
          {error}
        </span>
      ) : null}
    </div>
  );
}
