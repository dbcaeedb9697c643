-- Who of the house acted on a lot, and why (TRM2). The ledger holds roles and the reason's salted hash only, so
-- that persons and reasons can be erased (LED6).
CREATE TABLE "house_act" (
  "lot_id" INTEGER NOT NULL,
  "entry" INTEGER NOT NULL,
  "actor_id" UUID NOT NULL,
  "second_id" UUID,
  "changes" JSONB,
  "reason" TEXT,
  "salt" BYTEA,
  CONSTRAINT "house_act_pkey" PRIMARY KEY ("lot_id", "entry"),
  CONSTRAINT house_act_salted CHECK (("reason" IS NULL) = ("salt" IS NULL))
);

-- A reopening that waits for a second person to agree (CLS3).
CREATE TABLE "reopening_wish" (
  "lot_id" INTEGER NOT NULL,
  "version" INTEGER NOT NULL,
  "actor_id" UUID NOT NULL,
  "role" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "reopening_wish_pkey" PRIMARY KEY ("lot_id")
);

-- How the closes of a sale's lots hang together (SFT6).
ALTER TABLE "auction" ADD COLUMN "cascade" JSONB;

-- Until when late bids keep the lots of a group open (SFT6); written last of all in a batch (LCK1).
CREATE TABLE "kept_open" (
  "auction_id" INTEGER NOT NULL,
  "until" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "kept_open_pkey" PRIMARY KEY ("auction_id")
);

-- The few entries that take bids back, for whoever lists bids.
CREATE INDEX "ledger_cancelled_idx" ON "ledger" ("lot_id") WHERE "kind" = 'cancelled';
