-- Lots have bids that wait for their opening; terms of ascending lots and of tenders say how a limit below
-- the reserve counts; a leader has, or has not, the right to match. None of this was there until now.
UPDATE "lot" SET "state" = "state" || jsonb_build_object(
  'absentees', '[]'::jsonb,
  'selling', CASE "state" ->> 'format'
    WHEN 'english' THEN '{"belowReserve": "steps", "buyNowMinor": null}'::jsonb
    ELSE '{"belowReserve": "steps"}'::jsonb END,
  'book', CASE WHEN "state" #> '{book,leader}' = 'null'::jsonb THEN "state" -> 'book'
    ELSE jsonb_set("state" -> 'book', '{leader,hasPriority}', 'false'::jsonb) END
) WHERE NOT "state" ? 'absentees' AND "state" ->> 'format' IN ('english', 'reverse');
-- What is sold in other ways has no bids before its opening yet either.
UPDATE "lot" SET "state" = "state" || '{"absentees": []}'::jsonb WHERE NOT "state" ? 'absentees';
