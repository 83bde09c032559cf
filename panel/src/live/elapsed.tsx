import { useSyncExternalStore } from 'react';
import { formatDuration } from '../format/numbers.ts';

const viewers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all that tick on the page. */
function everySecond(viewer: () => void): () => void {
  viewers.add(viewer);
  timer ??= setInterval(() => {
    for (const each of viewers) each();
  }, 1000);
  return () => {
    viewers.delete(viewer);
    if (viewers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

interface ElapsedProps {
  since: string;
  /** What the server's clock is ahead of the browser's, ms. */
  clockOffsetMs: number;
}

/** For how long something lasts, each second. Nothing else is drawn again with it. */
export function Elapsed({ since, clockOffsetMs }: ElapsedProps) {
  const seconds = useSyncExternalStore(everySecond, () =>
    Math.max(0, Math.floor((Date.now() + clockOffsetMs - Date.parse(since)) / 1000)),
  );
  return <span style={{ fontVariantNumeric: 'tabular-nums' }}>{formatDuration(seconds * 1000)}</span>;
}
