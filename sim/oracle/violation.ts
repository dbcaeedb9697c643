/** A promise that was broken. */
export interface Violation {
  /** The guarantee or rule: `G4`, `NTF`, … */
  readonly rule: string;
  readonly line: string;
  readonly atMs: number;
}

/** Notes a broken promise; the first one ends the run. */
export type Fail = (rule: string, line: string) => void;
