import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { metricValue, startFtp } from '../kit/ftp-fixture.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { RawFtpClient, readAll } from '../kit/raw-ftp-client.ts';

const SMALL = randomBytes(1000);
const LARGE = Buffer.alloc(64 * 1024 * 1024, 'fonoteka');
const tree = (): MemoryTree => new MemoryTree({ files: { '/small.mp3': SMALL, '/large.mp3': LARGE } });

/** A client's listener for the server's data connections. */
interface Listener {
  readonly server: Server;
  readonly port: number;
  /** Of PORT. */
  readonly argument: string;
  connections: number;
}

async function listener(host = '127.0.0.1'): Promise<Listener> {
  const server = createServer({ allowHalfOpen: false }).listen({ host, port: 0 });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const listening: Listener = { server, port, argument: argument(host, port), connections: 0 };
  server.on('connection', () => listening.connections++);
  return listening;
}

function argument(host: string, port: number): string {
  return [...host.split('.'), port >> 8, port & 255].join(',');
}

/** What comes over the next data connection. */
async function received({ server }: Listener): Promise<Buffer> {
  const [socket] = await once(server, 'connection');
  return readAll(socket);
}

async function client(options: Parameters<typeof startFtp>[0] = {}) {
  const fixture = await startFtp({ tree: tree(), activeMode: true, ...options });
  return { fixture, ftp: await RawFtpClient.signedIn(fixture) };
}

describe('a transfer goes to the client’s port', () => {
  test.each([
    ['PORT', '127.0.0.1', ({ argument: numbers }: Listener) => `PORT ${numbers}`],
    ['EPRT', '127.0.0.1', ({ port }: Listener) => `EPRT |1|127.0.0.1|${port}|`],
    ['EPRT with IPv6', '::1', ({ port }: Listener) => `EPRT |2|0:0::1|${port}|`],
  ])('of %s', async (_, bind, command) => {
    const { ftp } = await client({ bind });
    for (const [line, content] of [
      ['RETR /small.mp3', SMALL],
      ['RETR /large.mp3', LARGE],
      ['NLST', Buffer.from('large.mp3\r\nsmall.mp3\r\n')],
    ] as const) {
      const data = await listener(bind);
      const got = received(data);
      expect(await ftp.command(command(data))).toMatch(/^200 /);
      expect(await ftp.command(line)).toMatch(/^150 /);
      expect(await ftp.reply()).toMatch(/^226 /);
      expect((await got).equals(content)).toBe(true);
    }
  });

  test('once: the next transfer needs its own, REST stays until then', async () => {
    const { ftp } = await client();
    const data = await listener();
    const got = received(data);
    await ftp.command('REST 990');
    await ftp.command(`PORT ${data.argument}`);
    await ftp.command('RETR /small.mp3');
    expect(await ftp.reply()).toMatch(/^226 /);
    expect((await got).equals(SMALL.subarray(990))).toBe(true);
    expect(await ftp.command('RETR /small.mp3')).toMatch(/^425 /);
  });

  test('or to the passive one: the command that came last counts', async () => {
    const { ftp } = await client();
    const data = await listener();
    await ftp.command(`PORT ${data.argument}`);
    expect((await ftp.fetch('RETR /small.mp3')).content.equals(SMALL)).toBe(true);
    expect(data.connections).toBe(0);
    await ftp.passivePort();
    await ftp.command(`PORT ${data.argument}`);
    const got = received(data);
    await ftp.command('RETR /small.mp3');
    expect((await got).equals(SMALL)).toBe(true);
    expect(await ftp.reply()).toMatch(/^226 /);
    expect(await ftp.command('EPSV ALL')).toMatch(/^200 /);
    expect(await ftp.command(`PORT ${data.argument}`)).toMatch(/^503 /);
  });
});

describe('refused is', () => {
  test('an address that is not the client’s, and a privileged port: nothing is connected to', async () => {
    const { fixture, ftp } = await client({ bind: '::' });
    const victim = await listener('127.0.0.2');
    const own = await listener();
    const ftp4 = await RawFtpClient.signedIn({ host: '127.0.0.1', port: fixture.port });
    for (const command of [
      `PORT ${victim.argument}`,
      `EPRT |1|127.0.0.2|${victim.port}|`,
      'PORT 127,0,0,1,0,22',
      'PORT 127,0,0,1,3,255',
      'EPRT |1|127.0.0.1|25|',
      'EPRT |1|0.0.0.0|2000|',
    ]) {
      // Neither the refused one nor one of before is used.
      await ftp4.command(`PORT ${own.argument}`);
      expect(await ftp4.command(command)).toMatch(/^504 /);
      expect(await ftp4.command('RETR /small.mp3')).toMatch(/^425 /);
    }
    expect([victim.connections, own.connections]).toEqual([0, 0]);
    const got = received(own);
    await ftp4.command(`PORT ${own.argument}`);
    expect(await ftp4.command('RETR /small.mp3')).toMatch(/^150 /);
    expect((await got).equals(SMALL)).toBe(true);
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_refused_ports_total')).toBe(6);
    expect(ftp.socket.remotePort).toBe(fixture.port);
  });

  test('another family than the client’s, and what is no address', async () => {
    const { ftp } = await client();
    expect(await ftp.command('EPRT |2|::1|2000|')).toBe('522 Network protocol not supported, use (1)');
    expect(await ftp.command('EPRT |3|x|2000|')).toMatch(/^522 /);
    for (const command of [
      'PORT',
      'PORT 127,0,0,1',
      'PORT 127,0,0,1,999,1',
      'EPRT 127.0.0.1',
      'EPRT |1|localhost|2000|',
    ]) {
      expect(await ftp.command(command)).toMatch(/^501 /);
    }
    const over6 = await client({ bind: '::1' });
    expect(await over6.ftp.command('PORT 127,0,0,1,8,0')).toBe('522 Network protocol not supported, use (2)');
  });

  test('everything before the sign-in, and where active mode is off', async () => {
    const { fixture } = await client();
    const guest = await RawFtpClient.connect(fixture);
    await guest.reply();
    expect(await guest.command('PORT 127,0,0,1,8,0')).toMatch(/^530 /);
    const { ftp } = await client({ activeMode: false });
    for (const command of ['PORT 127,0,0,1,8,0', 'EPRT |1|127.0.0.1|2048|']) {
      expect(await ftp.command(command)).toBe('502 Active mode is off, use passive mode (EPSV or PASV)');
    }
  });
});

describe('a client that does not take the connection', () => {
  test('gets 425 where nobody listens, and can go on', async () => {
    const { ftp } = await client();
    const data = await listener();
    data.server.close();
    await once(data.server, 'close');
    await ftp.command(`PORT ${data.argument}`);
    expect(await ftp.command('RETR /small.mp3')).toMatch(/^425 /);
    expect((await ftp.fetch('RETR /small.mp3')).content.equals(SMALL)).toBe(true);
  });

  test('at the time limit gets 425, and nothing stays open; ABOR ends the wait at once', async () => {
    const clock = new ManualClock();
    const { fixture, ftp } = await client({ clock });
    const command = 'PORT 127,0,0,1,8,0';
    // In place of a network that drops packets: a socket that never connects.
    const sockets: Socket[] = [];
    const connect = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket) {
      sockets.push(this);
      return this;
    });
    onTestFinished(() => connect.mockRestore());
    await ftp.command(command);
    ftp.send('RETR /small.mp3');
    await vi.waitFor(() => expect(sockets).toHaveLength(1));
    clock.advance(29_999);
    expect(await ftp.command('NOOP')).toMatch(/^200 /);
    clock.advance(1);
    expect(await ftp.reply()).toMatch(/^425 /);
    await ftp.command(command);
    ftp.send('RETR /small.mp3');
    await vi.waitFor(() => expect(sockets).toHaveLength(2));
    expect(await ftp.command('ABOR')).toMatch(/^426 /);
    expect(await ftp.reply()).toMatch(/^226 /);
    await ftp.command(command);
    ftp.send('RETR /small.mp3');
    await vi.waitFor(() => expect(sockets).toHaveLength(3));
    ftp.socket.destroy();
    await vi.waitFor(() => expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true, true, true]));
    await vi.waitFor(async () => expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sessions')).toBe(0));
  });
});

test('what Windows’ ftp.exe sends for mget *.mp3 fetches each file', async () => {
  const fixture = await startFtp({ tree: tree(), activeMode: true, authenticate: async () => tree() });
  const ftp = await RawFtpClient.connect(fixture);
  await ftp.reply();
  for (const [line, answer] of [
    ['OPTS UTF8 ON', /^200 /],
    ['USER firma', /^331 /],
    ['PASS secret', /^230 /],
    ['TYPE I', /^200 /],
    ['TYPE A', /^200 /],
  ] as const) {
    expect(await ftp.command(line)).toMatch(answer);
  }
  const transfer = async (line: string): Promise<Buffer> => {
    const data = await listener();
    const got = received(data);
    expect(await ftp.command(`PORT ${data.argument}`)).toMatch(/^200 /);
    expect(await ftp.command(line)).toMatch(/^150 /);
    expect(await ftp.reply()).toMatch(/^226 /);
    return got;
  };
  const names = (await transfer('NLST *.mp3')).toString().split('\r\n').slice(0, -1);
  expect(names).toEqual(['large.mp3', 'small.mp3']);
  expect(await ftp.command('TYPE I')).toMatch(/^200 /);
  expect((await transfer(`RETR ${names[1]!}`)).equals(SMALL)).toBe(true);
  expect((await transfer('NLST -l s*')).toString()).toMatch(/^-r.* 1000 .* small\.mp3\r\n$/);
  expect(await ftp.command('QUIT')).toMatch(/^221 /);
});
