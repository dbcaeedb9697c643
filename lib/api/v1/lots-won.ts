/** A lot that somebody has won, and what is charged on. */
export interface LotWon {
  readonly lotId: number;
  readonly lotNumber: number;
  readonly title: { en: string; zh: string };
  /** How many units of it they won. */
  readonly units: number;
  /** The hammer price of those units together. */
  readonly hammerMinor: number;
  /** They have paid for it (PAY1). */
  readonly isPaid: boolean;
}

/** What a buyer has won in a sale, by lot number, and their paddle there. */
export interface LotsWon {
  readonly paddle: number;
  readonly lots: readonly LotWon[];
}
