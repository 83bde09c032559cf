import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LOGIN, metricValue, PASSWORD } from '../kit/ftp-fixture.ts';
import { digests, digestsBelow, LONG_CONTENT, LONG_FILE, sha256 } from '../kit/ftp-peer-tree.ts';
import { startRequiringTls, type TlsFixture } from '../kit/ftp-tls.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { runProgram } from '../kit/run-program.ts';
import { sampled } from '../kit/sampled.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

async function lftp(fixture: TlsFixture, folder: string, commands: string): Promise<string> {
  const open = `open -u ${LOGIN},'${PASSWORD}' ftp://localhost:${fixture.port}`;
  const tls = `set ssl:ca-file ${fixture.authorityFile}; set ftp:ssl-force true; set ftp:ssl-protect-data true`;
  const settings = `${tls}; set net:max-retries 1; set net:timeout 10; set cmd:fail-exit true`;
  const run = await runProgram('lftp', ['-c', `${settings}; ${open}; ${commands}`], { cwd: folder });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.stdout.toString();
}

describe('lftp', () => {
  test('mirrors many files over four connections, and again with nothing new', async () => {
    const files = Object.fromEntries(
      Array.from({ length: sampled(200, 2000) }, (_, n) => [
        `/2026/03/${10 + (n % 5)}/call-${n}.mp3`,
        Buffer.alloc(2000 + n, n),
      ]),
    );
    const fixture = await startRequiringTls(new MemoryTree({ files }));
    const folder = temporaryFolder();
    await lftp(fixture, folder, 'mirror --parallel=4 / .');
    expect(digestsBelow(folder)).toEqual(digests(files));
    const sent = await metricValue(fixture.metrics, 'fonoteka_ftp_sent_bytes_total', { content: 'file' });
    expect(await lftp(fixture, folder, 'mirror --parallel=4 / .')).not.toMatch(/New|Modified/);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sent_bytes_total', { content: 'file' })).toBe(sent);
  });

  test('fetches in segments and lists', async () => {
    const folder = temporaryFolder();
    const listed = await lftp(
      await startRequiringTls(),
      folder,
      `pget -n 3 -c ${LONG_FILE} -o long.mp3; cls -1 /2026/03/; set ftp:use-mlsd no; nlist /2026/03`,
    );
    expect(sha256(readFileSync(join(folder, 'long.mp3')))).toBe(sha256(LONG_CONTENT));
    expect(listed.trim().split('\n')).toEqual(['/2026/03/09/', '/2026/03/10/', '09', '10']);
  });
});
