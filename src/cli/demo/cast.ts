import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import {
  type AddedTenant,
  addSource,
  addSubscription,
  addTenant,
  addUser,
  setCallRecording,
} from '../../tenants/index.ts';

/** Who takes part: a tenant that records, with its users, and one that has recording off. */
export interface Cast {
  readonly florist: AddedTenant & { readonly users: readonly DemoUser[] };
  readonly accountant: AddedTenant;
}

export interface DemoUser {
  readonly role: 'admin' | 'supervisor' | 'agent';
  readonly login: string;
  readonly password: string;
}

export interface DemoCall {
  readonly about: string;
  readonly caller: string;
  readonly callee: string;
  readonly recorded: boolean;
}

const FLORIST = { name: 'Kwiaciarnia Magnolia', plan: 'Biznes', numbers: ['22 123 45 67', '22 123 45 68'] };
const ACCOUNTANT = { name: 'Biuro Rachunkowe Saldo', plan: 'Premium', numbers: ['12 345 67 89'] };
const LOOPBACK = '127.0.0.1';

export const DEMO_CALLS: readonly DemoCall[] = [
  { about: 'inbound from a mobile', caller: '+48512345678', callee: '+48221234567', recorded: true },
  { about: 'outbound', caller: '+48221234567', callee: '+48601112233', recorded: true },
  { about: 'inbound, caller hidden', caller: 'anonymous', callee: '+48221234568', recorded: true },
  { about: 'inbound from abroad', caller: '+4915112345678', callee: '+48221234567', recorded: true },
  { about: 'of a tenant with recording off', caller: '+48511000111', callee: '+48123456789', recorded: false },
];

export async function prepareCast(db: Database, nowMs: number): Promise<Cast> {
  const florist = await addTenant(db, FLORIST, nowMs);
  await setCallRecording(db, florist.tenantId, { enabled: true }, nowMs);
  const push = { tenantId: florist.tenantId, service: 'push', orderedBy: 'demo' } as const;
  await addSubscription(db, { ...push, startsAt: nowMs, orderedAt: nowMs });
  const accountant = await addTenant(db, ACCOUNTANT, nowMs);
  await addSource(db, { name: 'Demo PBX', address: LOOPBACK }, nowMs);
  const users: DemoUser[] = [{ role: 'admin', ...florist.panel }];
  for (const role of ['supervisor', 'agent'] as const) users.push(await addDemoUser(db, florist.tenantId, role, nowMs));
  return { florist: { ...florist, users }, accountant };
}

async function addDemoUser(db: Database, tenantId: TenantId, role: DemoUser['role'], nowMs: number): Promise<DemoUser> {
  const { login, password } = await addUser(
    db,
    { tenantId, name: `magnolia-${role}`, role, extensions: ['+48221234567'] },
    nowMs,
  );
  return { role, login, password };
}
