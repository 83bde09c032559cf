/** Megabits a second, as lines are sold; the API counts bytes. */
const BYTES_PER_MEGABIT = 125_000;
const NUMBER = /^\d{1,6}(?:[.,]\d{1,6})?$/;

/** Reads megabits a second, `20` or `0,5`; null: none is set, or the text is no number. */
export function bytesPerSecond(text: string): number | null {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Math.round(Number(trimmed.replace(',', '.')) * BYTES_PER_MEGABIT) : null;
}

/** A limit as the form shows it; empty: none. */
export function writtenLimit(bytes: number | null): string {
  return bytes === null ? '' : String(bytes / BYTES_PER_MEGABIT).replace('.', ',');
}
