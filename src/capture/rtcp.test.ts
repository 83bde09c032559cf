import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { captureRequest, kept, openCapture, startedCall } from '../../test/kit/open-capture.ts';
import { rtpPorts } from '../../test/kit/rtp-ports.ts';
import { upTo } from '../../test/kit/rtp-stream.ts';
import { parseRtcp, writeReceiverReport, writeRtp } from '../wire/rtp/index.ts';

const SSRC = 4711;
const rtp = (sequenceNumber: number): Buffer =>
  writeRtp({
    payloadType: 8,
    sequenceNumber,
    timestampTicks: sequenceNumber * 160,
    ssrc: SSRC,
    payload: new Uint8Array(160),
  });
const rtcpOf = (bye: boolean): Buffer => writeReceiverReport({ ssrc: SSRC, cname: 'pbx', block: null, bye });

async function socketOn(port: number): Promise<Socket> {
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return socket;
}

const send = (socket: Socket, bytes: Uint8Array, port: number): Promise<void> =>
  new Promise((resolve) => socket.send(bytes, port, '127.0.0.1', () => resolve()));

/** The report that a datagram to `socket` begins with: SSRC, loss, highest sequence number. */
async function nextReport(socket: Socket) {
  const [bytes, from] = (await once(socket, 'message')) as [Buffer, { readonly port: number }];
  const view = {
    type: bytes[1],
    of: bytes.readUInt32BE(8),
    lost: bytes.readIntBE(13, 3),
    highest: bytes.readUInt32BE(16),
  };
  return { ...view, left: parseRtcp(bytes).left.length, port: from.port };
}

describe.each(['batch', 'portable'] as const)('%s', (receiver) => {
  test('RTCP is taken on the port above and not spooled; a report and a goodbye go back to where it came from', async () => {
    const { capture, metrics } = await openCapture({ receiver });
    const active = await startedCall(capture);
    const [port] = active.ports;
    const media = await socketOn(0);
    const control = await socketOn(0);
    for (const number of [0, 1, 2, 5]) await send(media, rtp(number), port!);
    await send(control, rtcpOf(true), port! + 1);
    const counted = (kind: string): Promise<unknown> =>
      expect
        .poll(() => metrics.metrics(), { timeout: 20_000 })
        .toMatch(new RegExp(`^fonoteka_capture_rtcp_total\\{kind="${kind}"\\} 1$`, 'm'));
    await counted('received');
    await counted('bye');
    const report = nextReport(control);
    const spooled = await active.end('hang-up');
    expect(await report).toEqual({ type: 201, of: SSRC, lost: 2, highest: 5, left: 1, port: port! + 1 });
    expect(kept(spooled)).toEqual({ 0: [0, 1, 2, 5] });
  });

  test('RTCP on the RTP port is answered from there', async () => {
    const { capture } = await openCapture({ receiver });
    const active = await startedCall(capture);
    const [port] = active.ports;
    const media = await socketOn(0);
    await send(media, rtp(0), port!);
    await send(media, rtcpOf(false), port!);
    const report = nextReport(media);
    const spooled = await active.end('hang-up');
    expect(await report).toMatchObject({ of: SSRC, port });
    expect(kept(spooled)).toEqual({ 0: [0] });
  });

  test('a PBX that sends no RTCP gets its report on the port above that of its RTP', async () => {
    const { min, max } = rtpPorts();
    const { capture } = await openCapture({ receiver, ports: { min: min + 2, max } });
    const active = await startedCall(capture);
    const media = await socketOn(min);
    const control = await socketOn(min + 1);
    for (const number of upTo(3)) await send(media, rtp(number), active.ports[1]!);
    const report = nextReport(control);
    await active.end('hang-up');
    expect(await report).toMatchObject({ of: SSRC, highest: 2, left: 1 });
  });
});

test('a PBX that negotiated RTCP on the RTP port gets its report there, and one that named a port on that', async () => {
  const { capture } = await openCapture();
  const request = captureRequest();
  const media = await socketOn(0);
  const named = await socketOn(0);
  const active = await startedCall(capture, {
    ...request,
    legs: request.legs.map((leg, index) => ({ ...leg, rtcp: index === 0 ? ('mux' as const) : named.address().port })),
  });
  for (const port of active.ports) await send(media, rtp(0), port);
  const reports = Promise.all([nextReport(media), nextReport(named)]);
  await active.end('hang-up');
  expect((await reports).map(({ port }) => port)).toEqual([active.ports[0], active.ports[1]! + 1]);
});

test('a leg with SRTP gets no report in the clear', async () => {
  const { capture } = await openCapture({ receiver: 'batch' });
  const request = captureRequest();
  const keys = { suite: 'AES_CM_128_HMAC_SHA1_80', keys: [] };
  const active = await startedCall(capture, {
    ...request,
    legs: request.legs.map((leg, index) => (index === 0 ? { ...leg, security: [{ since: 0, keys }] } : leg)),
  } as unknown as typeof request);
  const media = await socketOn(0);
  const control = await socketOn(0);
  for (const port of active.ports) await send(media, rtp(0), port);
  for (const port of active.ports) await send(control, rtcpOf(false), port + 1);
  const report = nextReport(control);
  await active.end('hang-up');
  // Both legs end at once, the first one before.
  expect(await report).toMatchObject({ port: active.ports[1]! + 1 });
});

test('a call is recorded where another program has the port of its RTCP', async () => {
  const ports = rtpPorts(4);
  for (const port of [ports.min + 1, ports.min + 3]) await socketOn(port);
  const { capture } = await openCapture({ ports });
  const active = await startedCall(capture);
  await send(await socketOn(0), rtp(0), active.ports[0]!);
  expect(kept(await active.end('hang-up'))).toEqual({ 0: [0] });
});

/** Of the kernel, by the datagrams that wait in a socket: each counts with what is kept beside it. */
function waitingBytes(port: number): number {
  const lines = readFileSync('/proc/net/udp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const queues = lines.find(([, local]) => local?.endsWith(ending))![4]!;
  return Number.parseInt(queues.split(':')[1]!, 16);
}

test("what unknown sources send to RTCP ports takes little of the kernel's memory, which all legs share", async () => {
  const { capture } = await openCapture({ receiver: 'batch' });
  const { ports } = await startedCall(capture);
  const unknown = await socketOn(0);
  for (const _ of upTo(200)) await send(unknown, rtcpOf(false), ports[0]! + 1);
  expect(waitingBytes(ports[0]! + 1)).toBeLessThan(40_000);
});
