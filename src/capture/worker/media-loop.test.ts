import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import {
  CountingClock,
  type FakeSocket,
  LONGEST_PAUSE_MS,
  loopOn,
  RTP_TIMEOUT_MS,
  rtp,
  SILENCE_MS,
} from '../../../test/kit/media-loop-fixture.ts';
import { upTo } from '../../../test/kit/rtp-stream.ts';
import { TWO_PCMA_LEGS } from '../../../test/kit/spooled-call.ts';
import { readSpooledCall, type SpooledCall } from '../../spool/index.ts';
import { parseRtp, writeRtp } from '../../wire/rtp/index.ts';

test('drains every socket twice a second, whatever their number', async () => {
  const clock = new ManualClock();
  const { open, sockets } = loopOn(clock);
  for (const index of upTo(25)) await open([2 * index]);
  clock.advance(500);
  expect([...sockets.values()].map(({ drains }) => drains)).toEqual(upTo(25).map(() => 1));
  clock.advance(5000);
  expect([...sockets.values()].map(({ drains }) => drains)).toEqual(upTo(25).map(() => 11));
});

test('without calls a timer fires each 2 s, to report; a call that comes is visited, and then there is rest again', async () => {
  const clock = new CountingClock();
  const { open, end, reports, syncs } = loopOn(clock);
  clock.advance(60_000);
  expect([clock.fired, reports()]).toEqual([30, 30]);
  const call = await open([10]);
  clock.advance(1000);
  await expect.poll(() => syncs.length, { interval: 2, timeout: 5000 }).toBe(1);
  await end(call);
  clock.advance(2000);
  const before = clock.fired;
  clock.advance(60_000);
  expect(clock.fired - before).toBe(30);
});

test('a visit to many packets lets requests be served in between, and takes all', async () => {
  const clock = new ManualClock();
  const { open, end, sockets } = loopOn(clock);
  const calls = await Promise.all(upTo(50).map((index) => open([2 * index])));
  for (const socket of sockets.values()) socket.waiting.push(...upTo(100).map((number) => rtp(number)));
  const visited = () => [...sockets.values()].filter(({ drains }) => drains > 0).length;
  // Parts of a visit come one after another at the same time of this clock.
  const { promise, resolve } = Promise.withResolvers<number>();
  clock.after(500, () => resolve(visited()));
  clock.advance(500);
  expect(await promise).toBe(20);
  expect(visited()).toBe(50);
  for (const call of calls) expect((await end(call)).get(0)).toEqual(upTo(100));
});

test('keeps packets by leg, those between the last drain and the end included', async () => {
  const clock = new ManualClock();
  const { open, end, sockets } = loopOn(clock);
  const call = await open([10, 12]);
  sockets.get(10)!.waiting.push(rtp(0), rtp(1));
  sockets.get(12)!.waiting.push(rtp(0));
  clock.advance(100);
  sockets.get(10)!.waiting.push(rtp(2));
  sockets.get(10)!.arriving.push(rtp(3));
  expect(Object.fromEntries(await end(call))).toEqual({ 0: [0, 1, 2, 3], 1: [0] });
  expect([...sockets.values()].every(({ closed }) => closed)).toBe(true);
});

test('writes about once a second, no more', async () => {
  const clock = new ManualClock();
  const { open, sockets, syncs } = loopOn(clock);
  await open([10]);
  for (const second of upTo(3)) {
    for (const index of upTo(10)) {
      sockets.get(10)!.waiting.push(rtp(second * 10 + index));
      clock.advance(110);
    }
    await expect.poll(() => syncs.length, { interval: 2, timeout: 5000 }).toBe(second + 1);
  }
});

test.each([200, 5000])('what is lost at most is set: a sync each %i ms', async (intervalMs) => {
  const clock = new ManualClock();
  const { open, sockets, syncs } = loopOn(clock, intervalMs);
  await open([10]);
  for (const time of upTo(3)) {
    sockets.get(10)!.waiting.push(rtp(time));
    clock.advance(intervalMs - 100);
    await nextTurn();
    expect(syncs).toHaveLength(time);
    clock.advance(200);
    await expect.poll(() => syncs.length, { interval: 2, timeout: 5000 }).toBe(time + 1);
  }
});

test('reports an RTP timeout once', async () => {
  const clock = new ManualClock();
  const { open, sockets, timedOut } = loopOn(clock);
  const call = await open([10, 12]);
  clock.advance(RTP_TIMEOUT_MS - 5000);
  sockets.get(12)!.waiting.push(rtp(0));
  clock.advance(RTP_TIMEOUT_MS - 5000);
  expect(timedOut).toEqual([]);
  clock.advance(10_000);
  expect(timedOut).toEqual([call]);
  clock.advance(RTP_TIMEOUT_MS * 3);
  expect(timedOut).toEqual([call]);
});

test('neither noise nor RTCP counts as RTP', async () => {
  const clock = new ManualClock();
  const { open, sockets, timedOut } = loopOn(clock);
  const call = await open([10]);
  for (let passed = 0; passed < RTP_TIMEOUT_MS + 5000; passed += 1000) {
    const receiverReport = Uint8Array.from([0x81, 201, 0, 1, ...upTo(24)]);
    sockets.get(10)!.waiting.push(Buffer.from('noise of some length'), new Uint8Array(0), receiverReport);
    clock.advance(1000);
  }
  expect(timedOut).toEqual([call]);
});

test('the RTP timeout does not run while every leg is paused, and starts again after', async () => {
  const clock = new ManualClock();
  const { loop, open, timedOut } = loopOn(clock);
  const call = await open([10, 12]);
  for (const leg of [0, 1]) await loop.changePause(call, leg, { paused: true, at: clock.now() });
  clock.advance(RTP_TIMEOUT_MS * 10);
  expect(timedOut).toEqual([]);
  await loop.changePause(call, 1, { paused: false, at: clock.now() });
  clock.advance(RTP_TIMEOUT_MS - 5000);
  expect(timedOut).toEqual([]);
  clock.advance(10_000);
  expect(timedOut).toEqual([call]);
});

test('silence is reported again and again, also while every leg is paused; RTP starts it again', async () => {
  const clock = new ManualClock();
  const { loop, open, sockets, quiet } = loopOn(clock);
  const call = await open([10, 12]);
  await loop.changePause(call, 0, { paused: true, at: clock.now() });
  await loop.changePause(call, 1, { paused: true, at: clock.now() });
  clock.advance(SILENCE_MS - 5000);
  sockets.get(12)!.waiting.push(rtp(0));
  clock.advance(SILENCE_MS - 5000);
  expect(quiet).toEqual([]);
  clock.advance(10_000);
  expect(quiet).toEqual(['silent']);
  clock.advance(SILENCE_MS * 2);
  expect(quiet).toEqual(['silent', 'silent', 'silent']);
});

test('a pause that is too long is reported once, whatever RTP comes in it', async () => {
  const clock = new ManualClock();
  const { loop, open, sockets, quiet } = loopOn(clock);
  const call = await open([10, 12]);
  const pauses = () => quiet.filter((what) => what === 'pause-limit').length;
  await loop.changePause(call, 0, { paused: true, at: clock.now() });
  clock.advance(LONGEST_PAUSE_MS * 2);
  expect(pauses()).toBe(0);
  await loop.changePause(call, 1, { paused: true, at: clock.now() });
  clock.advance(LONGEST_PAUSE_MS - 5000);
  await loop.changePause(call, 1, { paused: false, at: clock.now() });
  clock.advance(10_000);
  await loop.changePause(call, 1, { paused: true, at: clock.now() });
  clock.advance(LONGEST_PAUSE_MS - 5000);
  sockets.get(10)!.waiting.push(rtp(0));
  expect(pauses()).toBe(0);
  clock.advance(10_000);
  expect(pauses()).toBe(1);
  clock.advance(LONGEST_PAUSE_MS * 2);
  expect(pauses()).toBe(1);
});

test('a flood on one leg is cut down to its rate limit and does not affect the other', async () => {
  const clock = new ManualClock();
  const { open, end, sockets, traffic } = loopOn(clock);
  const call = await open([10, 12]);
  const flood = upTo(2000).map((index) => rtp(index, 1000));
  for (const second of upTo(20)) {
    sockets.get(10)!.waiting = [...flood];
    sockets.get(12)!.waiting.push(rtp(second));
    clock.advance(1000);
  }
  const kept = await end(call);
  expect(kept.get(1)).toEqual(upTo(20));
  const keptBytes = kept.get(0)!.length * 1024;
  expect(keptBytes).toBeGreaterThan(20 * 80_000);
  expect(keptBytes).toBeLessThan(25 * 80_000);
  expect(traffic.overRate).toBe(traffic.packets - kept.get(0)!.length - 20);
});

test('a flood from another address costs the leg nothing, keeps the call not alive, and is no loss', async () => {
  const clock = new ManualClock();
  const { open, end, sockets, traffic, timedOut, lossy } = loopOn(clock);
  const call = await open([10]);
  const flood = upTo(2000).map((index) => rtp(index, 1000));
  sockets.get(10)!.waiting.push(rtp(0));
  clock.advance(1000);
  for (const second of upTo(70)) {
    sockets.get(10)!.foreign = [...flood];
    if (second < 5) sockets.get(10)!.waiting.push(rtp(1 + second));
    clock.advance(1000);
  }
  expect(timedOut).toEqual([call]);
  expect(lossy).toEqual([]);
  expect(traffic).toMatchObject({ foreign: 70 * flood.length, overRate: 0 });
  expect(Object.fromEntries(await end(call))).toEqual({ 0: upTo(6) });
});

test('floods on many legs take 256 datagrams of each at a drain, and come back soon; every other leg is drained, too', async () => {
  const clock = new ManualClock();
  const { open, end, sockets, traffic } = loopOn(clock);
  const flooded = upTo(50).map((index) => 100 + 2 * index);
  for (const port of flooded) await open([port]);
  const call = await open([10]);
  const flood = upTo(300).map((index) => rtp(index));
  clock.advance(450);
  for (const turn of upTo(10)) {
    for (const port of flooded) sockets.get(port)!.waiting = [...flood];
    sockets.get(10)!.waiting.push(rtp(turn));
    clock.advance(50);
    expect(traffic.packets).toBe((turn + 1) * (flooded.length * 256 + 1));
  }
  expect((await end(call)).get(0)).toEqual(upTo(10));
});

test('what came before another source is named is of the one before', async () => {
  const clock = new ManualClock();
  const { loop, open, end, sockets } = loopOn(clock);
  const call = await open([10]);
  sockets.get(10)!.waiting.push(rtp(0), rtp(1));
  await loop.updateSources(call, 0, { sources: ['203.0.113.66'] });
  sockets.get(10)!.foreign.push(rtp(7));
  sockets.get(10)!.waiting.push(rtp(2));
  expect((await end(call)).get(0)).toEqual([0, 1, 7]);
});

test.each([
  ['over the rate', (socket: FakeSocket) => (socket.waiting = upTo(256).map((index) => rtp(index, 2000)))],
  ['dropped by the kernel', (socket: FakeSocket) => (socket.dropped = 3)],
])('packets %s are reported once as a loss of the call', async (_, lose) => {
  const clock = new ManualClock();
  const { open, sockets, lossy } = loopOn(clock);
  const call = await open([10]);
  clock.advance(3000);
  expect(lossy).toEqual([]);
  for (const _ of upTo(3)) {
    lose(sockets.get(10)!);
    clock.advance(2000);
  }
  expect(lossy).toEqual([call]);
});

test('receiver reports are sent each 5 s on average, not before RTP has come', async () => {
  const clock = new ManualClock();
  const { open, sockets } = loopOn(clock);
  await open([10]);
  clock.advance(60_000);
  const socket = sockets.get(10)!;
  expect(socket.sent).toEqual([]);
  socket.waiting.push(rtp(0), Uint8Array.from([0x80, 201, 0, 1, 0, 0, 0, 1]));
  clock.advance(400_000);
  expect(new Set(socket.sent.map(([port, type]) => `${port} ${type}`))).toEqual(new Set(['4000 201']));
  expect(socket.sent.length).toBeGreaterThan(50);
  expect(socket.sent.length).toBeLessThan(120);
});

test('a leg is removed while the call goes on', async () => {
  const clock = new ManualClock();
  const { loop, open, end, sockets } = loopOn(clock);
  const call = await open([10, 12]);
  sockets.get(12)!.waiting.push(rtp(0));
  await loop.removeLeg(call, 1);
  expect(sockets.get(12)!.closed).toBe(true);
  expect(sockets.get(10)!.closed).toBe(false);
  sockets.get(10)!.waiting.push(rtp(5));
  expect(Object.fromEntries(await end(call))).toEqual({ 0: [5], 1: [0] });
});

test('no timer is left after the close', async () => {
  const clock = new ManualClock();
  const { loop, open, sockets } = loopOn(clock);
  await open([10]);
  await loop.close();
  expect(sockets.get(10)!.closed).toBe(true);
  expect(clock.pending).toBe(0);
});

const EVENT = Buffer.of(5, 0x8a, 0, 160);

const event = (payloadType: number, sequenceNumber: number): Uint8Array =>
  writeRtp({ payloadType, sequenceNumber, timestampTicks: 0, ssrc: 1, payload: EVENT });

test('what was dialled does not reach the disk, only that something was', async () => {
  const clock = new ManualClock();
  const { loop, open, sockets } = loopOn(clock);
  const recordingId = await open([9000]);
  const leg = TWO_PCMA_LEGS[0]!;
  const events = { payloadType: 101, name: 'TELEPHONE-EVENT', clockRateHz: 8000 };
  await loop.updateLegs(recordingId, [{ ...leg, codecs: [...leg.codecs, events] }]);
  // 121 was never offered.
  sockets.get(9000)!.waiting = [rtp(0), event(101, 1), event(121, 2), rtp(3, 4)];
  clock.advance(100);
  const ended = loop.end(recordingId, { endedAt: 0, endReason: 'hang-up' });
  await nextTurn();
  clock.advance(100);
  const { extents } = await ended;
  const packets = [...readSpooledCall({ recordingId, extents } as unknown as SpooledCall)];
  expect(packets.map(({ bytes }) => bytes.length)).toEqual([172, 12, 12, 16]);
  for (const [at, { bytes }] of packets.entries())
    expect(parseRtp(bytes)).toMatchObject({ value: { sequenceNumber: at } });
  expect(Buffer.concat(packets.map(({ bytes }) => bytes)).includes(EVENT)).toBe(false);
});
