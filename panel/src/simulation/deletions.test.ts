import { expect, it } from 'vitest';
import type { RetentionOption } from '../api/client.ts';
import { deletionMonths, monthsOf } from './deletions.ts';

const of = (recordings: number) => ({ recordings, durationMs: recordings * 1000, bytes: recordings * 10 });
const option = (deletions: Record<string, number>) =>
  ({ deletions: Object.entries(deletions).map(([month, count]) => ({ month, ...of(count) })) }) as RetentionOption;

it('each month of either option has what is deleted and what is left', () => {
  const [current, chosen] = [option({ '2026-03': 2, '2026-04': 3 }), option({ '2026-05': 5 })];
  const months = monthsOf(chosen, current);
  expect(months).toEqual(['2026-03', '2026-04', '2026-05']);
  expect(deletionMonths(of(5), current, months).map(({ left }) => left.recordings)).toEqual([3, 0, 0]);
  expect(deletionMonths(of(5), chosen, months)).toEqual([
    { month: '2026-03', deleted: of(0), left: of(5) },
    { month: '2026-04', deleted: of(0), left: of(5) },
    { month: '2026-05', deleted: of(5), left: of(0) },
  ]);
});
