/**
 * The recorder under load. A separate process, so that its CPU time is measured separately. Prints its ports; for each line on stdin
 * the CPU time until now; when stdin closes, its figures.
 */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Capture } from '../../src/capture/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { S3Bucket, S3ObjectStore } from '../../src/platform/s3/index.ts';
import { Spool, SpoolMirror, readSpooledCall } from '../../src/spool/index.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';

const [receiver, legs, folder, spooled, s3Port] = process.argv.slice(2) as [
  'batch' | 'portable',
  string,
  string,
  string,
  string?,
];
const log = createLogger('error');
const keys = new FolderKeyStore(join(folder, 'keys'));
const mirror = spooled === 'mirrored' ? openMirror() : null;
const spool = await Spool.open({
  folder: join(folder, 'spool'),
  ...(spooled === 'plain' ? {} : { keys }),
  log,
  ...(mirror !== null && { observer: mirror }),
});
mirror?.useLease(spool.recorderId, 1);
const SRTP_KEYS = {
  suite: 'AEAD_AES_128_GCM',
  keys: [{ keySalt: Buffer.alloc(28).toString('base64'), mki: '' }],
} as const;
const security = spooled === 'srtp' ? { security: [{ since: 0, keys: SRTP_KEYS }] } : {};
const capture = await Capture.start({
  bind: '127.0.0.1',
  ports: { min: 10_000, max: 32_000 },
  receiver,
  rtpTimeoutMs: 60_000,
  onHung: () => {},
  spool,
  clock: systemClock,
  log,
  metrics: createMetrics(),
});
const calls = await Promise.all(
  Array.from({ length: Number(legs) / 2 }, async () => {
    const started = await capture.start({
      description: callDescription(),
      legs: TWO_PCMA_LEGS.map((leg) => ({ ...leg, sources: ['127.0.0.1'], ...security })),
      onRtpTimeout: () => {},
    });
    if (!started.ok) throw new Error(started.reason);
    return started.value;
  }),
);
const before = process.cpuUsage();
process.stdout.write(`${JSON.stringify(calls.flatMap((call) => call.ports))}\n`);
const input = createInterface({ input: process.stdin });
for await (const line of input) {
  if (line === 'end') break;
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${user + system}\n`);
}
const { user, system } = process.cpuUsage(before);
const behindBytes = mirror?.behindBytes ?? 0;
const rssMegabytes = Math.round(process.memoryUsage.rss() / 1e6);
let packets = 0;
for (const call of await Promise.all(calls.map((call) => call.end('hang-up')))) {
  for (const _ of readSpooledCall(call)) packets++;
}
process.stdout.write(`${JSON.stringify({ packets, cpuMicroseconds: user + system, rssMegabytes, behindBytes })}\n`);
await capture.close();
await spool.close();
process.exit();

function openMirror(): SpoolMirror {
  const bucket = new S3Bucket({
    endpoint: `http://127.0.0.1:${s3Port}`,
    region: 'local',
    bucket: 'bench',
    accessKey: 'bench',
    secretKey: 'bench',
    prefix: '',
  });
  return new SpoolMirror({ objects: new S3ObjectStore(bucket), clock: systemClock, log, metrics: createMetrics() });
}
