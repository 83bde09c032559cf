import { onTestFinished } from 'vitest';
import { sql } from 'kysely';
import { ArchiveQueue, OwnLease, RecorderTakeovers } from '../../src/archive/index.ts';
import { newId, type RecorderId, type TenantId } from '../../src/base/ids.ts';
import { reportUnarchivedCalls } from '../../src/calls/index.ts';
import type { EncodedCall } from '../../src/encoding/index.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { readSpooledCall, type SpooledCall } from '../../src/spool/index.ts';
import { ArchiveFixture } from './archive-fixture.ts';
import { ManualClock } from './manual-clock.ts';
import { appendPackets, mirroredSpool } from './mirrored-spool.ts';
import { quietLog } from './quiet-log.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

export const T0 = Date.parse('2026-03-10T10:00:00Z');
/** Of a lease. */
export const SECONDS = 600;

/** Two recorders that share object store, keys and database. */
export interface Machines extends Pick<ArchiveFixture, 'objects' | 'keys'> {
  readonly fixture: ArchiveFixture;
  readonly encode: (call: SpooledCall) => Promise<EncodedCall>;
}

export const mirrored = ({ objects }: Machines) =>
  [...objects.objects.keys()].filter((key) => key.startsWith('spool/'));
export const recorded = ({ objects }: Machines) =>
  [...objects.objects.keys()].filter((key) => !key.startsWith('spool/'));

/** The lost recorder's own archive. */
export function ownArchive({ fixture, encode }: Machines, changes = {}): ArchiveQueue {
  return fixture.queue({ encoding: { encode }, ...changes });
}

/** Recorders that are lost, and those that take them over. */
export function recorderTakeovers(db: Database) {
  /** What is heard in a recording: the times of its packets. */
  const heard = new Map<string, number[]>();

  /** Encoding notes what it would have made audible. */
  function machines(): Machines {
    const fixture = new ArchiveFixture(db);
    const { objects, keys } = fixture;
    const encode = async (call: SpooledCall): Promise<EncodedCall> => {
      const packets = [...readSpooledCall(call)].map(({ arrivedAtMs }) => arrivedAtMs);
      const { storedUntil = Number.NEGATIVE_INFINITY } = call;
      heard.set(
        call.description.recordingId,
        packets.filter((at) => at > storedUntil),
      );
      return fixture.encode(call);
    };
    return { fixture, objects, keys, encode };
  }

  async function lostRecorder({ objects, keys }: Machines) {
    const lost = await mirroredSpool({ objects, keys });
    const lease = new OwnLease({
      db,
      clock: new ManualClock(),
      log: quietLog,
      recorderId: lost.spool.recorderId,
      seconds: SECONDS,
      onLease: ({ fence }) => lost.mirror.useLease(lost.spool.recorderId, fence),
    });
    await lease.stop();
    await reportUnarchivedCalls(db, { recorderId: lost.spool.recorderId, unarchivedSince: new Map(), now: T0 });
    return lost;
  }

  function taker({ fixture, objects, keys, encode }: Machines, settled = true) {
    const folder = temporaryFolder();
    const takeovers = new RecorderTakeovers({
      db,
      objects,
      keys,
      encoding: { encode },
      clock: fixture.clock,
      log: quietLog,
      folder,
      recorderId: newId<RecorderId>(T0),
      seconds: SECONDS,
      ownLease: { isSettled: settled },
      metrics: createMetrics(),
    });
    onTestFinished(() => takeovers.stop());
    return { takeovers, folder };
  }

  /** As after so many minutes without a sign of life. */
  async function expire(recorderId: RecorderId): Promise<void> {
    await db
      .updateTable('recorder_leases')
      .set({ expires_at: sql`now() - interval '1 second'` })
      .where('recorder_id', '=', recorderId)
      .execute();
  }

  const leaseOf = (recorderId: RecorderId) =>
    db.selectFrom('recorder_leases').selectAll().where('recorder_id', '=', recorderId).executeTakeFirstOrThrow();

  const taken = (recorderId: RecorderId) =>
    until('it is taken over', async () => (await leaseOf(recorderId)).ended_at !== null);

  /** Its machine is gone for ever, its lease ends, and another recorder takes it over. */
  async function takenOver(both: Machines, lost: Awaited<ReturnType<typeof lostRecorder>>) {
    await lost.lose();
    await expire(lost.spool.recorderId);
    const begun = taker(both);
    await taken(lost.spool.recorderId);
    return begun;
  }

  async function recordingsOf(tenantId: TenantId) {
    return db
      .selectFrom('recordings')
      .select(['id', 'flags', 'object_key', 'call_id', 'file_name'])
      .where('tenant_id', '=', tenantId)
      .orderBy('stored_at')
      .orderBy('file_name')
      .execute();
  }

  async function seconds(
    lost: Awaited<ReturnType<typeof lostRecorder>>,
    calls: ReturnType<typeof lost.open>[],
    from: number,
    count: number,
  ) {
    for (let second = from; second < from + count; second++) {
      for (const { call } of calls)
        appendPackets(
          call,
          [0, 250, 500, 750].map((ms) => T0 + second * 1000 + ms),
        );
      await lost.second(calls.map(({ call }) => call));
    }
  }

  async function ended(
    lost: Awaited<ReturnType<typeof lostRecorder>>,
    { call, description }: ReturnType<typeof lost.open>,
    endedAt: number,
  ) {
    const end = call.end({ endedAt, endReason: 'hang-up' });
    await lost.second();
    const extents = await end;
    const { key } = lost.spool;
    const spooled: SpooledCall = {
      recordingId: description.recordingId,
      description,
      legs: [],
      captureStartedAt: description.startedAt,
      endedAt,
      endReason: 'hang-up',
      spoolKey: key,
      extents,
    };
    return spooled;
  }

  return {
    heard,
    machines,
    lostRecorder,
    taker,
    expire,
    leaseOf,
    taken,
    takenOver,
    recordingsOf,
    seconds,
    ended,
  };
}
