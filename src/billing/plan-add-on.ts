import { AppError } from '../base/errors.ts';
import { inForce, planIncludesRecording, type ServiceHistory } from '../tenants/index.ts';
import type { BillingAnchor } from './billing-period.ts';
import { endOfService } from './cancellation-deadline.ts';
import { endFrom, type ServiceChange } from './service-change.ts';

/** What a tenant wishes to have from now on, in addition to its plan. */
export type AddOnWish =
  | {
      readonly service: 'extended-retention';
      /** How many times 30 days. */
      readonly units: number;
    }
  | { readonly service: 'push' };

interface OrderingAccount {
  readonly hostedPbx: boolean;
  readonly history: ServiceHistory;
  readonly anchor: BillingAnchor;
}

/**
 * What an order changes. More comes at once, and so does going on with what was to end; fewer units come as a
 * cancellation of the others would, confirmed on the spot. Throws `recording-not-in-plan`, `cancel-by-mail` for none,
 * `already-ordered` where nothing would change.
 */
export function planAddOn(
  { hostedPbx, history, anchor }: OrderingAccount,
  wish: AddOnWish,
  now: number,
): ServiceChange {
  if (!hostedPbx) throw new AppError('recording-not-in-plan');
  const { service } = wish;
  const units = service === 'push' ? 1 : wish.units;
  if (units === 0) throw new AppError('cancel-by-mail');
  const current = inForce(history, service, now);
  const fewer = units < (current?.units ?? 0);
  const startsAt = fewer
    ? Math.min(endOfService({ anchor, sentAt: now, confirmedAt: now }), current?.endsAt ?? Infinity)
    : now;
  const endsAt = endOfRecording(history, startsAt);
  const then = inForce(history, service, startsAt);
  if (then?.units === units && then.endsAt === endsAt) throw new AppError('already-ordered');
  return { ends: endFrom(history, service, startsAt), begins: { service, plan: null, units, startsAt, endsAt } };
}

/**
 * The first instant at or after the given one at which no plan brings recording, which ends every add-on; null where
 * none is known. Throws `recording-not-in-plan` where none brings it at the instant itself.
 */
function endOfRecording(history: ServiceHistory, at: number): number | null {
  if (!planIncludesRecording(history, at)) throw new AppError('recording-not-in-plan');
  let end: number | null = at;
  while (end !== null && planIncludesRecording(history, end)) end = inForce(history, 'plan', end)!.endsAt;
  return end;
}
