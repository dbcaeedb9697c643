/** One value that changes and tells; the shape that `useSyncExternalStore` takes. */
export interface Observable<T> {
  get(): T;
  set(value: T): void;
  /** @returns how to stop. */
  subscribe(listener: () => void): () => void;
}

/** An observable; setting the identical value tells nobody. */
export function createObservable<T>(initial: T): Observable<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Listeners by key: only those of the keys that changed are called. */
export interface KeyedListeners {
  subscribe(key: string, listener: () => void): () => void;
  tell(keys: Iterable<string>): void;
}

/** See `KeyedListeners`. */
export function createKeyedListeners(): KeyedListeners {
  const byKey = new Map<string, Set<() => void>>();
  return {
    subscribe(key, listener) {
      const set = byKey.get(key) ?? new Set();
      byKey.set(key, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && byKey.get(key) === set) byKey.delete(key);
      };
    },
    tell(keys) {
      const called = new Set<() => void>();
      for (const key of keys) for (const listener of byKey.get(key) ?? []) called.add(listener);
      for (const listener of called) listener();
    },
  };
}
