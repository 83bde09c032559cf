import { expect, test } from 'vitest';
import { estimateFleet, type FleetRequest } from './estimate-fleet.ts';

const request: FleetRequest = {
  calls: 10_000,
  minutes: 4_800_000,
  days: 90,
  callMinutes: 3,
  encoder: 'lame',
  machineCores: 8,
  mirror: false,
  prices: null,
};

test('two of each, and recorders of which one may be away', () => {
  const small = estimateFleet({ ...request, calls: 50, minutes: 24_000 });
  expect(small.machines).toEqual({ recorders: 2, web: 2, files: 2, workers: 2, databases: 2 });
  // 18 busy cores of machines that are half loaded: five; and one more.
  expect(estimateFleet(request).machines.recorders).toBe(6);
  // Many cores do not help the media thread.
  expect(estimateFleet({ ...request, machineCores: 64, calls: 9_000 }).machines.recorders).toBe(6);
});

test('an object for each recording; the mirror puts one a second and recorder for the eight hours of the peak', () => {
  expect(estimateFleet(request)).toMatchObject({
    putsADay: 1_600_000,
    mirrorPutsADay: 0,
    deletesADay: 1_600_000,
    listingsADay: 3_200_000,
  });
  expect(estimateFleet({ ...request, mirror: true })).toMatchObject({ mirrorPutsADay: 6 * 28_800 });
});

test('what it costs in a month, by prices', () => {
  expect(estimateFleet(request).cost).toBeNull();
  const { cores, cost } = estimateFleet({ ...request, prices: { core: 10, gigabyte: 0.02, thousandPuts: 0.005 } });
  expect(cores).toBe(8 * 8 + 12);
  // 104 TB kept, 48 million puts and twice as many listings, 240 GB and a million of both for a million minutes.
  expect(cost).toEqual({
    machines: 760,
    store: 2000,
    requests: 720,
    perThousandCalls: 76,
    perMillionStoredMinutes: 9.8,
  });
});
