-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "session_generation" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "token" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "user_id" UUID NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_request" BIGINT NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" SERIAL NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "house" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "house_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "user_id" UUID NOT NULL,
    "house_id" INTEGER NOT NULL,
    "role" TEXT NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("user_id","house_id")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID,
    "house_id" INTEGER,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ladder" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "bands" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ladder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auction" (
    "id" SERIAL NOT NULL,
    "house_id" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL DEFAULT 1,
    "currency" TEXT NOT NULL,
    "ladder_id" INTEGER NOT NULL,
    "approval" TEXT NOT NULL DEFAULT 'auto',
    "terms_version" INTEGER NOT NULL DEFAULT 1,
    "charges" JSONB NOT NULL,
    "soft_close" JSONB,
    "stale_bid" TEXT NOT NULL DEFAULT 'accept',
    "opens_at" TIMESTAMPTZ(3),
    "closes_at" TIMESTAMPTZ(3),
    "lots_made" INTEGER NOT NULL DEFAULT 0,
    "next_paddle" INTEGER NOT NULL DEFAULT 101,
    "body" JSONB NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "auction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sale" (
    "auction_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "title" JSONB NOT NULL,
    "description" JSONB NOT NULL,
    "terms" JSONB NOT NULL,

    CONSTRAINT "sale_pkey" PRIMARY KEY ("auction_id")
);

-- CreateTable
CREATE TABLE "lot" (
    "id" SERIAL NOT NULL,
    "auction_id" INTEGER NOT NULL,
    "lot_number" INTEGER NOT NULL,
    "channel" INTEGER NOT NULL,
    "phase" TEXT NOT NULL,
    "ladder_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "entry" INTEGER NOT NULL DEFAULT 0,
    "head" BYTEA,
    "opens_at" TIMESTAMPTZ(3) NOT NULL,
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "state" JSONB NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "item" (
    "lot_id" INTEGER NOT NULL,
    "auction_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "title" JSONB NOT NULL,
    "description" JSONB NOT NULL,
    "condition" JSONB NOT NULL,
    "estimate_low_minor" BIGINT,
    "estimate_high_minor" BIGINT,
    "pictures" JSONB NOT NULL DEFAULT '[]',
    "client_key" UUID,

    CONSTRAINT "item_pkey" PRIMARY KEY ("lot_id")
);

-- CreateTable
CREATE TABLE "registration" (
    "id" SERIAL NOT NULL,
    "auction_id" INTEGER NOT NULL,
    "user_id" UUID NOT NULL,
    "paddle" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "terms_version" INTEGER NOT NULL,
    "limit_minor" BIGINT,
    "exposure_minor" BIGINT NOT NULL DEFAULT 0,
    "session_generation" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" UUID,

    CONSTRAINT "registration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger" (
    "lot_id" INTEGER NOT NULL,
    "entry" INTEGER NOT NULL,
    "bid_id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "registration_id" INTEGER,
    "paddle" INTEGER,
    "public_amount_minor" BIGINT,
    "code" TEXT,
    "line" TEXT NOT NULL,
    "prev_hash" BYTEA,
    "hash" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_pkey" PRIMARY KEY ("lot_id","entry")
);

-- CreateTable
CREATE TABLE "ledger_opening" (
    "lot_id" INTEGER NOT NULL,
    "entry" INTEGER NOT NULL,
    "max_minor" BIGINT NOT NULL,
    "salt" BYTEA NOT NULL,

    CONSTRAINT "ledger_opening_pkey" PRIMARY KEY ("lot_id","entry")
);

-- CreateTable
CREATE TABLE "bid_key" (
    "lot_id" INTEGER NOT NULL,
    "bidder_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "entry" INTEGER,
    "status" INTEGER NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bid_key_pkey" PRIMARY KEY ("lot_id","bidder_id","key")
);

-- CreateTable
CREATE TABLE "change" (
    "key" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "gone" BOOLEAN NOT NULL DEFAULT false,
    "xid" BIGINT NOT NULL,

    CONSTRAINT "change_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "epoch" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "epoch" INTEGER NOT NULL,
    "timeline" INTEGER NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "epoch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "node" (
    "name" TEXT NOT NULL,
    "incarnation" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "public_url" TEXT,
    "registered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "node_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "setting" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,
    "body" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "rate_limit_key_key" ON "rate_limit"("key");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_user_id_idx" ON "api_key"("user_id");

-- CreateIndex
CREATE INDEX "audit_subject_at_idx" ON "audit"("subject", "at");

-- CreateIndex
CREATE INDEX "auction_state_idx" ON "auction"("state");

-- CreateIndex
CREATE INDEX "lot_phase_opens_at_idx" ON "lot"("phase", "opens_at");

-- CreateIndex
CREATE INDEX "lot_phase_closes_at_idx" ON "lot"("phase", "closes_at");

-- CreateIndex
CREATE UNIQUE INDEX "lot_auction_id_lot_number_key" ON "lot"("auction_id", "lot_number");

-- CreateIndex
CREATE UNIQUE INDEX "item_auction_id_client_key_key" ON "item"("auction_id", "client_key");

-- CreateIndex
CREATE INDEX "registration_user_id_idx" ON "registration"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "registration_auction_id_user_id_key" ON "registration"("auction_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "registration_auction_id_paddle_key" ON "registration"("auction_id", "paddle");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_bid_id_key" ON "ledger"("bid_id");

-- CreateIndex
CREATE INDEX "ledger_registration_id_bid_id_idx" ON "ledger"("registration_id", "bid_id");

-- CreateIndex
CREATE INDEX "change_xid_idx" ON "change"("xid");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_house_id_fkey" FOREIGN KEY ("house_id") REFERENCES "house"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auction" ADD CONSTRAINT "auction_house_id_fkey" FOREIGN KEY ("house_id") REFERENCES "house"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auction" ADD CONSTRAINT "auction_ladder_id_fkey" FOREIGN KEY ("ladder_id") REFERENCES "ladder"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sale" ADD CONSTRAINT "sale_auction_id_fkey" FOREIGN KEY ("auction_id") REFERENCES "auction"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lot" ADD CONSTRAINT "lot_auction_id_fkey" FOREIGN KEY ("auction_id") REFERENCES "auction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lot" ADD CONSTRAINT "lot_ladder_id_fkey" FOREIGN KEY ("ladder_id") REFERENCES "ladder"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "item" ADD CONSTRAINT "item_lot_id_fkey" FOREIGN KEY ("lot_id") REFERENCES "lot"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration" ADD CONSTRAINT "registration_auction_id_fkey" FOREIGN KEY ("auction_id") REFERENCES "auction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "registration" ADD CONSTRAINT "registration_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger" ADD CONSTRAINT "ledger_lot_id_fkey" FOREIGN KEY ("lot_id") REFERENCES "lot"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the schema language cannot say --------------------------------------------------------

-- LED1: the ledger and the ladders are append-only.
CREATE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are append-only', TG_TABLE_NAME USING ERRCODE = 'raise_exception';
END
$$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON "ledger"
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON "ledger"
  FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
CREATE TRIGGER ladder_append_only BEFORE UPDATE OR DELETE ON "ladder"
  FOR EACH ROW EXECUTE FUNCTION forbid_change();

-- Wrong states are unwritable.
ALTER TABLE "auction" ADD CONSTRAINT auction_state CHECK (state IN ('draft', 'published', 'live', 'ended'));
ALTER TABLE "auction" ADD CONSTRAINT auction_approval CHECK (approval IN ('auto', 'manual'));
ALTER TABLE "auction" ADD CONSTRAINT auction_stale_bid CHECK (stale_bid IN ('accept', 'confirm'));
ALTER TABLE "auction" ADD CONSTRAINT auction_currency CHECK (currency ~ '^[A-Z]{3}$');
ALTER TABLE "lot" ADD CONSTRAINT lot_phase CHECK (phase IN ('scheduled', 'open', 'held', 'sold', 'passed', 'withdrawn'));
ALTER TABLE "lot" ADD CONSTRAINT lot_times CHECK (opens_at < closes_at);
ALTER TABLE "lot" ADD CONSTRAINT lot_counters CHECK (version >= 1 AND entry >= 0 AND (entry = 0) = (head IS NULL));
ALTER TABLE "registration" ADD CONSTRAINT registration_status CHECK (status IN ('pending', 'approved', 'declined', 'suspended'));
ALTER TABLE "membership" ADD CONSTRAINT membership_role CHECK (role IN ('clerk', 'auctioneer', 'admin'));
ALTER TABLE "node" ADD CONSTRAINT node_kind CHECK (kind IN ('terminal', 'cache-agent'));
ALTER TABLE "epoch" ADD CONSTRAINT epoch_single CHECK (id = 1);
ALTER TABLE "setting" ADD CONSTRAINT setting_single CHECK (id = 1);

-- The first house, the first epoch, settings at their defaults.
INSERT INTO "house" (name) VALUES ('Lotcast');
INSERT INTO "epoch" (epoch, timeline) VALUES (1, 1);
INSERT INTO "setting" (body) VALUES ('{}');
