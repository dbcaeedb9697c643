'use client';

import { useId, useState } from 'react';
import {
  type DefaultValues,
  type FieldErrors,
  type FieldPath,
  type FieldValues,
  get,
  set,
  useForm,
} from 'react-hook-form';
import { useTranslations } from 'use-intl/react';
import type { Result } from '@/lib/shared/result';
import type { ApiTrouble } from '../../api/call-api';
import { useTroubleWords } from '../../api/use-trouble-words';
import type { FormProblem } from '../../ui/error-summary';
import { type FieldFault, refusedFields } from './faults';

interface CheckedForm<V, B> {
  values: V;
  /** Reads the form into a request, or says what is wrong. */
  read: (values: V) => Result<B, readonly FieldFault[]>;
  /** What a path is called on this form, for "Title: fill this in." */
  nameOf: (field: string) => string;
}

/** Paths with a message, in the order of the form's values. */
function messagesOf(errors: object, path = ''): { field: string; message: string }[] {
  return Object.entries(errors).flatMap(([key, value]) => {
    if (key === 'ref' || typeof value !== 'object' || value === null) return [];
    const field = path === '' ? key : `${path}.${key}`;
    const { message } = value as { message?: unknown };
    return typeof message === 'string' ? [{ field, message }] : messagesOf(value, field);
  });
}

/**
 * A form whose values are texts as typed and whose submission is a request of the API. Errors stand
 * beside their fields and in a summary; what the house refuses finds its field; input is kept.
 */
export function useCheckedForm<V extends FieldValues, B>(options: CheckedForm<V, B>) {
  const faultWords = useTranslations('house.faults');
  const troubleWords = useTroubleWords();
  const idPrefix = useId();
  const [refusal, setRefusal] = useState<ApiTrouble | null>(null);
  const { nameOf } = options;
  const words = ({ field, kind, max = 0 }: FieldFault) =>
    faultWords(kind, { field: nameOf(field), max });
  const form = useForm<V, unknown, { body: B }>({
    defaultValues: options.values as DefaultValues<V>,
    shouldFocusError: false,
    resolver: (values) => {
      const read = options.read(values);
      if (read.ok) return { values: { body: read.value }, errors: {} };
      const errors: FieldErrors<V> = {};
      for (const fault of read.error) {
        if (!get(errors, fault.field))
          set(errors, fault.field, { type: 'fault', message: words(fault) });
      }
      return { values: {}, errors };
    },
  });
  const { errors, submitCount, isSubmitting } = form.formState;
  const idOf = (field: string) => `${idPrefix}${field}`;

  /** Sends the request; `done` with its answer. */
  const submit = <T>(
    send: (body: B) => Promise<Result<T, ApiTrouble>>,
    done: (answer: T, body: B) => void,
  ) =>
    form.handleSubmit(async ({ body }) => {
      setRefusal(null);
      const answer = await send(body);
      if (answer.ok) return done(answer.value, body);
      const faults = refusedFields(answer.error.problem);
      for (const fault of faults) {
        form.setError(fault.field as FieldPath<V>, { type: 'refused', message: words(fault) });
      }
      if (faults.length === 0) setRefusal(answer.error);
    });

  const problems: FormProblem[] = messagesOf(errors).map(({ field, message }) => ({
    message,
    fieldId: idOf(field),
  }));
  if (refusal) problems.push({ message: troubleWords(refusal) });
  return {
    form,
    /** Everything that a field of `components/ui/field` needs for a path. */
    field: (path: FieldPath<V>) => {
      const message = (get(errors, path) as { message?: unknown } | undefined)?.message;
      return {
        id: idOf(path),
        dense: true,
        error: typeof message === 'string' ? message : undefined,
        ...form.register(path),
      };
    },
    submit,
    problems,
    attempt: submitCount,
    isBusy: isSubmitting,
    /** Why the house refused as a whole; null when it did not. */
    refusal,
    /** Takes other values in, and what was wrong with those before away. */
    load: (values: V) => {
      setRefusal(null);
      form.reset(values);
    },
  };
}
