import { expect, test } from 'vitest';
import { type FtpFixture, LOGIN, PASSWORD, startFtp } from '../kit/ftp-fixture.ts';
import { LONG_CONTENT, LONG_FILE, PEER_FILES, peerTree, sha256 } from '../kit/ftp-peer-tree.ts';
import { runProgram } from '../kit/run-program.ts';

/** Runs a script with a signed-in `ftp`. Returns `out` as JSON. */
async function ftplib({ host, port }: FtpFixture, script: string): Promise<unknown> {
  const program = `
import ftplib, hashlib, json, sys
host, port, login, password, path = sys.argv[1:]
ftp = ftplib.FTP()
ftp.connect(host, int(port), timeout=20)
ftp.login(login, password)
out = {}
${script}
ftp.quit()
print(json.dumps(out))
`;
  const run = await runProgram('python3', ['-c', program, host, String(port), LOGIN, PASSWORD, LONG_FILE]);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(run.stdout.toString());
}

test('a file is downloaded completely, with its size and time', async () => {
  const script = `
digest = hashlib.sha256()
ftp.retrbinary('RETR ' + path, digest.update)
out['digest'] = digest.hexdigest()
out['size'] = ftp.size(path)
out['time'] = ftp.sendcmd('MDTM ' + path)`;
  expect(await ftplib(await startFtp({ tree: peerTree() }), script)).toEqual({
    digest: sha256(LONG_CONTENT),
    size: LONG_CONTENT.length,
    time: '213 20260310080509',
  });
});

test.each(['127.0.0.1', '::1'])('the tree is walked by MLSD, NLST and LIST at %s', async (bind) => {
  const script = `
found = []
def walk(folder):
  for name, facts in ftp.mlsd(folder, facts=['type', 'size']):
    child = folder.rstrip('/') + '/' + name
    if facts['type'] == 'dir': walk(child)
    else: found.append([child, int(facts['size'])])
walk('/')
out['found'] = found
ftp.cwd('/2026/03')
out['names'] = ftp.nlst()
lines = []
ftp.dir(lines.append)
out['lines'] = len(lines)`;
  expect(await ftplib(await startFtp({ tree: peerTree(), bind }), script)).toEqual({
    found: Object.entries(PEER_FILES).map(([path, content]) => [path, content.length]),
    names: ['09', '10'],
    lines: 2,
  });
});

test('a transfer continues at the offset of REST', async () => {
  const script = `
digest = hashlib.sha256()
ftp.retrbinary('RETR ' + path, digest.update, rest=4999000)
out['digest'] = digest.hexdigest()`;
  expect(await ftplib(await startFtp({ tree: peerTree() }), script)).toEqual({
    digest: sha256(LONG_CONTENT.subarray(4_999_000)),
  });
});

test('ABOR as urgent data ends a transfer, and the session continues', async () => {
  const script = `
connection = ftp.transfercmd('RETR ' + path)
connection.recv(1000)
ftp.sock.sendall(b'ABOR\\r\\n', 1)  # MSG_OOB, as ftplib.abort() does
connection.close()
out['aborted'] = [ftp.getmultiline()[:3], ftp.getmultiline()[:3]]
out['after'] = ftp.pwd()`;
  const run = await ftplib(await startFtp({ tree: peerTree(), limits: {} }), script);
  expect(run).toEqual({ aborted: ['426', '226'], after: '/' });
});

test('commands that write are refused with a reason', async () => {
  const script = `
refused = []
for command in ['DELE ' + path, 'MKD x', 'RNFR x', 'RMD /2026']:
  try: ftp.sendcmd(command)
  except ftplib.error_perm as error: refused.append(str(error))
out['refused'] = refused`;
  expect(await ftplib(await startFtp({ tree: peerTree() }), script)).toEqual({
    refused: Array.from({ length: 4 }, () => '550 Recordings can only be read here'),
  });
});
