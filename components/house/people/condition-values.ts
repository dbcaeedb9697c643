import {
  type PatchRegistration,
  patchRegistration,
  type RegistrationView,
} from '@/lib/api/v1/registrations';
import { isCurrency, majorText } from '@/lib/shared/money';
import { ok, type Result } from '@/lib/shared/result';
import { checked, createFieldReader, type FieldFault } from '../form/faults';

/** The form of the conditions on which somebody bids: texts as typed. */
export interface ConditionValues {
  /** Blank: no limit (REG2). */
  limitMinor: string;
  hasPriority: boolean;
  deposit: { state: RegistrationView['deposit']; reference: string };
}

/** The conditions of a registration as they are. */
export const conditionsOf = (person: RegistrationView, currency: string): ConditionValues => ({
  limitMinor:
    person.limitMinor === null || !isCurrency(currency)
      ? ''
      : majorText(person.limitMinor, currency),
  hasPriority: person.hasPriority,
  deposit: { state: person.deposit, reference: '' },
});

/** What was changed of them; null when nothing was. A deposit that moved needs what names the payment. */
export function readConditions(
  values: ConditionValues,
  was: ConditionValues,
  currency: string,
): Result<PatchRegistration | null, readonly FieldFault[]> {
  const read = createFieldReader();
  const limitMinor = read.amount('limitMinor', values.limitMinor, currency) ?? null;
  const { state, reference } = values.deposit;
  const body = {
    ...(values.limitMinor.trim() !== was.limitMinor && { limitMinor }),
    ...(values.hasPriority !== was.hasPriority && { hasPriority: values.hasPriority }),
    ...(state !== was.deposit.state && { deposit: { state, reference } }),
  };
  if (Object.keys(body).length === 0 && read.faults.length === 0) return ok(null);
  return checked(patchRegistration, body, read);
}
