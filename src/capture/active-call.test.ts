import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { captureRequest } from '../../test/kit/open-capture.ts';
import { systemClock } from '../platform/clock.ts';
import type { Clock } from '../base/clock.ts';
import { ok } from '../base/result.ts';
import type { PausedBy } from '../recording/index.ts';
import { ActiveCall, type CallWorker } from './active-call.ts';
import { numberedLegs } from './capture-request.ts';
import type { PortPool } from './port-pool.ts';

const LEGS = 32;

/** A call of many legs whose worker only notes what it is asked. */
function callOf({ clock = systemClock, ...changes }: { readonly clock?: Clock; readonly onChanged?: () => void } = {}) {
  const asked: (readonly unknown[])[] = [];
  const leg = { channel: 'mixed', codecs: [] } as const;
  const request = { ...captureRequest(), legs: Array.from({ length: LEGS }, () => leg) };
  const worker = {
    closed: false,
    request: async (...what: readonly unknown[]) => {
      asked.push(what);
      return { extents: [], packetsLost: false };
    },
  } as unknown as CallWorker;
  const call = new ActiveCall({
    worker,
    portPool: { acquireBound: async () => ok([]), release: () => undefined } as unknown as PortPool,
    clock,
    request,
    legs: numberedLegs(request.legs),
    ports: request.legs.map((_, index) => 40_000 + 2 * index),
    captureStartedAt: 0,
    spoolKey: null,
    onChanged: changes.onChanged ?? (() => undefined),
    onEnding: () => undefined,
    onEnded: () => undefined,
  });
  return { call, asked, named: (name: string) => asked.filter(([what]) => what === name) };
}

test('changes of many legs at once are one record of the legs and one of the description, with all of them', async () => {
  const { call, named } = callOf();
  for (let leg = 0; leg < LEGS; leg++) {
    call.updateLeg(leg, { channel: 'caller', codecs: [] });
    call.setPaused(leg, 'pbx', 1000);
  }
  await call.changesSent();
  expect(named('changePause')).toHaveLength(LEGS);
  expect(named('updateLegs')).toHaveLength(1);
  expect(named('updateLegs')[0]![2]).toEqual(
    Array.from({ length: LEGS }, (_, leg) => expect.objectContaining({ leg, channel: 'caller' })),
  );
  expect(named('updateDescription')).toHaveLength(1);
  expect(named('updateDescription')[0]![2]).toMatchObject({ pauses: { length: LEGS } });
  call.updateLeg(0, { channel: 'callee', codecs: [] });
  await call.changesSent();
  expect(named('updateLegs')).toHaveLength(2);
});

test('a call is paused while all of its legs are, by the PBX, by an order, or by both, and whoever looks is notified', () => {
  let notified = 0;
  const { call } = callOf({ onChanged: () => (notified += 1) });
  const pause = (by: PausedBy | null) => {
    for (let leg = 0; leg < LEGS; leg++) call.setPaused(leg, by, 1000);
    return call.pausedBy;
  };
  call.setPaused(0, 'pbx', 1000);
  expect(call.pausedBy).toBeNull();
  expect([pause('pbx'), pause('both'), pause('order'), pause(null)]).toEqual(['pbx', 'both', 'order', null]);
  expect(notified).toBe(4 * LEGS);
  pause('both');
  call.setPaused(0, 'order', 1000);
  expect(call.pausedBy).toBe('order');
});

test('a leg that is closed is not one that the PBX removed', async () => {
  const { call, named } = callOf();
  call.closeLeg(1);
  call.removeLeg(2);
  const { legs } = await call.end('hang-up');
  expect(named('removeLeg').map(([, , leg]) => leg)).toEqual([1, 2]);
  expect(legs.filter(({ removed }) => removed).map(({ leg }) => leg)).toEqual([2]);
});

test('a leg that is removed while it is paused stays paused: its last packets are of the pause', async () => {
  const { call, named } = callOf();
  call.setPaused(1, 'pbx', 1000);
  call.removeLeg(1);
  await call.changesSent();
  expect(named('changePause')).toEqual([['changePause', expect.anything(), 1, { paused: true, at: 1000 }]]);
  expect(named('removeLeg')).toHaveLength(1);
  expect(named('updateDescription').at(-1)![2]).toMatchObject({
    pauses: [{ leg: 1, from: 1000, until: expect.any(Number) }],
  });
});

test('a call during which the clock was set back does not end before it began', async () => {
  const clock = new ManualClock(1000);
  const { call } = callOf({ clock });
  clock.jump(-3_600_000);
  expect((await call.end('hang-up')).endedAt).toBe(0);
});
