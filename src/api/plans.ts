import { z } from 'zod';
import { addPlan, editPlan, setHoldLimits } from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, type ZodApp } from './endpoint.ts';
import { actorOf, Plan } from './operator.ts';
import { PlanName } from './schemas.ts';

/** Larger limits of legal holds are typing errors. */
const MAX_HOLDS = 1_000_000;
const MAX_HOLD_DAYS = 36_500;

const NewPlan = z.strictObject({ name: PlanName, includesRecording: z.boolean() });

const PlanChange = z.strictObject({
  includesRecording: z.boolean().optional(),
  isRetired: z.boolean().optional(),
  holdLimits: z
    .strictObject({
      maxHolds: z.int().min(0).max(MAX_HOLDS).nullable(),
      maxHoldDays: z.int().min(1).max(MAX_HOLD_DAYS).nullable(),
    })
    .optional()
    .describe('Null: no limit.'),
});

export const PLAN_ENDPOINTS = {
  addPlan: {
    method: 'POST',
    url: '/api/v1/operator/plans',
    config: { access: OPERATOR_ADMIN, problems: ['plan-exists'] },
    schema: {
      operationId: 'addPlan',
      summary: 'Adds a plan; until it has a price, whoever has it is not charged for it',
      body: NewPlan,
      response: { 201: Plan },
    },
  },
  editPlan: {
    method: 'PATCH',
    url: '/api/v1/operator/plans/:name',
    config: { access: OPERATOR_ADMIN, problems: ['plan-unknown', 'plan-in-use'] },
    schema: {
      operationId: 'editPlan',
      summary: 'Changes what a plan includes and allows, or retires it; what is not given stays',
      params: z.strictObject({ name: PlanName }),
      body: PlanChange,
      response: { 200: Plan },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The operator edits the plans; `listTenants` has them. */
export function routePlans(app: ZodApp, { db, audit, clock }: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  app.route({
    ...PLAN_ENDPOINTS.addPlan,
    handler: async (request, reply) =>
      reply.code(201).send(await addPlan({ db, audit, clock, by: actorOf(request) }, request.body)),
  });

  app.route({
    ...PLAN_ENDPOINTS.editPlan,
    handler: (request) =>
      db.transaction().execute(async (transaction) => {
        const deps = { db: transaction, audit, clock, by: actorOf(request) };
        const { holdLimits, ...change } = request.body;
        const { name: plan } = request.params;
        const edited = await editPlan(deps, plan, change);
        return holdLimits === undefined ? edited : setHoldLimits(deps, { plan, ...holdLimits });
      }),
  });
}
