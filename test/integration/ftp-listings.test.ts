import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { metricValue, startFtp } from '../kit/ftp-fixture.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { RawFtpClient, readAll } from '../kit/raw-ftp-client.ts';

const FILES = [
  '/2026/02/28/a.mp3',
  '/2026/03/09/a.mp3',
  '/2026/03/09/b.mp3',
  '/2026/03/10/-la',
  '/2026/03/10/[a].mp3',
  '/2026/03/10/a b.mp3',
  '/2026/03/10/a.mp3',
  '/2026/03/10/c.wav',
];
const tree = (): MemoryTree =>
  new MemoryTree({ files: Object.fromEntries(FILES.map((path) => [path, Buffer.from(path)])) });

async function client(options: Parameters<typeof startFtp>[0] = {}): Promise<RawFtpClient> {
  const ftp = await RawFtpClient.signedIn(await startFtp({ tree: tree(), ...options }));
  await ftp.command('CWD 2026/03');
  return ftp;
}

/** The lines of a listing, or the reply where there is none. */
async function listed(ftp: RawFtpClient, command: string): Promise<string[]> {
  const { content, replies } = await ftp.fetch(command);
  const last = replies.at(-1)!;
  return last.startsWith('226') ? content.toString().split('\r\n').slice(0, -1) : [last];
}

const NO_SUCH = ['550 No such file or folder'];
const CUT = ['451 The listing was cut: list fewer folders at once'];

describe('NLST with a pattern', () => {
  test.each([
    ['10/*.mp3', ['10/[a].mp3', '10/a b.mp3', '10/a.mp3']],
    ['10/?.*', ['10/a.mp3', '10/c.wav']],
    ['/2026/03/10/[!a]*.???', ['/2026/03/10/[a].mp3', '/2026/03/10/c.wav']],
    ['./09/*', ['./09/a.mp3', './09/b.mp3']],
    ['../02/*/*', ['../02/28/a.mp3']],
    ['*', ['09', '10']],
    ['/*', ['/2026']],
    ['*/a.mp3', ['09/a.mp3', '10/a.mp3']],
    ['/2026/*/*/[bc].*', ['/2026/03/09/b.mp3', '/2026/03/10/c.wav']],
    ['"10/a *"', ['10/a b.mp3']],
    ['10/a*3 ', ['10/a b.mp3', '10/a.mp3']],
    ['~/2026/0[23]', ['/2026/02', '/2026/03']],
    ['10\\*.wav', ['10/c.wav']],
    ['10/[a].mp3', ['10/[a].mp3']],
    ['10/\\[*', ['10/[a].mp3']],
    ['-1 10/*.wav', ['10/c.wav']],
    ['-d *', ['09', '10']],
    ['*.none', []],
    ['10/*/*', []],
    ['*/../*', []],
    ['*/*/*/*/*/*/*/*/*/*', []],
    ['none.mp3', NO_SUCH],
    ['none/', NO_SUCH],
  ])('%s', async (argument, names) => {
    expect(await listed(await client(), `NLST ${argument}`)).toEqual(names);
  });

  test('gives names that RETR accepts', async () => {
    const ftp = await client();
    const names = await listed(ftp, 'NLST "*/*"');
    expect(names).toHaveLength(7);
    for (const name of names) expect((await ftp.fetch(`RETR ${name}`)).content.toString()).toBe(`/2026/03/${name}`);
  });
});

describe('options', () => {
  test.each([
    ['NLST -l 10/c.wav', [/^-r--r--r-- 1 ftp ftp +17 .* 10\/c\.wav$/]],
    ['LIST -a -l -1 -t 09', [/^-r.* a\.mp3$/, /^-r.* b\.mp3$/]],
    ['LIST --full-time -Z *.x', []],
    ['LIST 10/*.wav', [/^-r.* 10\/c\.wav$/]],
    ['NLST -d', [/^\.$/]],
    ['LIST -d 10', [/^dr.* 10$/]],
    ['MLSD -la 09', [/^type=file;.* a\.mp3$/, /^type=file;.* b\.mp3$/]],
    ['NLST 10/-la', [/^10\/-la$/]],
  ])('%s', async (command, lines) => {
    expect(await listed(await client(), command)).toEqual(lines.map((line) => expect.stringMatching(line) as string));
  });

  test('that are names of files stay so behind -- and behind a folder', async () => {
    const ftp = await client();
    await ftp.command('CWD 10');
    expect(await listed(ftp, 'NLST -- -la')).toEqual(['-la']);
    expect(await listed(ftp, 'NLST -*')).toEqual(['-la']);
    expect(await listed(ftp, 'NLST ./-la')).toEqual(['./-la']);
  });
});

describe('-R', () => {
  test('lists all that is below, as ls -R', async () => {
    const ftp = await client();
    const march = [
      '09',
      '10',
      '',
      './09:',
      'a.mp3',
      'b.mp3',
      '',
      './10:',
      '-la',
      '[a].mp3',
      'a b.mp3',
      'a.mp3',
      'c.wav',
    ];
    expect(await listed(ftp, 'NLST -R')).toEqual(['.:', ...march]);
    expect(await listed(ftp, 'NLST -R ../02')).toEqual(['../02:', '28', '', '../02/28:', 'a.mp3']);
    expect((await listed(ftp, 'LIST -lRa /')).filter((line) => /:$|^d/.test(line))).toEqual([
      '/:',
      expect.stringMatching(/^d.* 2026$/),
      '/2026:',
      expect.stringMatching(/^d.* 02$/),
      expect.stringMatching(/^d.* 03$/),
      '/2026/02:',
      expect.stringMatching(/^d.* 28$/),
      '/2026/02/28:',
      '/2026/03:',
      expect.stringMatching(/^d.* 09$/),
      expect.stringMatching(/^d.* 10$/),
      '/2026/03/09:',
      '/2026/03/10:',
    ]);
    expect(await listed(ftp, 'NLST -R 0*')).toEqual(['09:', 'a.mp3', 'b.mp3']);
    expect(await listed(ftp, 'NLST -R */[bc].*')).toEqual(['09/b.mp3', '10/c.wav']);
  });

  test('is cut after its limit of entries or time, and says so', async () => {
    const ftp = await client({ limits: { walkedEntries: 9 } });
    expect(await listed(ftp, 'NLST -R')).toHaveLength(14);
    expect(await listed(ftp, 'NLST -R /')).toEqual(CUT);
    expect(await listed(ftp, 'NLST /*/*/*/*.wav')).toEqual(CUT);
    const clock = new ManualClock();
    const source = tree();
    const slow = await client({ tree: source, clock, limits: { walkMs: 1000 } });
    const list = source.list.bind(source);
    vi.spyOn(source, 'list').mockImplementation((path) => {
      clock.advance(400);
      return list(path);
    });
    expect(await listed(slow, 'NLST 0*/*')).toEqual(['09/a.mp3', '09/b.mp3']);
    expect(await listed(slow, 'NLST -R')).toEqual(CUT);
  });
});

test('of several folders one tenant has few at once; any number of single ones', async () => {
  const source = tree();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  onTestFinished(() => release());
  const list = source.list.bind(source);
  source.list = async function* (path) {
    if (path === '/2026/02') await held;
    yield* list(path);
  };
  const fixture = await startFtp({ tree: source, limits: { walksPerTenant: 1 } });
  const [first, second] = [await RawFtpClient.signedIn(fixture), await RawFtpClient.signedIn(fixture)];
  const content = readAll(await first.dataConnection());
  expect(await first.command('NLST /2026/02/*')).toMatch(/^150 /);
  const refused = '450 Too many listings of several folders at once, try again later';
  expect(await listed(second, 'NLST -R /2026/03')).toEqual([refused]);
  expect(await second.command('STAT /2026/03/09/*')).toBe(refused);
  expect(await listed(second, 'NLST /2026/03/09')).toEqual(['a.mp3', 'b.mp3']);
  expect(await metricValue(fixture.metrics, 'fonoteka_ftp_refused_total', { limit: 'listings' })).toBe(2);
  release();
  expect(await first.reply()).toMatch(/^226 /);
  expect((await content).toString()).toBe('/2026/02/28\r\n');
  expect(await listed(second, 'NLST /2026/03/09/*')).toHaveLength(2);
});

describe('a folder of 100,000 files', () => {
  const MANY = 100_000;

  function manyFiles(): { source: MemoryTree; read: () => number } {
    const source = tree();
    let read = 0;
    source.list = async function* () {
      for (; read < MANY; read++) {
        yield { kind: 'file', name: `${String(read).padStart(6, '0')}.mp3`, modifiedAt: 0, sizeBytes: 1 };
      }
    };
    return { source, read: () => read };
  }

  test('is searched with a hostile pattern', async () => {
    const { source } = manyFiles();
    const ftp = await client({ tree: source });
    expect(await listed(ftp, `NLST ${'*0'.repeat(60)}*x`)).toEqual([]);
  });

  test('is sent as it is read: a client that does not read stops the search, ABOR ends it', async () => {
    const { source, read } = manyFiles();
    const ftp = await client({ tree: source });
    const prefix = './'.repeat(1000);
    const data = await ftp.dataConnection();
    data.pause();
    expect(await ftp.command(`NLST ${prefix}*`)).toMatch(/^150 /);
    expect(await ftp.command('ABOR')).toMatch(/^426 /);
    expect(await ftp.reply()).toMatch(/^226 /);
    expect(read()).toBeLessThan(MANY);
  });
});

test('STAT lists on the control connection, also with a pattern, and says when it is cut', async () => {
  const ftp = await client({ limits: { statusLines: 2 } });
  const lines = async (command: string): Promise<string[]> =>
    (await ftp.command(command)).split('\r\n').map((line) => line.replace(/^( [d-]).* /, '$1 '));
  expect(await lines('STAT -la 09')).toEqual(['212-Status', ' - a.mp3', ' - b.mp3', '212 End']);
  expect(await lines('STAT 09/b*')).toEqual(['212-Status', ' - 09/b.mp3', '212 End']);
  expect(await lines('STAT 09/b.mp3')).toEqual(['213-Status', ' - 09/b.mp3', '213 End']);
  expect(await lines('STAT 10')).toEqual(['212-Status, only the first 2 lines', ' - -la', ' - [a].mp3', '212 End']);
  expect(await ftp.command('STAT none')).toBe(NO_SUCH[0]);
  const short = await client({ limits: { walkedEntries: 3 } });
  expect(await short.command('STAT */none*')).toBe(CUT[0]);
});

test.each([
  ['CWD "10"', '250'],
  ['CWD 10 ', '250'],
  ['CWD  10', '250'],
  ['CWD ~', '250'],
  ['CWD ~/2026', '250'],
  ['CWD //2026/./03', '250'],
  ['CWD \\2026\\03', '250'],
  ['CWD ..\\02', '250'],
  ['CWD "..\\02\\"', '250'],
  ['CWD ~someone', '550'],
  ['SIZE "10/a b.mp3"', '213'],
  ['MDTM 10\\a b.mp3', '213'],
  ['MLST "10\\c.wav"', '250'],
  ['RETR "10/a b.mp3"', '150'],
  ['RETR "10/a *"', '550'],
  ['SIZE "10/a b.mp3', '550'],
])('%s is answered with %s', async (command, code) => {
  const ftp = await client();
  const first = command.startsWith('RETR') ? (await ftp.fetch(command)).replies[0] : await ftp.command(command);
  expect(first).toMatch(new RegExp(`^${code}[ -]`));
});

test('PWD doubles the quotes of a folder', async () => {
  const ftp = await RawFtpClient.signedIn(
    await startFtp({ tree: new MemoryTree({ files: { '/a "b"/c': Buffer.of() } }) }),
  );
  expect(await ftp.command('CWD "a ""b"""')).toMatch(/^250 /);
  expect(await ftp.command('PWD')).toBe('257 "/a ""b""" is the current folder');
});
