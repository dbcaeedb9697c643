import type { ChangeEvent } from 'react';
import type { FieldValues } from 'react-hook-form';
import type { useCheckedForm } from './use-checked-form';

/** A field that its own component holds. */
interface HeldField {
  dense: true;
  error: string | undefined;
  value: string;
  onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => void;
}

/** What ties an input to a value: of a whole form, or of a component that holds it. */
export type BoundField =
  | HeldField
  | ReturnType<ReturnType<typeof useCheckedForm<FieldValues, unknown>>['field']>;
