import { existsSync, readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { type FtpFixture, LOGIN, PASSWORD, startFtp } from '../kit/ftp-fixture.ts';
import { testTls } from '../kit/ftp-tls.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { RawFtpClient, readAll, secured } from '../kit/raw-ftp-client.ts';

const DOCUMENT = new URL('../../docs/integrators/ftp.md', import.meta.url);
const FILE = '/2026/03/10/a.mp3';
const STATES = ['new', 'signed in', 'TLS'] as const;

interface Row {
  readonly command: string;
  readonly state: (typeof STATES)[number];
  readonly sent: readonly string[];
  readonly answer: string;
  readonly tests: readonly string[];
}

const ROWS: readonly Row[] = readFileSync(DOCUMENT, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`'))
  .map((line) => {
    const [, command, , state, sent, answer, tests] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const commands = Array.from(sent!.matchAll(/`([^`]*)`/g), ([, text]) => text!.replaceAll('\\|', '|'));
    return { command, state, sent: commands, answer, tests: tests!.split(', ') } as Row;
  });

interface Server extends FtpFixture {
  /** What a client of it trusts. */
  readonly trusted: ConnectionOptions;
}

async function start(): Promise<Server> {
  const tree = new MemoryTree({ files: { [FILE]: Buffer.from('a recording') } });
  const { tls, authority } = testTls();
  const trusted = { ca: authority.pem, servername: 'localhost' };
  return { ...(await startFtp({ tree, tls, limits: { unauthenticatedPerAddress: 50 } })), trusted };
}

const TRANSFERS = /^(RETR|LIST|NLST|MLSD)/;

/** Sends a command, with a data connection where it needs one; the codes of its replies. */
async function codesOf(ftp: RawFtpClient, line: string, trusted: ConnectionOptions | null): Promise<string[]> {
  if (!TRANSFERS.test(line)) return [(await ftp.command(line)).slice(0, 3)];
  const data = await ftp.dataConnection();
  const first = await ftp.command(line);
  if (!first.startsWith('150')) return [first.slice(0, 3)];
  await readAll(trusted === null ? data : await secured(data, trusted));
  return [first, await ftp.reply()].map((reply) => reply.slice(0, 3));
}

async function inState(server: Server, state: Row['state']): Promise<RawFtpClient> {
  if (state === 'TLS') return RawFtpClient.signedInTls(server, server.trusted);
  if (state === 'signed in') return RawFtpClient.signedIn(server);
  const ftp = await RawFtpClient.connect(server);
  await ftp.reply();
  return ftp;
}

async function answerTo(server: Server, { state, sent }: Row): Promise<string> {
  const ftp = await inState(server, state);
  const codes: string[] = [];
  for (const line of sent) {
    const filled = line.replace('LOGIN', LOGIN).replace('PASSWORD', PASSWORD).replace('FILE', FILE);
    codes.push(...(await codesOf(ftp, filled, state === 'TLS' ? server.trusted : null)));
  }
  ftp.socket.destroy();
  return codes.join(', ');
}

describe('the table of docs/integrators/ftp.md', () => {
  test('has the answers that are given, and tests that exist', async () => {
    const server = await start();
    const given: string[] = [];
    for (const row of ROWS) given.push(`${row.command}: ${await answerTo(server, row)}`);
    expect(given).toEqual(ROWS.map(({ command, answer }) => `${command}: ${answer}`));
    expect(ROWS.every(({ state }) => STATES.includes(state))).toBe(true);
    const tests = ROWS.flatMap((row) => row.tests);
    expect(tests.filter((name) => !existsSync(new URL(`${name}.test.ts`, import.meta.url)))).toEqual([]);
  });

  test('has every command of the RFCs, and every one that HELP names', async () => {
    const named = new Set(ROWS.flatMap(({ sent }) => sent.map((line) => line.split(' ')[0]!)));
    const ftp = await inState(await start(), 'new');
    const help = (await ftp.command('HELP'))
      .split(/\s+/)
      .filter((word) => /^[A-Z]\w{2,}$/.test(word) && word !== 'End');
    const served = help.filter((word) => word !== 'Commands');
    expect(served.length).toBeGreaterThan(30);
    const rfcs =
      'USER PASS ACCT CWD CDUP SMNT REIN QUIT PORT PASV TYPE STRU MODE RETR STOR STOU APPE ALLO REST RNFR RNTO ABOR DELE RMD MKD PWD LIST NLST SITE SYST STAT HELP NOOP XCUP XCWD XMKD XPWD XRMD AUTH ADAT PROT PBSZ CCC MIC CONF ENC FEAT OPTS EPRT EPSV MDTM SIZE MLST MLSD';
    expect([...served, ...rfcs.split(' ')].filter((verb) => !named.has(verb))).toEqual([]);
  });
});
