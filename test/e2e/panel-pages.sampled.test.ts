/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { allTexts } from '../../panel/src/i18n/all.ts';
import { addDays, warsawDay } from '../../src/base/warsaw-time.ts';
import { addSubscription, type AddedTenant, addUser, type Credentials } from '../../src/tenants/index.ts';

import { tone } from '../../src/test-caller/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { sampled } from '../kit/sampled.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

/**
 * Every page of the panel's router, for everybody who may open it: no violation of WCAG 2.2 AA, no text that is missing, no
 * scrolling to the side, no error in the console. A page that is added to the router is looked at without a change here; if its
 * address has a new parameter, the test fails until PARAMETERS has an example.
 */
const fonoteka = runningFonoteka();
const browser = testBrowser({ mayRefuse: true });

const OWN = '+48221234567';
/** Long enough for a busy machine. */
const HEADING_MS = 30_000;
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** A text that is missing is shown as its key. */
const TEXT_KEYS = new RegExp(`\\b(?:${Object.keys(allTexts.pl).join('|')})\\.[a-zA-Z]+[a-zA-Z.]*\\b`, 'g');
const UUID = '01900000-0000-7000-8000-000000000000';

/** Language, colours and size: each page is seen in one of them here, in all of them in `npm run test:long`. */
const LOOKS = [
  { language: 'pl', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { language: 'en', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  { language: 'pl', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { language: 'en', colorScheme: 'light', viewport: { width: 320, height: 640 } },
] as const;
type Look = (typeof LOOKS)[number];

/** Agents see what admins see, or a refusal: each n-th of their pages is looked at here. */
const AGENTS_SHARE = 3 * LOOKS.length;

let tenant: AddedTenant;
let people: Record<'admin' | 'agent' | 'operator', Credentials>;

/** An example of each parameter in an address; null: the page is not looked at, with the reason beside it. */
const PARAMETERS: Record<string, () => string | null> = {
  '/account/billing/$periodStart': () => `${warsawDay(Date.now()).slice(0, 7)}-01`,
  '/account/push/$day': () => addDays(warsawDay(Date.now()), -1),
  '/account/rodo/$id': () => UUID,
  '/operator/tenants/$id': () => tenant.tenantId,
  '/operator/tenants/$id/file-access': () => tenant.tenantId,
  '/operator/rodo/$id': () => UUID,
  '/operator/listening/$id': () => UUID,
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
    operator: await addUser(db, { tenantId: null, name: 'operator-admin', role: 'operator-admin' }, now),
  };
  const voices = { callerAudio: tone(440), calleeAudio: tone(1000) };
  await fonoteka.current.call({ caller: '+48512345678', callee: OWN, durationMs: 1_500, ...voices });
  await until('the call is listed', async () => (await fonoteka.current.calls(tenant.tenantId)).length === 1);
});

describe('every page', () => {
  const addresses = routes();
  const PUBLIC = addresses.filter(
    (path) => !/^\/(account|operator|security|settings)(\/|$)/.test(path) && path !== '/',
  );
  const ACCOUNT = addresses.filter((path) => /^\/(account\/|security|settings)/.test(path));
  const OPERATOR = addresses.filter((path) => /^\/(operator\/|security|settings)/.test(path));

  test('has an address that can be opened', () => {
    expect(addresses.length).toBeGreaterThan(35);
    expect(addresses.filter((path) => /\$\w/.test(path) && PARAMETERS[path] === undefined)).toEqual([]);
  });

  test.each([
    ['nobody', PUBLIC],
    ['admin', ACCOUNT],
    ['agent', ACCOUNT],
    ['operator', OPERATOR],
  ] as const)('is accessible for %s', { timeout: 900_000 }, async (who, paths) => {
    // All at once: a page is mostly waited for.
    const problems = await Promise.all(
      LOOKS.map(async (look, nr) => {
        const found: string[] = [];
        const mine = paths.filter((_, at) => at % LOOKS.length === nr && (who !== 'agent' || at % AGENTS_SHARE === nr));
        const page = await pageFor(who, look);
        for (const path of sampled(mine, paths)) {
          const to = addressOf(path);
          const seenBy = `${who} ${look.language} ${look.colorScheme} ${look.viewport.width}`;
          if (to !== null) found.push(...(await problemsOf(page, to, seenBy)));
        }
        await page.context().close();
        return found;
      }),
    );
    expect(problems.flat()).toEqual([]);
  });
});

async function pageFor(who: 'nobody' | keyof typeof people, { language, ...options }: Look): Promise<Page> {
  const page = await browser.page(options satisfies BrowserContextOptions);
  await page.addInitScript((chosen) => localStorage.setItem('fonoteka.language', chosen), language);
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

function addressOf(path: string): string | null {
  if (!path.includes('$')) return path;
  if (path.endsWith('/$')) return path.replace('$', 'no-such-page');
  const example = PARAMETERS[path]!();
  return example === null ? null : path.replace(/\$\w+/, example);
}

async function problemsOf(page: Page, path: string, seenBy: string): Promise<string[]> {
  await page.goto(fonoteka.current.ready.http! + path);
  const heading = page.locator('h1').first().waitFor({ timeout: HEADING_MS });
  const headed = await heading.then(
    () => true,
    () => false,
  );
  if (!headed) return [`${seenBy} ${path}: has no heading of level 1`];
  await page.waitForLoadState('networkidle');
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (tags) => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
    );
  }, WCAG);
  const text = await page.locator('body').innerText();
  const keys = text.match(TEXT_KEYS) ?? [];
  const wide = Number(await page.evaluate('document.documentElement.scrollWidth')) > page.viewportSize()!.width;
  return [...violations, ...keys.map((key) => `shows the key ${key}`), ...(wide ? ['scrolls to the side'] : [])].map(
    (problem) => `${seenBy} ${path}: ${problem}`,
  );
}
