import { expect, test } from 'vitest';
import type { ServiceHistory, Subscription } from '../tenants/index.ts';
import { continuousService } from './tenant-offer.ts';

const retention = (units: number, startsAt: number, endsAt: number | null): Subscription => ({
  id: `${startsAt}-${endsAt}` as Subscription['id'],
  service: 'extended-retention',
  plan: null,
  includesRecording: false,
  units,
  startsAt,
  endsAt,
  orderedAt: startsAt,
});

const at = (history: ServiceHistory, instant: number) => continuousService(history, 'extended-retention', instant);

test('adjacent subscriptions with the same number of units are one service', () => {
  const history = [retention(2, 0, 10), retention(2, 10, 20), retention(2, 20, 20), retention(2, 20, 30)];
  expect(at(history, 15)).toMatchObject({ units: 2, since: 0, endsAt: 30 });
});

test('another number of units, or a gap, separates them', () => {
  const history = [retention(2, 0, 10), retention(3, 10, 20), retention(2, 20, 30), retention(2, 31, null)];
  expect(at(history, 5)).toMatchObject({ units: 2, since: 0, endsAt: 10 });
  expect(at(history, 25)).toMatchObject({ units: 2, since: 20, endsAt: 30 });
  expect(at(history, 30)).toBe(null);
  expect(at(history, 40)).toMatchObject({ since: 31, endsAt: null });
});
