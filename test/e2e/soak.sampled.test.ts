import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { keyStore } from '../../src/compose/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { sampled } from '../kit/sampled.ts';
import { ServiceProcess } from '../kit/service-process.ts';
import { Soak } from '../kit/soak/soak.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

type Range = [number, number];

/** `FONOTEKA_SOAK_MINUTES` and `FONOTEKA_SOAK_CALLS` (at a time) change the long one. */
const MINUTES = sampled(0.35, Number(process.env['FONOTEKA_SOAK_MINUTES'] ?? 60));
const CALLS = sampled(11, Number(process.env['FONOTEKA_SOAK_CALLS'] ?? 30));
const CALL_MS = sampled<Range>([3_000, 6_000], [4_000, 60_000]);
const SKEWED_CALL_MS = sampled(6_000, 12 * 60_000);
/** Between one kill or stop and the next. */
const LIFE_MS = sampled<Range>([7_000, 9_000], [60_000, 240_000]);
const CALLEE = '48221234567';
const REPORT_EVERY_MS = 60_000;

const { db, url } = testDatabase();

test(`${MINUTES} minutes of calls with every fault, kills and restarts: each recording has what was said`, {
  timeout: MINUTES * 60_000 + 600_000,
}, async () => {
  const data = join(temporaryFolder(), 'data');
  mkdirSync(data);
  const now = Date.now();
  await addSource(db, { name: 'PBX', addresses: ['127.0.0.1'] }, now);
  const tenant = await addTenant(db, { name: 'Firma', plan: 'Biznes', numbers: [CALLEE] }, now);
  await setCallRecording(db, tenant.tenantId, { enabled: true }, now);
  const settings = { FONOTEKA_DATABASE_URL: url, FONOTEKA_ROLES: 'recorder,worker' };

  let service = await ServiceProcess.start(data, settings);
  onTestFinished(() => service.stop());
  const soak = new Soak({
    db,
    stores: {
      objects: new FolderObjectStore(join(data, 'recordings')),
      keys: keyStore({ ...loadConfig({}), data }, null),
    },
    callee: CALLEE,
    calls: CALLS,
    callMs: CALL_MS,
    skewedCallMs: Math.min(SKEWED_CALL_MS, MINUTES * 30_000),
  });
  soak.started(service.ready.sip!);
  const run = soak.run();
  const endsAt = performance.now() + MINUTES * 60_000;
  let reported = 0;
  const report = (): void => {
    console.log(
      `${new Date().toISOString()} checked ${soak.checked}, lost with a kill ${soak.missing}, refused ${soak.refused}`,
      soak.problems.slice(reported),
      Object.fromEntries([...soak.offsets.found].toSorted(([one], [other]) => one - other)),
    );
    reported = soak.problems.length;
  };
  const reporting = setInterval(report, REPORT_EVERY_MS);
  onTestFinished(() => clearInterval(reporting));
  for (let kill = true; ; kill = !kill) {
    const left = endsAt - performance.now();
    await setTimeout(Math.max(0, Math.min(left, randomInt(...LIFE_MS))));
    if (performance.now() >= endsAt) break;
    soak.interrupt(kill ? 'killed' : 'stopped');
    await (kill ? service.kill() : service.stop());
    service = await ServiceProcess.start(data, settings);
    soak.started(service.ready.sip!);
  }
  soak.end();
  await run;
  report();
  expect(soak.problems).toEqual([]);
  expect(soak.checked).toBeGreaterThan(CALLS);
});
