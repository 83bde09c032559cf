import { expect, test } from 'vitest';
import { findingsOf } from './findings.ts';
import type { ServiceState } from './service-state.ts';

const NOW = Date.parse('2026-11-30T06:00:00Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const well: ServiceState = {
  at: NOW,
  machines: [],
  recorders: [],
  jobs: [],
  retention: null,
  stuckCalls: { setAside: 0, retrying: 0, since: null, spoolBytes: 0 },
  deliveries: [],
  refusals: [],
  sources: [],
  unknownNames: 0,
  mails: { waiting: 0, failing: 0, oldest: null },
  cancellations: { waiting: 0, oldest: null },
  refusedUploads: 0,
  unpriced: [],
};

const machine = {
  host: 'rec-1',
  seenAt: NOW,
  checks: { database: true },
  clockAheadMs: 0,
  disk: { totalBytes: 1000, freeBytes: 500 },
  certificates: [],
} as unknown as ServiceState['machines'][number];

/** `code severity subject count` of each. */
const found = (state: Partial<ServiceState>) =>
  findingsOf({ ...well, ...state }).map(({ code, severity, subject, count }) =>
    [code, severity, subject, count].filter((part) => part !== null).join(' '),
  );
const ofMachine = (change: object) => found({ machines: [{ ...machine, ...change }] });

const certificateFor = (days: number) =>
  ofMachine({ certificates: [{ service: 'https', expiresAt: NOW + days * DAY_MS }] });
const failingMails = (oldest: number) => found({ mails: { waiting: 3, failing: 2, oldest } });
const jobLateFrom = (lateFrom: number) => found({ jobs: [{ name: 'retention', lateFrom, succeededAt: null }] });
const sourceSeen = (lastSeenAt: number | null) =>
  found({ sources: [{ id: 'x', name: 'SBC', lastSeenAt }] as unknown as ServiceState['sources'] });

test('nothing is found where all is well', () => {
  expect(found({ machines: [machine] })).toEqual([]);
});

test('a machine that is silent is that and nothing else: what it said last is old', () => {
  expect(ofMachine({ seenAt: NOW - 181_000, checks: { database: false } })).toEqual(['machine-silent urgent rec-1']);
  expect(ofMachine({ seenAt: NOW - 180_000 })).toEqual([]);
});

test('a machine says which checks fail, how far its clock is off, and how little of its disk is free', () => {
  expect(ofMachine({ checks: { database: false, keys: true, spool: false } })).toEqual([
    'machine-not-ready urgent rec-1: database, spool 2',
  ]);
  expect([2000, -2001, null].map((clockAheadMs) => ofMachine({ clockAheadMs }))).toEqual([
    [],
    ['clock-differs urgent rec-1 2'],
    [],
  ]);
  const free = [100, 99, 29].map((freeBytes) => ofMachine({ disk: { totalBytes: 1000, freeBytes } }));
  expect(free).toEqual([[], ['disk-full soon rec-1 9'], ['disk-full urgent rec-1 2']]);
  expect(ofMachine({ disk: null })).toEqual([]);
});

test('a certificate is named from 21 days before its end on, and is urgent in the last 7', () => {
  expect([21, 20.9, 7, 6.9, -1].map(certificateFor)).toEqual([
    [],
    ['certificate-ends soon rec-1, https'],
    ['certificate-ends soon rec-1, https'],
    ['certificate-ends urgent rec-1, https'],
    ['certificate-ends urgent rec-1, https'],
  ]);
});

test('mails count when the oldest has failed for more than an hour; jobs from the instant they are late', () => {
  expect(failingMails(NOW - HOUR_MS)).toEqual([]);
  expect(failingMails(NOW - HOUR_MS - 1)).toEqual(['mails-failing soon 2']);
  expect([jobLateFrom(NOW + 1), jobLateFrom(NOW)]).toEqual([[], ['job-late urgent retention']]);
});

test('a PBX is named after four silent days, and no more after sixty; one that was never seen is not', () => {
  const seen = [null, NOW - 4 * DAY_MS, NOW - 4 * DAY_MS - 1, NOW - 60 * DAY_MS];
  expect(seen.map(sourceSeen)).toEqual([[], [], ['source-silent soon SBC'], []]);
});

test('what customers wait for is counted with its oldest; the urgent comes first', () => {
  const deliveries = [{ failingSince: NOW - DAY_MS }, { failingSince: null }, { failingSince: NOW - 2 * DAY_MS }];
  const state = {
    deliveries: deliveries as unknown as ServiceState['deliveries'],
    cancellations: { waiting: 1, oldest: NOW - DAY_MS },
    unpriced: [{ plan: 'Premium', customers: 4 }],
    stuckCalls: { setAside: 2, retrying: 1, since: NOW - HOUR_MS, spoolBytes: 9 },
    refusals: [{ reason: 'no-capacity', today: 7, week: 9 }] as const,
    unknownNames: 3,
    refusedUploads: 5,
  };
  expect(found(state)).toEqual([
    'calls-set-aside urgent 2',
    'calls-retrying urgent 1',
    'no-capacity urgent 7',
    'unknown-names soon 3',
    'refused-uploads soon 5',
    'deliveries-failing soon 2',
    'cancellations-waiting soon 1',
    'plan-without-price soon Premium 4',
  ]);
  expect(findingsOf({ ...well, ...state }).find(({ code }) => code === 'deliveries-failing')?.at).toBe(
    NOW - 2 * DAY_MS,
  );
});
