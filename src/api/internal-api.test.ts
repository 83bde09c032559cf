import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { until } from '../../test/kit/until.ts';
import { createMetrics } from '../platform/metrics.ts';
import { createInternalApi } from './internal-api.ts';

const readiness = async () => ({ jobs: { ok: false } });

function internalApi(profile: boolean) {
  const clock = new ManualClock();
  const { app } = createInternalApi({ readiness, metrics: createMetrics(), profile, clock, log: quietLog });
  return { app, clock };
}

test('health, readiness and metrics', async () => {
  const { app } = internalApi(false);
  expect((await app.inject('/healthz')).json()).toEqual({ alive: true });
  const readiness = await app.inject('/readyz');
  expect([readiness.statusCode, readiness.json()]).toEqual([503, { ready: false, checks: { jobs: { ok: false } } }]);
  expect((await app.inject('/metrics')).body).toContain('process_cpu_seconds_total');
  expect((await app.inject('/profile/cpu')).statusCode).toBe(404);
});

test.each([
  ['cpu', 'nodes'],
  ['heap', 'samples'],
])('the %s is profiled, for one at a time', async (kind, part) => {
  const { app, clock } = internalApi(true);
  const profile = app.inject(`/profile/${kind}?seconds=20`).then((answer) => answer);
  await until('the profile is being taken', () => clock.pending > 0);
  expect((await app.inject('/profile/cpu')).json()).toMatchObject({ code: 'too-many-requests' });
  clock.advance(20_000);
  expect((await profile).json()).toHaveProperty(part);
  expect((await app.inject(`/profile/${kind}?seconds=1000`)).json()).toMatchObject({ code: 'request-invalid' });
});
