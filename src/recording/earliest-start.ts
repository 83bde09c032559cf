/** When the first of the calls began, Unix ms; null: there are none. */
export function earliestStart(calls: Iterable<{ readonly startedAt: number }>): number | null {
  let earliest: number | null = null;
  for (const { startedAt } of calls) if (earliest === null || startedAt < earliest) earliest = startedAt;
  return earliest;
}
