import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { ArchiveQueueOptions } from '../../src/archive/index.ts';
import { newId, type TenantId } from '../../src/base/ids.ts';
import { Encoding, type EncodedCall, EncodingError } from '../../src/encoding/index.ts';
import { createMetrics, type Registry } from '../../src/platform/metrics.ts';
import type { ObjectKey } from '../../src/platform/object-store.ts';
import type { CallDescription } from '../../src/recording/index.ts';
import type { SpooledCall } from '../../src/spool/index.ts';
import { ARCHIVE_T0, ArchiveFixture, endedCall } from '../kit/archive-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { execute, onDatabase } from '../kit/postgres-server.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { spoolCall, TWO_PCMA_LEGS } from '../kit/spooled-call.ts';
import { inOrderOfArrival, rtpStream, tone } from '../kit/synthetic-rtp.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

const { db, url } = testDatabase();
const tenantId = newId<TenantId>(ARCHIVE_T0);

beforeAll(async () => {
  await db.insertInto('tenants').values({ id: tenantId, name: 'Tenant' }).execute();
});
beforeEach(async () => {
  await db.deleteFrom('recordings').execute();
  await db.deleteFrom('calls').execute();
});

const spooled = (known: Partial<CallDescription> = {}, rest: Partial<SpooledCall> = {}): SpooledCall =>
  endedCall({ tenantId, ...known }, rest);

const crash = (): never => {
  throw new Error('the process ends here');
};

const recordings = () => db.selectFrom('recordings').selectAll().orderBy('file_name').execute();
const calls = () => db.selectFrom('calls').selectAll().execute();

async function valueOf(metrics: Registry, name: string): Promise<number> {
  const { values } = await metrics.getSingleMetric(name)!.get();
  return values[0]!.value;
}

test('a call that was paused lists when, and where in the audio', async () => {
  const fixture = new ArchiveFixture(db);
  const archive = fixture.queue();
  const call = spooled();
  const pauses = [{ leg: 0, from: ARCHIVE_T0 + 1000, until: ARCHIVE_T0 + 2500 }];
  archive.add({ ...call, description: { ...call.description, pauses } });
  await archive.idle();
  const [row] = await recordings();
  expect(row!.pauses).toEqual([
    { channel: call.legs[0]!.channel, from: ARCHIVE_T0 + 1000, until: ARCHIVE_T0 + 2500, fromMs: 1000, untilMs: 2500 },
  ]);
});

test('how well each leg arrived is stored with the recording', async () => {
  const fixture = new ArchiveFixture(db);
  fixture.receivedPackets = 250;
  const archive = fixture.queue();
  archive.add(spooled());
  await archive.idle();
  const [row] = await recordings();
  const leg = { codec: 'PCMA', packets: 250, lost: 0, jitterMs: 0.5, maxJitterMs: 2, mos: 4.41 };
  expect(row!.quality).toMatchObject([
    { ...leg, channel: 'caller' },
    { ...leg, channel: 'callee' },
  ]);
});

describe('a call that has ended', () => {
  test('becomes an object, a recording row with a file name and a call row; no temporary file remains', async () => {
    const fixture = new ArchiveFixture(db);
    const metrics = createMetrics();
    const archive = fixture.queue({}, metrics);
    const call = spooled();
    archive.add(call);
    await archive.idle();
    const [row] = await recordings();
    expect(row).toMatchObject({
      id: call.recordingId,
      tenant_id: tenantId,
      call_id: call.description.callId,
      started_at: new Date(ARCHIVE_T0),
      warsaw_day: '2026-03-11',
      file_name: '2026-03-11_00-30-00_in_48221234567_48512345678.mp3',
      object_key: `${tenantId}/2026/03/${call.recordingId}.mp3`,
      size_bytes: `MP3 of ${call.recordingId}`.length,
      duration_ms: 5000,
      sha256: Buffer.alloc(32, 7),
      waveform: { sliceMs: 20, caller: [1, 2], callee: [3, 4] },
      flags: [],
      stored_at: new Date(ARCHIVE_T0 + 6000),
    });
    expect(await calls()).toMatchObject([
      { id: call.description.callId, ended_at: new Date(ARCHIVE_T0 + 5000), no_recording_reason: null },
    ]);
    const stored = fixture.objects.objects.get(row!.object_key)!;
    expect(stored.includes('MP3')).toBe(false);
    expect((await buffer(await fixture.read(row!))).toString()).toBe(`MP3 of ${call.recordingId}`);
    expect(fixture.done).toEqual([call.recordingId]);
    expect(fixture.leftovers).toEqual([]);
    expect(await valueOf(metrics, 'fonoteka_archive_recordings_total')).toBe(1);
    expect(await valueOf(metrics, 'fonoteka_archive_calls_waiting')).toBe(0);
  });

  test('has the length of its audio, with the real encoder', async () => {
    const folder = join(temporaryFolder(), 'encoded');
    const encoding = new Encoding({ encoder: 'lame', threads: 1, folder, log: quietLog, metrics: createMetrics() });
    onTestFinished(() => encoding.close());
    const fixture = new ArchiveFixture(db);
    const archive = fixture.queue({ encoding });
    const legs = [0, 1].map((leg) => rtpStream(tone(400, 2000), { leg, startAt: ARCHIVE_T0 }));
    const packets = inOrderOfArrival(...legs);
    archive.add(await spoolCall(temporaryFolder(), { packets, description: spooled().description }));
    await archive.idle();
    expect(await recordings()).toMatchObject([{ duration_ms: 2000, flags: [] }]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['hang-up', 10, 'caller', []],
    ['killed', 10, 'caller', ['cut']],
    ['shutdown', 10, 'caller', ['cut']],
    ['rtp-timeout', 10, 'caller', ['rtp-timeout']],
    ['rtp-timeout', 0, 'caller', ['rtp-timeout', 'no-audio']],
    ['hang-up', 0, 'mixed', ['no-audio']],
    ['hang-up', 10, 'mixed', ['mixed-stream']],
  ] as const)('ended by %s after %d packets of %s: flags', async (endReason, packets, channel, flags) => {
    const fixture = new ArchiveFixture(db);
    fixture.receivedPackets = packets;
    const archive = fixture.queue();
    archive.add(spooled({}, { endReason, legs: [{ ...TWO_PCMA_LEGS[0]!, channel }] }));
    await archive.idle();
    expect((await recordings())[0]!.flags).toEqual(flags);
    expect((await calls())[0]!.flags.toSorted()).toEqual(flags.toSorted());
  });

  test('with damage in the spool is flagged so, never as without audio, and its segment is kept', async () => {
    const fixture = new ArchiveFixture(db);
    fixture.receivedPackets = 0;
    fixture.damaged = [0, 5000].map((offset) => ({ file: 'segment', offset, length: 5000 }));
    const archive = fixture.queue();
    archive.add(spooled());
    await archive.idle();
    expect(await recordings()).toMatchObject([{ flags: ['damaged'] }]);
    expect(fixture.keptDamaged).toEqual(['segment']);
  });

  test('recorded in two sessions is one call with two recordings', async () => {
    const fixture = new ArchiveFixture(db);
    const archive = fixture.queue();
    archive.add(spooled({ correlationId: 'one-and-the-same' }));
    archive.add(spooled({ correlationId: 'one-and-the-same' }));
    await archive.idle();
    const [call, ...others] = await calls();
    expect(others).toEqual([]);
    expect((await recordings()).map((row) => row.call_id)).toEqual([call!.id, call!.id]);
  });
});

describe('names', () => {
  test('twenty calls of one second and the same parties, in two recorders, get twenty names', async () => {
    const archives = [new ArchiveFixture(db).queue({ concurrent: 5 }), new ArchiveFixture(db).queue({ concurrent: 5 })];
    for (let index = 0; index < 20; index++) archives[index % 2]!.add(spooled());
    await Promise.all(archives.map((archive) => archive.idle()));
    const stem = '2026-03-11_00-30-00_in_48221234567_48512345678';
    const expected = [`${stem}.mp3`, ...Array.from({ length: 19 }, (_, index) => `${stem}_${index + 2}.mp3`)];
    expect((await recordings()).map((row) => row.file_name).toSorted()).toEqual(expected.toSorted());
  });

  test('tenants do not share names', async () => {
    const other = newId<TenantId>(ARCHIVE_T0);
    await db.insertInto('tenants').values({ id: other, name: 'Other' }).execute();
    const archive = new ArchiveFixture(db).queue();
    archive.add(spooled());
    archive.add(spooled({ tenantId: other }));
    await archive.idle();
    const rows = await recordings();
    expect(rows.map((row) => row.file_name)).toEqual([rows[0]!.file_name, rows[0]!.file_name]);
  });
});

describe('repeated', () => {
  test('a call handed over twice, at once or later, is archived once', async () => {
    const fixture = new ArchiveFixture(db);
    const archive = fixture.queue();
    const call = spooled();
    archive.add(call);
    archive.add(call);
    expect([...archive.oldestStarts.values()]).toEqual([ARCHIVE_T0]);
    await archive.idle();
    expect(archive.oldestStarts.size).toBe(0);
    archive.add(call);
    await archive.idle();
    expect(await recordings()).toHaveLength(1);
    expect(fixture.encoded).toHaveLength(1);
    expect(fixture.done).toEqual([call.recordingId, call.recordingId]);
  });

  const CRASHES: Record<string, (fixture: ArchiveFixture) => Partial<ArchiveQueueOptions>> = {
    'while encoding': (fixture) => ({
      encoding: {
        encode: async (call) => {
          writeFileSync(join(fixture.folder, `${call.recordingId}.mp3`), 'half an');
          return crash();
        },
      },
    }),
    'before the object is there': () => ({ objects: { put: async () => crash(), delete: async () => {} } }),
    'between object and row': (fixture) => ({
      objects: {
        delete: async () => {},
        put: async (key, file) => {
          await fixture.objects.put(key, file);
          crash();
        },
      },
    }),
    'between row and release of the spool': () => ({ releaseSpool: async () => crash() }),
  };
  test.each(Object.entries(CRASHES))('a crash %s ends in one row and one object', async (_, broken) => {
    const fixture = new ArchiveFixture(db);
    const call = spooled();
    const first = fixture.queue(broken(fixture));
    first.add(call);
    await until('the first run has failed', () => fixture.clock.pending > 0);
    await first.close();

    const second = fixture.queue();
    second.add(call);
    await second.idle();
    const rows = await recordings();
    expect(rows.map(({ id, file_name }) => [id, file_name])).toEqual([
      [call.recordingId, '2026-03-11_00-30-00_in_48221234567_48512345678.mp3'],
    ]);
    expect([...fixture.objects.objects.keys()]).toEqual([rows[0]!.object_key]);
    expect(await calls()).toHaveLength(1);
    expect(fixture.done).toEqual([call.recordingId]);
    expect(fixture.leftovers).toEqual([]);
    expect(fixture.clock.pending).toBe(0);
  });
});

describe('while something is unavailable', () => {
  test('the store: encoded once, stored when it is back', async () => {
    const fixture = new ArchiveFixture(db);
    let failuresLeft = 3;
    const put = async (key: ObjectKey, file: string): Promise<void> => {
      if (failuresLeft-- > 0) throw new Error('the store is unavailable');
      await fixture.objects.put(key, file);
    };
    const archive = fixture.queue({ objects: { put, delete: async () => {} } });
    archive.add(spooled());
    for (let attempt = 0; attempt < 3; attempt++) await fixture.retry();
    await archive.idle();
    expect(fixture.encoded).toHaveLength(1);
    expect(await recordings()).toHaveLength(1);
    expect(fixture.leftovers).toEqual([]);
  });

  test('the database: all calls wait and none is lost', async () => {
    const name = new URL(url).pathname.slice(1);
    const server = onDatabase(url, 'postgres');
    await execute(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    // One connection is in use, the others are idle in the pool.
    const cutWhileHeld = db.connection().execute(async (held) => {
      await sql`SELECT 1`.execute(held);
      await execute(server, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}'`);
      await sql`SELECT 1`.execute(held);
    });
    await expect(cutWhileHeld).rejects.toThrow();
    const fixture = new ArchiveFixture(db);
    const archive = fixture.queue();
    const all = Array.from({ length: 10 }, () => spooled());
    for (const call of all) archive.add(call);
    await until('all wait for a retry', () => fixture.clock.pending === all.length);
    expect(fixture.encoded).toEqual([]);
    await execute(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    fixture.clock.advance(30_000);
    await archive.idle();
    expect((await recordings()).map((row) => row.id).toSorted()).toEqual(
      all.map((call) => call.recordingId).toSorted(),
    );
  });

  test('retry delays grow to 30 s', async () => {
    const fixture = new ArchiveFixture(db);
    let attempts = 0;
    const archive = fixture.queue({
      encoding: { encode: async () => Promise.reject(new Error(`attempt ${++attempts} failed`)) },
    });
    archive.add(spooled());
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt++) {
      await until('a retry is due', () => attempts === attempt && fixture.clock.pending === 1);
      const before = fixture.clock.now();
      while (fixture.clock.pending > 0) fixture.clock.advance(500);
      delays.push(fixture.clock.now() - before);
    }
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  test('a queue that is closed leaves only the spool', async () => {
    const fixture = new ArchiveFixture(db);
    const archive = fixture.queue({
      objects: { put: async () => Promise.reject(new Error('the store is unavailable')), delete: async () => {} },
    });
    archive.add(spooled());
    await until('it waits', () => fixture.clock.pending > 0);
    expect(fixture.leftovers).toHaveLength(1);
    await archive.close();
    await archive.idle();
    expect(fixture.leftovers).toEqual([]);
    expect(fixture.clock.pending).toBe(0);
    expect(fixture.done).toEqual([]);
  });
});

describe('a call that cannot be archived', () => {
  test('is set aside after three attempts and its spool is kept; other calls continue', async () => {
    const fixture = new ArchiveFixture(db);
    const metrics = createMetrics();
    const failing = spooled();
    let attempts = 0;
    const encode = async (call: SpooledCall): Promise<EncodedCall> => {
      if (call !== failing) return fixture.encode(call);
      attempts += 1;
      throw new EncodingError('call', 'always the same');
    };
    const archive = fixture.queue({ encoding: { encode }, concurrent: 1 }, metrics);
    const well = [spooled(), spooled()];
    archive.add(failing);
    for (const call of well) archive.add(call);
    await until('the others are done', () => fixture.done.length === 2);
    await fixture.retry();
    await fixture.retry();
    await archive.idle();
    expect(attempts).toBe(3);
    expect(fixture.done.toSorted()).toEqual(well.map((call) => call.recordingId).toSorted());
    expect(await valueOf(metrics, 'fonoteka_archive_set_aside_total')).toBe(1);
    expect(await valueOf(metrics, 'fonoteka_archive_failures_total')).toBe(3);
  });

  test('such as one of a removed tenant leaves neither rows nor a temporary file', async () => {
    const fixture = new ArchiveFixture(db);
    const archive = fixture.queue();
    archive.add(spooled({ tenantId: newId<TenantId>(ARCHIVE_T0) }));
    await fixture.retry();
    await fixture.retry();
    await archive.idle();
    expect([await recordings(), await calls(), fixture.done, fixture.leftovers]).toEqual([[], [], [], []]);
  });
});
