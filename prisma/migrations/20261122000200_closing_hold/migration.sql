-- What keeps lots from closing (TIM2): one row, read under the lock of every lot.
CREATE TABLE "closing_hold" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "frozen_at" TIMESTAMPTZ(3),
    "held_at" TIMESTAMPTZ(3),
    "floor_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "closing_hold_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "closing_hold" ADD CONSTRAINT closing_hold_single CHECK (id = 1);
INSERT INTO "closing_hold" DEFAULT VALUES;
