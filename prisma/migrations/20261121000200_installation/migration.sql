-- EPO1: which database this is. Houses that share a Memcached must not read each other's records:
-- epochs and ids alone are the same in all of them. Drawn once, for as long as the database lives.
ALTER TABLE "epoch" ADD COLUMN "installation" UUID NOT NULL DEFAULT gen_random_uuid();
