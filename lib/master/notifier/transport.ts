import type { Notice } from '../../api/node-wire';

/**
 * How one notice ended: `answered` with whatever the node said, unchecked; `not-there`: another life
 * answers at that address.
 */
export type NoticeOutcome = { kind: 'answered'; body: unknown } | { kind: 'not-there' };

/** How notices reach nodes; an argument, so that the notifier runs on a simulated network too. */
export interface NoticeTransport {
  /**
   * Delivers one notice and brings the node's answer.
   * @throws Error where no usable answer came within `deadlineMs`; then it counts as lost (NTF4).
   */
  deliver(
    to: { name: string; url: string },
    notice: Notice,
    deadlineMs: number,
  ): Promise<NoticeOutcome>;
  close(): Promise<void>;
}
