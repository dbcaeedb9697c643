'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { z } from 'zod';
import { BROWSER_PORTS } from '@/lib/live/browser';
import { callApi } from '../api/call-api';
import { keepSession, type SessionState } from './keep-session';

/** Read from the primary, not from the copy in the cookie: only then is a new copy signed. */
const PATH = '/api/auth/get-session?disableCookieCache=true';
const RENEWED = 'lotcast-session-renewed';

const session = z.looseObject({ user: z.looseObject({ id: z.string() }) }).nullable();

async function renew(userId: string): Promise<SessionState> {
  const got = await callApi({ method: 'GET', path: PATH, answer: session });
  if (!got.ok) return 'unreachable';
  return got.value?.user.id === userId ? 'kept' : 'changed';
}

function readRenewedMs(): number | null {
  try {
    const ms = Number(localStorage.getItem(RENEWED) ?? Number.NaN);
    return Number.isFinite(ms) ? ms : null;
  } catch {
    return null;
  }
}

function writeRenewedMs(ms: number) {
  try {
    localStorage.setItem(RENEWED, String(ms));
  } catch {
    // Nothing is kept here: then each page renews it once.
  }
}

function onVisible(told: () => void): () => void {
  document.addEventListener('visibilitychange', told);
  return () => document.removeEventListener('visibilitychange', told);
}

/** Keeps the session of the person the page was drawn for; draws it anew when that is over. */
export function SessionKeeper({ userId }: { userId: string }) {
  const router = useRouter();
  useEffect(
    () =>
      keepSession({
        ...BROWSER_PORTS,
        renew: () => renew(userId),
        isVisible: () => document.visibilityState === 'visible',
        onVisible,
        readRenewedMs,
        writeRenewedMs,
        changed: () => router.refresh(),
      }),
    [userId, router],
  );
  return null;
}
