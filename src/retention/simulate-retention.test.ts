import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { DAY_MS, RetentionFixture } from '../../test/kit/retention-fixture.ts';
import type { RecordingId } from '../base/ids.ts';
import { addDays, startOfWarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { addSubscription, type RetentionHistory, serviceHistory } from '../tenants/index.ts';
import { placeHold } from './holds.ts';
import { simulateRetention } from './simulate-retention.ts';

const { db } = testDatabase();

/** Through both clock changes, or neither. */
const START = fc.constantFrom('2026-03-20T09:30:00Z', '2026-05-20T10:00:00Z', '2026-10-10T22:30:00Z');

const CASE = fc.record({
  start: START,
  /** Days from its call to the simulation, with fractions; recordings that are expired then are no part of it. */
  ages: fc.array(fc.double({ min: 0.1, max: 89, noNaN: true }), { minLength: 3, maxLength: 8 }),
  /** Until how many days after the simulation each of the first recordings is held; 0: it is not; -1: without an end. */
  holds: fc.array(fc.constantFrom(0, 0, 5.5, 40.25, -1), { maxLength: 3 }),
  unitsBefore: fc.integer({ min: 0, max: 2 }),
  /** What follows, and when, in hours after the simulation. */
  unitsAfter: fc.integer({ min: 0, max: 3 }),
  changeAfterHours: fc.constantFrom(0, 7, 24, 24 * 20 + 5),
  looks: fc.uniqueArray(fc.integer({ min: 0, max: 130 }), { minLength: 2, maxLength: 3 }),
});

test('what is simulated is what the retention job destroys, day by day', async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ start, ages, holds, unitsBefore, unitsAfter, changeAfterHours, looks }) => {
      const fixture = new RetentionFixture(db);
      fixture.clock.jump(Date.parse(start) - fixture.clock.now());
      const now = fixture.clock.now();
      const tenantId = await insertTenant(db);
      const changesAt = now + changeAfterHours * 3_600_000;
      const order = { tenantId, service: 'extended-retention', orderedBy: 'test', orderedAt: now } as const;
      if (unitsBefore > 0)
        await addSubscription(db, { ...order, units: unitsBefore, startsAt: now - 200 * DAY_MS, endsAt: changesAt });
      const history = await serviceHistory(db, tenantId);
      const ids: RecordingId[] = [];
      for (const age of ages) ids.push(await fixture.recording(tenantId, age));
      await fixture.run();
      const gone = await fixture.destroyed();
      for (const [index, days] of holds.entries()) {
        const id = ids[index]!;
        if (days === 0 || gone.has(id)) continue;
        const until = days < 0 ? null : now + days * DAY_MS;
        await placeHold(fixture, { ...fixture.by(tenantId, id), reason: 'spór', until });
      }
      const after: RetentionHistory =
        unitsAfter === 0
          ? history
          : [...history, { service: 'extended-retention', units: unitsAfter, startsAt: changesAt, endsAt: null }];
      const before = JSON.stringify(await db.selectFrom('recordings').selectAll().orderBy('id').execute());
      const groups = await simulateRetention(db, { tenantId, now, history, histories: [history, after] });
      expect(JSON.stringify(await db.selectFrom('recordings').selectAll().orderBy('id').execute())).toBe(before);

      if (unitsAfter > 0) await addSubscription(db, { ...order, units: unitsAfter, startsAt: changesAt });
      for (const days of looks.toSorted((a, b) => a - b)) {
        const day = addDays(warsawDay(now), days);
        fixture.clock.advance(Math.max(0, startOfWarsawDay(addDays(day, 1)) - 1 - fixture.clock.now()));
        await fixture.run();
        const destroyed = await fixture.destroyed();
        const own = ids.filter((id) => destroyed.has(id) && !gone.has(id)).length;
        const simulated = groups
          .filter((group) => group.days[1] !== null && group.days[1]! <= day)
          .reduce((sum, { totals }) => sum + totals.recordings, 0);
        expect([day, simulated]).toEqual([day, own]);
      }
    }),
    { numRuns: 5 },
  );
}, 120_000);
