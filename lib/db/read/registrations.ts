import type { RegistrationView } from '../../api/v1/registrations';
import { type Queryable, rowsOf } from './queryable';

interface RegistrationRow {
  id: number;
  auction_id: number;
  paddle: number;
  status: RegistrationView['status'];
  terms_version: number;
  created_at: Date;
  deposit: Exclude<RegistrationView['deposit'], 'not-required'>;
  deposit_minor: number | null;
  limit_minor: number | null;
  exposure_minor: number | null;
  has_priority: boolean;
}

const COLUMNS = `r.id, r.auction_id, r.paddle, r.status, r.terms_version, r.created_at, r.deposit,
  a.deposit_minor, r.limit_minor, e.exposure_minor, r.has_priority`;

const TABLES = `registration r join auction a on a.id = r.auction_id
  left join exposure e on e.registration_id = r.id`;

const toView = (row: RegistrationRow): RegistrationView => ({
  id: row.id,
  auctionId: row.auction_id,
  paddle: row.paddle,
  status: row.status,
  termsVersion: row.terms_version,
  createdAt: row.created_at.toISOString(),
  depositMinor: row.deposit_minor,
  deposit: row.deposit_minor === null ? 'not-required' : row.deposit,
  limitMinor: row.limit_minor,
  leftMinor:
    row.limit_minor === null ? null : Math.max(0, row.limit_minor - (row.exposure_minor ?? 0)),
  hasPriority: row.has_priority,
});

/** A person's registration for one sale, or null. Read your own from the primary. */
export async function registrationOf(
  db: Queryable,
  who: { auctionId: number; userId: string },
): Promise<RegistrationView | null> {
  const [row] = await rowsOf<RegistrationRow>(db, {
    name: 'read-registration-of',
    text: `select ${COLUMNS} from ${TABLES} where r.auction_id = $1 and r.user_id = $2`,
    values: [who.auctionId, who.userId],
  });
  return row ? toView(row) : null;
}

/** All registrations of a person, newest first. */
export async function registrationsOfUser(
  db: Queryable,
  userId: string,
): Promise<RegistrationView[]> {
  const rows = await rowsOf<RegistrationRow>(db, {
    name: 'read-registrations-of-user',
    text: `select ${COLUMNS} from ${TABLES} where r.user_id = $1 order by r.id desc`,
    values: [userId],
  });
  return rows.map(toView);
}

/** Registrations of a sale with who they are, by paddle: for the house alone. */
export async function registrationsOfAuction(
  db: Queryable,
  wanted: { auctionId: number; afterPaddle: number; limit: number },
): Promise<RegistrationView[]> {
  const rows = await rowsOf<RegistrationRow & { name: string; email: string }>(db, {
    name: 'read-registrations-of-auction',
    text: `select ${COLUMNS}, p.name, p.email from ${TABLES} join person p on p.id = r.user_id
      where r.auction_id = $1 and r.paddle > $2 order by r.paddle limit $3`,
    values: [wanted.auctionId, wanted.afterPaddle, wanted.limit],
  });
  return rows.map((row) => ({ ...toView(row), bidder: { name: row.name, email: row.email } }));
}
