import { expect, test } from 'vitest';
import { startFtp } from '../kit/ftp-fixture.ts';
import { digests, digestsBelow, LONG_CONTENT, LONG_FILE, PEER_FILES, peerTree, sha256 } from '../kit/ftp-peer-tree.ts';
import { runProgram } from '../kit/run-program.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const start = (bind = '127.0.0.1') =>
  startFtp({ bind, authenticate: async () => peerTree(), activeMode: true, passivePorts: { min: 1, max: 1 } });

const DAY = '/2026/03/10';
const OF_DAY = Object.fromEntries(
  Object.entries(digests(PEER_FILES)).flatMap(([path, digest]) =>
    path.startsWith(DAY) ? [[path.slice(DAY.length), digest]] : [],
  ),
);

test.each(['tnftp', 'inetutils-ftp'])('%s -A fetches what matches', async (program) => {
  const { host, port } = await start();
  const folder = temporaryFolder();
  const input = `user firma secret\nbinary\ncd ${DAY}\nmget *.mp3\nbye\n`;
  const mode = program === 'tnftp' ? ['-A'] : ['-n'];
  const run = await runProgram(program, ['-n', '-i', '-v', ...mode, host, String(port)], { cwd: folder, input });
  expect({ output: run.stdout.toString(), files: digestsBelow(folder) }).toMatchObject({ files: OF_DAY });
});

test('NcFTP with PORT fetches what matches', async () => {
  const { host, port } = await start();
  const folder = temporaryFolder();
  const options = ['-V', '-E', '-t', '20', '-r', '1', '-u', 'firma', '-p', 'secret', '-P', String(port)];
  const run = await runProgram('ncftpget', [...options, host, folder, `${DAY}/*.mp3`]);
  expect({ run, files: digestsBelow(folder) }).toMatchObject({ run: { exitCode: 0 }, files: OF_DAY });
});

test.each([
  ['EPRT', '127.0.0.1', []],
  ['PORT', '127.0.0.1', ['--disable-eprt']],
  ['IPv6', '::1', []],
])('curl -P - downloads a file with %s', async (_, bind, options) => {
  const { port } = await start(bind);
  const host = bind.includes(':') ? `[${bind}]` : bind;
  const url = `ftp://${host}:${port}${LONG_FILE}`;
  const run = await runProgram('curl', ['-sS', '--globoff', '-P', '-', '--user', 'firma:secret', ...options, url]);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(sha256(run.stdout)).toBe(sha256(LONG_CONTENT));
});

test('lftp and wget without passive mode download a folder', async () => {
  const { host, port } = await start();
  const [forLftp, forWget] = [temporaryFolder(), temporaryFolder()];
  const open = `set ftp:passive-mode no; set net:max-retries 1; open -u firma,secret -p ${port} ${host}`;
  const lftp = await runProgram('lftp', ['-c', `${open}; mirror ${DAY} .`], { cwd: forLftp });
  expect(lftp).toMatchObject({ exitCode: 0, stderr: '' });
  expect(digestsBelow(forLftp)).toEqual(OF_DAY);
  const url = `ftp://firma:secret@${host}:${port}${DAY}/*.mp3`;
  const wget = await runProgram('wget', ['-q', '--tries=1', '--no-config', '--no-passive-ftp', '-P', forWget, url]);
  expect(wget).toMatchObject({ exitCode: 0, stderr: '' });
  expect(digestsBelow(forWget)).toEqual(OF_DAY);
});

test('Python’s ftplib without passive mode downloads what it lists', async () => {
  const { host, port } = await start();
  const program = `
import ftplib, hashlib, sys
ftp = ftplib.FTP()
ftp.connect(sys.argv[1], int(sys.argv[2]), timeout=20)
ftp.login('firma', 'secret')
ftp.set_pasv(False)
for name in ftp.nlst(sys.argv[3]):
  digest = hashlib.sha256()
  ftp.retrbinary('RETR ' + name, digest.update)
  print(name, digest.hexdigest())
ftp.quit()`;
  const run = await runProgram('python3', ['-c', program, host, String(port), `${DAY}/*_2.mp3`]);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const [path, digest] = Object.entries(digests(PEER_FILES)).find(([name]) => name.endsWith('_2.mp3'))!;
  expect(run.stdout.toString()).toBe(`${path} ${digest}\n`);
});
