import { z } from 'zod';

/** A page is built in memory and drawn by the panel. */
const MAX_PAGE_SIZE = 200;
const DEFAULT_PAGE_SIZE = 50;
/** A cursor is ours to make; it is a position, not a document. */
const MAX_CURSOR_CHARS = 500;

/** The query of every list that is read page by page. */
export const PageQuery = {
  cursor: z.string().max(MAX_CURSOR_CHARS).exactOptional().describe('The `nextCursor` of the page before.'),
  limit: z.coerce.number<string | number>().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
};
