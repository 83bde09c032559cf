import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LOGIN, metricValue, PASSWORD } from '../kit/ftp-fixture.ts';
import { digests, digestsBelow, LONG_CONTENT, LONG_FILE, PEER_FILES, sha256 } from '../kit/ftp-peer-tree.ts';
import { startRequiringTls, type TlsFixture } from '../kit/ftp-tls.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { type ProgramRun, runProgram } from '../kit/run-program.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const resumed = { tls12: ['--tls-max', '1.2'], tls13: [], without: ['--no-sessionid'] };

const curl = (fixture: TlsFixture, path: string, options: readonly string[] = []): Promise<ProgramRun> => {
  const always = ['-sS', '--ssl-reqd', '--cacert', fixture.authorityFile, '--user', `${LOGIN}:${PASSWORD}`];
  return runProgram('curl', [...always, ...options, `ftp://localhost:${fixture.port}${path}`]);
};

describe('curl', () => {
  test.each(Object.entries(resumed))('downloads and lists (%s)', async (_, options) => {
    const fixture = await startRequiringTls();
    const file = await curl(fixture, LONG_FILE, options);
    expect(file).toMatchObject({ exitCode: 0, stderr: '' });
    expect(sha256(file.stdout)).toBe(sha256(LONG_CONTENT));
    const names = await curl(fixture, '/2026/03/', ['--list-only', ...options]);
    expect(names).toMatchObject({ exitCode: 0, stderr: '' });
    expect(names.stdout.toString()).toBe('09\n10\n');
  });

  test('fetches a range, continues a download, and fetches several files over one control connection', async () => {
    const fixture = await startRequiringTls();
    const range = await curl(fixture, LONG_FILE, ['--range', '1000000-1000999']);
    expect(sha256(range.stdout)).toBe(sha256(LONG_CONTENT.subarray(1_000_000, 1_001_000)));
    const file = join(temporaryFolder(), 'long.mp3');
    writeFileSync(file, LONG_CONTENT.subarray(0, 4_999_000));
    expect(await curl(fixture, LONG_FILE, ['-C', '-', '-o', file])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(sha256(readFileSync(file))).toBe(sha256(LONG_CONTENT));
    const folder = temporaryFolder();
    const glob = `/2026/03/10/2026-03-10_{09-05-09_in_48512345678_48221234567_2,10-00-00_internal_101_102}.mp3`;
    expect(await curl(fixture, glob, ['-o', join(folder, '#1')])).toMatchObject({ exitCode: 0, stderr: '' });
    const sizes = Object.values(digestsBelow(folder));
    expect(sizes.sort()).toEqual(
      Object.entries(PEER_FILES)
        .filter(([path]) => /_2\.mp3|_102\.mp3/.test(path))
        .map(([, content]) => sha256(content))
        .sort(),
    );
  });

  test('over the port of implicit TLS', async () => {
    const fixture = await startRequiringTls();
    const options = ['-sS', '--cacert', fixture.authorityFile, '--user', `${LOGIN}:${PASSWORD}`];
    const run = await runProgram('curl', [...options, `ftps://localhost:${fixture.implicitPort}${LONG_FILE}`]);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(sha256(run.stdout)).toBe(sha256(LONG_CONTENT));
  });

  test('without TLS it is refused before it has sent its password; with data in clear, too', async () => {
    const fixture = await startRequiringTls();
    const options = ['-sS', '--user', `${LOGIN}:${PASSWORD}`];
    const plain = await runProgram('curl', [...options, `ftp://localhost:${fixture.port}/`]);
    expect(plain.exitCode).toBe(67);
    const controlOnly = ['--ftp-ssl-control', '--cacert', fixture.authorityFile, ...options];
    const inClear = await runProgram('curl', [...controlOnly, `ftp://localhost:${fixture.port}${LONG_FILE}`]);
    expect(inClear.exitCode).toBe(19);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sent_bytes_total', { content: 'file' })).toBe(0);
  });
});

describe('Python', () => {
  /** Ends that lack close_notify are errors. */
  const STRICT = `
import ftplib, hashlib, json, ssl, sys
port, authority, login, password, path = sys.argv[1:]
class Strict(ssl.SSLContext):
  def wrap_socket(self, *args, **kinds): return super().wrap_socket(*args, **{**kinds, 'suppress_ragged_eofs': False})
context = Strict(ssl.PROTOCOL_TLS_CLIENT)
context.load_verify_locations(authority)
context.options &= ~getattr(ssl, 'OP_IGNORE_UNEXPECTED_EOF', 0)
ftp = ftplib.FTP_TLS(context=context, encoding='utf-8')
ftp.connect('localhost', int(port), timeout=20)
ftp.login(login, password)
ftp.prot_p()
out = {}
`;
  async function ftplib(fixture: TlsFixture, script: string): Promise<unknown> {
    const program = `${STRICT}${script}\nprint(json.dumps(out))`;
    const args = [String(fixture.port), fixture.authorityFile, LOGIN, PASSWORD, LONG_FILE];
    const run = await runProgram('python3', ['-c', program, ...args]);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    return JSON.parse(run.stdout.toString());
  }

  test('each data connection, also of an empty file and listing, ends with close_notify', async () => {
    const script = `
digest = hashlib.sha256()
ftp.retrbinary('RETR ' + path, digest.update)
out['digest'] = digest.hexdigest()
empty = []
ftp.retrbinary('RETR /2026/03/10/2026-03-10_10-00-00_internal_101_102.mp3', empty.append)
ftp.retrlines('NLST *.none', empty.append)
out['empty'] = empty
out['names'] = ftp.nlst('/2026/03')
ftp.quit()`;
    expect(await ftplib(await startRequiringTls(), script)).toEqual({
      digest: sha256(LONG_CONTENT),
      empty: [],
      names: ['09', '10'],
    });
  });

  test('a transfer that was aborted ends without close_notify: what was received is not the whole file', async () => {
    const large = new MemoryTree({ files: { '/large.mp3': Buffer.alloc(64 << 20) } });
    const script = `
connection = ftp.transfercmd('RETR /large.mp3')
connection.recv(1000)
ftp.putcmd('ABOR')
out['replies'] = [ftp.getmultiline()[:3], ftp.getmultiline()[:3]]
try:
  while connection.recv(65536): pass
  out['end'] = 'whole'
except (ssl.SSLError, ConnectionResetError): out['end'] = 'cut'`;
    expect(await ftplib(await startRequiringTls(large), script)).toEqual({ replies: ['426', '226'], end: 'cut' });
  });
});

describe('rclone', () => {
  test.each([
    ['explicit', 'true', 'false'],
    ['implicit', 'false', 'true'],
  ])('copies and checks the tree, %s', async (_, explicit, implicit) => {
    const fixture = await startRequiringTls();
    const folder = temporaryFolder();
    const obscured = (await runProgram('rclone', ['obscure', PASSWORD])).stdout.toString().trim();
    const env = {
      ...process.env,
      RCLONE_CONFIG: join(folder, 'none.conf'),
      RCLONE_CONFIG_F_TYPE: 'ftp',
      RCLONE_CONFIG_F_HOST: 'localhost',
      RCLONE_CONFIG_F_PORT: String(implicit === 'true' ? fixture.implicitPort : fixture.port),
      RCLONE_CONFIG_F_USER: LOGIN,
      RCLONE_CONFIG_F_PASS: obscured,
      RCLONE_CONFIG_F_EXPLICIT_TLS: explicit,
      RCLONE_CONFIG_F_TLS: implicit,
      SSL_CERT_FILE: fixture.authorityFile,
    };
    const copied = join(folder, 'copied');
    expect(await runProgram('rclone', ['copy', 'f:/', copied], { env })).toMatchObject({ exitCode: 0 });
    expect(digestsBelow(copied)).toEqual(digests(PEER_FILES));
    expect(await runProgram('rclone', ['check', '--download', 'f:/', copied], { env })).toMatchObject({ exitCode: 0 });
  });
});

test('wget over the port of implicit TLS', async () => {
  const fixture = await startRequiringTls();
  const folder = temporaryFolder();
  const credentials = [
    `--ftp-user=${LOGIN}`,
    `--ftp-password=${PASSWORD}`,
    `--ca-certificate=${fixture.authorityFile}`,
  ];
  const options = ['-q', '-r', '-l', '9', '-nH', '-P', folder, '--tries=1', '--no-config', '--ftps-implicit'];
  const url = `ftps://localhost:${fixture.implicitPort}/`;
  expect(await runProgram('wget', [...options, ...credentials, url])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(digestsBelow(folder)).toEqual(digests(PEER_FILES));
});
