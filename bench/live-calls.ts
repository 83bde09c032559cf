/**
 * What live calls cost in CPU time: the level of a packet on the media thread, for each codec that is read; and the rows of calls that
 * begin and end, in the recorder and in the database's client. `npm run bench -- live-calls`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { LevelMeter } from '../src/capture/worker/level-meter.ts';
import type { RunningCall } from '../src/capture/index.ts';
import { newId, type RecorderId, type TenantId } from '../src/base/ids.ts';
import { LiveCallsReporter } from '../src/live/index.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createLogger } from '../src/platform/logging.ts';
import { openDatabase } from '../src/platform/postgres/index.ts';
import { writeRtp } from '../src/wire/rtp/index.ts';
import { callDescription } from '../test/kit/spooled-call.ts';

const PACKETS = 200_000;
const CALLS = 2_000;
/** Two statements, of a second each, and the database. */
const WRITTEN_MS = 2_500;

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const none = writeRtp({
  payloadType: 8,
  sequenceNumber: 1,
  timestampTicks: 0,
  ssrc: 1,
  marker: false,
  payload: Buffer.alloc(160, 0x55),
});
for (const [name, payloadType] of [
  ['PCMU', 0],
  ['PCMA', 8],
  ['G722', 9],
] as const) {
  const meter = new LevelMeter([], false);
  const packet = Buffer.from(none);
  packet[1] = payloadType;
  const run = (packets: number) => () => {
    for (let count = 0; count < packets; count++) meter.add(packet);
  };
  run(5_000)();
  const us = (cpuMs(run(PACKETS)) * 1000) / PACKETS;
  console.log(
    `level, ${name}: ${us.toFixed(2)} µs a packet, ${((us * 100) / 10_000).toFixed(3)}% of a core a watched call`,
  );
}

const folder = await mkdtemp(join(tmpdir(), 'fonoteka-bench-'));
const log = createLogger('warn');
const database = await openDatabase({ url: '', dataFolder: folder, as: 'service', log, clock: systemClock });
try {
  const reporter = new LiveCallsReporter({ db: database.db, clock: systemClock, log }, newId<RecorderId>(0));
  const tenantId = newId<TenantId>(0);
  const calls = Array.from({ length: CALLS }, (): RunningCall => {
    const description = { ...callDescription({ tenantId }) };
    return { recordingId: description.recordingId, description, legs: [], pausedBy: null, captureStartedAt: 0 };
  });
  await setTimeout(WRITTEN_MS);
  const before = process.cpuUsage();
  for (const call of calls) reporter.changed(call);
  await setTimeout(WRITTEN_MS);
  for (const call of calls) reporter.ended(call);
  await setTimeout(WRITTEN_MS);
  const { user, system } = process.cpuUsage(before);
  console.log(
    `rows of ${CALLS} calls that begin and end: ${((user + system) / CALLS).toFixed(0)} µs a call in the recorder`,
  );
  await reporter.stop();
} finally {
  await database.close();
  await rm(folder, { recursive: true, force: true });
}
