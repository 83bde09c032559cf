import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SourceId, TenantId } from '../../src/base/ids.ts';
import { SiprecServer, SipServer } from '../../src/intake/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { SpooledCall } from '../../src/spool/index.ts';
import { DIGEST_REALM } from '../../src/tenants/index.ts';
import { digestHashes, writeHostPort } from '../../src/wire/sip/index.ts';
import { FakeCapture } from '../kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../kit/fake-directory.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { type Sipp, startSipp } from '../kit/sipp.ts';
import { freePort } from '../kit/free-port.ts';
import { until } from '../kit/until.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const CALLS = 20;
const SIGNS_IN = '00000000-0000-7000-8000-000000000001' as SourceId;

let capture: FakeCapture;
let finished: SpooledCall[];
let siprec: SiprecServer;
let server: SipServer;
let metrics: ReturnType<typeof createMetrics>;

beforeEach(async () => {
  capture = new FakeCapture();
  finished = [];
  metrics = createMetrics();
  const common = { clock: systemClock, log: quietLog, metrics, publicAddress: '127.0.0.1', publicAddress6: '::1' };
  const directory = fakeDirectory(
    [{ id: FIRMA, numbers: ['+48221234567'] }],
    [
      { address: '127.0.0.1' },
      { address: '::1' },
      { id: SIGNS_IN, address: '', digest: { user: 'sbc', hashes: digestHashes('sbc', DIGEST_REALM, 's3cret') } },
    ],
  );
  siprec = new SiprecServer({
    ...common,
    directory: readerOf(directory),
    capture,
    // This sipp knows no other, and only the first challenge.
    digests: 'md5',
    onCallEnded: (call) => finished.push(call),
    onCallRefused: async () => undefined,
  });
  server = await SipServer.start({ ...common, bind: '::', port: 0, user: siprec });
});

afterEach(async () => {
  await siprec.stop();
  await server.stop();
});

async function play(scenario: string, mode: string, load: readonly string[], ip = '127.0.0.1', to = ip): Promise<Sipp> {
  const file = fileURLToPath(new URL(`scenarios/${scenario}.xml`, import.meta.url));
  const local = ['-i', ip, '-p', String(await freePort(ip.includes(':') ? '127.0.0.1' : ip)), '-t', mode];
  return startSipp([writeHostPort(to, server.port), '-sf', file, ...local, ...load]);
}

/** sipp as the PBX: second leg first, a video line, a missing last boundary, compact headers, session timer, a partial UPDATE. */
it.each(['u1', 't1'])('sipp places recording sessions (-t %s)', async (mode) => {
  const run = await (await play('siprec-src', mode, ['-m', String(CALLS), '-r', '20'])).done;
  expect(run.exitCode, run.trace.slice(-8000)).toBe(0);
  await until('all are passed on', () => finished.length === CALLS);
  for (const [index, call] of capture.calls.entries()) {
    expect(call.legs.map(({ channel }) => channel)).toEqual(['callee', 'caller']);
    expect(call.paused).toEqual([true, true]);
    // Its partial UPDATE is a transfer.
    expect(call.description.parties?.map(({ number }) => number)).toContain('+48600100200');
    expect(finished[index]).toMatchObject({ endReason: 'hang-up' });
  }
});

it.each(['u1', 't1'])('sipp places recording sessions over IPv6 (-t %s)', async (mode) => {
  const run = await (await play('siprec-src', mode, ['-m', '2'], '::1')).done;
  expect(run.exitCode, run.trace.slice(-8000)).toBe(0);
  await until('all are passed on', () => finished.length === 2);
  expect(run.trace).toMatch(/^Contact: <sip:\[::1\]:\d+/m);
  expect(run.trace).toMatch(/^c=IN IP6 ::1\r?$/m);
});

it.each(['u1', 't1'])('sipp holds and resumes the call, adds a stream and removes it (-t %s)', async (mode) => {
  const run = await (await play('siprec-hold-and-streams', mode, ['-m', '1'])).done;
  expect(run.exitCode, run.trace.slice(-8000)).toBe(0);
  await until('it is passed on', () => finished.length === 1);
  const [call] = capture.calls;
  expect(call!.legs).toHaveLength(3);
  expect(call!.legs.slice(0, 2).map(({ channel }) => channel)).toEqual(['caller', 'callee']);
  // It was held, and is not any more.
  expect(call!.pauseChangedAt).not.toBeNull();
  expect(call!.paused.slice(0, 2)).toEqual([false, false]);
  expect(call!.removed).toEqual([2]);
  expect(call!.description).toMatchObject({ caller: '+48221234567', callee: '+48600100200' });
});

it.each(['u1', 't1'])('sipp that never sends BYE is probed, and its session ended (-t %s)', async (mode) => {
  const sipp = await play('siprec-no-bye', mode, ['-m', '1']);
  await until('the ACK', async () => /requests_total\{method="ACK"\} [1-9]/.test(await metrics.metrics()));
  // The capture of this test receives nothing; it reports silence until the PBX has been asked twice.
  await until('the session is ended', () => {
    capture.calls[0]!.request.onSilence!();
    return siprec.activeSessions === 0;
  });
  const run = await sipp.done;
  expect(run.exitCode, run.trace.slice(-8000)).toBe(0);
  await until('it is passed on', () => finished.length === 1);
  expect(finished[0]!.endReason).toBe('peer-gone');
});

it.each(['u1', 't1'])('sipp that sends a wrong BYE has ended its session (-t %s)', async (mode) => {
  const run = await (await play('siprec-late-bye', mode, ['-m', '1'])).done;
  expect(run.exitCode, run.trace.slice(-8000)).toBe(0);
  await until('it is passed on', () => finished.length === 1);
  expect(finished[0]!.endReason).toBe('hang-up');
});

/** Its codec, address and pauses are in its ACKs; the second offer of ours comes on its re-INVITE, which resumes. */
it.each(['u1', 't1'])('sipp that sends no offer gets ours, and answers in its ACK (-t %s)', async (mode) => {
  const run = await (await play('siprec-delayed-offer', mode, ['-m', '1'])).done;
  expect(run.exitCode, run.trace.slice(-8000)).toBe(0);
  await until('it is passed on', () => finished.length === 1);
  const [call] = capture.calls;
  expect(call!.legs.map(({ codecs }) => codecs.map(({ name }) => name))).toEqual([['PCMU'], ['PCMU']]);
  expect(call!.legs[0]!.sources).toContain('192.0.2.50');
  expect([call!.paused, call!.removed]).toEqual([[false, false], []]);
  expect(call!.pauseChangedAt).not.toBeNull();
});

it.each(['u1', 't1'])(
  'sipp adds, removes and reuses streams, and offers more lines than are recorded (-t %s)',
  async (mode) => {
    const run = await (await play('siprec-streams', mode, ['-m', '1'])).done;
    expect(run.exitCode, run.trace.slice(-8000)).toBe(0);
    await until('it is passed on', () => finished.length === 1);
    const [call] = capture.calls;
    // 2 and 30 of the others; then the first one again.
    expect(call!.legs).toHaveLength(33);
    expect(call!.removed).toHaveLength(31);
    expect(call!.legs[0]!.rtcp).toBe('mux');
    expect(finished[0]).toMatchObject({ endReason: 'hang-up' });
  },
);

it.each(['u1', 't1'])('sipp signs in by digest from an address that is not known (-t %s)', async (mode) => {
  const run = await (
    await play('siprec-digest', mode, ['-m', '5', '-r', '20', '-au', 'sbc', '-ap', 's3cret'], '127.0.0.7', '127.0.0.1')
  ).done;
  expect(run.exitCode, run.trace.slice(-8000)).toBe(0);
  await until('all are passed on', () => finished.length === 5);
  expect(new Set(capture.calls.map(({ description }) => description.sourceId))).toEqual(new Set([SIGNS_IN]));
});

it('sipp with a wrong secret gets no session', async () => {
  // It waits for another answer than 401.
  const run = await (
    await play(
      'siprec-digest',
      't1',
      ['-m', '1', '-recv_timeout', '5000', '-au', 'sbc', '-ap', 'wrong'],
      '127.0.0.7',
      '127.0.0.1',
    )
  ).done;
  expect(run.exitCode, run.trace.slice(-8000)).toBe(1);
  expect(run.trace.match(/^SIP\/2\.0 401 Unauthorized/gm)).toHaveLength(2);
  expect(capture.calls).toEqual([]);
});
