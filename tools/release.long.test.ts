import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReadyReport } from '../src/compose/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** npm installs the packages once more, and the archive has some 100 MB. */
const BUILD_TIMEOUT_MS = 15 * 60_000;
/** Debian's unprivileged user. */
const NOBODY = { uid: 65_534, gid: 65_534 };
const account = process.getuid?.() === 0 ? NOBODY : {};

interface Finding {
  readonly check: string;
  readonly ok: boolean;
}

const folder = mkdtempSync(join(tmpdir(), 'fonoteka-release-test-'));
const data = join(folder, 'data');
/** Without npm, and without the Node that runs this test. */
const env = {
  PATH: '/usr/bin:/bin',
  FONOTEKA_DATA: data,
  FONOTEKA_HTTP_PORT: '0',
  FONOTEKA_SIP_PORT: '0',
  FONOTEKA_FTP_PORT: '0',
  FONOTEKA_SFTP_PORT: '0',
  FONOTEKA_LOG_LEVEL: 'error',
};
let program: string;

beforeAll(() => {
  const made = execFileSync(
    process.execPath,
    ['tools/release.ts', '--draft', '--arch', process.arch, '--out', folder],
    {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const { packages } = JSON.parse(made) as { packages: { name: string }[] };
  const { name } = packages[0]!;
  const sum = createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex');
  expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(`${sum}  ${name}\n`);
  execFileSync('tar', ['-xzf', name], { cwd: folder });
  program = join(folder, name.replace('.tar.gz', ''));
  chmodSync(folder, 0o755);
  mkdirSync(data, { mode: 0o700 });
  if (account === NOBODY) chownSync(data, NOBODY.uid, NOBODY.gid);
}, BUILD_TIMEOUT_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('doctor of the unpacked release finds no problem', () => {
  const out = execFileSync(join(program, 'bin/fonoteka'), ['doctor', '--json'], { ...account, env, cwd: '/' });
  const { ok, findings } = JSON.parse(out.toString()) as { ok: boolean; findings: Finding[] };
  expect(findings.filter((finding) => !finding.ok)).toEqual([]);
  expect(ok).toBe(true);
});

test('it starts as another user, with its own Node, and serves the panel', async () => {
  const child = spawn(join(program, 'bin/fonoteka'), ['start'], {
    ...account,
    env,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const ready = await firstReady(createInterface({ input: child.stdout }));
  expect(readlinkSync(`/proc/${ready.pid}/exe`)).toBe(
    join(program, `node_modules/node-linux-${process.arch}/bin/node`),
  );
  expect((await fetch(`${ready.internal}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${ready.http}/`)).text()).toContain('<div id="root">');
  process.kill(ready.pid, 'SIGTERM');
  expect(await exited).toEqual([0, null]);
});

test('it has what an operator needs to install it', () => {
  for (const file of ['docs/operators/install.md', 'ops/systemd/fonoteka.service', 'LICENSE', 'CHANGELOG.md']) {
    expect(readFileSync(join(program, file), 'utf8')).not.toBe('');
  }
});

async function firstReady(lines: AsyncIterable<string>): Promise<ReadyReport> {
  for await (const line of lines) {
    if (line.startsWith('ready ')) return JSON.parse(line.slice('ready '.length)) as ReadyReport;
  }
  throw new Error('it ended before it was ready');
}
