import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Service, startService } from '../../src/compose/index.ts';
import { type Config, loadConfig } from '../../src/config/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { testDatabase } from '../kit/database.ts';
import { freePort } from '../kit/free-port.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const PROGRAM = 'bin/fonoteka';
const database = testDatabase();

/** Each test has a data folder of its own: another installation, with other stores and keys. */
beforeEach(async () => {
  await database.db.deleteFrom('stores').execute();
  await database.db.deleteFrom('sftp_host_keys').execute();
});

function config(settings: Partial<Config> = {}): Config {
  const data = temporaryFolder();
  return {
    ...loadConfig({}),
    data,
    databaseUrl: database.url,
    httpPort: 0,
    sipPort: 0,
    ftpPort: 0,
    sftpPort: 0,
    ...settings,
  };
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
        sftp: { ok: true },
      },
    });
  });

  test('starts only the roles of its settings', async () => {
    const { ready } = await started({ roles: ['web'] });
    expect(ready).toMatchObject({ sip: null, ftp: null, sftp: null, http: expect.stringMatching(/^http:/) });
    expect(Object.keys(((await (await fetch(`${ready.http}/readyz`)).json()) as { checks: object }).checks)).toEqual([
      'database',
      'stores',
    ]);
  });

  test('answers on its internal port, whatever its roles', async () => {
    const { ready } = await started({ roles: ['worker'] });
    expect(ready).toMatchObject({ http: null, internal: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/) });
    const status = async (path: string): Promise<number> => (await fetch(ready.internal + path)).status;
    expect([await status('/healthz'), await status('/readyz'), await status('/metrics')]).toEqual([200, 200, 200]);
    const { checks } = (await (await fetch(`${ready.internal}/readyz`)).json()) as { checks: object };
    expect(Object.keys(checks)).toEqual(['database', 'stores', 'jobs', 'delivery']);
    expect(await status('/api/openapi.json')).toBe(404);
  });

  test('has its metrics on the customers’ port, unless the operator takes them off', async () => {
    const withMetrics = await started({ roles: ['web'] });
    expect((await fetch(`${withMetrics.ready.http}/metrics`)).status).toBe(200);
    const without = await started({ roles: ['web'], publicMetrics: false });
    expect((await fetch(`${without.ready.http}/metrics`)).status).toBe(404);
    expect((await fetch(`${without.ready.internal}/metrics`)).status).toBe(200);
    expect((await fetch(`${without.ready.http}/readyz`)).status).toBe(200);
  });

  test('SFTP can be off, and stays closed alone where its host keys cannot be read', async () => {
    const off = await started({ roles: ['files'], sftpPort: null });
    expect(off.ready.sftp).toBeNull();
    await off.stop();
    await (await started({ roles: ['files'] })).stop();
    // Another data folder has other keys.
    await database.db.deleteFrom('stores').execute();
    const { ready } = await started({ roles: ['files'] });
    expect([ready.sftp, ready.ftp]).toEqual([null, expect.stringMatching(/^ftp:/)]);
    const answer = await fetch(`${ready.internal}/readyz`);
    expect([answer.status, await answer.json()]).toMatchObject([503, { checks: { sftp: { ok: false } } }]);
  });

  test('listens on an address for each protocol', async () => {
    const { ready } = await started({
      httpBind: '127.0.0.2',
      sipBind: '127.0.0.3',
      internalBind: '127.0.0.4',
      sftpBind: '127.0.0.5',
    });
    expect(ready).toMatchObject({
      http: expect.stringContaining('//127.0.0.2:'),
      sftp: expect.stringContaining('//127.0.0.5:'),
      sip: expect.stringContaining(':127.0.0.3:'),
      ftp: expect.stringContaining('//127.0.0.1:'),
      internal: expect.stringContaining('//127.0.0.4:'),
    });
    expect((await fetch(`${ready.http}/healthz`)).status).toBe(200);
    await expect(fetch(`${ready.http!.replace('127.0.0.2', '127.0.0.1')}/healthz`)).rejects.toThrow();
  });

  test('has HTTPS with a certificate of its own, and does not start with one that cannot be used', async () => {
    const { certificate, key } = new TestAuthority(temporaryFolder()).issue('localhost');
    const https = { httpsPort: 0, tlsCertificate: certificate };
    expect((await started({ ...https, tlsKey: key, roles: ['web'] })).ready.https).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+$/,
    );
    await expect(started({ ...https, tlsKey: '/nowhere', roles: ['web'] })).rejects.toMatchObject({
      code: 'config-invalid',
    });
  });

  test('does not start with a file of SIPREC mappings that cannot be used, and says which entry', async () => {
    const siprecMappings = join(temporaryFolder(), 'mappings.yaml');
    writeFileSync(siprecMappings, '- { vendor: A, caller: [x] }\n- { vendor: B, calle: [x] }');
    await expect(started({ siprecMappings, roles: ['recorder'] })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/FONOTEKA_SIPREC_MAPPINGS.*mappings\.yaml: 1.*calle/),
    });
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

  test.each(['sipPort', 'ftpPort', 'sftpPort', 'httpPort'] as const)(
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

test('a signal ends a start that waits for its database', async () => {
  const port = await takenPort();
  const internalPort = await freePort();
  const env = {
    ...process.env,
    FONOTEKA_DATA: temporaryFolder(),
    // Something listens there that is no database and does not answer.
    FONOTEKA_INTERNAL_PORT: String(internalPort),
    FONOTEKA_DATABASE_URL: `postgres://x:y@127.0.0.1:${port}/z`,
  };
  const child = spawn(PROGRAM, ['start'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  const alive: number[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    // On a busy machine the signal may come during the next attempt, which says so once more.
    if (alive.length > 0 || !line.includes('database: not there yet')) continue;
    alive.push((await fetch(`http://127.0.0.1:${internalPort}/healthz`)).status);
    alive.push((await fetch(`http://127.0.0.1:${internalPort}/readyz`)).status);
    child.kill('SIGTERM');
  }
  expect(alive).toEqual([200, 503]);
  expect(await exited).toEqual([0, null]);
});
