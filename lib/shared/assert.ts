/** A broken invariant: something the code holds impossible has happened. Ends the request loudly. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * States what must hold. Not for bad input (that is a refusal), only for what can never be.
 * @throws InvariantError with `message` and the facts known at that moment.
 */
export function invariant(
  holds: unknown,
  message: string,
  known?: Record<string, unknown>,
): asserts holds {
  if (!holds) throw new InvariantError(known ? `${message} ${JSON.stringify(known)}` : message);
}

/** Closes a switch over a union: a missing case is a type error, and a throw if it happens anyway. */
export function never(value: never, what = 'value'): never {
  throw new InvariantError(`unexpected ${what}: ${JSON.stringify(value)}`);
}
