import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { fakeDirectory, type FakeTenant, readerOf } from '../../../test/kit/fake-directory.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { MemoryKeyStore } from '../../../test/kit/memory-key-store.ts';
import { MemoryObjectStore } from '../../../test/kit/memory-object-store.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { openAudio } from '../../archive/index.ts';
import { newId, type SourceId, type TenantId } from '../../base/ids.ts';
import { ok } from '../../base/result.ts';
import { Catalog, wholeTenant } from '../../catalog/index.ts';
import { EncodingError } from '../../encoding/index.ts';
import { createMetrics } from '../../platform/metrics.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import type { ToldCall } from '../told-call.ts';
import { type UploadParts, Uploads } from './index.ts';

const { db } = testDatabase();
const clock = new ManualClock();
const tenantId = newId<TenantId>(1);
const source: DirectorySource = { id: newId<SourceId>(1), name: 'PBX', defaultTenantId: null };
const CALL: ToldCall = {
  externalId: null,
  tenantId: null,
  caller: '+48512345678',
  callee: '+48221234567',
  direction: null,
  startedAt: clock.now() - 3_600_000,
  endedAt: null,
};

beforeAll(async () => {
  await db.insertInto('tenants').values({ id: tenantId, name: 'Piekarnia' }).execute();
  await db
    .insertInto('sources')
    .values({ id: source.id, name: 'PBX', api_key_hash: Buffer.alloc(32) })
    .execute();
});

/** An upload intake whose encoder takes the audio for an MP3. */
class House {
  readonly objects = new MemoryObjectStore();
  readonly keys = new MemoryKeyStore();
  readonly metrics = createMetrics();
  readonly folder = join(temporaryFolder(), 'uploads');
  encodeFile = async (file: string) => {
    const waveform = { sliceMs: 20, caller: [0], callee: [0] };
    const recording = { file, sizeBytes: 5, sha256: Buffer.alloc(32), durationMs: 5000, waveform, legs: [] };
    return ok({ recording, mixed: false, cut: false });
  };

  uploads(tenant: Partial<FakeTenant> = {}, changes: Partial<UploadParts> = {}): Uploads {
    const { objects, keys, metrics, folder } = this;
    const known = { id: tenantId, numbers: ['+48221234567'], ...tenant };
    return new Uploads({
      directory: readerOf(fakeDirectory([known], [])),
      encoding: () => ({ encodeFile: (file) => this.encodeFile(file) }),
      folder,
      objects,
      keys,
      db,
      clock,
      metrics,
      ...changes,
    });
  }

  async heard(id: string): Promise<string> {
    const catalog = new Catalog({ db, clock, panelWindowDays: 30 });
    const recording = await catalog.openRecording(wholeTenant(tenantId), id);
    return String(await buffer(await openAudio(this, recording!)));
  }

  async counted(outcome: string): Promise<number> {
    const { values } = await this.metrics.getSingleMetric('fonoteka_uploads_total')!.get();
    return values.find(({ labels }) => labels['outcome'] === outcome)!.value;
  }
}

const audio =
  (text = 'sound') =>
  async () =>
    Readable.from([Buffer.from(text)]);
const neverAsked = () => Promise.reject(new Error('the audio was asked for'));

describe('an upload', () => {
  test('cut between object and row is the same recording when it comes again', async () => {
    const house = new House();
    const call = { ...CALL, externalId: 'crash' };
    const dying = house.uploads({}, { keys: { getOrCreate: () => Promise.reject(new Error('killed')) } });
    await expect(dying.accept({ source, call, audio: audio('first') })).rejects.toThrow('killed');
    expect(house.objects.objects.size).toBe(1);
    expect(await house.counted('failed')).toBe(1);

    const restarted = new House();
    const uploads = restarted.uploads({}, { objects: house.objects });
    const filed = await uploads.accept({ source, call, audio: audio('again') });
    expect(filed.isNew).toBe(true);
    expect(house.objects.objects.size).toBe(1);
    expect(await uploads.accept({ source, call, audio: neverAsked })).toEqual({ ...filed, isNew: false });
    const { objects } = house;
    const catalog = new Catalog({ db, clock, panelWindowDays: 30 });
    const recording = await catalog.openRecording(wholeTenant(tenantId), filed.recordingId);
    expect(String(await buffer(await openAudio({ objects, keys: restarted.keys }, recording!)))).toBe('again');
  });

  test('that has been destroyed is not filed again', async () => {
    const house = new House();
    const call = { ...CALL, externalId: 'destroyed' };
    const uploads = house.uploads();
    const filed = await uploads.accept({ source, call, audio: audio() });
    const gone = {
      destroying_at: new Date(),
      destroyed_at: new Date(),
      destruction_reason: 'expired' as const,
      key_id: null,
      wrapped_key: null,
      waveform: null,
    };
    await db.updateTable('recordings').set(gone).where('id', '=', filed.recordingId).execute();
    house.objects.objects.clear();
    expect(await uploads.accept({ source, call, audio: neverAsked })).toEqual({ ...filed, isNew: false });
    expect(house.objects.objects.size).toBe(0);
  });

  test('without an id is a recording each time; the second of one second has a name of its own', async () => {
    const uploads = new House().uploads();
    const call = { ...CALL, startedAt: CALL.startedAt - 60_000 };
    const first = await uploads.accept({ source, call, audio: audio() });
    const second = await uploads.accept({ source, call, audio: audio() });
    expect(second.recordingId).not.toBe(first.recordingId);
    expect(second.path).toBe(first.path.replace('.mp3', '_2.mp3'));
  });

  test('goes to the row of the call that its record told of', async () => {
    const uploads = new House().uploads();
    const { noteToldCalls } = await import('../note-told-calls.ts');
    const directory = readerOf(fakeDirectory([{ id: tenantId, numbers: ['+48221234567'] }], []));
    const call = { ...CALL, externalId: 'told before', endedAt: CALL.startedAt + 9000 };
    const [noted] = await noteToldCalls({ db, directory, clock }, source, [call]);
    const { callId } = await uploads.accept({ source, call, audio: audio() });
    expect(noted).toEqual(ok(callId));
    const row = await db.selectFrom('calls').selectAll().where('id', '=', callId).executeTakeFirstOrThrow();
    expect(row.no_recording_reason).toBeNull();
  });

  test.each([
    ['not-entitled', { entitled: false }, {}],
    ['recording-off', { recordingEnabled: false }, {}],
    ['internal-off', {}, { caller: '101', callee: '102', tenantId }],
  ] as const)('%s: its audio is not asked for', async (reason, tenant, change) => {
    const house = new House();
    const call = { ...CALL, externalId: reason, ...change };
    await expect(house.uploads(tenant).accept({ source, call, audio: neverAsked })).rejects.toMatchObject({
      code: reason,
    });
    const noted = await db.selectFrom('calls').selectAll().where('correlation_id', '=', reason).execute();
    expect(noted).toMatchObject([{ no_recording_reason: reason, tenant_id: tenantId }]);
    expect(await house.counted('refused')).toBe(1);
    expect([house.objects.objects.size, readdirSync(house.folder)]).toEqual([0, []]);
  });

  test('whose encoder is closing may come again; nothing is left of it', async () => {
    const house = new House();
    house.encodeFile = () => Promise.reject(new EncodingError('try-again', 'closed'));
    const accepted = house.uploads().accept({ source, call: CALL, audio: audio() });
    await expect(accepted).rejects.toMatchObject({ code: 'not-ready' });
    expect(readdirSync(house.folder)).toEqual([]);
  });
});

test('only so many are under way at once', async () => {
  const house = new House();
  const uploads = house.uploads();
  const endings: (() => void)[] = [];
  const slow = async () =>
    Readable.from(
      (async function* () {
        await new Promise<void>((resolve) => endings.push(resolve));
        yield Buffer.from('sound');
      })(),
    );
  const underWay = Array.from({ length: 8 }, () => uploads.accept({ source, call: CALL, audio: slow }));
  await expect.poll(() => endings.length).toBe(8);
  await expect(uploads.accept({ source, call: CALL, audio: neverAsked })).rejects.toMatchObject({
    code: 'too-many-requests',
  });
  for (const end of endings) end();
  expect(await Promise.all(underWay)).toHaveLength(8);
  expect((await uploads.accept({ source, call: CALL, audio: audio() })).isNew).toBe(true);
});

test('what an earlier run left in the folder is removed', () => {
  const house = new House();
  mkdirSync(house.folder);
  writeFileSync(join(house.folder, 'left'), 'sound');
  house.uploads();
  expect(existsSync(join(house.folder, 'left'))).toBe(false);
});
