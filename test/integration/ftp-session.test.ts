import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { startFtp } from '../kit/ftp-fixture.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { RawFtpClient } from '../kit/raw-ftp-client.ts';

const FOLDER = '/2026/03/10';
const FILE = `${FOLDER}/2026-03-10_09-05-09_in_48512345678_48221234567.mp3`;
const CONTENT = randomBytes(300_000);
const tree = (): MemoryTree =>
  new MemoryTree({ files: { [FILE]: CONTENT, [`${FOLDER}/z "ą" \\ .mp3`]: Buffer.from('odd') } });

async function client(options: Parameters<typeof startFtp>[0] = {}): Promise<RawFtpClient> {
  return RawFtpClient.signedIn(await startFtp({ tree: tree(), ...options }));
}

describe('signing in', () => {
  test('is required for all commands about files', async () => {
    const ftp = await RawFtpClient.connect(await startFtp());
    expect(await ftp.reply()).toBe('220 Fonoteka');
    for (const command of ['PWD', 'CWD /', 'LIST', 'RETR x', 'EPSV', 'PASV', 'STAT /', 'SIZE x', 'STOR x']) {
      expect(await ftp.command(command)).toMatch(/^530 /);
    }
    expect(await ftp.command('PASS x')).toMatch(/^503 /);
    expect(await ftp.command('USER nobody')).toMatch(/^331 /);
    expect(await ftp.command('PASS x')).toMatch(/^530 /);
  });

  test('is not required for FEAT', async () => {
    const ftp = await RawFtpClient.connect(await startFtp());
    await ftp.reply();
    const features = (await ftp.command('FEAT')).split('\r\n').slice(1, -1);
    expect(features).toEqual([
      ' EPSV',
      ' HASH SHA-256*',
      ' MDTM',
      ' MLST type*;size*;modify*;perm*;UNIX.mode*;',
      ' PASV',
      ' REST STREAM',
      ' SIZE',
      ' TVFS',
      ' UTF8',
      ' XSHA256',
    ]);
    expect(await ftp.command('SYST')).toBe('215 UNIX Type: L8');
    expect(await ftp.command('HELP')).toContain('RETR');
    expect(await ftp.command('STAT')).toContain('Not signed in');
    expect(await ftp.command('OPTS UTF8 ON')).toMatch(/^200 /);
    expect(await ftp.command('AUTH TLS')).toMatch(/^502 /);
    expect(await ftp.command('XYZZY')).toMatch(/^500 /);
    expect(await ftp.command('QUIT')).toMatch(/^221 /);
    expect(await ftp.reply()).toBe('closed');
  });

  test('is possible once per connection', async () => {
    const ftp = await client();
    expect(await ftp.command('USER other')).toMatch(/^530 /);
    expect(await ftp.command('PWD')).toMatch(/^257 /);
  });
});

describe('folders and facts', () => {
  test('are walked with CWD, CDUP and PWD', async () => {
    const ftp = await client();
    expect(await ftp.command('PWD')).toMatch(/^257 "\/" /);
    expect(await ftp.command('CWD 2026/03')).toMatch(/^250 /);
    expect(await ftp.command('CWD 10')).toMatch(/^250 /);
    expect(await ftp.command('PWD')).toMatch(/^257 "\/2026\/03\/10" /);
    expect(await ftp.command('CDUP')).toMatch(/^250 /);
    expect(await ftp.command('PWD')).toMatch(/^257 "\/2026\/03" /);
    expect(await ftp.command('CWD ../../../..')).toMatch(/^250 /);
    expect(await ftp.command('PWD')).toMatch(/^257 "\/" /);
    expect(await ftp.command('CWD 2027')).toMatch(/^550 /);
    expect(await ftp.command(`CWD ${FILE}`)).toMatch(/^550 /);
  });

  test('of one entry are returned by SIZE, MDTM and MLST', async () => {
    const ftp = await client();
    expect(await ftp.command(`SIZE ${FILE}`)).toBe(`213 ${CONTENT.length}`);
    expect(await ftp.command('TYPE A')).toMatch(/^200 /);
    expect(await ftp.command(`SIZE ${FILE}`)).toBe(`213 ${CONTENT.length}`);
    expect(await ftp.command(`MDTM ${FILE}`)).toBe('213 20260310080509');
    expect(await ftp.command('SIZE /2026')).toMatch(/^550 /);
    expect(await ftp.command(`MLST ${FILE}`)).toBe(
      `250-Facts\r\n type=file;size=${CONTENT.length};modify=20260310080509;perm=r;UNIX.mode=0444; ${FILE}\r\n250 End`,
    );
    expect(await ftp.command('OPTS MLST size;bogus;type;')).toBe('200 MLST OPTS type;size;');
    expect(await ftp.command('MLST /2026')).toBe('250-Facts\r\n type=dir; /2026\r\n250 End');
    expect(await ftp.command('FEAT')).toContain(' MLST type*;size*;modify;perm;UNIX.mode;\r\n');
  });

  test('are listed by MLSD, LIST and NLST', async () => {
    const ftp = await client();
    const listed = async (command: string): Promise<string[]> => {
      const { content, replies } = await ftp.fetch(command);
      expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['150', '226']);
      return content.toString().split('\r\n').slice(0, -1);
    };
    expect(await listed('NLST')).toEqual(['2026']);
    expect(await listed(`NLST ${FILE}`)).toEqual([FILE]);
    expect(await listed(`LIST -la ${FOLDER}`)).toHaveLength(2);
    expect(await listed('MLSD')).toEqual(['type=dir;modify=20260310080509;perm=el;UNIX.mode=0555; 2026']);
    expect((await ftp.command(`STAT ${FOLDER}`)).split('\r\n')).toHaveLength(4);
    expect((await ftp.fetch('LIST /2027')).replies[0]).toMatch(/^550 /);
    expect((await ftp.fetch(`MLSD ${FILE}`)).replies[0]).toMatch(/^501 /);
  });

  test('in a listing on the control connection are cut at its limit', async () => {
    const ftp = await client({ limits: { statusLines: 1 } });
    expect((await ftp.command(`STAT ${FOLDER}`)).split('\r\n')).toHaveLength(3);
  });
});

describe('RETR', () => {
  test('sends the complete file, over EPSV and PASV', async () => {
    const ftp = await client();
    const { content, replies } = await ftp.fetch(`RETR ${FILE}`);
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['150', '226']);
    expect(content.equals(CONTENT)).toBe(true);
    expect(await ftp.command('PASV')).toMatch(/^227 .*\(127,0,0,1,\d+,\d+\)\.$/);
    expect(await ftp.command('EPSV 1')).toMatch(/^229 /);
    expect(await ftp.command('EPSV 2')).toMatch(/^522 /);
    expect(await ftp.command('EPSV ALL')).toMatch(/^200 /);
    expect(await ftp.command('PASV')).toMatch(/^503 /);
  });

  test('accepts names with quotes, spaces, backslashes and UTF-8', async () => {
    const ftp = await client();
    await ftp.command(`CWD ${FOLDER}`);
    expect((await ftp.fetch('RETR z "ą" \\ .mp3')).content.toString()).toBe('odd');
  });

  test('starts at the offset of REST, also with EPSV in between; REST applies to one transfer', async () => {
    const ftp = await client();
    expect(await ftp.command('REST 299990')).toMatch(/^350 /);
    expect((await ftp.fetch(`RETR ${FILE}`)).content.equals(CONTENT.subarray(299_990))).toBe(true);
    expect((await ftp.fetch(`RETR ${FILE}`)).content.length).toBe(CONTENT.length);
    await ftp.command(`REST ${CONTENT.length}`);
    const atEnd = await ftp.fetch(`RETR ${FILE}`);
    expect([atEnd.content.length, atEnd.replies[1]?.slice(0, 3)]).toEqual([0, '226']);
    await ftp.command(`REST ${CONTENT.length + 1}`);
    expect((await ftp.fetch(`RETR ${FILE}`)).replies[0]).toMatch(/^554 /);
    expect(await ftp.command('REST -1')).toMatch(/^501 /);
  });

  test('fails without a file or a data connection', async () => {
    const ftp = await client();
    expect((await ftp.fetch('RETR /2026/none.mp3')).replies[0]).toMatch(/^550 /);
    expect((await ftp.fetch('RETR /2026')).replies[0]).toMatch(/^550 /);
    expect(await ftp.command(`RETR ${FILE}`)).toMatch(/^425 /);
  });
});

test('HASH and XSHA256 name the SHA-256 of a complete file; OPTS HASH offers no other', async () => {
  const ftp = await client();
  const digest = createHash('sha256').update(CONTENT).digest('hex');
  expect(await ftp.command(`HASH ${FILE}`)).toBe(`213 SHA-256 0-${CONTENT.length} ${digest} ${FILE}`);
  expect(await ftp.command(`XSHA256 "${FILE}"`)).toBe(`250 ${digest}`);
  expect(await ftp.command('OPTS HASH')).toBe('200 SHA-256');
  expect(await ftp.command('OPTS HASH sha-256')).toBe('200 SHA-256');
  expect(await ftp.command('OPTS HASH MD5')).toMatch(/^504 /);
  for (const [argument, code] of [
    ['', '501'],
    ['/2026', '550'],
    ['/2026/none.mp3', '550'],
  ]) {
    expect((await ftp.command(`HASH ${argument}`)).slice(0, 3)).toBe(code);
    expect((await ftp.command(`XSHA256 ${argument}`)).slice(0, 3)).toBe(code);
  }
});

test('a file whose hash is not known has none', async () => {
  const source = tree();
  source.find = async () => ({
    entry: { kind: 'file', name: 'a', modifiedAt: 0, sizeBytes: 1 },
    sha256: null,
    open: async () => source.open(FILE, 0),
  });
  expect(await (await client({ tree: source })).command('HASH a')).toMatch(/^550 The hash/);
});

test('nothing can be written', async () => {
  const ftp = await client();
  for (const verb of ['STOR', 'STOU', 'APPE', 'DELE', 'RMD', 'MKD', 'RNFR', 'RNTO', 'MFMT']) {
    expect(await ftp.command(`${verb} x`)).toMatch(/^550 Recordings can only be read here$/);
  }
});

test('IPv6: EPSV works, PASV cannot', async () => {
  const ftp = await client({ bind: '::1' });
  expect(await ftp.command('PASV')).toMatch(/^425 /);
  expect(await ftp.command('EPSV 1')).toMatch(/^522 /);
  expect((await ftp.fetch(`RETR ${FILE}`)).content.equals(CONTENT)).toBe(true);
});

test('IPv4 clients of an IPv6 socket are treated as IPv4 clients', async () => {
  const fixture = await startFtp({ tree: tree(), bind: '::' });
  const ftp = await RawFtpClient.signedIn({ host: '127.0.0.1', port: fixture.port });
  expect(await ftp.command('PASV')).toMatch(/^227 .*\(127,0,0,1,/);
  expect((await ftp.fetch(`RETR ${FILE}`)).content.equals(CONTENT)).toBe(true);
});

describe('what clients send besides', () => {
  test.each([
    ['ALLO 1000', '202'],
    ['ALLO 1000 R 10', '202'],
    ['ACCT x', '202'],
    ['CLNT NcFTP 3.2.6 linux', '202'],
    ['NOOP', '200'],
    ['noop please', '200'],
    ['SITE HELP', '214'],
    ['SITE CHMOD 644 x', '504'],
    ['SITE', '504'],
    ['HELP SITE', '214 There are no SITE commands'],
    ['HELP RETR', '214'],
    ['HELP nlst', '214'],
    ['HELP STOR', '502'],
    ['HELP AUTH', '502'],
    ['HELP XYZZY', '502'],
    ['XPWD', '257'],
    ['XCWD 2026', '250'],
    ['XCUP', '250'],
    ['TYPE A N', '200'],
    ['type i', '200'],
    ['TYPE L 8', '200'],
    ['TYPE E', '504'],
    ['TYPE L 36', '504'],
    ['TYPE', '501'],
    ['MODE S', '200'],
    ['MODE Z', '504'],
    ['MODE', '501'],
    ['STRU f', '200'],
    ['STRU R', '504'],
    ['OPTS UTF8 ON', '200'],
    ['OPTS UTF-8 NLST', '200'],
    ['OPTS utf8', '200'],
    ['OPTS UTF8 OFF', '501'],
    ['OPTS MLST', '200'],
    ['OPTS', '501'],
    [`MDTM 20260310080509 ${FILE}`, '550 Recordings can only be read here'],
    ['MDTM 20260310080509', '550 No such'],
    ['SIZE', '550'],
    ['RETR', '501'],
    ['SITE UTIME x 20260310080509 20260310080509 20260310080509 UTC', '504'],
    ['LANG pl', '500'],
    ['REIN', '502'],
    ['USER x', '530'],
  ])('%s: %s', async (command, answer) => {
    expect((await (await client()).command(command)).startsWith(answer)).toBe(true);
  });

  test('HELP names what does something, and nothing else', async () => {
    const verbs = (await (await client()).command('HELP')).split(/\s+/);
    expect(verbs).toEqual(expect.arrayContaining(['RETR', 'NLST', 'ALLO', 'HASH', 'SITE']));
    expect(verbs.filter((verb) => /^(STOR|MKD|AUTH|REIN|PORT|EPRT)$/.test(verb))).toEqual([]);
  });
});

test('a login that no account can have is refused without a look at the database', async () => {
  let asked = 0;
  const authenticate = async (): Promise<null> => {
    asked++;
    return null;
  };
  const ftp = await RawFtpClient.connect(await startFtp({ authenticate }));
  await ftp.reply();
  for (const login of ['a\0b', 'x'.repeat(200), '\t', '\x1b[2J'])
    expect(await ftp.command(`USER ${login}`)).toMatch(/^501 /);
  expect(await ftp.command('USER a')).toMatch(/^331 /);
  expect(asked).toBe(0);
  expect(await ftp.command('PASS a\0b')).toMatch(/^530 /);
  expect(asked).toBe(1);
});
