import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { type SpooledCall, Spool } from '../../src/spool/index.ts';
import { placeTestCall, tone } from '../../src/test-caller/index.ts';
import { testDatabase } from '../kit/database.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { sampled } from '../kit/sampled.ts';
import { fonoteka, ServiceProcess } from '../kit/service-process.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

const { db, url } = testDatabase();
const CALLS = sampled(10, 50);
/** What may be missing of a call whose machine is lost. */
const MAX_LOST_MS = 2_000;
/** The first sound comes a little after the call's beginning. */
const BEGINNING_MS = 500;

/** A machine of its own disk; recordings and keys are those of all machines. */
function machine(shared: string, name: string) {
  const data = join(shared, name);
  mkdirSync(data, { recursive: true });
  mkdirSync(join(shared, 'recordings'), { recursive: true });
  symlinkSync(join(shared, 'recordings'), join(data, 'recordings'));
  const settings = {
    FONOTEKA_DATABASE_URL: url,
    FONOTEKA_KEYS: join(shared, 'keys'),
    FONOTEKA_SPOOL_MIRROR: 'on',
  };
  const command = async <T>(...args: string[]): Promise<T> => {
    const { exitCode, stdout, stderr } = await fonoteka(data, settings, ...args, '--json');
    if (exitCode !== 0) throw new Error(`fonoteka ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
    return JSON.parse(stdout.toString()) as T;
  };
  return { data, command, start: () => ServiceProcess.start(data, settings) };
}

/** What its own next start would have found: up to the last second that was synced. */
async function leftOnDisk(data: string, keys: string): Promise<readonly SpooledCall[]> {
  const spool = await Spool.open({ folder: join(data, 'spool'), keys: new FolderKeyStore(keys), log: quietLog });
  const calls = await spool.recover();
  await spool.close();
  return calls;
}

async function metric(http: string, name: string): Promise<number> {
  const metrics = await (await fetch(`${http}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([\\d.e+-]+)`, 'm').exec(metrics)?.[1] ?? 0);
}

test('a recorder lost with its disk in the middle of its calls: another one has them all, without their last two seconds at most', async () => {
  const shared = temporaryFolder();
  const [lost, other] = [machine(shared, 'lost'), machine(shared, 'other')];
  const first = await lost.start();
  onTestFinished(() => first.kill());
  const tenant = { '--name': 'Firma', '--plan': 'Biznes', '--number': '221234567' };
  const { tenantId } = await lost.command<{ tenantId: string }>('tenant', 'add', ...Object.entries(tenant).flat());
  await lost.command('recording', 'on', '--tenant', tenantId);
  await lost.command('source', 'add', '--name', 'PBX', '--address', '127.0.0.1');
  const { recorders } = await lost.command<{ recorders: { recorderId: string; state: string }[] }>('recorder', 'list');
  expect(recorders).toMatchObject([{ state: 'working' }]);

  const vanish = new AbortController();
  const [host, port] = first.ready.sip!.replace('sip:', '').split(':') as [string, string];
  const calls = Array.from({ length: CALLS }, (_, index) =>
    placeTestCall({
      sip: { host, port: Number(port), transport: 'udp' },
      caller: `5120000${String(index).padStart(2, '0')}`,
      callee: '221234567',
      // Some have just ended when the machine is lost.
      durationMs: index % 5 === 0 ? 4_000 : 120_000,
      callerAudio: tone(440),
      calleeAudio: tone(1000),
      clock: systemClock,
      ...(index % 5 !== 0 && { hangUp: 'vanish' as const, signal: vanish.signal }),
    }),
  );
  const http = first.ready.http!;
  await until(
    'five seconds are received of each call that goes on, and the mirror is not behind',
    async () =>
      (await metric(http, 'fonoteka_capture_packets_total')) > CALLS * 2 * 5 * 50 * 0.9 &&
      (await metric(http, 'fonoteka_spool_mirror_behind_seconds')) < 1,
  );
  await first.kill();
  vanish.abort();
  await Promise.allSettled(calls);
  const onDisk = await leftOnDisk(lost.data, join(shared, 'keys'));
  const stored = await db.selectFrom('recordings').select('id').execute();
  rmSync(lost.data, { recursive: true, force: true });

  const second = await other.start();
  onTestFinished(() => second.stop());
  await other.command('recorder', 'take-over', recorders[0]!.recorderId);
  await until('it is taken over', async () => {
    const lease = db
      .selectFrom('recorder_leases')
      .select('ended_at')
      .where('recorder_id', '=', recorders[0]!.recorderId as never);
    return (await lease.executeTakeFirstOrThrow()).ended_at !== null;
  });

  const recordings = await db.selectFrom('recordings').select(['id', 'duration_ms', 'flags']).execute();
  expect(recordings).toHaveLength(CALLS);
  expect(recordings.map(({ id }) => id)).toEqual(expect.arrayContaining(stored.map(({ id }) => id)));
  for (const { recordingId, endedAt, captureStartedAt, endReason } of onDisk) {
    const recording = recordings.find(({ id }) => id === recordingId)!;
    const wanted = endedAt - captureStartedAt - MAX_LOST_MS - BEGINNING_MS;
    expect(recording.duration_ms).toBeGreaterThan(wanted);
    if (endReason === 'killed') expect(recording.flags).toContain('cut');
  }
});
