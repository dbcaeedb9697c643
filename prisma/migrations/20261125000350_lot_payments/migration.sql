-- What buyers have paid for (CLS3), as whoever keeps the money reports it: the house moves none. What is written here is
-- written under the lot's lock, as a reopening is.
CREATE TABLE "lot_payment" (
    "lot_id" INTEGER NOT NULL,
    "registration_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lot_payment_pkey" PRIMARY KEY ("lot_id", "registration_id")
);

-- AddForeignKey
ALTER TABLE "lot_payment" ADD CONSTRAINT "lot_payment_lot_id_fkey" FOREIGN KEY ("lot_id") REFERENCES "lot"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "lot_payment" ADD CONSTRAINT "lot_payment_registration_id_fkey" FOREIGN KEY ("registration_id") REFERENCES "registration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
