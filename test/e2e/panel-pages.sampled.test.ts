/// <reference lib="dom" />
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CUSTOMER_PARTS } from '../../panel/src/operator/customer-parts.ts';
import { addDays, warsawDay } from '../../src/base/warsaw-time.ts';
import { addSubscription, type AddedTenant, addUser, type Credentials } from '../../src/tenants/index.ts';
import { tone } from '../../src/test-caller/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { fillCompany } from '../kit/full-company.ts';
import type { ApiAnswer } from '../kit/page-stand.ts';
import { type Look, PageWalk, seen } from '../kit/page-walk.ts';
import { sampled } from '../kit/sampled.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

/**
 * Every page of the panel's router in every state, for everybody who may open it: while it loads, failed, after another try, with
 * and without entries, refused, unknown. No violation of WCAG 2.2 AA, no text that is missing, no scrolling to the side, no error
 * in the console, a title, one heading of level 1, the focus in the page after a navigation, nothing that moves where motion is
 * to be reduced. A page that is added to the router is looked at without a change here; if its address has a new parameter, the
 * test fails until PARAMETERS has an example.
 */
const fonoteka = runningFonoteka();
// Every page is opened for whom it may refuse something, and for things that do not exist.
const browser = testBrowser({ mayRefuse: [403, 404].map((status) => ({ status, path: /^/ })) });

const OWN = '+48221234567';
const CUSTOMER = '/operator/tenants/$id';

/** `npm run test:long` looks at each state in all of them and in both languages, `npm test` in one. */
const LOOKS: readonly Look[] = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
  { colorScheme: 'light', width: 320 },
];
/** Pages that are open at a time: they are mostly waited for. */
const WALKS = 4;
/** In `npm test` each so many-th page is seen, others in each run; refused, unknown and without entries more seldom. */
const OFTEN = 16;
const SELDOM = 32;
const FIRST = randomInt(SELDOM);
// To repeat a walk that failed.
process.stderr.write(`the walk of the pages begins at ${FIRST} of ${SELDOM}\n`);
type State = 'loadFailRetry' | ApiAnswer;
const STATES = ['loading', 'failed', 'full'];

let tenant: AddedTenant;
let made: Awaited<ReturnType<typeof fillCompany>>;
let people: Record<'admin' | 'agent' | 'newcomer' | 'operator' | 'support', Credentials>;

/** An example of each parameter in an address. */
const PARAMETERS: Record<string, () => string> = {
  '/account/billing/$periodStart': () => made.statement,
  '/account/push/$day': () => addDays(warsawDay(Date.now()), -1),
  '/account/rodo/$id': () => made.rodoRequest,
  '/operator/tenants/$id': () => tenant.tenantId,
  '/operator/tenants/$id/file-access': () => tenant.tenantId,
  '/operator/rodo/$id': () => made.operatorRodoRequest,
  '/operator/listening/$id': () => made.listeningGrant,
  '/t/$company': () => 'kwiaciarnia',
};

beforeAll(async () => {
  const { db } = fonoteka.current;
  tenant = await fonoteka.current.tenant('Kwiaciarnia', [OWN]);
  const now = Date.now();
  await addSubscription(db, {
    service: 'push',
    startsAt: now,
    orderedBy: 'test',
    orderedAt: now,
    tenantId: tenant.tenantId,
  });
  people = {
    admin: tenant.panel,
    agent: await addUser(db, { tenantId: tenant.tenantId, name: 'agent', role: 'agent', extensions: [OWN] }, now),
    newcomer: (await fonoteka.current.tenant('Nowa', ['+48221230000'])).panel,
    operator: await addUser(db, { tenantId: null, name: 'operator-admin', role: 'operator-admin' }, now),
    support: await addUser(db, { tenantId: null, name: 'operator-support', role: 'operator-support' }, now),
  };
  const voices = { callerAudio: tone(440), calleeAudio: tone(1000) };
  await fonoteka.current.call({ caller: '+48512345678', callee: OWN, durationMs: 1_500, ...voices });
  await until('the call is listed', async () => (await fonoteka.current.calls(tenant.tenantId)).length === 1);
  await db
    .updateTable('users')
    .set({ email: 'anna@kwiaciarnia.example' })
    .where('login', '=', tenant.panel.login)
    .execute();
  made = await fillCompany(fonoteka.current.ready.http!, tenant, people.operator);
});

describe('every page', () => {
  const addresses = routes();
  const PUBLIC = addresses.filter(
    (path) => !/^\/(account|operator|security|settings)(\/|$)/.test(path) && path !== '/',
  );
  const ACCOUNT = addresses.filter((path) => /^\/(account\/|security|settings)/.test(path));
  const OPERATOR = addresses
    .filter((path) => /^\/(operator\/|security|settings)/.test(path))
    .flatMap((path) => (path === CUSTOMER ? CUSTOMER_PARTS.map((part) => `${path}?part=${part}`) : [path]));

  test('has an address that can be opened', () => {
    expect(addresses.length).toBeGreaterThan(35);
    expect(addresses.filter((path) => /\$\w/.test(path) && PARAMETERS[path] === undefined)).toEqual([]);
  });

  const cases: [keyof typeof people | 'nobody', (readonly [State, readonly string[]])[]][] = [
    ['nobody', [['loadFailRetry', PUBLIC]]],
    [
      'admin',
      [
        ['loadFailRetry', ACCOUNT],
        ['refused', ACCOUNT],
        ['unknown', ofThings(ACCOUNT)],
      ],
    ],
    ['newcomer', [['open', ACCOUNT]]],
    ['agent', [['open', ACCOUNT]]],
    [
      'operator',
      [
        ['loadFailRetry', OPERATOR],
        ['refused', OPERATOR],
        ['unknown', ofThings(OPERATOR)],
        ['empty', OPERATOR],
      ],
    ],
    ['support', [['open', OPERATOR]]],
  ];
  test.each(cases)('for %s', { timeout: 3_600_000 }, async (who, states) => {
    // In `npm run test:long` two walks, one in each language, share the pages.
    const partOf = (nr: number, state: State, paths: readonly string[]) => {
      const part = sampled(state === 'loadFailRetry' ? OFTEN : SELDOM, WALKS / 2);
      const chosen = sampled((FIRST + nr * (part / 2)) % part, Math.floor(nr / 2));
      return paths.filter((_, at) => at % part === chosen).map((path) => ({ path, state }));
    };
    const problems = await Promise.all(
      Array.from({ length: sampled(2, WALKS) }, async (_, nr) => {
        const visits = states.flatMap(([state, paths]) => partOf(nr, state, paths));
        if (visits.length === 0) return [];
        const walk = await walkOf(who, nr % 2 === 0 ? 'pl' : 'en');
        for (const [at, { path, state }] of visits.entries())
          await walk.visit(addressOf(path), state, sampled([LOOKS[(at + nr + FIRST) % LOOKS.length]!], LOOKS));
        await walk.page.context().close();
        return walk.found;
      }),
    );
    expect(problems.flat()).toEqual([]);
  });

  afterAll(() => {
    if (sampled(false, true)) console.log(`${seen.length} page-states`);
  });
});

/** Those of one thing. */
function ofThings(paths: readonly string[]): string[] {
  return paths.filter((path) => path.includes('/$'));
}

/** A new browser profile, signed in. */
async function walkOf(who: 'nobody' | keyof typeof people, language: 'pl' | 'en'): Promise<PageWalk> {
  let visits = 0;
  // In `npm test` one of the three states of a visit that begins with loading.
  const withAxe = (state: string) => {
    const nr = STATES.indexOf(state);
    visits += nr === 0 ? 1 : 0;
    return sampled(nr === -1 || nr === visits % STATES.length, true);
  };
  const walk = new PageWalk(await pageFor(who), fonoteka.current.ready.http!, `${who} ${language}`, withAxe);
  await walk.begin(language);
  return walk;
}

async function pageFor(who: 'nobody' | keyof typeof people): Promise<Page> {
  const page = await browser.page({ serviceWorkers: 'block' });
  if (who === 'nobody') return page;
  const { login, password } = people[who];
  const answer = await page.request.post(`${fonoteka.current.ready.http}/api/v1/session`, {
    data: { login, password },
  });
  expect(answer.status()).toBe(200);
  return page;
}

/** The addresses in the router's sources, with their parameters. */
function routes(): string[] {
  const source = ['base', 'account', 'operator']
    .map((part) => readFileSync(new URL(`../../panel/src/app/${part}-routes.tsx`, import.meta.url), 'utf8'))
    .join('\n');
  const declared = [
    ...source.matchAll(
      /const (\w+) = createRoute\(\{\s+getParentRoute: \(\) => (\w+),\s+(?:path: (?:'([^']*)'|(\w+))|id: '[^']*')/g,
    ),
  ];
  expect(declared.length).toBe(source.match(/= createRoute\(\{/g)!.length);
  const constant = (name: string) => new RegExp(`const ${name} = '([^']*)'`).exec(source)![1]!;
  const byName = new Map(
    declared.map(([, name, parent, path, named]) => [
      name!,
      { parent: parent!, path: path ?? (named === undefined ? '' : constant(named)) },
    ]),
  );
  const full = (name: string): string => {
    const route = byName.get(name);
    return route === undefined ? '' : full(route.parent) + (route.path === '/' ? '' : route.path);
  };
  const parents = new Set([...byName.values()].map(({ parent }) => parent));
  return [...byName.keys()].filter((name) => !parents.has(name)).map((name) => full(name) || '/');
}

function addressOf(path: string): string {
  if (!path.includes('$')) return path;
  if (path.endsWith('/$')) return path.replace('$', 'no-such-page');
  return path.replace(/\$\w+/, PARAMETERS[path.split('?')[0]!]!());
}
