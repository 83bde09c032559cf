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

function setUp(root: string, archive: string, env: string) {
  const options = { encoding: 'utf8', env: { ...process.env, FONOTEKA_SET_UP_ROOT: root } } as const;
  const { status, stdout, stderr } = spawnSync('sh', [join(OPS, 'debian/set-up-machine'), archive, env], options);
  return { status, stdout, stderr };
}

test('a machine is set up, upgraded, and left alone where nothing differs', () => {
  const [folder, root] = [temporaryFolder(), temporaryFolder()];
  const first = release(folder, '0.2.0');
  const env = settings(folder);
  expect(setUp(root, first, env)).toEqual({ status: 0, stdout: 'fonoteka-0.2.0-linux-x64: set up\n', stderr: '' });
  expect(readlinkSync(join(root, 'opt/fonoteka'))).toBe('/opt/fonoteka-0.2.0-linux-x64');
  expect(statSync(join(root, 'etc/fonoteka/fonoteka.env')).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, 'usr/local/bin/fonoteka')).mode & 0o777).toBe(0o755);
  expect(readFileSync(join(root, 'etc/systemd/system/fonoteka.service'), 'utf8')).toContain('ExecStart=/opt/fonoteka/');
  expect(setUp(root, first, env).stdout).toBe('fonoteka-0.2.0-linux-x64: nothing to change\n');
  const second = release(temporaryFolder(), '0.3.0');
  expect(setUp(root, second, env).status).toBe(0);
  expect(readlinkSync(join(root, 'opt/fonoteka'))).toBe('/opt/fonoteka-0.3.0-linux-x64');
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

/** Programs in front of the real ones: each call is written down; `curl` fails on the hosts that are not ready. */
function fakeSsh(folder: string, unready: string): { readonly path: string; readonly calls: () => string[] } {
  const log = join(folder, 'calls');
  mkdirSync(join(folder, 'bin'));
  const program = (name: string, text: string): void => {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  program(
    'ssh',
    `echo "ssh $1 $(echo "$2" | grep -o 'set-up-machine\\|readyz\\|mkdir')" >>${log}; case "$1 $2" in *${unready}*readyz*) exit 1;; esac`,
  );
  program('scp', `for last; do :; done; echo "scp $last" >>${log}`);
  return { path: join(folder, 'bin'), calls: () => readFileSync(log, 'utf8').trim().split('\n') };
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
