import {
  CATALOGUE_RIGHTS,
  CATALOGUE_SCHEMA,
  type CatalogueRecord,
  type CatalogueSchema,
  catalogueAnswers,
  catalogueHead,
  catalogueRecords,
  catalogueRecordsQuery,
  catalogueSchema,
  catalogueSubmissions,
  type EditSubmission,
  type MakeSubmission,
  type SubmissionAnswer,
} from '../../../api/v1/catalogue';
import { auctionStanding } from '../../../db/read/auctions';
import { type CatalogueEntry, catalogueEntries, catalogueHeadOf } from '../../../db/read/catalogue';
import { readMoment } from '../../../db/read/moment';
import { ok } from '../../../shared/result';
import { textDigest } from '../../../sync/digest';
import type { Actor } from '../../catalogue/catalogue';
import { submitEdit } from '../../catalogue/submit-edit';
import { submitLot } from '../../catalogue/submit-lot';
import { refuse, refuseField, type Trouble } from '../../trouble';
import { actorOf } from '../actor';
import type { Desk } from '../desk';
import { problemOf } from '../problem-answer';
import { idParam, route } from '../route';

const IF_NONE_MATCH = {
  name: 'If-None-Match',
  required: false,
  description: 'The `ETag` of the last answer.',
};

const SUBMISSIONS_LIMIT_BYTES = 1024 * 1024;

/** An entry in the form that a client speaks: it hears of no field that it does not know. */
function recordOf(entry: CatalogueEntry, schema: CatalogueSchema): CatalogueRecord {
  const { id, lotNumber, clientKey, item } = entry;
  const fields = Object.fromEntries(schema.fields.map((field) => [field, item[field]]));
  return { id, lotNumber, version: item.version, clientKey, fields };
}

const refused = (id: string, trouble: Trouble): SubmissionAnswer => ({
  outcome: 'refused',
  id,
  problem: problemOf(trouble),
});

async function answerOne(
  desk: Desk,
  actor: Actor,
  one: (EditSubmission | MakeSubmission) & { auctionId: number },
): Promise<SubmissionAnswer> {
  const { id } = one;
  const schema = catalogueSchema(one.schema) ?? CATALOGUE_SCHEMA;
  if ('lot' in one) {
    const made = await submitLot(desk.catalogue, actor, one);
    if (!made.ok) return refused(id, made.error);
    return { outcome: 'accepted', id, record: recordOf(made.value, schema) };
  }
  const done = await submitEdit(desk.catalogue, actor, one);
  if (!done.ok) return refused(id, done.error);
  const { outcome, entry, fields } = done.value;
  const record = recordOf(entry, schema);
  if (outcome === 'conflict') return { outcome, id, record, fields: [...fields] };
  return { outcome, id, record };
}

/** The catalogue as clients that edit it offline keep it (EDT1–5). */
export const catalogueRoutes = [
  route({
    method: 'GET',
    path: '/auctions/:id/catalogue',
    summary: 'Read the versions of a catalogue',
    notes:
      'For clients that keep a copy: compare, then download only what is newer. Ask again with ' +
      '`If-None-Match` and the `ETag` of the last answer: 304, without a body, means unchanged.',
    who: 'clerk',
    params: idParam,
    headers: [IF_NONE_MATCH],
    status: 200,
    answer: catalogueHead,
    problems: ['not-found'],
    async handle({ identity, params }, desk) {
      const actor = actorOf(identity);
      const of = { auctionId: params.id, houseId: actor.houseId };
      const head = await catalogueHeadOf(desk.primary, of);
      if (!head) return refuse('not-found');
      const { mayChange, mayAdd } = CATALOGUE_RIGHTS[actor.role];
      const schema = CATALOGUE_SCHEMA.version;
      const body = { ...head, schema, mayChange: [...mayChange], mayAdd };
      return ok({ body, validator: textDigest(JSON.stringify(body)) });
    },
  }),
  route({
    method: 'GET',
    path: '/auctions/:id/catalogue/records',
    summary: 'Download catalogue entries',
    notes: '`ids` as `41,42`, up to 100; `schema` is the form that the client speaks.',
    who: 'clerk',
    params: idParam,
    query: catalogueRecordsQuery,
    status: 200,
    answer: catalogueRecords,
    problems: ['invalid-request', 'not-found'],
    async handle({ identity, params, query }, desk) {
      const schema = catalogueSchema(query.schema);
      if (!schema) return refuseField('/schema', 'is a version that this house does not know');
      const standing = await auctionStanding(desk.primary, params.id);
      if (standing?.houseId !== actorOf(identity).houseId) return refuse('not-found');
      const wanted = { auctionId: params.id, ids: query.ids };
      const { epoch, entries } = await catalogueEntries(desk.primary, wanted);
      return ok({ body: { epoch, records: entries.map((entry) => recordOf(entry, schema)) } });
    },
  }),
  route({
    method: 'POST',
    path: '/auctions/:id/catalogue/submissions',
    summary: 'Submit what was edited offline',
    notes:
      'Each is applied whole or not at all, once however often it is sent, and answered on its ' +
      "own. What somebody else changed meanwhile is treated as the sale's `editPolicy` says.",
    who: 'clerk',
    params: idParam,
    body: catalogueSubmissions,
    bodyLimitBytes: SUBMISSIONS_LIMIT_BYTES,
    status: 200,
    answer: catalogueAnswers,
    problems: ['invalid-request', 'undecided', 'not-found'],
    async handle({ identity, params, body }, desk) {
      const actor = actorOf(identity);
      const { epoch } = await readMoment(desk.primary);
      const answers: SubmissionAnswer[] = [];
      // One after the other: a lot made before another gets the lower number.
      for (const one of body.submissions) {
        answers.push(await answerOne(desk, actor, { ...one, auctionId: params.id }));
      }
      return ok({ body: { epoch, answers } });
    },
  }),
];
