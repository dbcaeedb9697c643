/** Tickets remembered at most; only masters make them, so strangers cannot fill this. */
const REMEMBERED_MAX = 100_000;

/** The tickets that were taken from addresses, until they have expired anyway (AUT1). */
export interface UsedTickets {
  /** @returns false where it was used before, or cannot be remembered. */
  use(ticket: { id: string; expiresAtMs: number }, nowMs: number): boolean;
}

/** Remembers nothing yet: whoever made this must refuse tickets of an earlier life. */
export function createUsedTickets(max = REMEMBERED_MAX): UsedTickets {
  /** In order of use, which is nearly the order of expiry. */
  const used = new Map<string, number>();
  return {
    use({ id, expiresAtMs }, nowMs) {
      if (used.has(id)) return false;
      for (const [old, oldExpiresAtMs] of used) {
        if (oldExpiresAtMs > nowMs) break;
        used.delete(old);
      }
      if (used.size >= max) return false;
      used.set(id, expiresAtMs);
      return true;
    },
  };
}
