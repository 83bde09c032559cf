import type { InfiniteData } from '@tanstack/react-query';
import type { paths } from '../api/schema.generated.ts';

export type CallsPage = paths['/api/v1/calls']['get']['responses'][200]['content']['application/json'];

/**
 * A list of calls with its first page as it is now: new calls are added, those of the page as they were are replaced, the other pages
 * stay. Null: so many are new that some between the page and the list are unknown.
 */
export function mergeNewest(known: InfiniteData<CallsPage>, newest: CallsPage): InfiniteData<CallsPage> | null {
  const [first, ...others] = known.pages;
  if (first === undefined) return null;
  const fresh = new Set(newest.calls.map(({ id }) => id));
  const isWhole = newest.nextCursor === null;
  const last = newest.calls.at(-1);
  // What was on the first page and is older than the new one's last call.
  const pushedOut = first.calls
    .filter(({ id }) => !fresh.has(id))
    .filter((call) => last !== undefined && isOlder(call, last));
  const overlaps = isWhole || first.calls.length === 0 || first.calls.some(({ id }) => fresh.has(id));
  if (!overlaps) return null;
  const merged = { ...first, preparing: newest.preparing, calls: [...newest.calls, ...(isWhole ? [] : pushedOut)] };
  // A list of one page goes on where the page now ends.
  const page =
    first.nextCursor === null && pushedOut.length === 0 ? { ...merged, nextCursor: newest.nextCursor } : merged;
  return { ...known, pages: [page, ...others] };
}

type ListedCall = CallsPage['calls'][number];

function isOlder(call: ListedCall, than: ListedCall): boolean {
  return call.startedAt < than.startedAt || (call.startedAt === than.startedAt && call.id < than.id);
}
