import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { audioOf, DAY_MS } from '../../test/kit/retention-fixture.ts';
import { ANNA, BARTEK, COMPANY, OPERATOR, PERSON, RodoFixture, transferredTo } from '../../test/kit/rodo-fixture.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { runProgram } from '../../test/kit/run-program.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { unzip } from '../../test/kit/unzip.ts';
import type { RodoRequestId, TenantId } from '../base/ids.ts';
import { deleteEndedPackages } from './access-package.ts';
import { openPackage, packageOf, type RequestKey, workOnRequests } from './index.ts';

const { db } = testDatabase();
let fixture: RodoFixture;
let tenant: TenantId;
let other: TenantId;

beforeEach(async () => {
  fixture = new RodoFixture(db);
  tenant = await insertTenant(db);
  other = await insertTenant(db, 'Warsztat');
});

async function ordered(recordings = true): Promise<RequestKey> {
  const key = await fixture.open(tenant, 'access');
  await fixture.requests.orderPackage(key, recordings, ANNA);
  return key;
}

async function downloaded(key: RequestKey): Promise<Buffer> {
  return buffer((await openPackage(fixture, key, ANNA)).content);
}

/** Objects and keys of packages. */
function leftOfPackages(): string[] {
  return [...fixture.objects.objects.keys(), ...fixture.keys.keys.keys()].filter((name) => /rodo/.test(name));
}

interface Manifest {
  readonly calls: readonly {
    readonly role: string;
    readonly caller: string | null;
    readonly tags: readonly string[];
    readonly notes: readonly { readonly text: string }[];
    readonly noRecordingReason: string | null;
    readonly recordings: readonly { readonly path: string | null; readonly sha256: string; readonly leftOut: string }[];
  }[];
}

const manifestIn = (files: ReadonlyMap<string, Buffer>) =>
  JSON.parse(files.get('manifest.json')!.toString()) as Manifest;
const recordingsIn = (files: ReadonlyMap<string, Buffer>) => [...files.keys()].filter((name) => name.endsWith('.mp3'));

describe('a package', () => {
  test('has of a call in several sessions the recordings of those in which the person took part', async () => {
    const session = (minutes: number, ...numbers: readonly [string, string]) => {
      const startedAt = fixture.clock.now() - DAY_MS + minutes * 60_000;
      const sides = ['caller', 'callee'] as const;
      const parties = numbers.map((number, index) => ({ number, side: sides[index]!, from: startedAt, until: null }));
      const [caller, callee] = numbers;
      return fixture.recorded(tenant, 1, {
        correlationId: 'g1',
        dialled: '+48221234500',
        startedAt,
        answeredAt: startedAt,
        caller,
        callee,
        parties,
      });
    };
    const others = await session(0, '+48600000002', COMPANY);
    const own = await session(2, PERSON, COMPANY);
    const key = await ordered();
    await fixture.work();
    const files = await unzip(await downloaded(key));
    const [call, more] = manifestIn(files).calls;
    expect(more).toBeUndefined();
    expect(call!.recordings.map(({ leftOut }) => leftOut)).toEqual(['of-others', null]);
    expect(recordingsIn(files)).toHaveLength(1);
    expect(files.get(recordingsIn(files)[0]!)).toEqual(audioOf(own.recordingId));
    expect([...files.values()].some((file) => file.includes(audioOf(others.recordingId)))).toBe(false);
    const list = files.get('wykaz.csv')!.toString();
    expect(list).toContain('rozmowy innych osób');
    expect(list).toContain(',48221234500,,\r\n');
  });

  test('is a ZIP that an independent program opens, with each recording as its manifest says, in Polish for people', async () => {
    const { recordingId, callId } = await fixture.recorded(tenant, 1);
    await fixture.written(tenant, callId, '=1+2 prosi o zwrot');
    await fixture.recorded(tenant, 2, { caller: COMPANY, callee: PERSON, direction: 'outbound' });
    const someone = await fixture.recorded(tenant, 3, { caller: '+48600000002' });
    await fixture.written(tenant, someone.callId, 'tajne');
    await fixture.unrecorded(tenant, 'recording-off');
    await fixture.withMetadata(tenant, transferredTo(PERSON));
    await fixture.recorded(other, 1);
    const key = await ordered();
    await fixture.work();
    const zip = await downloaded(key);
    expect(await packageOf(db, key, fixture.clock.now())).toMatchObject({
      sizeBytes: zip.length,
      sha256: createHash('sha256').update(zip).digest('hex'),
    });
    const path = join(temporaryFolder(), 'package.zip');
    writeFileSync(path, zip);
    const { stdout, exitCode } = await runProgram('unzip', ['-tq', path]);
    expect([exitCode, stdout.toString()]).toEqual([0, expect.stringContaining('No errors detected')]);

    const files = await unzip(zip);
    const { calls } = manifestIn(files);
    expect(calls.map(({ role, noRecordingReason }) => `${role} ${noRecordingReason}`).sort()).toEqual([
      'callee null',
      'caller null',
      'caller recording-off',
      'participant null',
    ]);
    const listed = calls.flatMap(({ recordings }) => recordings);
    expect(new Set(listed.map((each) => each.path))).toEqual(new Set(recordingsIn(files)));
    for (const { path, sha256 } of listed) {
      expect(createHash('sha256').update(files.get(path!)!).digest('hex')).toBe(sha256);
    }
    expect([...files.values()].some((content) => content.equals(audioOf(recordingId)))).toBe(true);
    const csv = files.get('wykaz.csv')!.toString();
    expect(csv.split('\r\n')[0]).toContain('początek,odebrano,koniec,kierunek,numer inicjujący');
    expect(csv).toContain('przychodzące,48512345678,48221234567,numer inicjujący,');
    expect(csv).toContain('nagrywanie wyłączone');
    // No formula for a spreadsheet.
    expect(csv).toContain(",reklamacja,'=1+2 prosi o zwrot | '=1+2 prosi o zwrot\r\n");
    const written = calls.find(({ tags }) => tags.length > 0)!;
    expect(written.notes.map(({ text }) => text)).toEqual(['=1+2 prosi o zwrot', '=1+2 prosi o zwrot']);
    expect(JSON.stringify(calls)).not.toContain('tajne');
    expect(files.get('informacja.txt')!.toString()).toContain('Administrator danych: Piekarnia');
    expect(JSON.stringify(calls)).not.toContain('600000002');
  });

  test('is encrypted where it is stored, and no temporary file of it is left', async () => {
    await fixture.recorded(tenant, 1);
    const key = await ordered();
    await fixture.work();
    const objectKey = [...fixture.objects.objects.keys()].find((name) => name.includes('/rodo/'))!;
    const stored = fixture.objects.objects.get(objectKey)!;
    expect(stored.includes('manifest.json')).toBe(false);
    expect((await downloaded(key)).includes('manifest.json')).toBe(true);
    expect(readdirSync(fixture.folder)).toEqual([]);
  });

  test('without recordings has the calls’ data only, and only such a package is downloaded by the operator', async () => {
    await fixture.recorded(tenant, 1);
    const key = await ordered(false);
    await fixture.work();
    const files = await unzip(await buffer((await openPackage(fixture, key, OPERATOR)).content));
    expect(recordingsIn(files)).toEqual([]);
    expect(manifestIn(files).calls[0]!.recordings).toMatchObject([{ path: null, leftOut: 'left-out' }]);
    await fixture.requests.orderPackage(key, true, OPERATOR);
    await fixture.work();
    await expect(openPackage(fixture, key, OPERATOR)).rejects.toMatchObject({ code: 'listening-not-granted' });
    expect(recordingsIn(await unzip(await downloaded(key)))).toHaveLength(1);
  });

  test('leaves out recordings that are expired, destroyed or lost, and says so', async () => {
    await fixture.recorded(tenant, 31);
    const lost = await fixture.recorded(tenant, 2);
    await fixture.recorded(tenant, 1);
    fixture.objects.objects.delete((await fixture.row(lost.recordingId)).object_key);
    const key = await ordered();
    await fixture.work();
    const files = await unzip(await downloaded(key));
    expect(manifestIn(files).calls.map(({ recordings }) => recordings[0]!.leftOut)).toEqual([
      'destroyed',
      'unreadable',
      null,
    ]);
    expect(recordingsIn(files)).toHaveLength(1);
    expect((await fixture.audit.list(tenant))[1]).toMatchObject({
      action: 'rodo-package-made',
      detail: { calls: 3, recordings: 1, unreadable: 1 },
    });
  });

  test('is gone after its days, after the request is closed, and before a new one is made; nothing of it is left', async () => {
    await fixture.recorded(tenant, 1);
    const key = await ordered();
    await fixture.work();
    fixture.clock.advance(14 * DAY_MS);
    await expect(downloaded(key)).rejects.toMatchObject({ code: 'rodo-package-not-ready' });
    await fixture.work();
    expect(leftOfPackages()).toEqual([]);
    await fixture.requests.orderPackage(key, true, ANNA);
    await expect(downloaded(key)).rejects.toMatchObject({ code: 'rodo-package-not-ready' });
    await fixture.work();
    await downloaded(key);
    const closed = await fixture.requests.close(key, { outcome: 'fulfilled', note: '' }, ANNA);
    expect(closed).toMatchObject({ state: 'closed', number: null, maskedNumber: '+48…678', outcome: 'fulfilled' });
    await expect(downloaded(key)).rejects.toMatchObject({ code: 'rodo-package-not-ready' });
    await fixture.work();
    expect(leftOfPackages()).toEqual([]);
    for (const change of [
      () => fixture.requests.orderPackage(key, true, ANNA),
      () => fixture.requests.preview(key, ANNA),
      () => fixture.requests.close(key, { outcome: 'refused', note: 'x' }, ANNA),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'rodo-wrong-state' });
    }
    expect(await fixture.actionsOf(tenant)).toEqual([
      'rodo-request-opened',
      'rodo-package-ordered',
      'rodo-package-made',
      'rodo-package-deleted',
      'rodo-package-ordered',
      'rodo-package-made',
      'rodo-package-downloaded',
      'rodo-request-closed',
      'rodo-package-deleted',
    ]);
  });

  test('made twice at once is one package, and nothing of the other is left', async () => {
    await fixture.recorded(tenant, 1);
    const key = await ordered();
    await Promise.all([fixture.work(), fixture.work()]);
    await downloaded(key);
    expect(leftOfPackages()).toHaveLength(2);
  });

  test('that fails is tried again, and does not stop others', async () => {
    await fixture.recorded(tenant, 1);
    const [bad, good] = [await ordered(), await ordered()];
    const put = fixture.objects.put.bind(fixture.objects);
    fixture.objects.put = async (name, file) => {
      if (name.includes(bad.requestId)) throw new Error('the store is away');
      return put(name, file);
    };
    await expect(fixture.work()).rejects.toThrow('the store is away');
    await downloaded(good);
    expect(await fixture.requests.get(bad)).toMatchObject({ state: 'working', failure: 'internal-error' });
    fixture.objects.put = put;
    await fixture.work();
    await downloaded(bad);
    expect(await fixture.requests.get(bad)).toMatchObject({ state: 'done', failure: null });
  });

  test('that cannot be deleted stops neither other deletions nor other requests', async () => {
    const [stuck, ended] = [await ordered(false), await ordered(false)];
    await fixture.work();
    fixture.clock.advance(15 * DAY_MS);
    const next = await ordered(false);
    const destroy = fixture.objects.delete.bind(fixture.objects);
    fixture.objects.delete = async (name) => {
      if (name.includes(stuck.requestId)) throw new Error('this one cannot be deleted');
      return destroy(name);
    };
    await expect(fixture.work()).rejects.toThrow('this one cannot be deleted');
    expect(leftOfPackages().filter((name) => name.includes(ended.requestId))).toEqual([]);
    expect(await fixture.requests.get(next)).toMatchObject({ state: 'done' });
    fixture.objects.delete = destroy;
    await fixture.work();
    expect(leftOfPackages().filter((name) => name.includes(stuck.requestId))).toEqual([]);
  });

  test('that is ordered again while another process makes it keeps the object of that attempt', async () => {
    const key = await ordered(false);
    await fixture.work();
    await fixture.requests.orderPackage(key, false, ANNA);
    const put = fixture.objects.put.bind(fixture.objects);
    fixture.objects.put = async (...parameters) => {
      fixture.objects.put = put;
      await put(...parameters);
      const { audit, folder, objects, keys, clock } = fixture;
      await deleteEndedPackages({ db, audit, folder, objects, keys, clock, log: quietLog });
    };
    await workOnRequests(fixture, { only: key.requestId as RodoRequestId });
    expect((await unzip(await downloaded(key))).size).toBeGreaterThan(0);
    expect(leftOfPackages().filter((name) => name.includes(key.requestId))).toHaveLength(2);
  });

  test('of another tenant cannot be ordered, downloaded, released or closed', async () => {
    const key = { ...(await ordered()), tenantId: other };
    await fixture.work();
    for (const change of [
      () => fixture.requests.orderPackage(key, true, ANNA),
      () => openPackage(fixture, key, ANNA),
      () => fixture.requests.release(key, BARTEK),
      () => fixture.requests.close(key, { outcome: 'fulfilled', note: '' }, ANNA),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'not-found' });
    }
  });
});

describe('where two persons are needed', () => {
  beforeEach(() => fixture.requests.setTwoPerson(tenant, true, ANNA));

  test('a package is made only after another administrator has released it', async () => {
    const key = await ordered();
    await fixture.work();
    expect(await fixture.requests.get(key)).toMatchObject({ state: 'awaiting-release', orderedBy: 'anna' });
    await expect(fixture.requests.release(key, ANNA)).rejects.toMatchObject({ code: 'rodo-same-person' });
    await fixture.requests.release(key, BARTEK);
    await expect(fixture.requests.release(key, BARTEK)).rejects.toMatchObject({ code: 'rodo-wrong-state' });
    await fixture.work();
    expect(await fixture.requests.get(key)).toMatchObject({ state: 'done', releasedBy: 'bartek' });
    expect(await fixture.actionsOf(tenant)).toEqual([
      'rodo-two-person-on',
      'rodo-request-opened',
      'rodo-package-ordered',
      'rodo-released',
      'rodo-package-made',
    ]);
  });

  test.each([
    ['the command line releases what it ordered', OPERATOR, OPERATOR, false],
    ['the command line releases what an operator’s user ordered', { ...OPERATOR, actor: 'op-1' }, OPERATOR, false],
    ['an operator’s user releases what the command line ordered', OPERATOR, { ...OPERATOR, actor: 'op-1' }, false],
    ['one operator’s user releases another’s', { ...OPERATOR, actor: 'op-1' }, { ...OPERATOR, actor: 'op-2' }, true],
    ['the operator releases a tenant’s', ANNA, OPERATOR, true],
    ['a tenant’s administrator releases the operator’s', OPERATOR, ANNA, true],
  ])('%s', async (_, orders, releases, isAllowed) => {
    const key = await fixture.open(tenant, 'access');
    await fixture.requests.orderPackage(key, true, orders);
    const released = fixture.requests.release(key, releases);
    if (isAllowed) expect(await released).toMatchObject({ state: 'working' });
    else await expect(released).rejects.toMatchObject({ code: 'rodo-same-person' });
  });

  test('the tenant cannot turn it off, the operator can; what waits, waits', async () => {
    const key = await ordered();
    await expect(fixture.requests.setTwoPerson(tenant, false, ANNA)).rejects.toMatchObject({ code: 'not-allowed' });
    await fixture.requests.setTwoPerson(tenant, false, OPERATOR);
    expect(await fixture.requests.needsTwoPersons(tenant)).toBe(false);
    expect(await fixture.requests.get(key)).toMatchObject({ state: 'awaiting-release' });
  });
});

test('a request is not closed as fulfilled before it is, nor refused without a reason', async () => {
  const key = await fixture.open(tenant, 'access');
  const close = (outcome: 'fulfilled' | 'refused', note: string) =>
    fixture.requests.close(key, { outcome, note }, ANNA);
  await expect(close('fulfilled', '')).rejects.toMatchObject({ code: 'rodo-not-complete' });
  expect(() => close('refused', '')).toThrow(expect.objectContaining({ code: 'request-invalid' }));
  expect(await close('refused', 'nie potwierdzono tożsamości')).toMatchObject({ outcome: 'refused' });
});

test('the recordings are as before', async () => {
  const { recordingId } = await fixture.recorded(tenant, 1);
  await ordered();
  await fixture.work();
  expect(await fixture.audio(recordingId)).toEqual(audioOf(recordingId));
});
