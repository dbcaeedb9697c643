import { useLiveStatus } from '@/lib/live/hooks';
import { useLivePorts } from '@/lib/live/live-context';

/** What a person can do about a page that is not current: have it look, or load it anew (WIR4). */
export function useRemedy(): { word: 'checkNow' | 'reload'; run: () => void } {
  const { live } = useLivePorts();
  const { connection } = useLiveStatus();
  return connection === 'outdated'
    ? { word: 'reload', run: () => window.location.reload() }
    : { word: 'checkNow', run: () => live.check('asked') };
}
