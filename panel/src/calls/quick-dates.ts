import { addDays, type WarsawDay } from '../format/warsaw-time.ts';

export const QUICK_DATES = ['today', 'yesterday', 'week', 'month'] as const;
export type QuickDates = (typeof QUICK_DATES)[number];

/** How many days back a quick choice begins and ends; 7 and 30 days count today. */
const DAYS_BACK: Record<QuickDates, { from: number; to: number }> = {
  today: { from: 0, to: 0 },
  yesterday: { from: 1, to: 1 },
  week: { from: 6, to: 0 },
  month: { from: 29, to: 0 },
};

/** The first and the last day of a quick choice. */
export function quickDates(choice: QuickDates, today: WarsawDay): { from: WarsawDay; to: WarsawDay } {
  const { from, to } = DAYS_BACK[choice];
  return { from: addDays(today, -from), to: addDays(today, -to) };
}

/** The quick choice that stands for these dates; null where none does. */
export function quickChoiceOf(
  dates: { readonly from?: WarsawDay; readonly to?: WarsawDay },
  today: WarsawDay,
): QuickDates | null {
  const isChosen = (choice: QuickDates) => {
    const { from, to } = quickDates(choice, today);
    return dates.from === from && dates.to === to;
  };
  return QUICK_DATES.find(isChosen) ?? null;
}
