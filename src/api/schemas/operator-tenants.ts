import { z } from 'zod';
import { OrderKey, PlanName } from './service.ts';

export const TenantParams = z.strictObject({ id: z.uuid() });

export const OperatorTenant = z
  .object({
    id: z.uuid(),
    name: z.string(),
    plan: z.string().nullable().describe('Null: none at the moment.'),
    numbers: z.array(z.string()).readonly(),
    recordingEnabled: z.boolean(),
    retentionDays: z.int().positive(),
    pushActive: z.boolean(),
  })
  .meta({ id: 'OperatorTenant' });

const Plan = z.object({ name: z.string(), includesRecording: z.boolean() }).meta({ id: 'Plan' });

export const TenantList = z
  .object({ tenants: z.array(OperatorTenant).readonly(), plans: z.array(Plan).readonly() })
  .meta({ id: 'TenantList' });

export const PlanChange = z.strictObject({ plan: PlanName, orderKey: OrderKey });
