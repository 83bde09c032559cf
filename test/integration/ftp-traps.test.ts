import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { Authenticate } from '../../src/file-access/index.ts';
import { acceptPassword, freePorts, LOGIN, metricValue, PASSWORD, startFtp } from '../kit/ftp-fixture.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { connected, RawFtpClient, readAll } from '../kit/raw-ftp-client.ts';

const SMALL = randomBytes(1000);
/** More than the kernel buffers for a client that does not read. */
const LARGE = Buffer.alloc(64 * 1024 * 1024, 'fonoteka');
const tree = (): MemoryTree => new MemoryTree({ files: { '/small.mp3': SMALL, '/large.mp3': LARGE } });

/** Waits for what the server does by itself, by polling up to a deadline. */
const until = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 10_000, interval: 5 });

/** Sends RETR and waits until the server has looked the file up and waits for the data connection. */
async function transferBegun(ftp: RawFtpClient, source: MemoryTree): Promise<void> {
  const stat = vi.spyOn(source, 'stat');
  ftp.send('RETR /small.mp3');
  await until(() => expect(stat).toHaveBeenCalled());
}

describe('the data connection', () => {
  test('from another address is closed, and the client still gets its data', async () => {
    const fixture = await startFtp({ tree: tree(), bind: '::' });
    const ftp = await RawFtpClient.signedIn({ host: '127.0.0.1', port: fixture.port });
    const port = await ftp.passivePort();
    const thief = await connected({ host: '127.0.0.1', port, localAddress: '127.0.0.2' });
    const stolen = readAll(thief);
    ftp.send('RETR /small.mp3');
    expect((await stolen).length).toBe(0);
    const data = readAll(await connected({ host: '127.0.0.1', port }));
    expect(await ftp.reply()).toMatch(/^150 /);
    expect(await ftp.reply()).toMatch(/^226 /);
    expect((await data).equals(SMALL)).toBe(true);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_foreign_data_connections_total')).toBe(1);
  });

  test('is never opened by the server: PORT and EPRT are refused, even to the client’s own address', async () => {
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: tree() }));
    const victim = createServer().listen(0, '127.0.0.1');
    await once(victim, 'listening');
    const { port } = victim.address() as { port: number };
    let connections = 0;
    victim.on('connection', () => connections++);
    expect(await ftp.command(`PORT 127,0,0,1,${port >> 8},${port & 255}`)).toMatch(/^502 /);
    expect(await ftp.command(`EPRT |1|127.0.0.1|${port}|`)).toMatch(/^502 /);
    expect(await ftp.command('RETR /small.mp3')).toMatch(/^425 /);
    victim.close();
    expect(connections).toBe(0);
  });

  test('has a time limit, after which its port is free', async () => {
    const clock = new ManualClock();
    const passivePorts = await freePorts('127.0.0.1', 1);
    const source = tree();
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: source, clock, passivePorts }));
    await ftp.passivePort();
    await transferBegun(ftp, source);
    clock.advance(30_000);
    expect(await ftp.reply()).toMatch(/^425 /);
    expect(await ftp.passivePort()).toBe(passivePorts.min);
  });

  test('is closed if it stalls, and does not count as idle while data flows', async () => {
    const clock = new ManualClock();
    const source = tree();
    const fixture = await startFtp({ tree: source, clock, limits: { idleMs: 1000, stallMs: 60_000 } });
    const ftp = await RawFtpClient.signedIn(fixture);
    const data = await ftp.dataConnection();
    expect(await ftp.command('RETR /large.mp3')).toMatch(/^150 /);
    clock.advance(59_000);
    expect(await ftp.command('NOOP')).toMatch(/^200 /);
    clock.advance(61_000);
    clock.advance(60_000);
    expect(await ftp.reply()).toMatch(/^426 /);
    expect(source.openContents).toBe(0);
    data.destroy();
    expect(
      await metricValue(fixture.metrics, 'fonoteka_ftp_transfers_total', { content: 'file', outcome: 'stalled' }),
    ).toBe(1);
  });

  test('closed by the client in the middle ends the transfer and its source', async () => {
    const source = tree();
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: source }));
    const data = await ftp.dataConnection();
    expect(await ftp.command('RETR /large.mp3')).toMatch(/^150 /);
    await once(data, 'readable');
    data.destroy();
    expect(await ftp.reply()).toMatch(/^426 /);
    expect(source.openContents).toBe(0);
    expect((await ftp.fetch('RETR /small.mp3')).content.equals(SMALL)).toBe(true);
  });

  test('sends the complete file to a client that sends something on it', async () => {
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: tree() }));
    const data = await ftp.dataConnection();
    data.write('what is this for?');
    ftp.send('RETR /large.mp3');
    expect((await readAll(data)).equals(LARGE)).toBe(true);
  });

  test('is closed when the control connection closes', async () => {
    const source = tree();
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: source }));
    const data = await ftp.dataConnection();
    expect(await ftp.command('RETR /large.mp3')).toMatch(/^150 /);
    ftp.socket.destroy();
    await readAll(data);
    await until(() => expect(source.openContents).toBe(0));
  });

  test('whose source fails ends with 451', async () => {
    const source = tree();
    const reads = [async () => SMALL, () => Promise.reject(new Error('the disk has failed'))];
    source.open = async () => ({ read: () => reads.shift()!(), close: () => {} });
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: source }));
    expect((await ftp.fetch('RETR /small.mp3')).replies[1]).toMatch(/^451 /);
  });

  test('is closed when the file cannot be opened', async () => {
    const source = tree();
    source.open = () => Promise.reject(new Error('the database is unavailable'));
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: source }));
    expect((await ftp.fetch('RETR /small.mp3')).replies[0]).toMatch(/^451 /);
    source.find = async () => null;
    source.stat = async () => null;
    expect((await ftp.fetch('RETR /small.mp3')).replies[0]).toMatch(/^550 /);
  });
});

describe('passive ports', () => {
  test('are limited to one per session; the next EPSV, a transfer and the end of the session free it', async () => {
    // A tenant has half of them.
    const passivePorts = await freePorts('127.0.0.1', 4);
    const fixture = await startFtp({ tree: tree(), passivePorts });
    const ftp = await RawFtpClient.signedIn(fixture);
    for (let again = 0; again < 5; again++) await ftp.passivePort();
    for (let again = 0; again < 5; again++) await ftp.fetch('RETR /small.mp3');
    for (let again = 0; again < 5; again++) await ftp.fetch('RETR /none.mp3');
    const others = [await RawFtpClient.signedIn(fixture), await RawFtpClient.signedIn(fixture)];
    for (const other of others) await other.passivePort();
    expect(await ftp.command('EPSV')).toMatch(/^425 /);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_refused_total', { limit: 'passive-ports' })).toBe(1);
    others[0]!.socket.destroy();
    await until(async () => expect(await ftp.command('EPSV')).toMatch(/^229 /));
  });

  test('used by another program are skipped', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const ftp = await RawFtpClient.signedIn(
      await startFtp({ tree: tree(), passivePorts: { min: port, max: port + 20 } }),
    );
    for (let again = 0; again < 25; again++) expect(await ftp.passivePort()).not.toBe(port);
    taken.close();
  });
});

describe('the control connection', () => {
  test('accepts commands split at every byte, and several in one segment', async () => {
    const ftp = await RawFtpClient.connect(await startFtp({ tree: tree() }));
    await ftp.reply();
    for (const byte of Buffer.from(`USER ${LOGIN}\r\n`)) {
      ftp.socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ftp.reply()).toMatch(/^331 /);
    ftp.socket.write(`PASS ${PASSWORD}\r\nPWD\r\nSYST\nQUIT\r\n`);
    const replies = [await ftp.reply(), await ftp.reply(), await ftp.reply(), await ftp.reply(), await ftp.reply()];
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual(['230', '257', '215', '221', 'clo']);
  });

  test('is closed at once for a line over the limit, complete or not', async () => {
    const fixture = await startFtp({ tree: tree() });
    for (const tail of ['', '\r\n']) {
      const ftp = await RawFtpClient.signedIn(fixture);
      ftp.socket.write(`NOOP ${'x'.repeat(5000)}${tail}`);
      expect(await ftp.reply()).toBe('closed');
    }
  });

  test('executes 1000 commands sent at once, in order', async () => {
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: tree() }));
    ftp.socket.write(Array.from({ length: 1000 }, (_, n) => `REST ${n}\r\n`).join(''));
    for (let n = 0; n < 1000; n++) expect(await ftp.reply()).toBe(`350 The next transfer starts at ${n}`);
  });

  test('is not read further while its queue is full', async () => {
    const checks: Array<(tree: null) => void> = [];
    const authenticate = (): Promise<null> => new Promise((resolve) => checks.push(resolve));
    const ftp = await RawFtpClient.connect(await startFtp({ authenticate }));
    await ftp.reply();
    ftp.send('USER a\r\nPASS b');
    const flood = Buffer.alloc(32 * 1024 * 1024, 'NOOP\r\n');
    let taken = false;
    ftp.socket.write(flood, () => (taken = true));
    await until(() => expect(checks).toHaveLength(1));
    const before = ftp.socket.bytesWritten;
    expect(await ftp.reply()).toMatch(/^331 /);
    expect({ taken, before }).toEqual({ taken: false, before: ftp.socket.bytesWritten });
    checks[0]!(null);
    expect(await ftp.reply()).toMatch(/^530 /);
    expect(await ftp.reply()).toMatch(/^200 /);
  });

  test('answers NOOP and STAT during a transfer, QUIT after it', async () => {
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: tree() }));
    const data = await ftp.dataConnection();
    expect(await ftp.command('RETR /large.mp3')).toMatch(/^150 /);
    expect(await ftp.command('NOOP')).toMatch(/^200 /);
    expect(await ftp.command('STAT')).toContain('A transfer is under way');
    ftp.send('QUIT');
    expect((await readAll(data)).equals(LARGE)).toBe(true);
    expect(await ftp.reply()).toMatch(/^226 /);
    expect(await ftp.reply()).toMatch(/^221 /);
  });

  test('is closed when idle, and when nobody has signed in within the time limit', async () => {
    const clock = new ManualClock();
    const fixture = await startFtp({ tree: tree(), clock });
    const guest = await RawFtpClient.connect(fixture);
    await guest.reply();
    const ftp = await RawFtpClient.signedIn(fixture);
    clock.advance(59_999);
    expect(await guest.command('NOOP')).toMatch(/^200 /);
    clock.advance(1);
    expect(await guest.reply()).toMatch(/^421 /);
    expect(await ftp.command('NOOP')).toMatch(/^200 /);
    clock.advance(300_000);
    expect(await ftp.reply()).toMatch(/^421 Idle/);
    expect(await ftp.reply()).toBe('closed');
  });
});

describe('ABOR', () => {
  test.each([
    ['plain', Buffer.from('ABOR\r\n')],
    ['its last byte lost as urgent data', Buffer.from('ABOR\r')],
    ['after IP and Synch', Buffer.from('\xff\xf4\xff\xf2ABOR\r\n', 'latin1')],
    ['after IP and Synch that lost their last byte', Buffer.from('\xff\xf4\xffABOR\r\n', 'latin1')],
    ['after a data mark that lost its IAC', Buffer.from('\xff\xf4\xf2ABOR\r\n', 'latin1')],
  ])('%s ends the transfer: 426, then 226', async (_, bytes) => {
    const source = tree();
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: source }));
    const data = await ftp.dataConnection();
    expect(await ftp.command('RETR /large.mp3')).toMatch(/^150 /);
    ftp.socket.write(bytes);
    expect(await ftp.reply()).toMatch(/^426 /);
    expect(await ftp.reply()).toMatch(/^226 /);
    await readAll(data);
    expect(source.openContents).toBe(0);
    expect(await ftp.command('PWD')).toMatch(/^257 /);
  });

  test('ends a transfer that waits for its data connection, also if both are sent together', async () => {
    const source = tree();
    const ftp = await RawFtpClient.signedIn(await startFtp({ tree: source }));
    await ftp.passivePort();
    await transferBegun(ftp, source);
    expect(await ftp.command('STAT')).toContain('A transfer is under way');
    expect(await ftp.command('ABOR')).toMatch(/^426 /);
    expect(await ftp.reply()).toMatch(/^226 /);
    await ftp.passivePort();
    ftp.send('RETR /small.mp3\r\nABOR');
    expect(await ftp.reply()).toMatch(/^426 /);
    expect(await ftp.reply()).toMatch(/^226 /);
    expect(await ftp.command('ABOR')).toMatch(/^226 /);
  });
});

describe('limits', () => {
  test('of connections bound the number of sessions without sign-in, which time out', async () => {
    const clock = new ManualClock();
    const fixture = await startFtp({ tree: tree(), clock, limits: { connectionsPerAddress: 10 } });
    const flood = await Promise.all(Array.from({ length: 100 }, () => RawFtpClient.connect(fixture)));
    const greetings = await Promise.all(flood.map((client) => client.reply()));
    expect(greetings.filter((reply) => reply.startsWith('220'))).toHaveLength(10);
    expect(greetings.filter((reply) => reply.startsWith('421') || reply === 'closed')).toHaveLength(90);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sessions')).toBe(10);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_refused_total', { limit: 'address' })).toBe(90);
    const elsewhere = await RawFtpClient.connect({ ...fixture, localAddress: '127.0.0.2' });
    expect(await elsewhere.reply()).toMatch(/^220 /);
    clock.advance(60_000);
    await Promise.all(flood.map((client) => client.closed()));
    await until(async () => expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sessions')).toBe(0));
    const ftp = await RawFtpClient.signedIn(fixture);
    expect(await ftp.command('PWD')).toMatch(/^257 /);
  });

  test('of all connections and of a tenant’s sessions are enforced', async () => {
    const fixture = await startFtp({ tree: tree(), sessionsPerTenant: 1, limits: { connections: 3 } });
    await RawFtpClient.signedIn(fixture);
    const second = await RawFtpClient.connect(fixture);
    await second.reply();
    await second.command(`USER ${LOGIN}`);
    expect(await second.command(`PASS ${PASSWORD}`)).toMatch(/^421 Too many sessions/);
    const [third, fourth] = [await RawFtpClient.connect(fixture), await RawFtpClient.connect(fixture)];
    const greetings = [await third.reply(), await fourth.reply()].map((reply) => reply.slice(0, 3));
    expect(greetings).toContain('220');
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_refused_total', { limit: 'tenant' })).toBe(1);
  });
});

async function guess(ftp: RawFtpClient): Promise<string> {
  await ftp.command(`USER ${LOGIN}`);
  return ftp.command('PASS wrong');
}

describe('wrong passwords', () => {
  test('close the connection at the third', async () => {
    const fixture = await startFtp({ tree: tree() });
    const ftp = await RawFtpClient.connect(fixture);
    await ftp.reply();
    expect(await guess(ftp)).toMatch(/^530 /);
    expect(await guess(ftp)).toMatch(/^530 /);
    expect(await guess(ftp)).toMatch(/^421 /);
    expect(await ftp.reply()).toBe('closed');
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_logins_failed_total')).toBe(3);
  });

  test('delay the next sign-in on other connections, the right password too; ABOR does not shorten it', async () => {
    const clock = new ManualClock();
    let checked = 0;
    const accept = acceptPassword(tree());
    const authenticate: Authenticate = (attempt) => {
      checked++;
      return accept(attempt);
    };
    const fixture = await startFtp({ authenticate, clock });
    for (let failures = 0; failures < 6; failures += 2) {
      const ftp = await RawFtpClient.connect(fixture);
      await ftp.reply();
      await guess(ftp);
      await guess(ftp);
    }
    const owner = await RawFtpClient.connect(fixture);
    await owner.reply();
    await owner.command(`USER ${LOGIN}`);
    owner.send(`PASS ${PASSWORD}\r\nABOR`);
    // A second connection has tried while the first one waits.
    await RawFtpClient.connect(fixture).then((other) => other.reply());
    expect(checked).toBe(6);
    clock.advance(500);
    expect(await owner.reply()).toMatch(/^230 /);
  });

  test('leave nothing behind when the client disconnects while it waits', async () => {
    const clock = new ManualClock();
    const fixture = await startFtp({ tree: tree(), clock });
    for (let failures = 0; failures < 6; failures += 2) {
      const ftp = await RawFtpClient.connect(fixture);
      await ftp.reply();
      await guess(ftp);
      await guess(ftp);
      ftp.socket.destroy();
    }
    const waiting = await RawFtpClient.connect(fixture);
    await waiting.reply();
    await waiting.command(`USER ${LOGIN}`);
    waiting.send(`PASS ${PASSWORD}`);
    // The timers of the sign-in limit and of the delay.
    await until(() => expect(clock.pending).toBe(2));
    waiting.socket.destroy();
    await until(() => expect(clock.pending).toBe(0));
  });

  test('that cannot be checked are not counted as wrong', async () => {
    const fixture = await startFtp({ authenticate: () => Promise.reject(new Error('the database is unavailable')) });
    const ftp = await RawFtpClient.connect(fixture);
    await ftp.reply();
    expect(await guess(ftp)).toMatch(/^421 Not available/);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_logins_failed_total')).toBe(0);
  });
});

test('closing the server ends every session, also during a transfer, and frees its ports', async () => {
  const source = tree();
  const fixture = await startFtp({ tree: source });
  const ftp = await RawFtpClient.signedIn(fixture);
  const waiting = await RawFtpClient.signedIn(fixture);
  const passive = await waiting.passivePort();
  await ftp.dataConnection();
  await ftp.command('RETR /large.mp3');
  await fixture.server.close();
  expect(await ftp.reply()).toMatch(/^421 /);
  expect(source.openContents).toBe(0);
  await expect(connected({ host: '127.0.0.1', port: passive })).rejects.toThrow();
  await expect(connected(fixture)).rejects.toThrow();
});
