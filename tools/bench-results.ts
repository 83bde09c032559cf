import type { Figure } from '../bench/kit/report.ts';

/** What one run of a benchmark gave. */
export type Run = readonly Figure[];

/** One figure in several rounds, each of which measured both sides. */
export interface ComparedFigure {
  readonly case: string;
  readonly name: string;
  readonly unit: string;
  /** The middle of the rounds; null: that side has no such figure. */
  readonly before: number | null;
  readonly now: number | null;
  /** Now by before, of the same round: the middle, and the spread of the rounds; null: a side has no such figure, or before there was nothing. */
  readonly ratio: { readonly middle: number; readonly least: number; readonly most: number } | null;
}

export interface Round {
  readonly before: Run;
  readonly now: Run;
}

/** Compares figure by figure, in the order in which they are now. */
export function compareRounds(rounds: readonly Round[]): ComparedFigure[] {
  const figures = new Map<string, Figure>();
  for (const { before, now } of rounds) {
    for (const figure of [...now, ...before]) figures.set(keyOf(figure), figures.get(keyOf(figure)) ?? figure);
  }
  return [...figures.values()].map(({ case: of, name, unit }) => {
    const valueIn = (run: Run): number | null =>
      run.find((figure) => keyOf(figure) === keyOf({ case: of, name, unit }))?.value ?? null;
    const pairs = rounds.map(({ before, now }) => ({ before: valueIn(before), now: valueIn(now) }));
    const ratios = pairs.flatMap(({ before, now }) =>
      before === null || now === null || (before === 0 && now !== 0) ? [] : [before === now ? 1 : now / before],
    );
    return {
      case: of,
      name,
      unit,
      before: middle(pairs.flatMap((pair) => pair.before ?? [])),
      now: middle(pairs.flatMap((pair) => pair.now ?? [])),
      ratio:
        ratios.length === 0 ? null : { middle: middle(ratios)!, least: Math.min(...ratios), most: Math.max(...ratios) },
    };
  });
}

/** Of an even number of values the mean of the two in the middle. */
export function middle(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function keyOf({ case: of, name, unit }: Pick<Figure, 'case' | 'name' | 'unit'>): string {
  return JSON.stringify([of, name, unit]);
}
