import type { LiveConfig } from '../lib/api/live-config';

/** A lot at the start; times are milliseconds of the world's time. */
export interface LotPlan {
  readonly id: number;
  readonly sale: number;
  readonly channel: number;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
}

/** What people do. */
export type Work =
  | {
      readonly kind: 'bid';
      readonly bidder: number;
      readonly lot: number;
      /** Increments above the ask; below 0 it is refused. */
      readonly steps: number;
      readonly isMax: boolean;
      readonly isTwice: boolean;
    }
  | {
      readonly kind: 'new-lot';
      readonly master: string;
      readonly sale: number;
      readonly holdMs: number;
    }
  | { readonly kind: 'remove-lot'; readonly master: string; readonly lot: number }
  | {
      readonly kind: 'edit-item';
      readonly master: string;
      readonly lot: number;
      readonly holdMs: number;
    }
  | { readonly kind: 'configure'; readonly master: string; readonly config: Partial<LiveConfig> }
  /** The house decides on a registration. */
  | {
      readonly kind: 'decide';
      readonly master: string;
      readonly sale: number;
      readonly bidder: number;
      readonly status: 'approved' | 'declined' | 'suspended';
    }
  /** Somebody ends all their sessions, through a page or on the command line, which tells no master. */
  | {
      readonly kind: 'end-sessions';
      readonly master: string;
      readonly bidder: number;
      readonly isTold: boolean;
    }
  | { readonly kind: 'reload'; readonly page: string; readonly master: string }
  | { readonly kind: 'reopen'; readonly page: string };

/** What goes wrong, and for how long. */
export type Fault =
  | { readonly kind: 'crash'; readonly who: string; readonly told: boolean; readonly forMs: number }
  | { readonly kind: 'crash-before-telling'; readonly master: string; readonly forMs: number }
  | { readonly kind: 'lose-commit'; readonly master: string; readonly way: 'there' | 'back' }
  | { readonly kind: 'hang'; readonly who: string; readonly forMs: number }
  | {
      readonly kind: 'partition';
      readonly a: readonly string[];
      readonly b: readonly string[];
      readonly isOneWay: boolean;
      readonly forMs: number;
    }
  | {
      readonly kind: 'bad-link';
      readonly a: readonly string[];
      readonly b: readonly string[];
      readonly loss: number;
      readonly twice: number;
      readonly extraMs: number;
      readonly forMs: number;
    }
  | {
      readonly kind: 'swallow';
      readonly page: string;
      readonly share: number;
      readonly forMs: number;
    }
  | { readonly kind: 'slow-reader'; readonly page: string; readonly forMs: number }
  | { readonly kind: 'break-stream'; readonly page: string }
  /** The next answer to a poll of this page, and then all its way to that terminal for a while. */
  | { readonly kind: 'lose-answer'; readonly page: string; readonly forMs: number }
  | { readonly kind: 'sleep'; readonly page: string; readonly forMs: number }
  | { readonly kind: 'offline'; readonly page: string; readonly forMs: number }
  | { readonly kind: 'cache-flush' }
  | {
      readonly kind: 'cache-mood';
      readonly mood: 'hangs' | 'down' | 'setMs' | 'damage' | 'foreign' | 'older';
      readonly forMs: number;
    }
  | { readonly kind: 'redis-crash'; readonly forMs: number }
  | { readonly kind: 'redis-hang'; readonly forMs: number }
  /** Redis forgets to tell some of what was published. */
  | { readonly kind: 'redis-loss'; readonly share: number; readonly forMs: number }
  | { readonly kind: 'replica-lag'; readonly lagMs: number; readonly forMs: number }
  | { readonly kind: 'replica-pause'; readonly forMs: number }
  | { readonly kind: 'replica-crash'; readonly forMs: number }
  | { readonly kind: 'primary-crash'; readonly forMs: number }
  | { readonly kind: 'primary-hang'; readonly forMs: number }
  /** Somebody sets the primary's clock, forward or back, and it stays so. */
  | { readonly kind: 'clock-jump'; readonly byMs: number }
  | { readonly kind: 'slow-commit'; readonly commitMs: number; readonly forMs: number }
  | {
      readonly kind: 'promote';
      readonly astray: readonly string[];
      /** For how long before it the replica received nothing. */
      readonly cutMs: number;
      readonly foundAfterMs: number;
      readonly rebuildAfterMs: number;
    };

/** One thing of a plan. */
export type Doing = (Work | Fault) & { readonly atMs: number };
