/** How many recordings something concerns, and their size. */
export interface Affected {
  readonly recordings: number;
  readonly bytes: number;
}

export const NONE: Affected = { recordings: 0, bytes: 0 };

export function sum(one: Affected, other: Affected): Affected {
  return { recordings: one.recordings + other.recordings, bytes: one.bytes + other.bytes };
}
