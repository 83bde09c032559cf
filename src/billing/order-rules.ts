import { AppError } from '../base/errors.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { inForce, type Plan, planIncludesRecording, type ServiceHistory } from '../tenants/index.ts';
import type { PricedAccount } from './billing-account.ts';
import { instantsOf, periodAt } from './billing-period.ts';
import { endOfService } from './cancellation-deadline.ts';
import { priceOn } from './prices.ts';
import { endService, type ServiceChange } from './service-change.ts';

/** An add-on that a tenant orders. */
export type AddOnRequest =
  | {
      readonly service: 'extended-retention';
      /** The number of additional periods of 30 days. */
      readonly units: number;
    }
  | { readonly service: 'push' };

/**
 * What the order of an add-on changes. More units, a new add-on and the continuation of an ending one begin at once. Fewer
 * units begin as if the others were cancelled and confirmed now. Throws `recording-not-in-plan`, `cancel-by-mail` for zero
 * units, `already-ordered` if nothing would change.
 */
export function addOnChange(
  { hostedPbx, history, anchor }: Pick<PricedAccount, 'hostedPbx' | 'history' | 'anchor'>,
  addOn: AddOnRequest,
  now: number,
): ServiceChange {
  if (!hostedPbx) throw new AppError('recording-not-in-plan');
  const { service } = addOn;
  const units = service === 'push' ? 1 : addOn.units;
  if (units === 0) throw new AppError('cancel-by-mail');
  const current = inForce(history, service, now);
  const fewer = units < (current?.units ?? 0);
  const startsAt = fewer
    ? Math.min(endOfService({ anchor, sentAt: now, confirmedAt: now }), current?.endsAt ?? Infinity)
    : now;
  const endsAt = endOfRecording(history, startsAt);
  const then = inForce(history, service, startsAt);
  if (then?.units === units && then.endsAt === endsAt) throw new AppError('already-ordered');
  return { ends: endService(history, service, startsAt), begins: { service, plan: null, units, startsAt, endsAt } };
}

/** What the end of the extended retention changes, cancelled and confirmed now; null: it is not in force. */
export function endOfRetention(
  { history, anchor }: Pick<PricedAccount, 'history' | 'anchor'>,
  now: number,
): ServiceChange | null {
  const current = inForce(history, 'extended-retention', now);
  if (current === null) return null;
  const endsAt = Math.min(endOfService({ anchor, sentAt: now, confirmedAt: now }), current.endsAt ?? Infinity);
  return { ends: endService(history, 'extended-retention', endsAt), begins: null };
}

/**
 * What a change of the plan changes; null: nothing. A first plan, a more expensive one, and the continuation of the present
 * one begin at once; any other begins with the next period. A plan without recording ends the add-ons.
 */
export function planChange(
  { history, anchor, prices }: Pick<PricedAccount, 'history' | 'anchor' | 'prices'>,
  plan: Pick<Plan, 'name' | 'includesRecording'>,
  now: number,
): ServiceChange | null {
  const current = inForce(history, 'plan', now)?.plan ?? null;
  const netOf = (name: string): number =>
    priceOn(prices, { service: 'plan', plan: name, fee: 'monthly' }, warsawDay(now))?.netGrosze ?? 0;
  const atOnce = current === null || current === plan.name || netOf(plan.name) > netOf(current);
  const startsAt = atOnce ? now : instantsOf(periodAt(anchor, now)).endsAt;
  const then = inForce(history, 'plan', startsAt);
  if (then?.plan === plan.name && then.endsAt === null) return null;
  const ended = plan.includesRecording ? (['plan'] as const) : (['plan', 'extended-retention', 'push'] as const);
  return {
    ends: ended.flatMap((service) => endService(history, service, startsAt)),
    begins: { service: 'plan', plan: plan.name, units: 1, startsAt, endsAt: null },
  };
}

/**
 * The first instant at or after the given one at which no plan includes recording: every add-on ends then. Null: none is
 * known. Throws `recording-not-in-plan` if no plan includes it at the given instant.
 */
function endOfRecording(history: ServiceHistory, at: number): number | null {
  if (!planIncludesRecording(history, at)) throw new AppError('recording-not-in-plan');
  let end: number | null = at;
  while (end !== null && planIncludesRecording(history, end)) end = inForce(history, 'plan', end)!.endsAt;
  return end;
}
