-- CreateTable
CREATE TABLE "ledger_head" (
    "auction_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "salt" BYTEA NOT NULL,
    "lots" INTEGER NOT NULL,
    "blocks" BYTEA NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_head_pkey" PRIMARY KEY ("auction_id","seq")
);

-- CreateTable
CREATE TABLE "ledger_head_lot" (
    "auction_id" INTEGER NOT NULL,
    "lot_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "entry" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "ledger_head_lot_pkey" PRIMARY KEY ("auction_id","lot_id","seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "ledger_head_lot_auction_id_place_seq_key" ON "ledger_head_lot"("auction_id", "place", "seq");

-- AddForeignKey
ALTER TABLE "ledger_head" ADD CONSTRAINT "ledger_head_auction_id_fkey" FOREIGN KEY ("auction_id") REFERENCES "auction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was published stands for ever.
CREATE TRIGGER ledger_head_append_only BEFORE UPDATE OR DELETE ON "ledger_head"
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON "ledger_head"
  FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER ledger_head_lot_append_only BEFORE UPDATE OR DELETE ON "ledger_head_lot"
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER ledger_head_lot_no_truncate BEFORE TRUNCATE ON "ledger_head_lot"
  FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
