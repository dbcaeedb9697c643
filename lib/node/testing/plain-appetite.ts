import type { SyncRecord } from '../../api/public-lot';
import type { Appetite } from '../appetite';

/**
 * Wants everything, or what a test says; keeps what it was given in the order it came. `poison` are
 * keys it refuses.
 */
export function plainAppetite(wants: (key: string) => boolean = () => true) {
  const taken: SyncRecord[] = [];
  const versions = new Map<string, number>();
  const proofs: string[] = [];
  const watched = new Set<string>();
  const poison = new Set<string>();
  const appetite: Appetite = {
    wants,
    heldVersion: (key) => versions.get(key) ?? 0,
    take(record) {
      if (poison.has(record.key)) return false;
      taken.push(record);
      versions.set(record.key, record.version);
      return true;
    },
    compared: (name) => [{ name, digest: null }],
    watched: () => [...watched],
    proven: (name) => proofs.push(name),
    dropAll() {
      versions.clear();
      proofs.push('dropped');
    },
  };
  return { appetite, taken, versions, proofs, watched, poison };
}
