-- EDT2: what becomes of edits of a catalogue entry that somebody else changed meanwhile.
ALTER TABLE "auction" ADD COLUMN "edit_policy" TEXT NOT NULL DEFAULT 'ask';
ALTER TABLE "auction" ADD CONSTRAINT auction_edit_policy
  CHECK (edit_policy IN ('server-wins', 'merge-fields', 'ask'));

-- The saleroom notice: what is announced about a lot after its catalogue was printed.
ALTER TABLE "item" ADD COLUMN "notice" JSONB NOT NULL DEFAULT '{"en": "", "zh": ""}';

-- EDT5: edits made offline that were applied, so that one sent again is not applied again.
CREATE TABLE "item_submission" (
    "auction_id" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "lot_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "item_submission_pkey" PRIMARY KEY ("auction_id","id")
);
ALTER TABLE "item_submission" ADD CONSTRAINT "item_submission_lot_id_fkey"
  FOREIGN KEY ("lot_id") REFERENCES "item"("lot_id") ON DELETE CASCADE ON UPDATE CASCADE;
