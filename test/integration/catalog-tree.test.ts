import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { holdKeyId, rewrap } from '../../src/archive/index.ts';
import { type AuditEvent, AuditLog } from '../../src/audit/index.ts';
import { KnownHistories } from '../../src/catalog/index.ts';
import {
  CatalogTree,
  DayListings,
  type FoundFile,
  type RecordingTree,
  type TreeEntry,
} from '../../src/file-access/index.ts';
import type { KeyId } from '../../src/platform/key-store.ts';
import { countingQueries } from '../kit/counted-queries.ts';

import {
  audit,
  bakery,
  clock,
  company,
  db,
  garage,
  keys,
  LATE,
  objects,
  readFailures,
  withSums,
  SIZE_BYTES,
  sources,
  treeOf,
} from '../kit/two-companies.ts';

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

async function readAll(file: FoundFile, start: number): Promise<void> {
  const content = await file.open(start);
  try {
    while ((await content.read()) !== null);
  } finally {
    content.close();
  }
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
    expect(await filesBelow(treeOf(bakery), '')).toEqual(withSums(bakery.files));
    expect(await filesBelow(treeOf(garage), '')).toEqual(withSums(garage.files));
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

  test('sends no last byte of a download that cannot be audited', async () => {
    let refused = true;
    const silent = {
      ...sources,
      audit: Object.assign(Object.create(audit), {
        record: (event: AuditEvent) =>
          refused ? Promise.reject(new Error('the database is unavailable')) : audit.record(event),
      }),
    };
    const viewer = { tenantId: garage.account.tenantId, login: 'x', address: '192.0.2.1' };
    const [path, bytes] = Object.entries(garage.files)[0]!;
    const file = await new CatalogTree(silent, viewer).find(path);
    for (const start of [0, SIZE_BYTES - 1, SIZE_BYTES])
      await expect(readAll(file!, start)).rejects.toThrow('unavailable');
    // It is tried again with the next reading, and written once then.
    refused = false;
    expect((await contentOf(file!, 0)).equals(bytes)).toBe(true);
    await contentOf(file!, 100);
    const events = (await audit.list(garage.account.tenantId)).filter(({ actor }) => actor === 'x');
    expect(events.map(({ action }) => action)).toEqual(['ftp-download']);
  });

  test('what is destroyed, or due, after it was found cannot be opened, says so, and alarms nobody', async () => {
    const shop = await company('Kino', '48228887766', [{}, LATE]);
    const [due, destroyed] = Object.keys(shop.files);
    const tree = treeOf(shop);
    const found = [(await tree.find(due!))!, (await tree.find(destroyed!))!];
    const rows = await db.selectFrom('recordings').selectAll().where('tenant_id', '=', shop.account.tenantId).execute();
    for (const { object_key } of rows) objects.objects.delete(object_key);
    const destroying = { destroying_at: new Date(clock.now()), destruction_reason: 'on-request' } as const;
    await db.updateTable('recordings').set(destroying).where('tenant_id', '=', shop.account.tenantId).execute();
    for (const file of found) await expect(file.open(0)).rejects.toMatchObject({ code: 'recording-destroyed' });
    expect(await tree.find(due!)).toBeNull();
    expect(readFailures).toEqual([]);
  });

  test('what became due since it was found a while ago is not opened, although its bytes are still there', async () => {
    const shop = await company('Dworzec', '48228887755', [{}]);
    const [[path, bytes]] = Object.entries(shop.files) as [[string, Buffer]];
    const file = (await treeOf(shop).find(path))!;
    clock.advance(1000);
    expect((await contentOf(file, 0)).equals(bytes)).toBe(true);
    const destroying = { destroying_at: new Date(clock.now()), destruction_reason: 'on-request' } as const;
    await db.updateTable('recordings').set(destroying).where('tenant_id', '=', shop.account.tenantId).execute();
    clock.advance(1000);
    await expect(file.open(100)).rejects.toMatchObject({ code: 'recording-destroyed' });
    expect(readFailures).toEqual([]);
  });

  test('a file whose key was wrapped by another one since it was found is opened by that', async () => {
    const shop = await company('Teatr', '48229998877', [{}]);
    const [[path, bytes]] = Object.entries(shop.files) as [[string, Buffer]];
    const file = (await treeOf(shop).find(path))!;
    const row = await db
      .selectFrom('recordings')
      .selectAll()
      .where('tenant_id', '=', shop.account.tenantId)
      .executeTakeFirstOrThrow();
    const from = { keyId: row.key_id!, wrappedKey: row.wrapped_key! };
    await db.transaction().execute(async (transaction) => {
      const to = holdKeyId(row.id);
      const wrapped = await rewrap(transaction, keys, { recordingId: row.id, from, to });
      const changes = { key_id: wrapped.keyId, wrapped_key: wrapped.wrappedKey };
      await transaction.updateTable('recordings').set(changes).where('id', '=', row.id).execute();
    });
    keys.keys.delete(from.keyId as KeyId);
    expect((await contentOf(file, 0)).equals(bytes)).toBe(true);
    expect(readFailures).toEqual([]);
  });

  test('files are dated by their calls, folders by their days, however often they are read', async () => {
    const tree = treeOf(bakery);
    const [path] = Object.keys(bakery.files).filter((name) => name.startsWith('/2026/03/09/'));
    const before = await tree.stat(path!);
    expect(before).toMatchObject({ modifiedAt: LATE.startedAt, sizeBytes: SIZE_BYTES });
    expect(await tree.stat('/2026/03/09')).toMatchObject({ modifiedAt: Date.parse('2026-03-08T23:00:00Z') });
    clock.advance(1000);
    expect(await tree.stat(path!)).toEqual(before);
    expect((await tree.find(path!))!.entry).toEqual(before);
  });

  test('a found file has its SHA-256, which is that of its bytes', async () => {
    for (const [path, bytes] of Object.entries(bakery.files)) {
      const { sha256 } = (await treeOf(bakery).find(path))!;
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  test('is limited to the calls of a credential’s numbers', async () => {
    const shop = await company('Sklep', '48225550011', [
      { extensions: ['101'] },
      { extensions: ['102'], startedAt: LATE.startedAt },
    ]);
    const { tenantId, ftp } = shop.account;
    const viewer = { tenantId, login: ftp.login, address: '192.0.2.1', door: 'sftp', numbers: ['102'] };
    const tree = new CatalogTree(sources, viewer);
    const [own, other] = Object.keys(shop.files);
    expect(await filesBelow(tree, '')).toEqual([own, '/2026/03/09/SHA256SUMS']);
    expect([await tree.stat(other!), await tree.find(other!), await tree.stat('/2026/03/10')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(await tree.find('/2026/03/10/SHA256SUMS')).toBeNull();
    await contentOf((await tree.find(own!))!, 0);
    const [event] = await audit.list(tenantId);
    expect(event).toMatchObject({ action: 'file-download', detail: { door: 'sftp' } });
  });

  test('a small file takes one look-up and one audit event: two queries in all', async () => {
    const counted = countingQueries(db);
    const catalog = { ...sources.catalog, db: counted.db, histories: new KnownHistories() };
    const tree = new CatalogTree(
      { ...sources, catalog, audit: new AuditLog(counted.db, clock) },
      { tenantId: bakery.account.tenantId, login: 'counted', address: '192.0.2.1' },
    );
    const [path] = Object.keys(bakery.files);
    const queries = async (): Promise<number> => {
      await contentOf((await tree.find(path!))!, 0);
      return counted.taken();
    };
    // The first one reads the tenant's services and the end of its audit chain.
    await queries();
    expect([await queries(), await queries()]).toEqual([2, 2]);
  });

  test('listing a day is audited before its first name is shown, once in fifteen minutes for each who lists it', async () => {
    const { account } = await company('Apteka', '48226667788', [{}, LATE]);
    const listings = async () =>
      (await audit.list(account.tenantId))
        .filter(({ action }) => action === 'file-listing')
        .map(({ detail }) => detail);
    const shared = { ...sources, listings: new DayListings(sources) };
    const treeFrom = (address: string): RecordingTree =>
      new CatalogTree(shared, { tenantId: account.tenantId, login: account.ftp.login, address });
    const first = treeFrom('192.0.2.1').list('/2026/03/10')[Symbol.asyncIterator]();
    await first.next();
    expect(await listings()).toEqual([{ door: 'ftp', day: '2026-03-10' }]);
    for (let again = 0; again < 3; again++) await filesBelow(treeFrom('192.0.2.1'), '');
    expect(await listings()).toHaveLength(2);
    await listed(treeFrom('192.0.2.2'), '/2026/03/10');
    clock.advance(15 * 60_000);
    await listed(treeFrom('192.0.2.1'), '/2026/03/10');
    expect(await listings()).toHaveLength(4);
    // Folders, and days without recordings, have no names of calls.
    await listed(treeFrom('192.0.2.1'), '/2026/03');
    await listed(treeFrom('192.0.2.1'), '/2026/03/08');
    expect(await listings()).toHaveLength(4);
  });

  test('no name is shown of a listing that cannot be audited; the next one is audited again', async () => {
    const failing = { record: () => Promise.reject(new Error('the database is unavailable')) };
    const tree = new CatalogTree(
      { ...sources, listings: new DayListings({ audit: failing, clock }) },
      { tenantId: garage.account.tenantId, login: 'x', address: '192.0.2.1' },
    );
    for (let turn = 0; turn < 2; turn++) await expect(listed(tree, '/2026/03/10')).rejects.toThrow('unavailable');
  });
});
