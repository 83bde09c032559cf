import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testDatabase } from '../kit/database.ts';
import { dayOfCalls } from '../kit/day-of-calls.ts';
import { acceptPassword, LOGIN, PASSWORD, startFtp } from '../kit/ftp-fixture.ts';
import { runProgram } from '../kit/run-program.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const { db } = testDatabase();
const VIEWS = ['SHA256SUMS', 'manifest_2026-03-10.csv', 'manifest_2026-03-10.json'];

interface Mirror {
  readonly host: string;
  readonly port: number;
  readonly folder: string;
}

async function lftp({ host, port, folder }: Mirror): Promise<void> {
  const open = `open -u ${LOGIN},'${PASSWORD}' -p ${port} ${host}`;
  const commands = `set net:max-retries 1; set cmd:fail-exit true; ${open}; mirror --parallel=4 --delete / .`;
  const run = await runProgram('lftp', ['-c', commands], { cwd: folder });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
}

async function rclone({ host, port, folder }: Mirror): Promise<void> {
  const obscured = await runProgram('rclone', ['obscure', PASSWORD]);
  const remote = ['--ftp-host', host, '--ftp-port', String(port), '--ftp-user', LOGIN];
  const password = ['--ftp-pass', obscured.stdout.toString().trim()];
  const run = await runProgram('rclone', ['--config', '/dev/null', 'sync', ':ftp:/', folder, ...remote, ...password]);
  expect(run).toMatchObject({ exitCode: 0 });
}

test.each([
  ['lftp mirror', lftp],
  ['rclone sync', rclone],
])('%s fetches the recordings, sums and manifests once; later what has changed alone', async (_, mirror) => {
  const { tenantId, addCall, audit, newProcess } = await dayOfCalls(db, ['101', '102', '103']);
  const folder = temporaryFolder();
  /** What a run fetches, from a server that was just started. */
  const fetched = async () => {
    const { host, port } = await startFtp({ authenticate: acceptPassword(newProcess()()) });
    const [last] = await audit.list(tenantId, { limit: 1 });
    await mirror({ host, port, folder });
    const events = (await audit.list(tenantId)).filter(({ seq }) => seq > (last?.seq ?? 0));
    const fetches = events.filter(({ action, detail }) => action === 'ftp-download' || detail?.['file'] !== undefined);
    return fetches.map(({ detail }) => (typeof detail?.['file'] === 'string' ? detail['file'] : 'recording')).sort();
  };
  expect(await fetched()).toEqual([...VIEWS, 'recording', 'recording', 'recording'].sort());
  expect(readdirSync(`${folder}/2026/03/10`)).toHaveLength(6);
  expect(await fetched()).toEqual([]);
  await addCall('101', 30);
  expect(await fetched()).toEqual([...VIEWS, 'recording'].sort());
});
