/** An expected outcome that may be a refusal. Broken invariants throw instead (see assert.ts). */
export type Result<T, E> = { ok: true; value: T } | { ok: false; error: E };

/** A success. */
export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

/** An expected refusal. */
export const err = <E>(error: E): { ok: false; error: E } => ({ ok: false, error });
