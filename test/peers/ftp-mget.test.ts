import { describe, expect, test } from 'vitest';
import { type FtpFixture, startFtp } from '../kit/ftp-fixture.ts';
import { digests, digestsBelow, PEER_FILES, peerTree } from '../kit/ftp-peer-tree.ts';
import { runProgram } from '../kit/run-program.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const DAY = '/2026/03/10';
/** These programs cannot be given a password with quotes: any is taken. */
const start = (): Promise<FtpFixture> => startFtp({ authenticate: async () => peerTree() });

/** What of the tree is below a folder, as it is on the disk of a client that has fetched it into its current folder. */
function filesBelow(folder: string): Record<string, string> {
  const below = Object.entries(digests(PEER_FILES)).filter(([path]) => path.startsWith(`${folder}/`));
  return Object.fromEntries(below.map(([path, digest]) => [path.slice(folder.length), digest]));
}

/** Runs commands of ftp(1), which exits with 0 whatever the server says; returns what it prints. */
async function ftp(program: string, { host, port }: FtpFixture, folder: string, commands: string[]): Promise<string> {
  const input = ['user firma secret', 'binary', ...commands, 'bye', ''].join('\n');
  const run = await runProgram(program, ['-n', '-i', '-v', '-p', host, String(port)], { cwd: folder, input });
  return run.stdout.toString() + run.stderr;
}

describe.each(['tnftp', 'inetutils-ftp'])('%s', (program) => {
  test.each([
    ['*.mp3', '*.mp3'],
    ['one character and a range', '2026-03-1[0-9]_??-??-??_*'],
    ['brackets that exclude', '[!x]*.mp3'],
  ])('mget fetches what matches: %s', async (_, pattern) => {
    const folder = temporaryFolder();
    const output = await ftp(program, await start(), folder, [`cd ${DAY}`, `mget ${pattern}`]);
    expect({ output, files: digestsBelow(folder) }).toMatchObject({ files: filesBelow(DAY) });
  });

  test('mget fetches nothing where nothing matches, and the session goes on', async () => {
    const folder = temporaryFolder();
    const output = await ftp(program, await start(), folder, [`cd ${DAY}`, 'mget *.wav', 'mget *_internal_*']);
    expect({ output, files: Object.keys(digestsBelow(folder)) }).toMatchObject({
      files: ['/2026-03-10_10-00-00_internal_101_102.mp3'],
    });
  });

  test('ls and dir show what matches', async () => {
    const output = await ftp(program, await start(), temporaryFolder(), ['dir 2026/03/10/*_2.mp3', 'nlist 2026/*']);
    expect(output).toMatch(
      /^-r--r--r-- .* 32768 .*2026\/03\/10\/2026-03-10_09-05-09_in_48512345678_48221234567_2\.mp3/m,
    );
    expect(output).toMatch(/^2026\/03\r?$/m);
    expect(output).not.toContain('internal');
  });
});

function ncftpget({ host, port }: FtpFixture, folder: string, ...rest: string[]) {
  const options = ['-V', '-F', '-t', '20', '-r', '1', '-u', 'firma', '-p', 'secret', '-P', String(port)];
  return runProgram('ncftpget', [...options, ...rest.slice(0, -1), host, folder, rest.at(-1)!]);
}

describe('ncftp', () => {
  test('ncftpget fetches what matches', async () => {
    const folder = temporaryFolder();
    const run = await ncftpget(await start(), folder, `${DAY}/*.mp3`);
    expect({ run, files: digestsBelow(folder) }).toMatchObject({ run: { exitCode: 0 }, files: filesBelow(DAY) });
  });

  test('ncftpget fails where nothing matches', async () => {
    const run = await ncftpget(await start(), temporaryFolder(), `${DAY}/*.wav`);
    expect(run.exitCode).not.toBe(0);
  });

  test('ncftpget -R fetches a folder with all that is below', async () => {
    const folder = temporaryFolder();
    const run = await ncftpget(await start(), folder, '-R', '/2026');
    expect({ run, files: digestsBelow(folder) }).toMatchObject({ run: { exitCode: 0 }, files: digests(PEER_FILES) });
  });
});

test('lftp mget and wget with a pattern fetch what matches', async () => {
  const { host, port } = await start();
  const [forLftp, forWget] = [temporaryFolder(), temporaryFolder()];
  const commands = `open -u firma,secret -p ${port} ${host}; mget ${DAY}/*.mp3`;
  const lftp = await runProgram('lftp', ['-c', commands], { cwd: forLftp });
  expect(lftp).toMatchObject({ exitCode: 0, stderr: '' });
  expect(digestsBelow(forLftp)).toEqual(filesBelow(DAY));
  const url = `ftp://firma:secret@${host}:${port}${DAY}/*.mp3`;
  const wget = await runProgram('wget', ['-q', '--tries=1', '--no-config', '-P', forWget, url]);
  expect(wget).toMatchObject({ exitCode: 0, stderr: '' });
  expect(digestsBelow(forWget)).toEqual(filesBelow(DAY));
});
