-- An entry may commit to more than a maximum: to a reserve.
ALTER TABLE "ledger_opening" RENAME COLUMN "max_minor" TO "amount_minor";
ALTER TABLE "ledger_opening" ADD COLUMN "of" TEXT NOT NULL DEFAULT 'max';
ALTER TABLE "ledger_opening" ALTER COLUMN "of" DROP DEFAULT;
ALTER TABLE "ledger_opening" DROP CONSTRAINT "ledger_opening_pkey";
ALTER TABLE "ledger_opening" ADD CONSTRAINT "ledger_opening_pkey" PRIMARY KEY ("lot_id", "entry", "of");
ALTER TABLE "ledger_opening" ADD CONSTRAINT ledger_opening_of CHECK ("of" IN ('max', 'reserve'));
