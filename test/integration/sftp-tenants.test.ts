import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { recordingFileName } from '../../src/recording/index.ts';
import { type AddedTenant, addTenant, OpenAccess, setTenantDisabled } from '../../src/tenants/index.ts';
import { describeCall } from '../kit/catalog-rows.ts';
import { startSignIns } from '../kit/catalog-sign-ins.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryKeyStore } from '../kit/memory-key-store.ts';
import { MemoryObjectStore } from '../kit/memory-object-store.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { RawSftpClient, sshClient, string } from '../kit/raw-sftp-client.ts';
import { type SftpFixture, startSftp } from '../kit/sftp-fixture.ts';
import { storeMp3 } from '../kit/store-mp3.ts';

const { db, url } = testDatabase();
const clock = new ManualClock();
const objects = new MemoryObjectStore();
const keys = new MemoryKeyStore();
const CONTENT = randomBytes(100_000);
const NO_SUCH_FILE = 2;

interface Company {
  readonly account: AddedTenant;
  readonly path: string;
}

let bakery: Company;
let garage: Company;

async function company(name: string, number: string): Promise<Company> {
  const account = await addTenant(db, { name, plan: 'Biznes', numbers: [number] }, clock.now());
  const call = describeCall(account.tenantId, { callee: `+${number}` });
  await storeMp3({ objects, keys, db, clock }, call, CONTENT);
  const file = recordingFileName(call);
  return { account, path: `/${file.slice(0, 10).replaceAll('-', '/')}/${file}` };
}

beforeAll(async () => {
  bakery = await company('Piekarnia', '48221234567');
  garage = await company('Warsztat', '48227654321');
});

/** A server as another process has it: it learns of changes from the database only. */
async function start(): Promise<SftpFixture> {
  const access = new OpenAccess({ clock: systemClock, log: quietLog });
  const stop = await access.watch(url);
  onTestFinished(() => stop());
  const catalog = { db, clock, panelWindowDays: 30 };
  const audit = new AuditLog(db, clock);
  return startSftp({ signIns: startSignIns({ db, catalog, objects, keys, audit, clock, access }) });
}

const signedIn = (at: SftpFixture, { account }: Company) =>
  sshClient(at, { username: account.ftp.login, password: account.ftp.password });

test('a tenant reads its own recordings, audited, and no other’s', async () => {
  const server = await start();
  const raw = await RawSftpClient.open(await signedIn(server, bakery));
  const handle = await raw.open(bakery.path);
  raw.read(handle, 0, 65_536);
  raw.read(handle, 65_536, 65_536);
  const parts = [await raw.answer(), await raw.answer()].map(({ rest }) => rest.subarray(4));
  expect(Buffer.concat(parts).equals(CONTENT)).toBe(true);
  for (const path of [garage.path, `/..${garage.path}`, `${garage.path}/../${garage.path.split('/').at(-1)}`]) {
    await expect(raw.open(path)).rejects.toThrow(`status ${NO_SUCH_FILE}`);
    raw.request(17, string(path));
    expect(await raw.status()).toBe(NO_SUCH_FILE);
  }
  const audited = await db
    .selectFrom('audit_events')
    .select(['tenant_id', 'actor', 'address'])
    .where('action', 'like', '%-download')
    .execute();
  expect(audited).toEqual([
    { tenant_id: bakery.account.tenantId, actor: bakery.account.ftp.login, address: '127.0.0.1' },
  ]);
});

test('a tenant that is disabled is cut off at once, and others are not', async () => {
  const server = await start();
  const [cut, kept] = [await signedIn(server, garage), await signedIn(server, bakery)];
  const closed = once(cut, 'close');
  await setTenantDisabled(db, { tenantId: garage.account.tenantId, disabled: true, now: Date.now() });
  await closed;
  await expect(signedIn(server, garage)).rejects.toThrow();
  await (await RawSftpClient.open(kept)).openFolder('/');
});
