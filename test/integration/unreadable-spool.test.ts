import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { openAudio } from '../../src/archive/index.ts';
import { type Service, startService } from '../../src/compose/index.ts';
import { type Config, loadConfig } from '../../src/config/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { readable } from '../kit/retention-fixture.ts';
import { callDescription, spoolCall } from '../kit/spooled-call.ts';
import { inOrderOfArrival, rtpStream, tone } from '../kit/synthetic-rtp.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

const { db, url } = testDatabase();
const T0 = Date.parse('2026-03-10T10:00:00Z');

async function started(data: string): Promise<Service> {
  const ports = { httpPort: 0, sipPort: 0, ftpPort: 0, sftpPort: 0 };
  const config: Config = { ...loadConfig({}), data, databaseUrl: url, roles: ['recorder', 'web'], ...ports };
  const service = await startService({ config, clock: systemClock, log: quietLog });
  onTestFinished(() => service.stop());
  return service;
}

const recordings = () => db.selectFrom('recordings').selectAll().execute();

test('a spool that cannot be read: not ready, nothing released; when it can, the call has all its sound', async () => {
  const data = temporaryFolder();
  const folder = join(data, 'spool', 'segments');
  mkdirSync(folder, { recursive: true });
  const { tenantId } = await addTenant(db, { name: 'Tenant', plan: 'Biznes', numbers: ['48221234567'] }, T0);
  const legs = [0, 1].map((leg) => rtpStream(tone(440 + 220 * leg, 6000), { leg, startAt: T0 }));
  const description = callDescription({ tenantId, startedAt: T0 });
  const call = await spoolCall(folder, { packets: inOrderOfArrival(...legs), description });
  const segment = join(folder, '00000001-000-000000.spool');
  renameSync(call.extents[0]!.file, `${segment}.away`);
  mkdirSync(segment);

  const service = await started(data);
  const answer = await fetch(`${service.ready.http}/readyz`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ checks: { spool: { ok: true }, spoolReadable: { ok: false } } });
  await service.stop();
  expect(await recordings()).toEqual([]);
  expect(readdirSync(folder)).toHaveLength(2);

  rmSync(segment, { recursive: true });
  renameSync(`${segment}.away`, segment);
  const again = await started(data);
  await until('the call is archived', async () => (await recordings()).length === 1);
  const [row] = await recordings();
  expect(row!.flags).toEqual([]);
  const { caller, callee } = await decodeRecording(await buffer(await openAudio(again.shared, readable(row!))));
  expect([hasTone(caller, 440, [100, 5900]), hasTone(callee, 660, [100, 5900])]).toEqual([true, true]);
  expect((await fetch(`${again.ready.http}/readyz`)).status).toBe(200);
});
