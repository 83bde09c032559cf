import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import {
  accountSignIn,
  CatalogTree,
  type FoundFile,
  type RecordingTree,
  type TreeEntry,
  type TreeSources,
} from '../../src/file-access/index.ts';
import { type CallDescription, recordingFileName } from '../../src/recording/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type AddedTenant, addTenant, OpenAccess } from '../../src/tenants/index.ts';
import { describeCall, addExtendedRetention } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { startFtp } from '../kit/ftp-fixture.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryKeyStore } from '../kit/memory-key-store.ts';
import { MemoryObjectStore } from '../kit/memory-object-store.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { RawFtpClient } from '../kit/raw-ftp-client.ts';
import { storeMp3 } from '../kit/store-mp3.ts';
import { until } from '../kit/until.ts';

const SIZE_BYTES = 240_000;
/** Units of 30 days: enough to keep the oldest call of these tests. */
const LONG_KEPT = 30;
const LATE = { startedAt: Date.parse('2026-03-09T22:59:59Z') };
/** In Warsaw it is already the next year. */
const NEW_YEAR = { startedAt: Date.parse('2025-12-31T23:30:00Z') };

const { db } = testDatabase();
const clock = new ManualClock();
const objects = new MemoryObjectStore();
const keys = new MemoryKeyStore();
const audit = new AuditLog(db, clock);
const readFailures: string[] = [];
const sources: TreeSources = {
  catalog: { db, clock, panelWindowDays: 30 },
  objects,
  keys,
  onReadFailure: (recordingId, code) => void readFailures.push(`${recordingId} ${code}`),
  audit,
  clock,
};

interface Company {
  readonly account: AddedTenant;
  /** Paths and contents, sorted by path. */
  readonly files: Readonly<Record<string, Buffer>>;
}

let bakery: Company;
let garage: Company;

async function company(name: string, number: string, calls: Array<Partial<CallDescription>>): Promise<Company> {
  const account = await addTenant(db, { name, plan: 'Biznes', numbers: [number] }, clock.now());
  await addExtendedRetention(db, account.tenantId, { units: LONG_KEPT });
  const files: Record<string, Buffer> = {};
  for (const changes of calls) {
    const call = describeCall(account.tenantId, changes);
    const content = randomBytes(SIZE_BYTES);
    await storeMp3({ objects, keys, db, clock }, call, content);
    const name = recordingFileName(call);
    files[`/${name.slice(0, 10).replaceAll('-', '/')}/${name}`] = content;
  }
  return { account, files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

beforeAll(async () => {
  bakery = await company('Piekarnia', '48221234567', [{}, LATE, NEW_YEAR, { caller: '+48221230000' }]);
  garage = await company('Warsztat', '48227654321', [{}, { startedAt: Date.parse('2024-02-29T12:00:00Z') }]);
});

function treeOf({ account }: Company): RecordingTree {
  return new CatalogTree(sources, {
    tenantId: account.tenantId,
    login: account.ftp.login,
    address: '192.0.2.1',
  });
}

async function filesBelow(tree: RecordingTree, folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of tree.list(folder === '' ? '/' : folder)) {
    const path = `${folder}/${entry.name}`;
    expect(await tree.stat(path)).toEqual(entry);
    if (entry.kind === 'folder') found.push(...(await filesBelow(tree, path)));
    else found.push(path);
  }
  return found;
}

async function contentOf(file: FoundFile, start: number): Promise<Buffer> {
  const content = await file.open(start);
  const chunks: Buffer[] = [];
  for (let bytes = await content.read(); bytes !== null; bytes = await content.read()) chunks.push(Buffer.from(bytes));
  return Buffer.concat(chunks);
}

async function listed(tree: RecordingTree, folder: string): Promise<TreeEntry[]> {
  return Array.fromAsync(tree.list(folder));
}

describe('the tree over the catalog', () => {
  test('has exactly the tenant’s files, sorted by name, in folders that exist', async () => {
    expect(await filesBelow(treeOf(bakery), '')).toEqual(Object.keys(bakery.files));
    expect(await filesBelow(treeOf(garage), '')).toEqual(Object.keys(garage.files));
    expect(Object.keys(bakery.files)[0]).toMatch(/^\/2026\/01\/01\/2026-01-01_00-30-00_/);
    expect((await listed(treeOf(garage), '/')).map(({ name }) => name)).toEqual(['2024', '2026']);
  });

  test.each(['/2025', '/2026/02', '/2026/03/11', '/2026/03/10/none.mp3', '/2026/13', '/x', "/2026/03/10/'"])(
    '%s does not exist',
    async (path) => {
      const tree = treeOf(bakery);
      expect([await tree.stat(path), await tree.find(path), await listed(tree, path)]).toEqual([null, null, []]);
    },
  );

  test('opens a file at any offset up to its end, and audits it each time', async () => {
    const [path, content] = Object.entries(garage.files)[0]!;
    const tree = treeOf(garage);
    for (const start of [0, 1000, SIZE_BYTES - 1, SIZE_BYTES]) {
      const file = await tree.find(path);
      expect((await contentOf(file!, start)).equals(content.subarray(start))).toBe(true);
    }
    const events = (await audit.list(garage.account.tenantId)).filter(({ action }) => action === 'ftp-download');
    expect(events).toHaveLength(4);
    expect(events[0]).toMatchObject({ actor: garage.account.ftp.login, address: '192.0.2.1' });
    expect(events[0]!.subject).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('shows nothing of another tenant, for any path', async () => {
    const tree = treeOf(garage);
    const foreign = Object.keys(bakery.files).filter((path) => !(path in garage.files));
    expect(foreign.length).toBeGreaterThan(2);
    for (const path of foreign) expect([await tree.stat(path), await tree.find(path)]).toEqual([null, null]);
    const common = Object.keys(bakery.files).filter((path) => path in garage.files);
    expect(common).toHaveLength(1);
    const content = await contentOf((await tree.find(common[0]!))!, 0);
    expect(content.equals(garage.files[common[0]!]!)).toBe(true);
  });

  test('sends no byte of a download that cannot be audited', async () => {
    const silent = {
      ...sources,
      audit: Object.assign(Object.create(audit), {
        record: () => Promise.reject(new Error('the database is unavailable')),
      }),
    };
    const viewer = { tenantId: garage.account.tenantId, login: 'x', address: '192.0.2.1' };
    const file = await new CatalogTree(silent, viewer).find(Object.keys(garage.files)[0]!);
    await expect(file!.open(0)).rejects.toThrow('the database is unavailable');
    await until('the object is closed', () => objects.opened.at(-1)!.destroyed);
  });
});

const access = new OpenAccess({ clock: systemClock, log: quietLog });

async function signedIn(login: string, password: string): Promise<{ ftp: RawFtpClient; answer: string }> {
  const ftp = await RawFtpClient.connect(await startFtp({ authenticate: accountSignIn(db, { ...sources, access }) }));
  await ftp.reply();
  await ftp.command(`USER ${login}`);
  return { ftp, answer: await ftp.command(`PASS ${password}`) };
}

describe('over FTP', () => {
  test('each account can read only its own files', async () => {
    for (const [own, other] of [
      [bakery, garage],
      [garage, bakery],
    ] as const) {
      const { ftp } = await signedIn(own.account.ftp.login, own.account.ftp.password);
      for (const [path, content] of Object.entries(own.files)) {
        expect((await ftp.fetch(`RETR ${path}`)).content.equals(content)).toBe(true);
      }
      for (const path of Object.keys(other.files).filter((path) => !(path in own.files))) {
        for (const way of [path, `..${path}`, `/../..${path}`, `/${other.account.tenantId}${path}`]) {
          expect(await ftp.command(`SIZE ${way}`)).toMatch(/^550 /);
          expect((await ftp.fetch(`RETR ${way}`)).replies[0]).toMatch(/^550 /);
        }
      }
    }
  });

  test('no pattern and no listing of all folders shows anything else', async () => {
    for (const company of [bakery, garage]) {
      const { ftp } = await signedIn(company.account.ftp.login, company.account.ftp.password);
      const own = Object.keys(company.files);
      const names = async (command: string): Promise<string[]> =>
        (await ftp.fetch(command)).content.toString().split('\r\n').slice(0, -1);
      expect(await names('NLST /*/*/*/*')).toEqual(own);
      expect(await names('NLST ../../*/*/*/*.mp3')).toEqual(own.map((path) => `../..${path}`));
      const files = (await names('NLST -R /')).filter((name) => name.endsWith('.mp3'));
      expect(files).toEqual(own.map((path) => path.split('/').at(-1)));
    }
  });

  test('what is over its retention period is in no listing', async () => {
    const { account, files } = await company('Zegarmistrz', '48225556677', [{}, LATE]);
    const { ftp } = await signedIn(account.ftp.login, account.ftp.password);
    const listed = async (command: string): Promise<number> =>
      (await ftp.fetch(command)).content
        .toString()
        .split('\r\n')
        .filter((line) => line.endsWith('.mp3')).length;
    expect([await listed('NLST */*/*/*'), await listed('LIST -R')]).toEqual([2, 2]);
    const ms = (LONG_KEPT + 2) * 30 * 24 * 3600 * 1000;
    clock.jump(ms);
    expect([await listed('NLST */*/*/*'), await listed('LIST -R')]).toEqual([0, 0]);
    clock.jump(-ms);
    expect(await listed('NLST */*/*/*')).toBe(Object.keys(files).length);
  });

  test('a file whose object is lost is our fault: 451, and it is reported', async () => {
    const lost = await company('Kwiaciarnia', '48223334455', [{}]);
    const { id, object_key: key } = await db
      .selectFrom('recordings')
      .selectAll()
      .where('tenant_id', '=', lost.account.tenantId)
      .executeTakeFirstOrThrow();
    objects.objects.delete(key);
    const { ftp } = await signedIn(lost.account.ftp.login, lost.account.ftp.password);
    expect((await ftp.fetch(`RETR ${Object.keys(lost.files)[0]}`)).replies[0]).toMatch(/^451 /);
    expect(readFailures).toEqual([`${id} recording-lost`]);
  });

  test('a login needs its own password, and a failure is audited', async () => {
    const { ftp, answer } = await signedIn(bakery.account.ftp.login, garage.account.ftp.password);
    expect(answer).toMatch(/^530 /);
    expect(await ftp.command('CWD /2026')).toMatch(/^530 /);
    const failures = await db
      .selectFrom('audit_events')
      .selectAll()
      .where('action', '=', 'ftp-sign-in-failed')
      .execute();
    expect(failures).toMatchObject([
      { tenant_id: bakery.account.tenantId, actor: bakery.account.ftp.login, address: '127.0.0.1' },
    ]);
  });
});
