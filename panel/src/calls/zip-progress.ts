/** A part as the API describes it. */
export interface ZipPart {
  readonly calls: number;
  readonly recordings: number;
  readonly sizeBytes: number;
  readonly address: string;
  readonly nextCursor: string | null;
}

interface Progress {
  /** How many parts were begun. */
  readonly parts: number;
  /** Of all parts; as the calls of those that are known suggest, until the last one is known. */
  readonly allParts: number;
  readonly isExact: boolean;
  readonly recordings: number;
  readonly allRecordings: number;
  /** 0 to 100. */
  readonly percent: number;
}

/** The calls of the filter, and how many of them are recorded. */
interface Totals {
  readonly calls: number;
  readonly recorded: number;
}

/** How far the download of many parts is. Totals that are not known yet: null. */
export function progressOf(found: readonly ZipPart[], begun: readonly string[], totals: Totals | null): Progress {
  const isExact = found.at(-1)?.nextCursor === null;
  const sum = (parts: readonly ZipPart[], of: 'calls' | 'recordings') => parts.reduce((all, part) => all + part[of], 0);
  const foundCalls = sum(found, 'calls');
  const likely = totals === null || foundCalls === 0 ? 0 : Math.ceil((found.length * totals.calls) / foundCalls);
  const allParts = isExact ? found.length : Math.max(found.length + 1, likely);
  const downloaded = found.filter(({ address }) => begun.includes(address));
  const recordings = sum(downloaded, 'recordings');
  // A call may have several recordings, and some are too old for the panel: the exact number is known at the end.
  const known = sum(found, 'recordings');
  const allRecordings = isExact ? known : Math.max(known, totals?.recorded ?? 0);
  const percent = allRecordings === 0 ? 0 : Math.min(100, Math.round((100 * recordings) / allRecordings));
  return { parts: downloaded.length, allParts, isExact, recordings, allRecordings, percent };
}

/** What is kept of a download that was interrupted: only in this tab, because filters name numbers. */
interface Kept {
  readonly filter: string;
  readonly begun: readonly string[];
  /** The end of the filter, so that the parts stay the same. */
  readonly parts: readonly ZipPart[];
}

const STORED_AS = 'fonoteka.zip-parts';

/** The parts of this filter that are known from before; none: null. */
export function keptParts(filter: string): Kept | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORED_AS) ?? 'null') as Kept | null;
    return kept?.filter === filter && kept.parts.length > 0 ? kept : null;
  } catch {
    return null;
  }
}

export function keepParts(kept: Kept): void {
  try {
    sessionStorage.setItem(STORED_AS, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing begins again.
  }
}

export function forgetParts(): void {
  try {
    sessionStorage.removeItem(STORED_AS);
  } catch {
    // There is nothing kept.
  }
}
