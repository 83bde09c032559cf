import { describe, expect, test } from 'vitest';
import { captureRequest, kept, openCapture, startedCall } from '../../test/kit/open-capture.ts';
import { RtpStream, upTo } from '../../test/kit/rtp-stream.ts';
import { crash, startedWorkers } from '../../test/kit/started-workers.ts';
import { until } from '../../test/kit/until.ts';
import { systemClock } from '../platform/clock.ts';
import { Spool } from '../spool/index.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';

/** An instant after everything that has been sent, and before what is sent next. */
async function nextInstant(): Promise<number> {
  const at = systemClock.now() + 1;
  await until('the next millisecond', () => systemClock.now() > at);
  return at;
}

const [firstTen, lastTen] = [upTo(10), upTo(10).map((number) => 30 + number)];

test('packets that wait in the socket from before a pause are kept, those of the pause are not', async () => {
  const { capture, metrics } = await openCapture({ receiver: 'batch' });
  const active = await startedCall(capture);
  const stream = await RtpStream.to(active.ports[0]!);
  const other = await RtpStream.to(active.ports[1]!);
  await stream.send(10);
  const pausedAt = await nextInstant();
  await stream.send(20);
  const resumedAt = await nextInstant();
  // The requests reach the media worker after the packets, whether or not it has drained them.
  active.setPaused(0, 'pbx', pausedAt);
  active.setPaused(0, null, resumedAt);
  await stream.send(10);
  await other.send(40);
  const spooled = await active.end('hang-up');
  expect(spooled.description).toMatchObject({ flags: [], pauses: [{ leg: 0, from: pausedAt, until: resumedAt }] });
  expect(kept(spooled)[1]).toEqual(upTo(40));
  const numbers = kept(spooled)[0]!;
  expect(numbers.filter((number) => number < 10 || number >= 30)).toEqual([...firstTen, ...lastTen]);
  await expect.poll(() => metrics.metrics(), { timeout: 20_000 }).toContain('reason="paused"');
  for (const rtp of [stream, other]) rtp.close();
});

describe.each(['batch', 'portable'] as const)('%s', (receiver) => {
  test('what comes during a pause never reaches the spool, is counted, and is no loss', async () => {
    const { capture, metrics } = await openCapture({ receiver });
    const active = await startedCall(capture);
    const counted = async (name: string): Promise<number> =>
      Number(new RegExp(`^fonoteka_capture_${name} (\\d+)$`, 'm').exec(await metrics.metrics())?.[1]);
    const stream = await RtpStream.to(active.ports[0]!);
    await stream.send(10);
    await expect.poll(() => counted('packets_total'), { timeout: 20_000 }).toBe(10);
    active.setPaused(0, 'pbx', await nextInstant());
    // The change is in the worker when a later request has been answered.
    await active.addLegs([{ channel: 'mixed', codecs: [] }]);
    await stream.send(100);
    await expect.poll(() => counted('discarded_total\\{reason="paused"\\}'), { timeout: 20_000 }).toBe(100);
    active.setPaused(0, null, await nextInstant());
    await active.addLegs([{ channel: 'mixed', codecs: [] }]);
    await stream.send(5);
    const spooled = await active.end('hang-up');
    expect(kept(spooled)).toEqual({ 0: [...firstTen, ...upTo(5).map((number) => 110 + number)] });
    expect(spooled.description.flags).toEqual([]);
    stream.close();
  });

  test('a new thread keeps a leg paused; so does the spool of a recorder that is killed', async () => {
    const workers = startedWorkers('media');
    const { capture, folder, metrics, close } = await openCapture({ receiver });
    const active = await startedCall(capture, captureRequest());
    const stream = await RtpStream.to(active.ports[0]!);
    const from = await nextInstant();
    active.setPaused(0, 'pbx', from);
    await active.addLegs([{ channel: 'mixed', codecs: [] }]);
    await crash(workers()[0]!);
    await expect.poll(() => capture.accepting, { timeout: 20_000 }).toBe(true);
    await stream.send(20);
    await expect
      .poll(() => metrics.metrics(), { timeout: 20_000 })
      .toMatch(/^fonoteka_capture_discarded_total\{reason="paused"\} 20$/m);
    await close();
    const spooled = await active.end('hang-up');
    expect(kept(spooled)).toEqual({});
    const spool = await Spool.open({ folder, log: quietLog });
    expect((await spool.recover())[0]!.description.pauses).toEqual([{ leg: 0, from, until: null }]);
    await spool.close();
    stream.close();
  });
});
