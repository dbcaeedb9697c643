/** A text of the demo sale in both languages of the house. */
export interface DemoText {
  readonly en: string;
  readonly zh: string;
}

/** One lot of the demo sale. Amounts are minor units of the sale's currency. */
export interface CatalogueLot {
  /** 1, 2, 3 … in catalogue order. */
  readonly number: number;
  readonly title: DemoText;
  /** Two to four sentences: what it is, how it is decorated, its size. */
  readonly description: DemoText;
  readonly condition: DemoText;
  readonly estimateLowMinor: number;
  readonly estimateHighMinor: number;
  /** The least first bid. */
  readonly startMinor: number;
  /** The least price at which the lot sells, or null: it sells at any price. Never public. */
  readonly reserveMinor: number | null;
  /** Paths below `public`, whole object first, then a detail, then a view with a scale bar. */
  readonly pictures: readonly string[];
  /** What the pictures are: drawn illustrations, not photographs. */
  readonly caption: DemoText;
  /** Length that the bar in the scale picture stands for. */
  readonly scaleBarCm: number;
}

/** The demo sale as `catalogue.json` holds it. */
export interface DemoCatalogue {
  readonly sale: {
    readonly title: DemoText;
    readonly description: DemoText;
    readonly terms: DemoText;
    /** ISO 4217. */
    readonly currency: string;
  };
  readonly lots: readonly CatalogueLot[];
}
