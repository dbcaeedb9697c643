/**
 * How many generated cases a property is held against: so many in `npm test`, all of them
 * `PROPERTY_RUNS` where that is set (10,000 in the nightly run).
 */
export const runs = (inTests: number): number => Number(process.env.PROPERTY_RUNS ?? inTests);
