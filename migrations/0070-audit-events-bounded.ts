import { beforeFirstPartition } from './first-partition.ts';

const CHAIN = "coalesce(tenant_id, '00000000-0000-0000-0000-000000000000')";

/** The indexes that each month of the audit log will have, and a bound of what is there. */
export const migration = beforeFirstPartition(
  { table: 'audit_events', column: 'at' },
  {
    audit_events_before_pkey: 'UNIQUE ON audit_events (id, at)',
    audit_events_before_in_chain: `UNIQUE ON audit_events (${CHAIN}, seq, at)`,
    audit_events_before_under_grant: `ON audit_events (${CHAIN}, (detail ->> 'grant'), seq) WHERE detail ->> 'grant' IS NOT NULL`,
  },
);
