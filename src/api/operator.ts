import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { warsawDay } from '../base/warsaw-time.ts';
import { listPrices, Orders, priceGaps, priceOn, setPrice } from '../billing/index.ts';
import { awaitingDeliveryCounter, countKeptRecordings } from '../retention/index.ts';
import { type ListedTenant, listPlans, listTenants } from '../tenants/index.ts';
import { signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, OPERATOR_STAFF, type ZodApp } from './endpoint.ts';
import {
  Fee,
  Grosze,
  Leave,
  OrderKey,
  PlanName,
  PricedService,
  Suspension,
  UnixMs,
  VatPercent,
  WarsawDay,
} from './schemas.ts';

const TenantParams = z.strictObject({ id: z.uuid() });

const OperatorTenant = z
  .object({
    id: z.uuid(),
    name: z.string(),
    plan: z.string().nullable().describe('Null: none at the moment.'),
    numbers: z.array(z.string()).readonly(),
    recordingEnabled: z.boolean(),
    retentionDays: z.int().nonnegative().describe('0: the tenant has left.'),
    pushActive: z.boolean(),
    suspension: Suspension.nullable().describe('Null: it is not suspended.'),
    leave: Leave.nullable().describe('Null: it stays.'),
  })
  .meta({ id: 'OperatorTenant' });

export const Plan = z
  .object({
    name: z.string(),
    includesRecording: z.boolean(),
    maxHolds: z.int().nonnegative().nullable().describe('The most legal holds in force of a tenant; null: no limit.'),
    maxHoldDays: z.int().positive().nullable().describe('The most days of a legal hold; null: no limit.'),
    isRetired: z.boolean().describe('The tenants that have it keep it; no other gets it.'),
  })
  .meta({ id: 'Plan' });

const OfferedPlan = Plan.extend({
  monthlyNetGrosze: Grosze.nullable().describe(
    'Today’s price; null: none is set, and whoever has the plan is not charged for it.',
  ),
}).meta({ id: 'OfferedPlan' });

const TenantList = z
  .object({ tenants: z.array(OperatorTenant).readonly(), plans: z.array(OfferedPlan).readonly() })
  .meta({ id: 'TenantList' });

const PlanChange = z.strictObject({ plan: PlanName, orderKey: OrderKey });

/** 1 000 000 zł; a larger amount is a typing error. */
const MAX_NET_GROSZE = 100_000_000;

const price = {
  service: PricedService,
  plan: PlanName.nullable().describe('Of `plan` and `legal-hold`; null for all others.'),
  fee: Fee,
  netGrosze: Grosze.min(0).max(MAX_NET_GROSZE),
  vatPercent: VatPercent,
  validFrom: WarsawDay,
};

const NewPrice = z
  .strictObject(price)
  .refine(({ service, plan }) => (service === 'plan' || service === 'legal-hold') === (plan !== null), {
    error: 'must name a plan',
    path: ['plan'],
  })
  .refine(({ service, fee }) => fee === 'monthly' || service === 'push', {
    error: 'only push has an activation fee',
    path: ['fee'],
  });

const Price = z
  .object({ ...price, setBy: z.string().describe('A login, or what imported the price.'), setAt: UnixMs })
  .meta({ id: 'Price' });

const PriceGap = z
  .object({
    service: PricedService,
    plan: z.string().nullable(),
    fee: Fee,
    until: WarsawDay.nullable().describe('From when on there is a price; null: none is set.'),
  })
  .meta({ id: 'PriceGap' });

const PriceList = z
  .object({
    prices: z.array(Price).readonly(),
    gaps: z
      .array(PriceGap)
      .readonly()
      .describe('What customers have or can have and has no price today. Legal holds without a price are free.'),
  })
  .meta({ id: 'PriceList' });

export const OPERATOR_ENDPOINTS = {
  listPrices: {
    method: 'GET',
    url: '/api/v1/operator/prices',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listPrices',
      summary: 'Every price ever set, newest day first; and what has none',
      response: { 200: PriceList },
    },
  },
  addPrice: {
    method: 'POST',
    url: '/api/v1/operator/prices',
    config: { access: OPERATOR_ADMIN, problems: ['plan-unknown', 'price-in-the-past'] },
    schema: {
      operationId: 'addPrice',
      summary: 'Sets a price from a day on',
      body: NewPrice,
      response: { 201: Price },
    },
  },
  listTenants: {
    method: 'GET',
    url: '/api/v1/operator/tenants',
    config: { access: OPERATOR_STAFF },
    schema: {
      operationId: 'listTenants',
      summary: 'Every tenant with its services, by name; and all plans',
      response: { 200: TenantList },
    },
  },
  changePlan: {
    method: 'PUT',
    url: '/api/v1/operator/tenants/:id/plan',
    config: {
      access: OPERATOR_ADMIN,
      problems: ['tenant-unknown', 'plan-unknown', 'plan-retired', 'order-key-reused'],
    },
    schema: {
      operationId: 'changePlan',
      summary: 'Changes a tenant’s plan; the same order key changes it once',
      params: TenantParams,
      body: PlanChange,
      response: { 200: OperatorTenant },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The operator's console of tenants, plans and prices. */
export function routeOperator(
  app: ZodApp,
  deps: Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'keepUndeliveredMaxDays'>,
): void {
  const { db, clock } = deps;
  const orders = new Orders({
    ...deps,
    countKept: countKeptRecordings,
    countAwaiting: awaitingDeliveryCounter(deps.keepUndeliveredMaxDays),
  });

  app.route({ ...OPERATOR_ENDPOINTS.listPrices, handler: priceList });

  async function priceList() {
    const now = clock.now();
    const prices = await listPrices(db);
    const used = new Set((await listTenants(db, now)).map(({ plan }) => plan));
    const plans = (await listPlans(db)).filter(({ name, isRetired }) => !isRetired || used.has(name));
    const names = plans.map(({ name }) => name);
    return { prices, gaps: priceGaps(prices, names, warsawDay(now)) };
  }

  app.route({
    ...OPERATOR_ENDPOINTS.addPrice,
    handler: async (request, reply) => {
      const by = { ...actorOf(request), name: signedIn(request).login };
      return reply.code(201).send(await setPrice({ ...deps, by }, request.body));
    },
  });

  app.route({
    ...OPERATOR_ENDPOINTS.listTenants,
    handler: async () => ({
      tenants: (await listTenants(db, clock.now())).map(tenantView),
      plans: await offeredPlans(),
    }),
  });

  async function offeredPlans() {
    const prices = await listPrices(db);
    const today = warsawDay(clock.now());
    return (await listPlans(db)).map((plan) => ({
      ...plan,
      monthlyNetGrosze: priceOn(prices, { service: 'plan', plan: plan.name, fee: 'monthly' }, today)?.netGrosze ?? null,
    }));
  }

  app.route({
    ...OPERATOR_ENDPOINTS.changePlan,
    handler: async (request) => {
      const tenantId = request.params.id as TenantId;
      await orders.changePlan({ ...request.body, tenantId, by: actorOf(request) });
      const tenant = (await listTenants(db, clock.now(), tenantId))[0];
      if (tenant === undefined) throw new AppError('tenant-unknown');
      return tenantView(tenant);
    },
  });
}

export function actorOf(request: FastifyRequest) {
  return { actor: signedIn(request).id, address: request.ip };
}

function tenantView({ callRecording, ...tenant }: ListedTenant) {
  return { ...tenant, recordingEnabled: callRecording.enabled };
}
