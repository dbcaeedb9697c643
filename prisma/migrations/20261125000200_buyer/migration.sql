-- What a bidder has at stake in a sale moves out of their registration, into a row of its own: lanes share the
-- registration and only lots on which somebody with a limit bids wait for each other (LCK1).
ALTER TABLE "registration" DROP COLUMN "exposure_minor";
ALTER TABLE "registration" ADD COLUMN "deposit" TEXT NOT NULL DEFAULT 'required';
ALTER TABLE "registration" ADD CONSTRAINT registration_deposit CHECK ("deposit" IN ('required', 'held', 'released', 'kept'));
ALTER TABLE "registration" ADD COLUMN "has_priority" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "registration" ADD CONSTRAINT registration_limit CHECK ("limit_minor" IS NULL OR "limit_minor" BETWEEN 1 AND 10000000000000);

-- CreateTable
CREATE TABLE "exposure" (
    "registration_id" INTEGER NOT NULL,
    "exposure_minor" BIGINT NOT NULL,

    CONSTRAINT "exposure_pkey" PRIMARY KEY ("registration_id")
);

-- AddForeignKey
ALTER TABLE "exposure" ADD CONSTRAINT "exposure_registration_id_fkey" FOREIGN KEY ("registration_id") REFERENCES "registration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "exposure" ADD CONSTRAINT exposure_amount CHECK ("exposure_minor" >= 0);

-- What a sale asks for before anybody bids (REG4); null is nothing.
ALTER TABLE "auction" ADD COLUMN "deposit_minor" BIGINT;
ALTER TABLE "auction" ADD CONSTRAINT auction_deposit CHECK ("deposit_minor" IS NULL OR "deposit_minor" BETWEEN 1 AND 10000000000000);
