'use client';

import { useRouter } from 'next/navigation';
import type { ApiKeyView } from '@/lib/api/v1/me';
import { KeyList } from './key-list';
import { NewKey } from './new-key';

/** Keys of the person and a form for a new one; the list is drawn anew by the server after a change. */
export function ApiKeys({ keys }: { keys: readonly ApiKeyView[] }) {
  const router = useRouter();
  const redraw = () => router.refresh();
  return (
    <div className="grid gap-8">
      <NewKey onMade={redraw} />
      <KeyList keys={keys} onRevoked={redraw} />
    </div>
  );
}
