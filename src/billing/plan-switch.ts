import { warsawDay } from '../base/warsaw-time.ts';
import { inForce, type Plan, type ServiceHistory } from '../tenants/index.ts';
import { type BillingAnchor, instantsOf, periodAt } from './billing-period.ts';
import { type PriceList, priceOn } from './price.ts';
import { endFrom, type ServiceChange } from './service-change.ts';

/**
 * What putting a tenant on a plan changes; null: nothing. A first plan, a dearer one, and going on with the present one
 * come at once; any other when the period ends. A plan without recording ends the add-ons.
 */
export function planSwitch(
  {
    history,
    anchor,
    prices,
  }: { readonly history: ServiceHistory; readonly anchor: BillingAnchor; readonly prices: PriceList },
  plan: Plan,
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
    ends: ended.flatMap((service) => endFrom(history, service, startsAt)),
    begins: { service: 'plan', plan: plan.name, units: 1, startsAt, endsAt: null },
  };
}
