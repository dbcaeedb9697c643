'use client';

import { useEffect, useState } from 'react';

/** The second press must come within this long. */
const TWICE_MS = 2_000;

/**
 * What was pressed once and is to be pressed again, on the same lot as it was then: whatever changes in
 * between takes it back.
 */
export function useTwice(lotId: number, version: number) {
  const [asked, setAsked] = useState<{ name: string; lotId: number; version: number } | null>(null);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(null), TWICE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const isSame = asked?.lotId === lotId && asked.version === version;
  const name = isSame ? asked.name : null;
  return {
    /** What waits for its second press; null: nothing. */
    asked: name,
    /** True when this was the second press. */
    press(pressed: string): boolean {
      const isSecond = name === pressed;
      setAsked(isSecond ? null : { name: pressed, lotId, version });
      return isSecond;
    },
  };
}
