import type { PageConnection } from './page-connection';
import { type PageNames, partsOf, type WatchedName, watchNames } from './watch-address';

/** Pages that watch the same; what is pushed to one is the same bytes for all of a transport. */
export interface PageGroup extends PageNames {
  pages: Set<PageConnection>;
}

/** Finds the pages that a record concerns. */
export class PageGroups {
  readonly #groups = new Map<string, PageGroup>();
  readonly #byName = new Map<WatchedName, Set<PageGroup>>();

  /** The group of pages that watch exactly these names (sorted). */
  of(names: readonly WatchedName[]): PageGroup {
    const address = names.join(',');
    const known = this.#groups.get(address);
    if (known) return known;
    const group: PageGroup = { names, parts: partsOf(names), pages: new Set() };
    this.#groups.set(address, group);
    for (const name of names) {
      this.#byName.set(name, (this.#byName.get(name) ?? new Set()).add(group));
    }
    return group;
  }

  /** Forgets a group that has no pages any more. */
  dropIfEmpty(group: PageGroup): void {
    if (group.pages.size > 0) return;
    this.#groups.delete(group.names.join(','));
    for (const name of group.names) {
      const groups = this.#byName.get(name);
      groups?.delete(group);
      if (groups?.size === 0) this.#byName.delete(name);
    }
  }

  /** Groups that watch this name itself. */
  watching(name: WatchedName): Iterable<PageGroup> {
    return this.#byName.get(name) ?? [];
  }

  /** Groups that a record concerns. */
  concerned(key: string, channel: string): Set<PageGroup> {
    const groups = new Set<PageGroup>();
    for (const name of watchNames(key, channel)) {
      for (const group of this.watching(name)) groups.add(group);
    }
    return groups;
  }

  /** Every group. */
  all(): Iterable<PageGroup> {
    return this.#groups.values();
  }
}
