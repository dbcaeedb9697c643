-- What the clock looks for, and nothing else: a lot that has ended is in none of these, so its end costs their upkeep
-- no more (CLS5).
DROP INDEX "lot_phase_opens_at_idx";
DROP INDEX "lot_phase_closes_at_idx";
DROP INDEX "lot_phase_due_at_idx";
CREATE INDEX "lot_opening_idx" ON "lot" ("opens_at", "id") WHERE "phase" = 'scheduled';
CREATE INDEX "lot_closing_idx" ON "lot" ("closes_at", "id") WHERE "phase" = 'open';
CREATE INDEX "lot_due_idx" ON "lot" ("due_at", "id") WHERE "phase" = 'open';

-- How far a sale is: whether a lot of it has begun, and whether one is still to come.
CREATE INDEX "lot_auction_id_phase_idx" ON "lot" ("auction_id", "phase");
