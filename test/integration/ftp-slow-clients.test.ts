import { describe, expect, test } from 'vitest';
import { startFtp } from '../kit/ftp-fixture.ts';
import { testTls } from '../kit/ftp-tls.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { connected, RawFtpClient } from '../kit/raw-ftp-client.ts';

const tree = (): MemoryTree => new MemoryTree({ files: { '/a.mp3': Buffer.from('a') } });

describe('slow clients', () => {
  test('that send a byte now and then, or nothing in their handshake, are gone after the time for the sign-in; others work meanwhile', async () => {
    const clock = new ManualClock();
    const { tls } = testTls({ clock });
    const fixture = await startFtp({ tree: tree(), tls, clock, implicitTlsPort: 0, limits: { unauthenticated: 40 } });
    const slow = await Promise.all(Array.from({ length: 10 }, () => RawFtpClient.connect(fixture)));
    for (const ftp of slow) await ftp.reply();
    const handshakes = await Promise.all(Array.from({ length: 5 }, () => RawFtpClient.connect(fixture)));
    for (const ftp of handshakes) {
      await ftp.reply();
      await ftp.command('AUTH TLS');
    }
    const implicit = { host: fixture.host, port: fixture.server.implicitTlsPort! };
    const silent = await Promise.all(Array.from({ length: 5 }, () => connected(implicit)));
    // The beginning of a TLS record, and no more of it.
    for (const { socket } of handshakes) socket.write(Buffer.from([0x16, 3, 1, 2]));
    const other = await RawFtpClient.signedIn(fixture);
    for (let seconds = 0; seconds < 60; seconds += 10) {
      for (const { socket } of slow) socket.write('N');
      expect(await other.command('NOOP')).toMatch(/^200 /);
      clock.advance(10_000);
    }
    await Promise.all([...slow, ...handshakes].map((ftp) => ftp.closed()));
    for (const socket of silent) if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
    expect(await other.command('NOOP')).toMatch(/^200 /);
  });

  test('that send NOOP during a transfer and take no reply are read no further', async () => {
    const fixture = await startFtp({ tree: new MemoryTree({ files: { '/large.mp3': Buffer.alloc(64 << 20) } }) });
    const ftp = await RawFtpClient.signedIn(fixture);
    await ftp.dataConnection();
    expect(await ftp.command('RETR /large.mp3')).toMatch(/^150 /);
    ftp.socket.pause();
    let taken = false;
    ftp.socket.write(Buffer.alloc(32 << 20, 'NOOP\r\n'), () => (taken = true));
    // Twice as many turns as the server needs for the flood when it reads all of it.
    const other = await RawFtpClient.signedIn(fixture);
    for (let turns = 0; turns < 1000; turns++) await other.command('NOOP');
    expect(taken).toBe(false);
  });

  test('that prepare a data connection and do not open it hold one port each, for half a minute', async () => {
    const clock = new ManualClock();
    const fixture = await startFtp({ tree: tree(), clock });
    const ftp = await RawFtpClient.signedIn(fixture);
    const ports = [await ftp.passivePort(), await ftp.passivePort(), await ftp.passivePort()];
    for (const port of ports.slice(0, 2)) await expect(connected({ host: fixture.host, port })).rejects.toThrow();
    clock.advance(30_000);
    await ftp.command('NOOP');
    await expect(connected({ host: fixture.host, port: ports[2]! })).rejects.toThrow();
    expect(await ftp.command('NLST')).toMatch(/^425 /);
  });

  test('a data connection that stays open and is never used is closed with its session', async () => {
    const fixture = await startFtp({ tree: tree() });
    const ftp = await RawFtpClient.signedIn(fixture);
    const data = await ftp.dataConnection();
    data.resume();

    ftp.socket.destroy();
    if (!data.closed) await new Promise((resolve) => data.once('close', resolve));
  });
});
