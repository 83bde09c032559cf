import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as nextTurn, setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { FUZZ_TARGETS, inputOf } from '../fuzz/targets.ts';
import { rtpPorts } from '../kit/rtp-ports.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';
import { expectWholeCall } from '../kit/whole-call.ts';

/** How much a flood may increase the memory. The service's own limits allow far less. */
const MAX_MEMORY_GROWTH_BYTES = 200 * 1024 ** 2;
/** Of 100,000 packets: the reasons once, then at a bounded rate. */
const MAX_LOG_LINES = 200;
/** A datagram that passes every network. */
const MAX_DATAGRAM_BYTES = 1400;
const RTP_PORTS = rtpPorts(128);
const PBX = '127.0.0.1';
const UNKNOWN = '127.0.0.7';

let logLines = 0;
const log = createLogger('info', { write: () => void (logLines += 1) });
const fonoteka = runningFonoteka({ rtpPorts: RTP_PORTS }, systemClock, log);

/** Damaged messages and packets, some hundred of each kind. */
const garbageOf = (...names: readonly string[]): readonly Buffer[] =>
  FUZZ_TARGETS.filter(({ name }) => names.includes(name)).flatMap((target) =>
    Array.from({ length: 400 }, (_, number) => inputOf(target, number)).filter(
      ({ length }) => length > 0 && length <= MAX_DATAGRAM_BYTES,
    ),
  );
const SIP_GARBAGE = garbageOf('sip-message', 'sip-values', 'metadata');
const RTP_GARBAGE = garbageOf('rtp', 'rtcp', 'decoders');

async function socketFrom(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  socket.bind(0, address);
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return socket;
}

const SLICE = 50;
/** 10,000 RTP packets a second over all ports: what the system holds of one port is enough for seconds in which its thread gets no CPU time. */
const RTP_SLICE_MS = 5;

interface Flood {
  readonly from: Socket;
  readonly ports: readonly number[];
  readonly garbage: readonly Buffer[];
  /** Between slices. Missing: as fast as this process can without keeping others from their work. */
  readonly sliceMs?: number;
}

/** Sends datagrams to the ports in turn. */
async function flood(count: number, { from, ports, garbage, sliceMs }: Flood): Promise<void> {
  for (let sent = 0; sent < count; sent++) {
    const datagram = garbage[(sent * 7919) % garbage.length]!;
    from.send(datagram, ports[sent % ports.length], '127.0.0.1');
    if (sent % SLICE === 0) await (sliceMs === undefined ? nextTurn() : setTimeout(sliceMs));
  }
}

const malformedMessages = (): Promise<number> => fonoteka.current.metric('fonoteka_sip_malformed_total');

const sipPort = (): number => Number(/:(\d+)$/.exec(fonoteka.current.ready.sip!)![1]);

describe('100,000 packets of garbage beside a call', () => {
  // Of the PBX itself the recording says that not all that came was sound.
  test.each([
    ['an unknown source', UNKNOWN, []],
    ['the PBX', PBX, ['not-decodable']],
  ] as const)('of %s, at the SIP port and at every RTP and RTCP port', async (_, address, mayBeFlagged) => {
    const running = fonoteka.current;
    const sender = await socketFrom(address);
    const rtp = Array.from({ length: RTP_PORTS.max - RTP_PORTS.min + 1 }, (__, index) => RTP_PORTS.min + index);
    const [memory, lines, malformed] = [process.memoryUsage.rss(), logLines, await malformedMessages()];
    await expectWholeCall(
      fonoteka.current,
      async () => {
        await flood(25_000, { from: sender, ports: [sipPort()], garbage: SIP_GARBAGE });
        await flood(25_000, { from: sender, ports: rtp, garbage: RTP_GARBAGE, sliceMs: RTP_SLICE_MS });
      },
      mayBeFlagged,
    );
    expect(process.memoryUsage.rss() - memory).toBeLessThan(MAX_MEMORY_GROWTH_BYTES);
    expect(logLines - lines).toBeLessThan(MAX_LOG_LINES);
    expect(await malformedMessages()).toBeGreaterThan(malformed);
    // What looked like an INVITE of the PBX was answered, and is over when nobody acknowledges it.
    await until('no session is left', async () => (await running.metric('fonoteka_recording_sessions_active')) === 0);
  });
});

const request = (length: number | string, body = ''): string =>
  `OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK${Math.random()}\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: tcp\r\nCSeq: 1 OPTIONS\r\nContent-Length: ${length}\r\n\r\n${body}`;

describe('TCP connections to the SIP port beside a call', () => {
  /** Each opens a connection and misbehaves on it. */
  const PEERS: Readonly<Record<string, readonly (string | Buffer)[]>> = {
    'a byte at a time': request(0).split(''),
    'half a message': [request(0).slice(0, 80)],
    'a body that never comes': [request(5000, 'v=0')],
    'a length that is too small': [request(2, 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n\r\n')],
    'a length beyond all size': [request(999_999_999)],
    'a negative length': [request(-1)],
    'two lengths': [request('5\r\nContent-Length: 7', 'abcde')],
    'a header without an end': [`OPTIONS sip:a SIP/2.0\r\nX: ${'x'.repeat(200_000)}`],
    'another protocol': ['GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    'tiny messages': [Buffer.alloc(256 * 1024, 'a SIP/\n\n')],
    'empty lines': [Buffer.alloc(256 * 1024, '\r\n')],
  };

  test('that are slow, half or lying: others are answered, the call is whole', async () => {
    await expectWholeCall(fonoteka.current, async () => {
      const sockets = await Promise.all(
        Object.values(PEERS).map(async (pieces) => {
          const socket = connect({ host: PBX, port: sipPort() });
          socket.on('error', () => undefined).resume();
          onTestFinished(() => void socket.destroy());
          await once(socket, 'connect');
          return { socket, pieces };
        }),
      );
      for (let piece = 0; piece < 400; piece++) {
        for (const { socket, pieces } of sockets) if (pieces[piece] !== undefined) socket.write(pieces[piece]!);
        await nextTurn();
      }
      const good = connect({ host: PBX, port: sipPort() });
      onTestFinished(() => void good.destroy());
      good.write(request(0));
      const [answer] = (await once(good, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^SIP\/2\.0 200 /);
    });
  });
});
