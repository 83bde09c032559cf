import { type CallFilter, callTotals, type CatalogDeps } from '../../src/catalog/index.ts';
import { callListCsv, callPages } from '../../src/delivery/call-list/index.ts';
import type { Database } from '../../src/platform/postgres/index.ts';
import { simulateRetention } from '../../src/retention/index.ts';
import type { RetentionHistory } from '../../src/tenants/index.ts';
import { pageOf } from './explain.ts';
import { BIG, MAIN_NUMBER, SEEDED_UNTIL } from './seed.ts';

const DAY_MS = 86_400_000;
const SCOPE = { tenantId: BIG, numbers: null } as const;

const FILTERS: Readonly<Record<string, CallFilter>> = {
  nothing: {},
  'thirty days': { from: SEEDED_UNTIL - 30 * DAY_MS, until: SEEDED_UNTIL },
  'a year': { from: SEEDED_UNTIL - 365 * DAY_MS, until: SEEDED_UNTIL },
  'a number': { number: MAIN_NUMBER },
  'an extension': { extension: '112' },
  'a minute and more': { minDurationMs: 60_000 },
  'recording off': { reason: 'recording-off' },
  'a tag': { tag: 'reklamacja' },
  'a text of many notes': { note: 'oddzwonienie' },
  'a text of few notes': { note: 'zwrotu towaru' },
  'to review': { review: 'open' },
};

/** As of the simulator: as it is, and with each number of units. */
const KEPT_LONG: RetentionHistory = [{ service: 'extended-retention', units: 40, startsAt: 0, endsAt: null }];
const HISTORIES: readonly RetentionHistory[] = Array.from({ length: 13 }, (_, units) =>
  units === 0 ? [] : [{ service: 'extended-retention', units, startsAt: 0, endsAt: null }],
);

/** What the panel and its users wait for, of the tenant with a fifth of all calls: name and ms, from the question to the (first) answer. */
export async function* answers(db: Database, catalog: CatalogDeps): AsyncGenerator<readonly [string, number]> {
  for (const [name, filter] of Object.entries(FILTERS)) {
    yield await timed(`first rows: ${name}`, () => pageOf(catalog, { name, scope: SCOPE, filter }));
    yield await timed(`totals: ${name}`, () => callTotals(db, SCOPE, filter));
    // The header comes at once: the first rows are what is waited for.
    yield await timed(`CSV, first rows: ${name}`, async () => {
      let pieces = 0;
      for await (const _ of callListCsv(callPages(catalog, SCOPE, filter), 'pl')) if (++pieces === 2) break;
    });
  }
  const simulation = { tenantId: BIG, now: SEEDED_UNTIL, history: KEPT_LONG, histories: [KEPT_LONG, ...HISTORIES] };
  yield await timed('the retention simulator, of all recordings of three years', () =>
    simulateRetention(db, simulation),
  );
}

async function timed(name: string, ask: () => Promise<unknown>): Promise<readonly [string, number]> {
  const began = performance.now();
  await ask();
  return [name, performance.now() - began];
}
