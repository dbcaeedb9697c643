/** An HTTP answer from a master: its status and its JSON, unchecked. */
export interface MasterAnswer {
  status: number;
  body: unknown;
}

/** How a node reaches masters; an argument, so that the same node runs on a simulated network. */
export interface MasterCalls {
  /**
   * Posts JSON to `<master><path>` with a fresh token (NOD1).
   * @throws Error where no answer came within `deadlineMs`.
   */
  post(master: string, path: string, body: unknown, deadlineMs: number): Promise<MasterAnswer>;
  close(): Promise<void>;
}
