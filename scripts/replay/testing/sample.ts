/** A few recorded auctions, one for each way in which a lot can end. */
export const SAMPLE_FILE = 'demo/replay-sample.csv';

/** How they end by hand, from the ladder and the rules; so also through the house and the engine. */
export const SAMPLE_LAST_LINE = 'lots=8 exact=6 reserve=1 differ=1 refused=1';
