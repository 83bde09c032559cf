import { AuditLog } from '../../../src/audit/index.ts';
import { sendCallHooks } from '../../../src/delivery/call-hooks/send-call-hooks.ts';
import { createHookMetrics } from '../../../src/delivery/hooks/hook-sender.ts';
import type { KeyId } from '../../../src/platform/key-store.ts';
import { createMetrics } from '../../../src/platform/metrics.ts';
import { connect } from '../../../src/platform/postgres/connect.ts';
import { createAddressGuard, readNetwork } from '../../../src/platform/push-target/index.ts';
import { killAtStep } from '../kill-at-step.ts';
import { ManualClock } from '../manual-clock.ts';
import { MemoryKeyStore } from '../memory-key-store.ts';
import { quietLog } from '../quiet-log.ts';

/** A worker that sends events of calls: it kills itself at the given step, a request to the key store; its test kills it otherwise. */
const [url, now, lastStep, keys] = process.argv.slice(2) as [string, string, string, string];
const { counted } = killAtStep(Number(lastStep));
const store = new MemoryKeyStore();
for (const [id, key] of JSON.parse(keys) as [KeyId, string][]) store.keys.set(id, Buffer.from(key, 'base64'));
const allowedNetworks = [readNetwork('127.0.0.0/8')].flatMap((network) => (network.ok ? [network.value] : []));
const db = connect(url, quietLog);
const clock = new ManualClock(Number(now));
await sendCallHooks({
  db,
  keys: counted(store),
  clock,
  log: quietLog,
  audit: new AuditLog(db, clock),
  guard: createAddressGuard({ allowed: allowedNetworks }),
  allowedNetworks,
  metrics: createHookMetrics(createMetrics()),
  pageUrl: 'https://panel.example/hooks',
});
await db.destroy();
