import { expect, it } from 'vitest';
import { textsOf } from '../app/page-parts.ts';
import { pages } from './pl/of-pages.ts';
import { operatorPages } from './pl/of-operator.ts';

const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../i18n/**', '!../**/*.test.*'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Opened by the history, by `/security`, `/settings` or by a public page: they have the first part of the texts only. */
const WITH_BASE_ALONE = /^\.\.\/(app|calls|notes|player|share|shell|session|security|settings|ui|timeline)\//;
/** In one of these folders, but a page of the operator's console alone. */
const OPERATOR_FILES = ['../timeline/support-page.tsx'];

it.each(Object.keys(sources).filter((path) => !OPERATOR_FILES.includes(path)))('%s finds its texts', (path) => {
  const missing = [
    ...(WITH_BASE_ALONE.test(path) ? Object.keys(pages) : []),
    ...(path.startsWith('../operator/') ? [] : Object.keys(operatorPages)),
  ];
  const used = [...sources[path]!.matchAll(/(?<!import\()(?<!from )['`]([a-zA-Z]+)\.[a-zA-Z$]/g)].map(
    ([, area]) => area!,
  );
  expect(used.filter((area) => missing.includes(area))).toEqual([]);
});

it('loads the parts by the address of a page', () => {
  expect(textsOf('/account/calls')).toEqual(['base']);
  expect(textsOf('/settings')).toEqual(['base']);
  expect(textsOf('/account/push/target')).toEqual(['base', 'pages']);
  expect(textsOf('/operator/tenants')).toEqual(['base', 'pages', 'operator']);
});
