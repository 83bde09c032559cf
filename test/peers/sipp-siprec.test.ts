import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { SiprecServer, SipServer } from '../../src/intake/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import type { SpooledCall } from '../../src/spool/index.ts';
import { FakeCapture } from '../kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../kit/fake-directory.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { freeUdpPort, startSipp } from '../kit/sipp.ts';
import { until } from '../kit/until.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const SCENARIO = fileURLToPath(new URL('scenarios/siprec-src.xml', import.meta.url));
const CALLS = 20;

/** sipp as the PBX: second leg first, a video line, a missing last boundary, compact headers, a partial UPDATE. */
it.each(['u1', 't1'])('sipp places recording sessions (-t %s)', async (mode) => {
  const capture = new FakeCapture();
  const finished: SpooledCall[] = [];
  const common = { clock: systemClock, log: quietLog, metrics: createMetrics(), publicAddress: '127.0.0.1' };
  const directory = fakeDirectory([{ id: FIRMA, numbers: ['+48221234567'] }], [{ address: '127.0.0.1' }]);
  const siprec = new SiprecServer({
    ...common,
    directory: readerOf(directory),
    capture,
    onCallEnded: (call) => finished.push(call),
    onCallRefused: async () => undefined,
  });
  const server = await SipServer.start({ ...common, bind: '127.0.0.1', port: 0, user: siprec });
  try {
    const local = ['-i', '127.0.0.1', '-p', String(await freeUdpPort()), '-t', mode];
    const load = ['-m', String(CALLS), '-r', '20'];
    const run = await startSipp([`127.0.0.1:${server.port}`, '-sf', SCENARIO, ...local, ...load]).done;
    expect(run.exitCode, run.trace.slice(-8000)).toBe(0);
    await until('all are passed on', () => finished.length === CALLS);
    for (const [index, call] of capture.calls.entries()) {
      expect(call.legs.map(({ channel }) => channel)).toEqual(['callee', 'caller']);
      expect(call.paused).toEqual([true, true]);
      expect(call.description.callee).toBe('+48600100200');
      expect(finished[index]).toMatchObject({ endReason: 'hang-up' });
    }
  } finally {
    await siprec.stop();
    await server.stop();
  }
});
