import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/kit/temporary-folder.ts';

const OPS = fileURLToPath(new URL('../ops', import.meta.url));

/** A release as `tools/release.ts` makes it, of the files that the scripts place. */
function release(folder: string, version: string): string {
  const name = `fonoteka-${version}-linux-x64`;
  cpSync(join(OPS, 'systemd'), join(folder, name, 'ops/systemd'), { recursive: true });
  const archive = join(folder, `${name}.tar.gz`);
  execFileSync('tar', ['-czf', archive, '-C', folder, name]);
  const sum = createHash('sha256').update(readFileSync(archive)).digest('hex');
  writeFileSync(join(folder, 'SHA256SUMS'), `${sum}  ${name}.tar.gz\n`);
  return archive;
}

function settings(folder: string, text = 'FONOTEKA_DATA=/var/lib/fonoteka\nFONOTEKA_INTERNAL_PORT=9464\n'): string {
  const file = join(folder, 'fonoteka.env');
  writeFileSync(file, text);
  return file;
}

interface SetUp {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What was asked of the service, and of the command of which release. */
  readonly calls: readonly string[];
}

function setUp(root: string, archive: string, env: string, { migrated = true } = {}): SetUp {
  const folder = temporaryFolder();
  const { path, calls } = fakePrograms(folder, {
    systemctl: (log) => `echo "systemctl $*" >>${log}`,
    fonoteka: (log) => `echo "$FONOTEKA_PROGRAM $*" >>${log}; ${migrated}`,
  });
  const variables = { ...process.env, FONOTEKA_SET_UP_ROOT: root, PATH: `${path}:${process.env['PATH']}` };
  const args = [join(OPS, 'debian/set-up-machine'), archive, env];
  const { status, stdout, stderr } = spawnSync('sh', args, { encoding: 'utf8', env: variables });
  return { status, stdout, stderr, calls: calls() };
}

test('a machine is set up, upgraded, and left alone where nothing differs', () => {
  const [folder, root] = [temporaryFolder(), temporaryFolder()];
  const first = release(folder, '0.2.0');
  const env = settings(folder);
  expect(setUp(root, first, env)).toEqual({
    status: 0,
    stdout: 'fonoteka-0.2.0-linux-x64: set up\n',
    stderr: '',
    calls: [
      '/opt/fonoteka-0.2.0-linux-x64/bin/fonoteka migrate --check',
      'systemctl daemon-reload',
      'systemctl enable --quiet fonoteka',
      'systemctl restart fonoteka',
    ],
  });
  expect(readlinkSync(join(root, 'opt/fonoteka'))).toBe('/opt/fonoteka-0.2.0-linux-x64');
  expect(statSync(join(root, 'etc/fonoteka/fonoteka.env')).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, 'usr/local/bin/fonoteka')).mode & 0o777).toBe(0o755);
  expect(readFileSync(join(root, 'etc/systemd/system/fonoteka.service'), 'utf8')).toContain('ExecStart=/opt/fonoteka/');
  expect(setUp(root, first, env)).toMatchObject({
    stdout: 'fonoteka-0.2.0-linux-x64: nothing to change\n',
    calls: [],
  });
  const second = release(temporaryFolder(), '0.3.0');
  expect(setUp(root, second, env).status).toBe(0);
  expect(readlinkSync(join(root, 'opt/fonoteka'))).toBe('/opt/fonoteka-0.3.0-linux-x64');
});

test('a release whose database is not migrated is not started; the next run starts it', () => {
  const [folder, root] = [temporaryFolder(), temporaryFolder()];
  const env = settings(folder);
  setUp(root, release(folder, '0.2.0'), env);
  const second = release(temporaryFolder(), '0.3.0');
  const refused = setUp(root, second, env, { migrated: false });
  expect(refused).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('run FONOTEKA_PROGRAM=/opt/fonoteka-0.3.0-linux-x64/bin/fonoteka fonoteka migrate'),
    calls: [expect.stringContaining('migrate --check')],
  });
  // What the machine runs after a restart.
  expect(readlinkSync(join(root, 'opt/fonoteka'))).toBe('/opt/fonoteka-0.2.0-linux-x64');
  expect(setUp(root, second, env).calls).toContain('systemctl restart fonoteka');
  expect(readlinkSync(join(root, 'opt/fonoteka'))).toBe('/opt/fonoteka-0.3.0-linux-x64');
});

test('a run that was killed before the restart is finished by the next', () => {
  const [folder, root] = [temporaryFolder(), temporaryFolder()];
  const [first, env] = [release(folder, '0.2.0'), settings(folder)];
  setUp(root, first, env, { migrated: false });
  expect(setUp(root, first, env).calls).toContain('systemctl restart fonoteka');
  expect(setUp(root, first, env).calls).toEqual([]);
});

test.each<readonly [string, (folder: string, archive: string) => string, RegExp]>([
  [
    'an archive that is not the one of SHA256SUMS',
    (folder, archive) => {
      writeFileSync(archive, 'changed');
      return settings(folder);
    },
    /is not the file of SHA256SUMS/,
  ],
  ['settings without a data folder', (folder) => settings(folder, 'FONOTEKA_ROLES=web\n'), /has no FONOTEKA_DATA/],
  ['settings that are missing', () => '/nowhere.env', /usage/],
])('%s: refused, nothing is changed', (_, prepare, message) => {
  const [folder, root] = [temporaryFolder(), temporaryFolder()];
  const archive = release(folder, '0.2.0');
  const { status, stderr } = setUp(root, archive, prepare(folder, archive));
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
  expect(() => statSync(join(root, 'opt'))).toThrow('ENOENT');
});

/** Programs in front of the real ones, by their text, which gets the file where it writes down each call. */
function fakePrograms(
  folder: string,
  programs: Readonly<Record<string, (log: string) => string>>,
): { readonly path: string; readonly calls: () => string[] } {
  const [path, log] = [join(folder, 'bin'), join(folder, 'calls')];
  mkdirSync(path);
  writeFileSync(log, '');
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(path, name), `#!/bin/sh\n${text(log)}\n`);
    chmodSync(join(path, name), 0o755);
  }
  return { path, calls: () => readFileSync(log, 'utf8').split('\n').filter(Boolean) };
}

/** `readyz` fails on the hosts that are not ready. */
function fakeSsh(folder: string, unready: string): ReturnType<typeof fakePrograms> {
  return fakePrograms(folder, {
    ssh: (log) =>
      `echo "ssh $1 $(echo "$2" | grep -o 'set-up-machine\\|readyz\\|mkdir')" >>${log}; case "$1 $2" in *${unready}*readyz*) exit 1;; esac`,
    scp: (log) => `for last; do :; done; echo "scp $last" >>${log}`,
  });
}

function rollOut(hosts: readonly string[], unready = 'nobody') {
  const folder = temporaryFolder();
  const archive = release(folder, '0.2.0');
  for (const host of hosts) writeFileSync(join(folder, `${host}.env`), 'FONOTEKA_INTERNAL_PORT=9464\n');
  const { path, calls } = fakeSsh(folder, unready);
  const env = { ...process.env, PATH: `${path}:${process.env['PATH']}` };
  const args = [join(OPS, 'debian/roll-out'), archive, folder, ...hosts];
  return { ...spawnSync('sh', args, { encoding: 'utf8', env }), calls };
}

/** What is done with one machine. */
const steps = (host: string) => [
  `ssh root@${host} mkdir`,
  `scp root@${host}:/root/fonoteka-release/`,
  `scp root@${host}:/root/fonoteka-release/fonoteka.env`,
  `ssh root@${host} set-up-machine`,
  `ssh root@${host} readyz`,
];

test('machines are upgraded one after another, each once the one before is ready', () => {
  const { status, calls } = rollOut(['rec1', 'rec2']);
  expect(status).toBe(0);
  expect(calls()).toEqual([...steps('rec1'), ...steps('rec2')]);
});

test('one that does not become ready ends the roll-out', () => {
  const { status, stderr, calls } = rollOut(['rec1', 'rec2'], 'rec1');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^roll-out: rec1 is not ready after 120 s/);
  expect(calls().filter((call) => call.includes('rec2'))).toEqual([]);
});
