-- Lots have a format, with terms and a book of its own. All there were until now are ascending ones.
UPDATE "lot" SET "state" = ("state" - 'priceMinor' - 'leader') || jsonb_build_object(
  'format', 'english',
  'selling', '{}'::jsonb,
  'book', jsonb_build_object('priceMinor', "state" -> 'priceMinor', 'leader', "state" -> 'leader')
) WHERE NOT "state" ? 'book';
