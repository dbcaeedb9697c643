-- The few entries that set what bidders go by, for every page of a lot.
CREATE INDEX "ledger_terms_idx" ON "ledger" ("lot_id", "entry") WHERE "kind" IN ('opened', 'termsSet', 'incrementSet', 'reopened');
