import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../../test/kit/until.ts';
import { systemClock } from '../../platform/clock.ts';
import { type Datagram, type LegSocket, MAX_DATAGRAM_BYTES, type RtpReceiver } from './rtp-receiver.ts';
import { addressWords, type AddressWords } from './source-address.ts';

type CreateReceiver = (options: { bind: string; clock: typeof systemClock }) => RtpReceiver;

class Collected {
  readonly datagrams: Buffer[] = [];
  readonly arrivals: number[] = [];
  readonly sources: AddressWords[] = [];
  oversized = 0;

  datagram({ bytes, arrivedAtMs, source }: Datagram): void {
    this.sources.push(Uint32Array.from(source));
    this.datagrams.push(Buffer.from(bytes));
    this.arrivals.push(arrivedAtMs);
  }

  oversize(): void {
    this.oversized++;
  }
}

async function openSocket(receiver: RtpReceiver, port = 0): Promise<LegSocket> {
  const opened = await receiver.open(port);
  if (!opened.ok) throw new Error(opened.reason);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

/**
 * Sends the datagrams one after another; resolves when all are in the kernel. Yields to the event loop now and then,
 * because a receiver in Node's own loop does not see what the kernel drops while the loop is blocked.
 */
async function send(address: string, port: number, datagrams: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  for (const [index, datagram] of datagrams.entries()) {
    if (index % 16 === 15) await nextTurn();
    await new Promise<void>((resolve, reject) => {
      socket.send(datagram, port, address, (error) => (error ? reject(error) : resolve()));
    });
  }
  socket.close();
  await once(socket, 'close');
}

/** Both receivers fulfil this. */
export function rtpReceiverContract(create: CreateReceiver): void {
  test.each(['127.0.0.1', '::1'])('receives datagrams to %s in order, with their arrival times', async (bind) => {
    const socket = await openSocket(create({ bind, clock: systemClock }));
    const sent = Array.from({ length: 150 }, (_, index) =>
      Buffer.alloc(index % 7 === 0 ? 0 : 100 + (index % 5), index),
    );
    const before = Date.now();
    await send(bind, socket.port, sent);
    await socket.settle();
    const got = new Collected();
    expect(socket.drain(got, 1000)).toBe(150);
    expect(got.datagrams).toEqual(sent);
    expect(new Set(got.sources.map(String))).toEqual(new Set([String(addressWords(bind))]));
    for (const arrival of got.arrivals) {
      expect(arrival).toBeGreaterThanOrEqual(before - 1);
      expect(arrival).toBeLessThanOrEqual(Date.now() + 1);
    }
    expect(socket.drain(got, 1000)).toBe(0);
  });

  test.each(['127.0.0.1', '::1'])(
    'bound to all addresses it takes what comes to %s, and answers there',
    async (address) => {
      const socket = await openSocket(create({ bind: '::', clock: systemClock }));
      const sender = createSocket(isIPv6(address) ? 'udp6' : 'udp4').bind(0, address);
      onTestFinished(() => void sender.close());
      await once(sender, 'listening');
      sender.send(Buffer.of(1, 2, 3), socket.port, address);
      const got = new Collected();
      await until('the datagram', async () => {
        await socket.settle();
        return socket.drain(got, 10) > 0;
      });
      expect(got.sources.map(String)).toEqual([String(addressWords(address))]);
      const answered = once(sender, 'message');
      socket.send(Buffer.of(4), got.sources[0]!, sender.address().port);
      expect((await answered)[0]).toEqual(Buffer.of(4));
    },
  );

  test('passes on no more than requested, and the rest the next time', async () => {
    const socket = await openSocket(create({ bind: '127.0.0.1', clock: systemClock }));
    await send(
      '127.0.0.1',
      socket.port,
      Array.from({ length: 100 }, (_, index) => Buffer.of(index)),
    );
    await socket.settle();
    const got = new Collected();
    expect([70, 20, 20].map((limit) => socket.drain(got, limit))).toEqual([70, 20, 10]);
    expect(got.datagrams.map((bytes) => bytes[0])).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  test('counts a datagram that is too long and continues', async () => {
    const socket = await openSocket(create({ bind: '127.0.0.1', clock: systemClock }));
    const longest = Buffer.alloc(MAX_DATAGRAM_BYTES, 1);
    await send('127.0.0.1', socket.port, [longest, Buffer.alloc(MAX_DATAGRAM_BYTES + 1), Buffer.of(7)]);
    await socket.settle();
    const got = new Collected();
    expect(socket.drain(got, 10)).toBe(3);
    expect(got.oversized).toBe(1);
    expect(got.datagrams).toEqual([longest, Buffer.of(7)]);
  });

  test('drops datagrams when its queue is full, and counts them once there is room again', async () => {
    const socket = await openSocket(create({ bind: '127.0.0.1', clock: systemClock }));
    const flood = Array.from({ length: 2000 }, () => Buffer.alloc(172));
    await send('127.0.0.1', socket.port, flood);
    await socket.settle();
    const got = new Collected();
    while (socket.drain(got, 64) > 0);
    await send('127.0.0.1', socket.port, [Buffer.of(1)]);
    await socket.settle();
    while (socket.drain(got, 64) > 0);
    expect(socket.dropped).toBeGreaterThan(0);
    expect(got.datagrams.length + socket.dropped).toBe(flood.length + 1);
  });

  test('refuses a port in use, opens it once it is free', async () => {
    const receiver = create({ bind: '127.0.0.1', clock: systemClock });
    const first = await openSocket(receiver);
    const { port } = first;
    expect(await receiver.open(port)).toEqual({ ok: false, reason: 'port-taken' });
    first.close();
    expect((await openSocket(receiver, port)).port).toBe(port);
  });

  test('an address that this machine does not have is an error', async () => {
    const receiver = create({ bind: '192.0.2.1', clock: systemClock });
    await expect(receiver.open(0)).rejects.toMatchObject({ code: 'address-invalid' });
  });
}
