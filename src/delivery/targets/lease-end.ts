import { sql } from 'kysely';

/** A worker that is gone is missed after so long. By the database's clock. */
const LEASE_SECONDS = 60;

/** Until when a lease on a target that is taken or renewed now lasts. */
export function leaseEnd() {
  return sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`;
}
