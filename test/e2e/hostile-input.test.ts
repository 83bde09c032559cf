import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { tone } from '../../src/test-caller/index.ts';
import { hasTone, decodeRecording } from '../kit/decoded-recording.ts';
import { rtpPorts } from '../kit/rtp-ports.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const CALLER_HZ = 440;
const CALLEE_HZ = 1000;
const MIB = 1024 * 1024;
/** How much a flood may increase the memory. The service's own limits allow far less. */
const MAX_MEMORY_GROWTH_BYTES = 150 * MIB;
/** So that the test knows the ports of the current call. */
const RTP_PORTS = rtpPorts(2_000);
const fonoteka = runningFonoteka({ rtpPorts: RTP_PORTS });

let tenants = 0;
let own: string;
beforeEach(() => {
  own = `+4822${String(2_000_000 + tenants++)}`;
});

/** Checks that the service still works: a call is recorded correctly. */
async function expectGenuineCallRecorded(during: () => Promise<void> = async () => {}): Promise<void> {
  const running = fonoteka.current;
  const { tenantId } = await running.tenant(`Firma ${tenants}`, [own]);
  const place = () =>
    running.call({
      caller: '+48512345678',
      callee: own,
      durationMs: 2000,
      callerAudio: tone(CALLER_HZ),
      calleeAudio: tone(CALLEE_HZ),
    });
  const call = place();
  await during();
  let { status } = await call;
  // The source that floods is limited. As a PBX after a 503 with Retry-After, it tries again.
  if (status === 503) await until('the source may call', async () => ({ status } = await place()).status !== 503);
  expect(status).toBe(200);
  const recorded = async () => (await running.calls(tenantId)).filter(({ recordings }) => recordings.length > 0);
  await until('the call is listed', async () => (await recorded()).length === 1);
  const [listed] = await recorded();
  const decoded = await decodeRecording(await running.audio(tenantId, listed!.recordings[0]!));
  expect(Math.abs(decoded.durationMs - 2000)).toBeLessThanOrEqual(60);
  expect(hasTone(decoded.caller, CALLER_HZ, [100, 1900])).toBe(true);
  expect(hasTone(decoded.callee, CALLEE_HZ, [100, 1900])).toBe(true);
}

const portIn = (url: string): number => Number(/:(\d+)$/.exec(url)![1]);

const doors = (): Record<'sip' | 'http' | 'ftp', number> => {
  const { sip, http, ftp } = fonoteka.current.ready;
  return { sip: portIn(sip!), http: portIn(http!), ftp: portIn(ftp!) };
};

/** A TCP connection that ignores errors. */
async function connection(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  socket.resume();
  return socket;
}

async function sendDatagrams(port: number, datagrams: readonly Buffer[], from = '127.0.0.1'): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(0, from);
  await once(socket, 'listening');
  for (const datagram of datagrams) await new Promise((sent) => socket.send(datagram, port, '127.0.0.1', sent));
  socket.close();
}

const noise = (seed: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  let state = seed;
  for (let index = 0; index < bytes; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    buffer[index] = state >>> 16;
  }
  return buffer;
};

interface HostileInvite {
  readonly id: string;
  readonly body?: string;
  readonly contentType?: string;
  /** The tenant in `X-Tenant`. */
  readonly tenant?: string;
}

function invite(port: number, { id, body = '', contentType = 'application/sdp', tenant = '-' }: HostileInvite): Buffer {
  return Buffer.from(
    [
      `INVITE sip:recorder@127.0.0.1:${port} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK${id}`,
      'Max-Forwards: 70',
      `From: <sip:src@127.0.0.1>;tag=${id}`,
      `To: <sip:recorder@127.0.0.1>`,
      `Call-ID: ${id}`,
      'CSeq: 1 INVITE',
      'Contact: <sip:src@127.0.0.1:9>;+sip.src',
      'Require: siprec',
      `X-Tenant: ${tenant}`,
      `Content-Type: ${contentType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

const sdp = (lines: number): string =>
  ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0']
    .concat(
      Array.from(
        { length: lines },
        (_, index) => `m=audio ${10_000 + index} RTP/AVP 8\r\na=sendonly\r\na=label:${index}`,
      ),
    )
    .join('\r\n')
    .concat('\r\n');

describe('garbage', () => {
  test('on the SIP port, by UDP and TCP', async () => {
    const { sip } = doors();
    const garbage = Array.from({ length: 300 }, (_, seed) => noise(seed, 1 + ((seed * 37) % 1400)));
    await sendDatagrams(sip, [
      ...garbage,
      Buffer.from('\r\n\r\n'),
      Buffer.from('INVITE'),
      Buffer.from('SIP/2.0 200 OK\r\n\r\n'),
    ]);
    const floods = [
      noise(1, 2 * MIB),
      Buffer.alloc(60_000, '\r\n'),
      Buffer.alloc(MIB, 'A'),
      Buffer.from('INVITE sip:x SIP/2.0\r\nContent-Length: 999999999\r\n\r\n'),
    ];
    const sockets = await Promise.all(
      floods.map(async (flood) => {
        const socket = await connection(sip);
        socket.write(flood);
        return socket;
      }),
    );
    await expectGenuineCallRecorded();
    for (const socket of sockets) socket.destroy();
  });

  test('in bodies: entity expansion in XML, too many parts, too many m-lines', async () => {
    const { sip } = doors();
    const { tenantId } = await fonoteka.current.tenant('Bomba', ['+48229999999']);
    const multipart = (document: string): { body: string; contentType: string } => ({
      contentType: 'multipart/mixed;boundary=b',
      body: `--b\r\nContent-Type: application/sdp\r\n\r\n${sdp(2)}\r\n--b\r\nContent-Type: application/rs-metadata+xml\r\n\r\n${document}\r\n--b--\r\n`,
    });
    const laughs = `<!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n} "${'&a;'.repeat(10)}">`).join('')}]><recording>&a8;</recording>`;
    const deep = '<a>'.repeat(8_000);
    const parts = { contentType: 'multipart/mixed;boundary=b', body: '--b\r\n\r\n\r\n'.repeat(5_000) };
    const bodies = [multipart(laughs), multipart(deep), parts, { body: sdp(900) }];
    await sendDatagrams(
      sip,
      bodies.map((body, index) => invite(sip, { id: `bomb${index}`, ...body })),
    );
    await expectGenuineCallRecorded();
    expect((await fonoteka.current.calls(tenantId)).flatMap(({ recordings }) => recordings)).toEqual([]);
  });

  test('on the FTP and HTTP ports', async () => {
    const { ftp, http } = doors();
    const lines = [
      'USER \0\r\n',
      `USER ${'x'.repeat(100_000)}\r\n`,
      'PASS\r\n'.repeat(5_000),
      `PORT 1,2,3,4,5,6\r\n${'\u00ff'.repeat(5000)}`,
    ];
    const requests = [
      'GET / HTTP/9.9\r\n\r\n',
      `GET /${'a'.repeat(200_000)} HTTP/1.1\r\n\r\n`,
      'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n',
    ];
    const sockets = await Promise.all(
      [...lines.map((line) => [ftp, line] as const), ...requests.map((request) => [http, request] as const)].map(
        async ([port, text]) => {
          const socket = await connection(port);
          socket.write(text);
          return socket;
        },
      ),
    );
    const deepJson = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const answer = await fetch(`${fonoteka.current.ready.http}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: deepJson,
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    await expectGenuineCallRecorded();
    for (const socket of sockets) socket.destroy();
  });

  test('on the RTP ports of a current call: the recording contains only its parties', async () => {
    await expectGenuineCallRecorded(async () => {
      await until(
        'its ports are open',
        async () => (await fonoteka.current.metric('fonoteka_capture_active_legs')) >= 2,
      );
      const ports = Array.from({ length: 60 }, (_, index) => RTP_PORTS.min + 2 * index);
      for (const port of ports)
        await sendDatagrams(
          port,
          Array.from({ length: 20 }, (_, seed) => noise(seed + 1, 172)),
        );
    });
  });
});

describe('floods', () => {
  test('of sessions from unknown sources, beside a call: it is recorded, and nothing is kept of them', async () => {
    const { sip } = doors();
    const running = fonoteka.current;
    const refused = () => running.metric('fonoteka_recording_sessions_refused_total', { reason: 'source-unknown' });
    const before = await refused();
    await expectGenuineCallRecorded(async () => {
      for (let sent = 0; sent < 2_000; sent += 100) {
        const ids = Array.from({ length: 100 }, (_, index) => `unknown${sent + index}`);
        await sendDatagrams(
          sip,
          ids.map((id) => invite(sip, { id, body: sdp(2) })),
          `127.0.0.${2 + ((sent / 100) % 10)}`,
        );
      }
    });
    expect(await refused()).toBeGreaterThan(before);
    expect(await running.metric('fonoteka_recording_sessions_active')).toBe(0);
  });

  test('of refused sessions of a known source: memory is bounded, a call is still recorded', async () => {
    const { sip } = doors();
    const before = process.memoryUsage().rss;
    for (let sent = 0; sent < 5_000; sent += 500) {
      const ids = Array.from({ length: 500 }, (_, index) => `flood${sent + index}`);
      await sendDatagrams(
        sip,
        ids.map((id) => invite(sip, { id, body: sdp(2) })),
      );
    }
    await expectGenuineCallRecorded();
    expect(process.memoryUsage().rss - before).toBeLessThan(MAX_MEMORY_GROWTH_BYTES);
  });

  test('of sessions that are never acknowledged: all time out, a call is still recorded', async () => {
    const running = fonoteka.current;
    const { sip } = doors();
    const { tenantId } = await running.tenant('Zalew', ['+48228888888']);
    let sent = 0;
    const request = (count: number) =>
      sendDatagrams(
        sip,
        Array.from({ length: count }, () => invite(sip, { id: `half-open${sent++}`, body: sdp(2), tenant: tenantId })),
      );
    await request(100);
    // While requests of the flood before are waiting for their responses, some of these get 503.
    await until('they are open', async () => {
      if ((await running.metric('fonoteka_capture_active_legs')) >= 200) return true;
      await request(10);
      return false;
    });
    await expectGenuineCallRecorded();
    await until('they have ended', async () => (await running.metric('fonoteka_capture_active_legs')) === 0);
    expect(await running.metric('fonoteka_recording_sessions_active')).toBe(0);
    // Before the next call, which would wait for them.
    await until('they are archived', async () => (await running.metric('fonoteka_archive_calls_waiting')) === 0);
  });

  test('of TCP connections that send nothing, on every port', async () => {
    const ports = Object.values(doors());
    const sockets = await Promise.all(ports.flatMap((port) => Array.from({ length: 150 }, () => connection(port))));
    await expectGenuineCallRecorded();
    for (const socket of sockets) socket.destroy();
  });
});
