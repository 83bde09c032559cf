import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runInProcess } from '../kit/run-in-process.ts';
import { fonoteka, fonotekaJson, ServiceProcess } from '../kit/service-process.ts';

interface AddedTenant {
  readonly tenantId: string;
  readonly panel: { readonly login: string; readonly password: string };
  readonly ftp: { readonly login: string; readonly password: string };
}

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly remedy?: string;
}

const folder = mkdtempSync(join(tmpdir(), 'fonoteka-commands-'));
// Other accounts may enter it, so that it contains its database even when root runs the tests.
chmodSync(folder, 0o711);
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Commands whose own process is not what is tested. */
const inProcess = (...words: string[]) => runInProcess({ FONOTEKA_DATA: data }, ...words);

async function json<T>(...words: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await inProcess(...words, '--json');
  if (exitCode !== 0) throw new Error(`${words.join(' ')} ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

const added: { tenant: AddedTenant | null } = { tenant: null };
const tenantId = (): string => added.tenant!.tenantId;

describe('without a running service', () => {
  test('doctor finds no problem with a new data folder, and makes none', async () => {
    const { ok, findings } = await fonotekaJson<{ ok: boolean; findings: Finding[] }>(join(data, 'new'), 'doctor');
    expect(findings.filter((finding) => !finding.ok)).toEqual([]);
    expect(ok).toBe(true);
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(['database', 'store', 'keys', 'disk']));
    expect(existsSync(join(data, 'new'))).toBe(false);
  });

  test('doctor fails if a port is in use, and says how to fix it', async () => {
    const other = createServer().listen({ host: '127.0.0.1', port: 0 });
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { exitCode, stdout } = await fonoteka(data, { FONOTEKA_FTP_PORT: String(port) }, 'doctor', '--json');
    other.close();
    const { ok, findings } = JSON.parse(stdout.toString()) as { ok: boolean; findings: Finding[] };
    expect(exitCode).toBe(1);
    expect(ok).toBe(false);
    expect(findings.filter((finding) => !finding.ok)).toMatchObject([
      { check: 'port: FTP', remedy: expect.any(String) },
    ]);
  });

  test('tenants are added and listed', async () => {
    added.tenant = await fonotekaJson(
      data,
      'tenant',
      'add',
      '--name',
      'Ogród',
      '--plan',
      'Biznes',
      '--number',
      '48221234567',
      '--number',
      '22 123 45 68',
    );
    expect(added.tenant).toMatchObject({
      tenantId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      panel: { login: expect.any(String), password: expect.any(String) },
      ftp: { login: expect.any(String), password: expect.any(String) },
    });
    expect(await fonotekaJson(data, 'tenant', 'list')).toMatchObject([
      { id: tenantId(), name: 'Ogród', plan: 'Biznes', numbers: ['+48221234567', '+48221234568'] },
    ]);
  });

  test('an operational failure is exit code 1 with an error code', async () => {
    const words = ['call', '--tenant', '00000000-0000-7000-8000-000000000000', '--json'];
    const run = await fonoteka(data, {}, ...words);
    expect(run.exitCode).toBe(1);
    expect(JSON.parse(run.stdout.toString())).toMatchObject({ error: { code: 'service-not-running' } });
    expect(run.stderr).toContain('service-not-running');
  });

  test('a misspelt command is a usage error, exit code 2', async () => {
    const { exitCode, stdout, stderr } = await fonoteka(data, {}, 'no-such-command');
    expect(exitCode).toBe(2);
    expect(stdout.toString()).toBe('');
    expect(stderr).not.toBe('');
  });

  test('a wrong setting stops every command, and the error names it', async () => {
    const { exitCode, stderr } = await fonoteka(data, { FONOTEKA_SIP_PORT: 'five' }, 'tenant', 'list');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/FONOTEKA_SIP_PORT/);
  });
});

describe('beside a running service', () => {
  const running: { service: ServiceProcess | null } = { service: null };
  beforeAll(async () => {
    running.service = await ServiceProcess.start(data);
  });
  afterAll(() => running.service?.stop());

  test('ready.json has the content of the ready line', () => {
    expect(JSON.parse(readFileSync(join(data, 'ready.json'), 'utf8'))).toEqual(running.service!.ready);
  });

  test('sources and their keys are added, listed, changed and removed', async () => {
    const add = ['source', 'add', '--name', 'SBC', '--address', '198.51.100.7', '--tenant', tenantId()];
    const added = await json<{ sourceId: string; apiKey: string }>(...add);
    expect(Object.keys(added)).toEqual(['sourceId', 'apiKey']);
    const of = ['--source', added.sourceId] as const;
    await json('source', 'rename', ...of, '--name', 'SBC 1');
    await json('source', 'address', ...of, '--address', '198.51.100.8', '--address', '198.51.100.9');
    const [old] = await json<{ id: string }[]>('source', 'key', 'list', ...of);
    const replace = ['--scope', 'cdr', '--replaces', old!.id, '--old-until', '2030-01-01'];
    const next = await json<{ keyId: string; apiKey: string }>('source', 'key', 'add', ...of, ...replace);
    const listing = await inProcess('source', 'list', '--json');
    expect(JSON.parse(listing.stdout)).toMatchObject([
      {
        id: added.sourceId,
        name: 'SBC 1',
        addresses: ['198.51.100.8', '198.51.100.9'],
        tenant: { id: tenantId() },
        keys: [
          { id: old!.id, expiresAt: '2029-12-31T23:00:00.000Z' },
          { id: next.keyId, scopes: ['cdr'], expiresAt: null },
        ],
      },
    ]);
    for (const { apiKey } of [added, next]) expect(listing.stdout).not.toContain(apiKey);
    const other = ['--tenant', '00000000-0000-7000-8000-000000000000'];
    expect((await inProcess('source', 'remove', ...of, ...other)).stderr).toContain('source-unknown');
    await json('source', 'key', 'remove', ...of, '--key', next.keyId);
    await json('source', 'remove', ...of, '--tenant', tenantId());
    expect(await json('source', 'list')).toEqual([]);
  });

  test('recording rules are added, listed in their order and removed, audited', async () => {
    const of = ['--tenant', tenantId()] as const;
    const never = ['--name', 'Prywatne', '--effect', 'never', '--number', '600 100 200', '0048 600*'];
    const { id } = await json<{ id: string }>('rule', 'add', ...of, ...never);
    const hours = ['--direction', 'inbound', '--day', '1', '5', '--hours', '08:00-16:00'];
    await json(
      'rule',
      'add',
      ...of,
      '--name',
      'Próba',
      '--effect',
      'always',
      '--percent',
      '10',
      ...hours,
      '--disabled',
    );
    expect(await json('rule', 'list', ...of)).toMatchObject([
      { id, name: 'Prywatne', effect: 'never', enabled: true, numbers: ['+48600100200', '+48600*'] },
      {
        name: 'Próba',
        percent: 10,
        enabled: false,
        directions: ['inbound'],
        days: [1, 5],
        from: '08:00',
        until: '16:00',
      },
    ]);
    expect((await inProcess('rule', 'list', ...of)).stdout).toMatch(
      /Prywatne {2}never {2}numbers \+48600100200 \+48600\*\n/,
    );
    await json('rule', 'remove', ...of, '--rule', id);
    expect((await inProcess('rule', 'remove', ...of, '--rule', id)).stderr).toContain('not-found');
    expect(await json('rule', 'list', ...of)).toMatchObject([{ name: 'Próba' }]);
    const wrong = await inProcess('rule', 'add', ...of, '--name', 'X', '--effect', 'sometimes');
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('always')]);
  });

  test('API keys of a tenant are added, listed and revoked', async () => {
    const of = ['--tenant', tenantId()] as const;
    const add = ['tenant', 'key', 'add', ...of, '--name', 'CRM', '--scope', 'calls:read', '--scope', 'holds'];
    const { keyId, apiKey } = await json<{ keyId: string; apiKey: string }>(...add);
    const listing = await inProcess('tenant', 'key', 'list', ...of, '--json');
    expect(JSON.parse(listing.stdout)).toMatchObject([
      { id: keyId, name: 'CRM', scopes: ['calls:read', 'holds'], lastSeen: null },
    ]);
    expect(listing.stdout).not.toContain(apiKey);
    await json('tenant', 'key', 'revoke', ...of, '--key', keyId);
    expect(await json('tenant', 'key', 'list', ...of)).toEqual([]);
  });

  test.each([
    [['tenant', 'add', '--name', 'X', '--plan', 'Gold', '--number', '48221234599'], 1, 'plan-unknown'],
    [['tenant', 'add', '--name', 'X', '--plan', 'Biznes', '--number', '221234567'], 1, 'number-taken'],
    [['source', 'add', '--name', 'X', '--address', '10.0.0.300'], 1, 'address-invalid'],
    [['recording', 'on', '--tenant', '00000000-0000-7000-8000-000000000000'], 1, 'tenant-unknown'],
  ] as const)('%j fails with an error code', async (words, exitCode, code) => {
    const run = await inProcess(...words, '--json');
    expect(run.exitCode).toBe(exitCode);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code } });
    expect(run.stderr).toContain(code);
  });

  test.each([
    [['tenant', 'add']],
    [['recording', 'on', '--tenant', 'mine']],
    [['call', '--tenant', '00000000-0000-7000-8000-000000000000', '--seconds', '-1']],
  ])('%j is a usage error', async (words) => {
    const { exitCode, stdout, stderr } = await inProcess(...words);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });

  test('a call is refused while recording is off, and recorded when it is on', async () => {
    const refused = await fonoteka(data, {}, 'call', '--tenant', tenantId(), '--seconds', '1', '--json');
    expect(refused.exitCode).toBe(1);
    expect(JSON.parse(refused.stdout.toString())).toMatchObject({ error: { code: 'call-not-recorded' } });
    expect(refused.stdout.toString()).toContain('recording-off');
    await fonotekaJson(data, 'recording', 'on', '--tenant', tenantId());
    const recorded = await fonotekaJson<{ path: string; durationMs: number }>(
      data,
      'call',
      '--tenant',
      tenantId(),
      '--seconds',
      '1',
      '--direction',
      'out',
      '--srtp',
    );
    const metrics = await fetch(`${running.service!.ready.http}/metrics`);
    expect(await metrics.text()).toContain('fonoteka_recording_sessions_srtp_total{signalling="clear"} 1');
    expect(recorded.path).toMatch(/_out_48221234567_\d+\.mp3$/);
    expect(recorded.durationMs).toBeGreaterThan(800);
    // Admitted only for the calls: this machine's address is no source afterwards.
    expect(await json('source', 'list')).toEqual([]);
  });

  test('audit logs are exported, and verified with and without the database', async () => {
    const exported = await fonoteka(data, {}, 'audit', 'export', '--tenant', tenantId());
    const actions = [...exported.stdout.toString().matchAll(/"action":"([^"]*)"/g)].map(([, action]) => action);
    expect([actions[0], actions.at(-1)]).toEqual(['tenant-added', 'audit-exported']);
    const file = join(folder, 'audit.ndjson');
    writeFileSync(file, exported.stdout);
    const events = { ok: true, logs: [{ log: file, ok: true, events: actions.length }] };
    expect(await fonotekaJson(data, 'audit', 'verify', '--file', file, '--tenant', tenantId())).toMatchObject(events);
    expect(await fonotekaJson(data, 'audit', 'verify')).toMatchObject({
      ok: true,
      logs: [{ log: 'operator' }, { log: tenantId(), ok: true, events: actions.length }],
    });

    writeFileSync(file, exported.stdout.toString().replace('tenant-added', 'user-added'));
    const changed = await fonoteka(data, {}, 'audit', 'verify', '--file', file, '--json');
    expect(changed.exitCode).toBe(1);
    expect(JSON.parse(changed.stdout.toString())).toMatchObject({ ok: false, logs: [{ seq: 1, what: 'altered' }] });
  });

  test('SFTP host keys are made at the start, and new ones by order, which is audited', async () => {
    const operatorEvents = async (): Promise<number> => {
      const { logs } = await json<{ logs: { log: string; events: number }[] }>('audit', 'verify');
      return logs.find(({ log }) => log === 'operator')!.events;
    };
    const events = await operatorEvents();
    const made = await json<{ type: string; fingerprint: string }[]>('sftp', 'host-keys');
    expect(made.map(({ type }) => type)).toEqual(['ssh-ed25519', 'ssh-rsa']);
    const shown = await inProcess('sftp', 'new-host-keys');
    expect(shown.stdout).toContain('Restart the processes with the role files');
    const renewed = await json<{ fingerprint: string; sshfp: string }[]>('sftp', 'host-keys');
    for (const { fingerprint, sshfp } of renewed) {
      expect(made.map((key) => key.fingerprint)).not.toContain(fingerprint);
      expect(shown.stdout).toContain(`${fingerprint} `);
      expect(shown.stdout).toContain(sshfp);
    }
    expect(await operatorEvents()).toBe(events + 1);
  });

  test('doctor asks the running service instead of checking its ports', async () => {
    const { ok, findings } = await fonotekaJson<{ ok: boolean; findings: Finding[] }>(data, 'doctor');
    expect(ok).toBe(true);
    expect(findings.map(({ check }) => check)).toContain('service');
  });

  test('a second service on the same data folder is refused', async () => {
    const { exitCode, stderr } = await fonoteka(data, {}, 'start');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('data-folder-in-use');
  });
});
