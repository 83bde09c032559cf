import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../test/kit/database.ts';
import { fakeDirectory, type FakeTenant, readerOf } from '../../../test/kit/fake-directory.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { MemoryKeyStore } from '../../../test/kit/memory-key-store.ts';
import { MemoryObjectStore } from '../../../test/kit/memory-object-store.ts';
import { sealedAudio } from '../../../test/kit/sealed-audio.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { openAudio } from '../../archive/index.ts';
import { newId, type RecordingId, type SourceId, type TenantId } from '../../base/ids.ts';
import { ok } from '../../base/result.ts';
import { openRecording, wholeTenant } from '../../catalog/index.ts';
import { EncodingError } from '../../encoding/index.ts';
import { createMetrics } from '../../platform/metrics.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import { importCdrs, type ReportedCall } from '../reported/reported-calls.ts';
import { type UploadsDeps, Uploads } from './uploads.ts';
import { readTemporaryFile, type TemporaryFile } from '../../platform/temporary-file.ts';

const { db } = testDatabase();
const clock = new ManualClock();
const tenantId = newId<TenantId>(1);
const otherSource = newId<SourceId>(2);
const source: DirectorySource = { id: newId<SourceId>(1), name: 'PBX', defaultTenantId: null, timeZone: null };
const CALL: ReportedCall = {
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
    .values([
      { id: source.id, name: 'PBX', api_key_hash: Buffer.alloc(32) },
      { id: otherSource, name: 'Other PBX' },
    ])
    .execute();
});

/** The uploads module with an encoder that passes the audio on as if it were MP3. */
class UploadBench {
  readonly objects = new MemoryObjectStore();
  readonly keys = new MemoryKeyStore();
  readonly metrics = createMetrics();
  readonly folder = join(temporaryFolder(), 'uploads');
  encodeFile = async (file: TemporaryFile, recordingId: RecordingId) => {
    const waveform = { sliceMs: 20, caller: [0], callee: [0] };
    const sealed = sealedAudio(recordingId, await buffer(readTemporaryFile(file)));
    const recording = { ...sealed, durationMs: 5000, waveform, legs: [] };
    return ok({ recording, mixed: false, cut: false, damaged: false });
  };

  uploads(tenant: Partial<FakeTenant> = {}, changes: Partial<UploadsDeps> = {}): Uploads {
    const { objects, keys, metrics, folder } = this;
    const known = { id: tenantId, numbers: ['+48221234567'], ...tenant };
    return new Uploads({
      directory: readerOf(fakeDirectory([known], [])),
      encoding: () => ({ encodeFile: (file, { recordingId }) => this.encodeFile(file, recordingId) }),
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
    const catalog = { db, clock, panelWindowDays: 30 };
    const recording = await openRecording(catalog, wholeTenant(tenantId), id);
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
const neverRead = () => Promise.reject(new Error('the audio was read'));

describe('an upload', () => {
  test('interrupted between object and row is the same recording when it comes again', async () => {
    const bench = new UploadBench();
    const call = { ...CALL, externalId: 'crash' };
    const dying = bench.uploads({}, { keys: { getOrCreate: () => Promise.reject(new Error('killed')) } });
    await expect(dying.accept({ source, call, audio: audio('first') })).rejects.toThrow('killed');
    expect(bench.objects.objects.size).toBe(1);
    expect(await bench.counted('failed')).toBe(1);

    const restarted = new UploadBench();
    const uploads = restarted.uploads({}, { objects: bench.objects });
    const stored = await uploads.accept({ source, call, audio: audio('again') });
    expect(stored.isNew).toBe(true);
    expect(bench.objects.objects.size).toBe(1);
    expect(await uploads.accept({ source, call, audio: neverRead })).toEqual({ ...stored, isNew: false });
    const { objects } = bench;
    const catalog = { db, clock, panelWindowDays: 30 };
    const recording = await openRecording(catalog, wholeTenant(tenantId), stored.recordingId);
    expect(String(await buffer(await openAudio({ objects, keys: restarted.keys }, recording!)))).toBe('again');
  });

  test('is not readable on the disk while it is received and encoded', async () => {
    const bench = new UploadBench();
    const encodeFile = bench.encodeFile;
    const onDisk: string[] = [];
    bench.encodeFile = (file, id) => {
      for (const name of readdirSync(bench.folder)) onDisk.push(readFileSync(join(bench.folder, name), 'latin1'));
      return encodeFile(file, id);
    };
    const { recordingId } = await bench.uploads().accept({ source, call: CALL, audio: audio('voice') });
    expect(onDisk).toHaveLength(1);
    expect(onDisk[0]).toHaveLength('voice'.length);
    expect(onDisk[0]).not.toBe('voice');
    expect(await bench.heard(recordingId)).toBe('voice');
  });

  test('that has been destroyed is not stored again', async () => {
    const bench = new UploadBench();
    const call = { ...CALL, externalId: 'destroyed' };
    const uploads = bench.uploads();
    const stored = await uploads.accept({ source, call, audio: audio() });
    const gone = {
      destroying_at: new Date(),
      destroyed_at: new Date(),
      destruction_reason: 'expired' as const,
      key_id: null,
      wrapped_key: null,
      waveform: null,
    };
    await db.updateTable('recordings').set(gone).where('id', '=', stored.recordingId).execute();
    bench.objects.objects.clear();
    expect(await uploads.accept({ source, call, audio: neverRead })).toEqual({ ...stored, isNew: false });
    expect(bench.objects.objects.size).toBe(0);
  });

  test('without an id is a recording each time; the second of one second has a name of its own', async () => {
    const uploads = new UploadBench().uploads();
    const call = { ...CALL, startedAt: CALL.startedAt - 60_000 };
    const first = await uploads.accept({ source, call, audio: audio() });
    const second = await uploads.accept({ source, call, audio: audio() });
    expect(second.recordingId).not.toBe(first.recordingId);
    expect(second.path).toBe(first.path.replace('.mp3', '_2.mp3'));
  });

  test('updates the call of an earlier CDR with the same id', async () => {
    const uploads = new UploadBench().uploads();
    const directory = readerOf(fakeDirectory([{ id: tenantId, numbers: ['+48221234567'] }], []));
    const call = { ...CALL, externalId: 'reported before', endedAt: CALL.startedAt + 9000 };
    const [saved] = await importCdrs({ db, directory, clock }, source, [call]);
    const { callId } = await uploads.accept({ source, call, audio: audio() });
    expect(saved).toEqual(ok(callId));
    const row = await db.selectFrom('calls').selectAll().where('id', '=', callId).executeTakeFirstOrThrow();
    expect(row.no_recording_reason).toBeNull();
  });

  test.each([
    ['not-entitled', { entitled: false }, {}],
    ['recording-off', { recordingEnabled: false }, {}],
    ['internal-off', {}, { caller: '101', callee: '102', tenantId }],
  ] as const)('%s: its audio is not read', async (reason, tenant, change) => {
    const bench = new UploadBench();
    const call = { ...CALL, externalId: reason, ...change };
    await expect(bench.uploads(tenant).accept({ source, call, audio: neverRead })).rejects.toMatchObject({
      code: reason,
    });
    const rows = await db.selectFrom('calls').selectAll().where('correlation_id', '=', reason).execute();
    expect(rows).toMatchObject([{ no_recording_reason: reason, tenant_id: tenantId }]);
    expect(await bench.counted('refused')).toBe(1);
    expect([bench.objects.objects.size, readdirSync(bench.folder)]).toEqual([0, []]);
  });

  test('whose encoder is closing may be retried; its files are removed', async () => {
    const bench = new UploadBench();
    bench.encodeFile = () => Promise.reject(new EncodingError('system', 'closed'));
    const accepted = bench.uploads().accept({ source, call: CALL, audio: audio() });
    await expect(accepted).rejects.toMatchObject({ code: 'not-ready' });
    expect(readdirSync(bench.folder)).toEqual([]);
  });
});

test('the number of uploads at once is limited, of a source to fewer', async () => {
  const bench = new UploadBench();
  const uploads = bench.uploads();
  const endings: (() => void)[] = [];
  const slow = async () =>
    Readable.from(
      (async function* () {
        await new Promise<void>((resolve) => endings.push(resolve));
        yield Buffer.from('sound');
      })(),
    );
  const from = (id: SourceId) => uploads.accept({ source: { ...source, id }, call: CALL, audio: slow });
  const refused = { code: 'too-many-requests' };
  const underWay = Array.from({ length: 6 }, () => from(source.id));
  await expect.poll(() => endings.length).toBe(6);
  await expect(uploads.accept({ source, call: CALL, audio: neverRead })).rejects.toMatchObject(refused);
  const other = { ...source, id: otherSource };
  underWay.push(from(other.id), from(other.id));
  await expect.poll(() => endings.length).toBe(8);
  await expect(uploads.accept({ source: other, call: CALL, audio: neverRead })).rejects.toMatchObject(refused);
  for (const end of endings) end();
  expect(await Promise.all(underWay)).toHaveLength(8);
  expect((await uploads.accept({ source, call: CALL, audio: audio() })).isNew).toBe(true);
});
