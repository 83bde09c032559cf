import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { captureRequest, kept, openCapture, startedCall } from '../../test/kit/open-capture.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { RtpStream, upTo } from '../../test/kit/rtp-stream.ts';
import { callDescription } from '../../test/kit/spooled-call.ts';
import { crash, startedWorkers } from '../../test/kit/started-workers.ts';
import { until } from '../../test/kit/until.ts';
import { systemClock } from '../platform/clock.ts';
import { Spool } from '../spool/index.ts';
import type { CaptureOptions } from './index.ts';
import { type MediaReport, zeroTraffic } from './worker/media-requests.ts';

async function openWatched(options: Partial<CaptureOptions> = {}) {
  const workers = startedWorkers('media');
  const opened = await openCapture(options);
  const { capture, metrics } = opened;
  const counted = async (name: string): Promise<number> =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'm').exec(await metrics.metrics())?.[1] ?? Number.NaN);
  const SYNCS = 'fonoteka_spool_sync_seconds_count';
  /** Resolves when so many packets are on disk: a report has what was received, the one after it the sync of that. */
  const written = async (packets: number): Promise<void> => {
    await expect.poll(() => counted('fonoteka_capture_packets_total'), { timeout: 20_000 }).toBe(packets);
    const syncs = await counted(SYNCS);
    await expect.poll(() => counted(SYNCS), { timeout: 20_000 }).toBeGreaterThan(syncs);
  };
  const accepting = () => expect.poll(() => capture.accepting, { timeout: 20_000 }).toBe(true);
  return { ...opened, workers, counted, written, accepting };
}

/** The first segment of a spool cannot be read; returns how to undo it. */
function makeUnreadable(folder: string): () => void {
  const segment = join(folder, 'segments', readdirSync(join(folder, 'segments'))[0]!);
  renameSync(segment, `${segment}.away`);
  // Reading a folder fails, also for root.
  mkdirSync(segment);
  return () => {
    rmSync(segment, { recursive: true });
    renameSync(`${segment}.away`, segment);
  };
}

describe.each(['batch', 'portable'] as const)('%s: when the media worker dies', (receiver) => {
  test('its calls go on with a new thread on the same ports, and new calls are accepted', async () => {
    const { capture, spool, workers, counted, written, accepting } = await openWatched({ receiver });
    const description = callDescription();
    const first = await startedCall(capture, captureRequest(description));
    const stream = await RtpStream.to(first.ports[0]!);
    await stream.send(50);
    await written(50);
    await crash(workers()[0]!);
    await accepting();
    expect(workers()).toHaveLength(2);
    const second = await startedCall(capture);
    await stream.send(30);
    const other = await RtpStream.to(second.ports[1]!);
    await other.send(20);
    first.updateDescription({ ...description, extensions: ['101'] });
    const [one, two] = [await first.end('hang-up'), await second.end('hang-up')];
    expect(kept(one)).toEqual({ 0: upTo(80) });
    expect(one.description).toMatchObject({ flags: ['packets-lost'], extensions: ['101'] });
    expect(kept(two)).toEqual({ 1: upTo(20) });
    expect(two.description.flags).toEqual([]);
    expect(await counted('fonoteka_part_restarts_total')).toBe(1);
    await Promise.all([one, two].map(({ recordingId }) => spool.release(recordingId)));
    await expect.poll(() => spool.bytes, { timeout: 20_000 }).toBe(0);
    for (const rtp of [stream, other]) rtp.close();
  });

  test('a call is recovered after any number of deaths, and by the next start of the process too', async () => {
    const { capture, folder, workers, written, accepting, close } = await openWatched({ receiver });
    const call = await startedCall(capture);
    const stream = await RtpStream.to(call.ports[1]!);
    for (const death of upTo(2)) {
      await stream.send(10);
      await written((death + 1) * 10);
      await crash(workers()[death]!);
      await accepting();
    }
    await stream.send(10);
    await close();
    const ended = await call.end('hang-up');
    expect(kept(ended)).toEqual({ 1: upTo(30) });
    const spool = await Spool.open({ folder, log: quietLog });
    expect(await spool.recover()).toEqual([ended]);
    await spool.close();
    stream.close();
  });

  test('a call that ends at that moment has what was written', async () => {
    const { capture, workers, written, accepting } = await openWatched({ receiver });
    const call = await startedCall(capture);
    const stream = await RtpStream.to(call.ports[0]!);
    await stream.send(25);
    await written(25);
    const died = crash(workers()[0]!);
    const ended = await call.end('hang-up');
    await died;
    expect(kept(ended)).toEqual({ 0: upTo(25) });
    await accepting();
    expect(capture.activeCalls).toBe(0);
    stream.close();
  });
});

test('while what the dead thread wrote cannot be read, its ended call waits, its ports do not', async () => {
  const { capture, spool, folder, workers, counted, written, accepting } = await openWatched();
  const ports = await counted('fonoteka_capture_free_ports');
  const call = await startedCall(capture);
  const stream = await RtpStream.to(call.ports[0]!);
  await stream.send(25);
  await written(25);
  const makeReadable = makeUnreadable(folder);
  await crash(workers()[0]!);
  await accepting();
  const ended = call.end('hang-up');
  await expect.poll(() => counted('fonoteka_capture_active_legs'), { timeout: 20_000 }).toBe(0);
  await expect.poll(() => spool.unreadable, { timeout: 20_000 }).toBe(1);
  expect(await spool.recover()).toEqual([]);
  expect(capture.activeCalls).toBe(1);
  makeReadable();
  expect(await spool.recover()).toEqual([]);
  expect(kept(await ended)).toEqual({ 0: upTo(25) });
  expect([spool.unreadable, capture.activeCalls]).toEqual([0, 0]);
  expect(ports - (await counted('fonoteka_capture_free_ports'))).toBeLessThanOrEqual(2);
  stream.close();
});

test('at a shutdown nobody waits for it: the next start recovers the call', async () => {
  const { capture, spool, folder, workers, written, accepting, close } = await openWatched();
  const call = await startedCall(capture);
  const stream = await RtpStream.to(call.ports[0]!);
  await stream.send(25);
  await written(25);
  const makeReadable = makeUnreadable(folder);
  await crash(workers()[0]!);
  await accepting();
  const ended = call.end('hang-up');
  ended.catch(() => {});
  await expect.poll(() => spool.unreadable, { timeout: 20_000 }).toBe(1);
  spool.stopWaiting();
  await expect(ended).rejects.toMatchObject({ code: 'spool-unreadable' });
  await close();
  makeReadable();
  const again = await Spool.open({ folder, log: quietLog });
  const [found] = await again.recover();
  expect(kept(found!)).toEqual({ 0: upTo(25) });
  await again.close();
  stream.close();
});

test('while no thread runs, calls are refused and the capture is not accepting', async () => {
  const clock = new ManualClock();
  const { capture, workers } = await openWatched({ clock });
  await crash(workers()[0]!);
  expect(capture.accepting).toBe(false);
  expect(capture.refusal).toBe('restarting');
  expect(await capture.start(captureRequest())).toEqual({
    ok: false,
    reason: 'restarting',
  });
  await until('the next thread runs', () => (clock.advance(100), capture.accepting));
  await (await startedCall(capture)).end('hang-up');
});

test('another thread takes the new calls meanwhile', async () => {
  const { capture, workers } = await openWatched({ threads: 2 });
  await crash(workers()[0]!);
  expect(capture.accepting).toBe(true);
  for (const call of [await startedCall(capture), await startedCall(capture)]) await call.end('hang-up');
});

test('a worker whose disk fails gets no new calls while another can write', async () => {
  const { capture, folder, counted } = await openWatched({ threads: 2 });
  // The first worker finds each of its segment files taken.
  for (const number of upTo(200)) {
    mkdirSync(join(folder, 'segments', `00000001-000-${String(number).padStart(6, '0')}.spool`));
  }
  await startedCall(capture);
  await expect.poll(() => counted('fonoteka_spool_write_failures_total'), { timeout: 20_000 }).toBeGreaterThan(0);
  const calls = [];
  for (const _ of upTo(4)) calls.push(await startedCall(capture));
  for (const call of calls) {
    const stream = await RtpStream.to(call.ports[0]!);
    await stream.send(5);
    stream.close();
  }
  for (const call of calls) expect(kept(await call.end('hang-up'))).toEqual({ 0: upTo(5) });
  expect(capture.accepting).toBe(true);
});

/** As a thread that hangs: nothing comes from it any more, and it reads nothing. */
function silence(worker: Worker): void {
  worker.removeAllListeners('message');
  worker.postMessage = () => {};
}

const REPORT: MediaReport = {
  traffic: zeroTraffic(),
  syncs: [],
  bufferedBytes: 0,
  segmentBytes: 0,
  utilization: 0,
  overMs: 1_000,
};

async function openHanging() {
  const clock = new ManualClock();
  const hung: string[] = [];
  const onHung = (when: string): void => void hung.push(when);
  const opened = await openWatched({ clock, receiver: 'portable', onHung });
  const { workers, close } = opened;
  /** The close, while the clock goes on. */
  const closed = async (): Promise<void> => {
    let isClosed = false;
    void close().then(() => (isClosed = true));
    await until('the capture is closed', () => (clock.advance(1000), isClosed));
    for (const worker of workers()) await worker.terminate();
  };
  return { ...opened, clock, hung, closed };
}

describe('a thread that hangs', () => {
  test('is reported after three checks, and the close does not wait for it', async () => {
    const { capture, workers, clock, hung, closed } = await openHanging();
    const call = await startedCall(capture);
    silence(workers()[0]!);
    for (const _ of upTo(2)) clock.advance(10_000);
    expect(hung).toEqual([]);
    expect(capture.accepting).toBe(false);
    for (const _ of upTo(3)) clock.advance(10_000);
    expect(hung).toEqual(['running']);
    const ended = call.end('hang-up');
    ended.catch(() => {});
    await closed();
    expect(hung).toEqual(['running', 'closing']);
    await expect(ended).rejects.toThrow();
  });

  test('in its start is reported after a minute, and the close does not wait for it', async () => {
    const { capture, workers, clock, hung, closed } = await openHanging();
    const call = await startedCall(capture);
    // The report of a thread says nothing about the next one.
    workers()[0]!.emit('message', { kind: 'event', name: 'report', args: [REPORT] });
    process.once('worker', silence);
    await crash(workers()[0]!);
    await until('the next thread starts', () => (clock.advance(100), workers().length === 2));
    for (const _ of upTo(5)) clock.advance(10_000);
    expect(hung).toEqual([]);
    clock.advance(10_000);
    expect(hung).toEqual(['running']);
    const ended = call.end('hang-up');
    ended.catch(() => {});
    await closed();
    expect(hung).toEqual(['running', 'closing']);
    await expect(ended).rejects.toMatchObject({ code: 'spool-unwritable' });
  });

  test('with a call that is being started: neither the close nor the call waits for it', async () => {
    const { capture, workers, hung, closed } = await openHanging();
    silence(workers()[0]!);
    const starting = capture.start(captureRequest());
    await closed();
    expect(hung).toEqual(['closing']);
    expect(await starting).toEqual({ ok: false, reason: 'restarting' });
  });
});

test('a worker that has not reported for ten seconds gets no calls until it does', async () => {
  let aheadMs = 0;
  const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs };
  const { capture, accepting } = await openWatched({ clock });
  expect(capture.accepting).toBe(true);
  aheadMs += 10_000;
  expect(capture.accepting).toBe(false);
  await accepting();
});
