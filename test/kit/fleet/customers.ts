import { addDays, startOfWarsawDay, type WarsawDay, warsawDay } from '../../../src/base/warsaw-time.ts';
import { saveTarget } from '../../../src/delivery/index.ts';
import type { KeyStore } from '../../../src/platform/key-store.ts';
import type { Database } from '../../../src/platform/postgres/index.ts';
import { type AddedTenant, addSource, addTenant, setCallRecording } from '../../../src/tenants/index.ts';
import { addPushSubscription } from '../push-rows.ts';
import type { Openssh } from '../push/openssh.ts';
import { HERE } from './lan.ts';

/** A customer whose packages go to a folder of an SFTP server here. */
export interface Customer extends AddedTenant {
  readonly name: string;
  readonly number: string;
  readonly folder: string;
}

export interface Customers {
  readonly all: readonly Customer[];
  /** Of the PBX, which is here. */
  readonly apiKey: string;
  /** The days whose packages are sent. */
  readonly days: readonly WarsawDay[];
}

const COMPANIES = [
  ['Piekarnia', '+48221234567'],
  ['Warsztat', '+48587654321'],
] as const;
/** Customers since then; the plan Biznes keeps 30 days. */
const SINCE_DAYS = 60;
const PUSH_SINCE_DAYS = 4;

export async function addCustomers(db: Database, keys: KeyStore, sftp: Openssh): Promise<Customers> {
  const today = warsawDay(Date.now());
  const since = startOfWarsawDay(addDays(today, -SINCE_DAYS));
  const { apiKey } = await addSource(db, { name: 'PBX', addresses: [HERE] }, Date.now());
  const all: Customer[] = [];
  for (const [name, number] of COMPANIES) {
    const tenant = await addTenant(db, { name, plan: 'Biznes', numbers: [number] }, since);
    await setCallRecording(db, tenant.tenantId, { enabled: true }, since);
    await addPushSubscription(db, tenant.tenantId, startOfWarsawDay(addDays(today, -PUSH_SINCE_DAYS)));
    const folder = sftp.folder.makeFolder(`files/${name}`);
    const target = sftp.settings({ host: HERE, folder });
    const sending = { form: 'tree', readBack: false, connections: 2, bytesPerSecond: null } as const;
    const settings = { target, publicKey: null, ...sending, keepUndelivered: false, hook: null };
    await saveTarget({ db, keys }, tenant.tenantId, settings, Date.now());
    all.push({ ...tenant, name, number, folder });
  }
  return { all, apiKey, days: [addDays(today, -2), addDays(today, -1)] };
}
