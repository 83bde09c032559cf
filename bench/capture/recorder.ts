/** The recorder under load. A separate process, so that its CPU time is measured separately. Controlled over stdin. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Capture } from '../../src/capture/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { Spool, readSpooledCall } from '../../src/spool/index.ts';
import { callDescription, TWO_PCMA_LEGS } from '../../test/kit/spooled-call.ts';

const [receiver, legs, folder, spooled] = process.argv.slice(2) as ['batch' | 'portable', string, string, string];
const log = createLogger('error');
const keys = new FolderKeyStore(join(folder, 'keys'));
const spool = await Spool.open({
  folder: join(folder, 'spool'),
  ...(spooled === 'plain' ? {} : { keys }),
  log,
});
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
for await (const _ of input) break;
const { user, system } = process.cpuUsage(before);
const rssMegabytes = Math.round(process.memoryUsage.rss() / 1e6);
let packets = 0;
for (const call of await Promise.all(calls.map((call) => call.end('hang-up')))) {
  for (const _ of readSpooledCall(call)) packets++;
}
process.stdout.write(`${JSON.stringify({ packets, cpuMicroseconds: user + system, rssMegabytes })}\n`);
await capture.close();
await spool.close();
process.exit();
