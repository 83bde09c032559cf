import type { KeyboardEvent } from 'react';

/** Rows of the list, in order: each has this attribute. */
export const ROW = 'data-call-row';
/** The button in a row that plays its recording. */
export const PLAY = 'data-play';

/**
 * The keys of a list of calls, while the focus is on one of its rows: arrows, J and K, Home, End move it, Enter plays. The focus on a
 * button in a row stays with its keys.
 */
export function handleRowKey(event: KeyboardEvent<HTMLElement>, onFocusRow: (id: string) => void): void {
  const row = event.target as HTMLElement;
  if (!row.hasAttribute(ROW) || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === 'Enter') {
    const button = row.querySelector<HTMLElement>(`[${PLAY}]`);
    if (button === null) return;
    event.preventDefault();
    button.click();
    return;
  }
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(`[${ROW}]`)];
  const next = rows[placeAfter(event.key, rows.indexOf(row), rows.length)];
  if (next === undefined) return;
  event.preventDefault();
  onFocusRow(next.getAttribute(ROW)!);
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

/** Where a key leads from a place in a list; -1: nowhere. */
export function placeAfter(key: string, place: number, count: number): number {
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(place + 1, count - 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(place - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
