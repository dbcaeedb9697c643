-- When the clock next has something to do with an open lot: not always at the close that pages are told (DUT2).
ALTER TABLE "lot" ADD COLUMN "due_at" TIMESTAMPTZ(3);
UPDATE "lot"
   SET "due_at" = "closes_at" + ("state" ->> 'closeGraceMs')::int * interval '1 ms'
 WHERE "phase" = 'open' AND NOT "body" ? 'saleroom';

-- CreateIndex
CREATE INDEX "lot_phase_due_at_idx" ON "lot"("phase", "due_at");
