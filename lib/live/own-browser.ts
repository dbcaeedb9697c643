import './no-eval';
import type { z } from 'zod';
import { liveTicket } from '../api/v1/live-tickets';
import { ownRegistration } from '../api/v1/registrations';
import type { OwnPorts } from './own';

/** What a master answers: `refused` where it will not, null where nobody answers. */
async function askMaster<T>(
  path: string,
  shape: z.ZodType<T>,
  body?: unknown,
): Promise<T | 'refused' | null> {
  const init: RequestInit = { cache: 'no-store' };
  if (body !== undefined) {
    init.method = 'POST';
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(path, init);
    if (response.status >= 500 || response.status === 429) return null;
    const parsed = response.ok ? shape.safeParse(await response.json()) : null;
    return parsed?.success ? parsed.data : 'refused';
  } catch {
    return null;
  }
}

/** The reader's own affairs, as the API tells them (AUT1, PSH10). */
export const OWN_PORTS: OwnPorts = {
  askTicket: ({ channel, terminal }) =>
    askMaster('/api/v1/live-tickets', liveTicket, {
      channel,
      ...(terminal !== null && { terminal }),
    }),
  askOwn: (id) => askMaster(`/api/v1/me/registrations/${id}`, ownRegistration),
};
