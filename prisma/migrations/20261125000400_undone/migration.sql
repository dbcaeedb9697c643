-- Which steps of a lot its clerk took back: few, and asked for with every history of bids.
CREATE INDEX "ledger_undone" ON "ledger" ("lot_id") WHERE "kind" = 'undone';
