import { afterAll, expect, test } from 'vitest';
import { newFtpPassword } from '../../src/tenants/index.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { testDatabase } from '../kit/database.ts';
import { PgBouncer } from '../kit/pgbouncer.ts';
import { RawFtpClient } from '../kit/raw-ftp-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const direct = testDatabase();
const bouncer = await PgBouncer.before(direct.url);
afterAll(() => bouncer.stop());
const fonoteka = runningFonoteka({ databaseUrl: bouncer.url(), databaseDirectUrl: direct.url });

test('through PgBouncer in transaction mode a call is recorded, listed and played, and what was revoked ends', async () => {
  const { db, ready, shared } = fonoteka.current;
  const { tenantId, panel } = await fonoteka.current.tenant('Piekarnia', ['+48221234567']);
  await fonoteka.current.call({ caller: '+48512345678', callee: '+48221234567', durationMs: 1000 });
  const user = await signedInFetch(ready.http!, panel);
  let id = '';
  await until('it is listed', async () => {
    const { calls } = (await (await user('/calls')).json()) as { calls: { recordings: { id: string }[] }[] };
    id = calls[0]?.recordings[0]?.id ?? '';
    return id !== '';
  });
  const played = await user(`/recordings/${id}/audio`);
  expect(played.status).toBe(200);
  expect((await played.arrayBuffer()).byteLength).toBeGreaterThan(1000);

  const now = shared.clock.now();
  const { login, password } = await newFtpPassword(db, tenantId, now);
  const [host, port] = ready.ftp!.replace(/^ftps?:\/\//, '').split(':') as [string, string];
  const ftp = await RawFtpClient.connect({ host, port: Number(port) });
  await ftp.reply();
  await ftp.command(`USER ${login}`);
  expect(await ftp.command(`PASS ${password}`)).toMatch(/^230 /);
  await newFtpPassword(db, tenantId, now);
  expect(await ftp.reply()).toMatch(/^421/);

  const other = await signedInFetch(ready.http!, panel);
  expect((await other('/account/sessions/end-others', { method: 'POST' })).ok).toBe(true);
  expect((await user('/calls')).status).toBe(401);
});
