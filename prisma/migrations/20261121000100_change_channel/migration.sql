-- ANT2: the heads of a channel, and of all channels of an auction by prefix, without reading every
-- key there is. By bytes, so that a range over a prefix is right under any collation.
CREATE INDEX "change_channel_idx" ON "change" ("channel" COLLATE "C");
