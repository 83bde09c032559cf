export { type Claimed, claimDue, isAnyDue, type Outbox } from './outbox.ts';
export { type Lease, leaseEnd, withLease } from './lease.ts';
