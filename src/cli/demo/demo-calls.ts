import type { Clock } from '../../base/clock.ts';
import type { TenantId } from '../../base/ids.ts';
import type { Database } from '../../platform/postgres/index.ts';
import {
  type AddedTenant,
  addSource,
  addSubscription,
  addTenant,
  addUser,
  type Credentials,
  setCallRecording,
} from '../../tenants/index.ts';
import { dialogue, pcm, placeTestCall, type SipPeerAddress } from '../../test-caller/index.ts';

/** The florist's contact, who may cancel by mail. */
export const CONTACT = 'biuro@magnolia.example';
const FLORIST = {
  name: 'Kwiaciarnia Magnolia',
  plan: 'Biznes',
  numbers: ['22 123 45 67', '22 123 45 68'],
  email: CONTACT,
};
const ACCOUNTANT = { name: 'Biuro Rachunkowe Saldo', plan: 'Premium', numbers: ['12 345 67 89'] };
const LOOPBACK = '127.0.0.1';
const CUSTOMER_FOR_MS = 100 * 86_400_000;

export interface DemoTenants {
  /** Records its calls. */
  readonly florist: AddedTenant & { readonly users: readonly DemoUser[] };
  /** Has recording off. */
  readonly accountant: AddedTenant;
  /** Signs in to the console. */
  readonly operator: Credentials;
  /** Of the PBX, for uploads. */
  readonly apiKey: string;
}

interface DemoUser extends Credentials {
  readonly role: 'admin' | 'supervisor' | 'agent';
}

/** The customers, since a hundred days, and a PBX. */
export async function addDemoTenants(db: Database, nowMs: number): Promise<DemoTenants> {
  const since = nowMs - CUSTOMER_FOR_MS;
  const florist = await addTenant(db, FLORIST, since);
  await setCallRecording(db, florist.tenantId, { enabled: true }, since);
  const order = { tenantId: florist.tenantId, orderedBy: 'demo', startsAt: since, orderedAt: since } as const;
  await addSubscription(db, { ...order, service: 'extended-retention', units: 2 });
  await addSubscription(db, { ...order, service: 'push' });
  const accountant = await addTenant(db, ACCOUNTANT, since);
  const { apiKey } = await addSource(db, { name: 'Demo PBX', addresses: [LOOPBACK] }, nowMs);
  // Unlike other accounts of staff, with a password that stays.
  const operator = await addUser(db, { tenantId: null, name: 'demo-operator', role: 'operator-admin' }, nowMs);
  const users: DemoUser[] = [{ role: 'admin', ...florist.panel }];
  for (const role of ['supervisor', 'agent'] as const) users.push(await addDemoUser(db, florist.tenantId, role, nowMs));
  return { florist: { ...florist, users }, accountant, operator, apiKey };
}

async function addDemoUser(db: Database, tenantId: TenantId, role: DemoUser['role'], nowMs: number): Promise<DemoUser> {
  const { login, password } = await addUser(
    db,
    { tenantId, name: `magnolia-${role}`, role, email: `${role}@magnolia.example`, extensions: ['+48221234567'] },
    nowMs,
  );
  return { role, login, password };
}

interface DemoCall {
  readonly description: string;
  readonly caller: string;
  readonly callee: string;
  /** Whether it is to be recorded. */
  readonly recorded: boolean;
}

export const DEMO_CALLS: readonly DemoCall[] = [
  { description: 'inbound from a mobile', caller: '+48512345678', callee: '+48221234567', recorded: true },
  { description: 'outbound', caller: '+48221234567', callee: '+48601112233', recorded: true },
  { description: 'inbound, caller withheld', caller: 'anonymous', callee: '+48221234568', recorded: true },
  { description: 'inbound from abroad', caller: '+4915112345678', callee: '+48221234567', recorded: true },
  { description: 'of a tenant with recording off', caller: '+48511000111', callee: '+48123456789', recorded: false },
];

/** Each call is longer than the one before, so that their recordings can be distinguished. */
const LENGTHENED_BY_MS = 400;

export interface PlacedDemoCall extends DemoCall {
  readonly status: number | null;
  readonly durationMs: number;
}

interface PlaceOptions {
  readonly sip: SipPeerAddress;
  /** Of the first call. */
  readonly durationMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Places all calls at the same time, each with two people speaking in turns; resolves when the last one has ended. */
export function placeDemoCalls({ sip, durationMs, clock, signal }: PlaceOptions): Promise<PlacedDemoCall[]> {
  return Promise.all(
    DEMO_CALLS.map(async (call, index) => {
      const callMs = durationMs + index * LENGTHENED_BY_MS;
      const voices = dialogue(callMs, index + 1);
      const { status } = await placeTestCall({
        sip,
        caller: call.caller,
        callee: call.callee,
        durationMs: callMs,
        callerAudio: pcm(voices.caller),
        calleeAudio: pcm(voices.callee),
        clock,
        signal,
      });
      return { ...call, status, durationMs: callMs };
    }),
  );
}
