import type { PlantedBug } from './planted/bugs';
import { bundleWith } from './planted/bundle-with';

/**
 * Bundles the simulator for a thread of its own, with a bug planted in it where one is given.
 * @returns the bundle's path.
 * @throws Error where the text to be replaced does not stand exactly once in its file.
 */
export const bundleSimulator = (bug: PlantedBug | null): Promise<string> =>
  bundleWith('sim/thread.ts', bug?.edits ?? [], bug?.name ?? 'sound');
