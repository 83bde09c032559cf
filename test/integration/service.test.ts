import { createServer } from 'node:net';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Service, startService } from '../../src/compose/index.ts';
import { type Config, loadConfig } from '../../src/config/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { testDatabase } from '../kit/database.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const database = testDatabase();

/** Each test has a data folder of its own: another installation, with other stores. */
beforeEach(() => database.db.deleteFrom('stores').execute());

function config(settings: Partial<Config> = {}): Config {
  const data = temporaryFolder();
  return { ...loadConfig({}), data, databaseUrl: database.url, httpPort: 0, sipPort: 0, ftpPort: 0, ...settings };
}

async function started(settings: Partial<Config> = {}): Promise<Service> {
  const service = await startService({ config: config(settings), clock: systemClock, log: quietLog });
  onTestFinished(() => service.stop());
  return service;
}

async function takenPort(): Promise<number> {
  const server = createServer().listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

describe('a service', () => {
  test('is ready while every role can work, and reports which cannot', async () => {
    const { ready } = await started();
    const answer = await fetch(`${ready.http}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      ready: true,
      checks: {
        database: { ok: true },
        stores: { ok: true },
        intake: { ok: true },
        jobs: { ok: true },
        delivery: { ok: true },
        spool: { ok: true },
        encoding: { ok: true },
        spoolReadable: { ok: true },
        ftp: { ok: true },
      },
    });
  });

  test('starts only the roles of its settings', async () => {
    const { ready } = await started({ roles: ['web'] });
    expect(ready).toMatchObject({ sip: null, ftp: null, http: expect.stringMatching(/^http:/) });
    expect(Object.keys(((await (await fetch(`${ready.http}/readyz`)).json()) as { checks: object }).checks)).toEqual([
      'database',
      'stores',
    ]);
  });

  test('reports the calls that are not archived yet, from its start on', async () => {
    const settings = config({ roles: ['recorder'] });
    await database.db.deleteFrom('recorders').execute();
    const service = await startService({ config: settings, clock: systemClock, log: quietLog });
    await service.stop();
    const reports = await database.db.selectFrom('recorders').selectAll().execute();
    expect(reports).toMatchObject([{ unarchived_since: null }]);
  });

  test('stops once, even if `stop` is called again, and removes its ready file', async () => {
    const service = await started();
    const file = join(service.shared.config.data, 'ready.json');
    expect(existsSync(file)).toBe(true);
    await Promise.all([service.stop(), service.stop()]);
    expect(existsSync(file)).toBe(false);
    await expect(fetch(`${service.ready.http}/healthz`)).rejects.toThrow();
  });

  test.each(['sipPort', 'ftpPort', 'httpPort'] as const)(
    'that finds its %s in use leaves nothing open',
    async (setting) => {
      const settings = config({ [setting]: await takenPort() });
      const attempt = startService({ config: settings, clock: systemClock, log: quietLog });
      await expect(attempt).rejects.toMatchObject({ code: 'port-taken' });
      // The data folder and the spool are free again, and so are the other ports.
      const again = await startService({ config: { ...settings, [setting]: 0 }, clock: systemClock, log: quietLog });
      await again.stop();
    },
  );
});
