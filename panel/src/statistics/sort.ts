import type { Language } from '../i18n/language.ts';

export type SortValue = string | number | null;
export type SortOrder = 'ascending' | 'descending';

/** Extensions as numbers: 9 before 10. Unknown values stand last in either order. */
export function sortedBy<Row>(
  rows: readonly Row[],
  valueOf: (row: Row) => SortValue,
  order: SortOrder,
  language: Language,
): Row[] {
  const collator = new Intl.Collator(language, { numeric: true });
  const sign = order === 'ascending' ? 1 : -1;
  return rows.toSorted((one, other) => {
    const [first, second] = [valueOf(one), valueOf(other)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    if (typeof first === 'number' && typeof second === 'number') return sign * (first - second);
    return sign * collator.compare(String(first), String(second));
  });
}
