import { expect, test } from 'vitest';
import { dayState, type DayFacts } from './day-summaries.ts';

const WHOLE = { missing: 0, destroyedUndelivered: 0 };
const packages = (...states: DayFacts['packages'][number]['state'][]) => states.map((state) => ({ state }));

test.each<[string, Partial<DayFacts>]>([
  ['not-due', { isDue: false }],
  ['not-due', { isDue: false, hasTarget: false }],
  ['not-set-up', { hasTarget: false }],
  ['not-set-up', { hasTarget: false, packages: packages('failing') }],
  ['pending', {}],
  ['pending', { packages: packages('waiting') }],
  // What is sent by hand.
  ['pending', { isDue: false, packages: packages('waiting') }],
  ['failing', { packages: packages('failing') }],
  ['failing', { packages: packages('waiting', 'failing') }],
  ['sending', { packages: packages('sending') }],
  ['sending', { packages: packages('delivered', 'sending') }],
  ['delivered', { packages: packages('delivered') }],
  ['delivered', { isDue: false, hasTarget: false, packages: packages('delivered') }],
  // Sent again, and not there yet: all of the day is there all the same.
  ['delivered', { packages: packages('delivered', 'failing') }],
  ['partial', { packages: packages('delivered', 'failing'), counts: { ...WHOLE, missing: 1 } }],
  ['partial', { packages: packages('delivered'), counts: { ...WHOLE, missing: 1 } }],
  ['partial', { packages: packages('delivered'), counts: { ...WHOLE, destroyedUndelivered: 1 } }],
  ['pending', { counts: { ...WHOLE, missing: 1 } }],
])('%s: %j', (state, known) => {
  expect(dayState({ isDue: true, hasTarget: true, counts: WHOLE, packages: [], ...known })).toBe(state);
});
