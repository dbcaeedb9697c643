-- Which lots of a group close before a late bid on one of them lets them (SFT6): also those that are not open yet.
DROP INDEX "lot_closing_idx";
CREATE INDEX "lot_closing_idx" ON "lot" ("closes_at", "id") WHERE "phase" IN ('scheduled', 'open');

-- The first lots of a sequence that are still to come.
CREATE INDEX "lot_to_come_idx" ON "lot" ("auction_id", "lot_number") WHERE "phase" IN ('scheduled', 'open');
