import { AUDIT_ROUTES } from './contract/audit.ts';
import { BILLING_ROUTES } from './contract/billing.ts';
import { CALL_ROUTES } from './contract/calls.ts';
import type { Endpoint } from './contract/endpoint.ts';
import { OPERATION_ROUTES } from './contract/operations.ts';
import { OPERATOR_ROUTES } from './contract/operator.ts';
import { PBX_ROUTES } from './contract/pbx.ts';
import { PUSH_ROUTES } from './contract/push.ts';
import { SERVICE_ROUTES } from './contract/services.ts';
import { SESSION_ROUTES } from './contract/session.ts';

export type { Endpoint } from './contract/endpoint.ts';

/** Every route, by its operation's name. The OpenAPI document is made of this table. */
export const CONTRACT = {
  ...SESSION_ROUTES,
  ...CALL_ROUTES,
  ...SERVICE_ROUTES,
  ...BILLING_ROUTES,
  ...PUSH_ROUTES,
  ...AUDIT_ROUTES,
  ...OPERATOR_ROUTES,
  ...PBX_ROUTES,
  ...OPERATION_ROUTES,
} as const satisfies Record<string, Endpoint>;

export type Operation = keyof typeof CONTRACT;
