import { type CallId, isId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';

/** Where a page of calls ended: the last call's place in the order. `startedAt` is Unix ms. */
export interface PageCursor {
  readonly startedAt: number;
  readonly id: CallId;
}

export function writeCursor({ startedAt, id }: PageCursor): string {
  return Buffer.from(`${startedAt}/${id}`).toString('base64url');
}

export function readCursor(text: string): Result<PageCursor, 'not-a-cursor'> {
  const match = /^(-?\d{1,15})\/(.*)$/.exec(Buffer.from(text, 'base64url').toString());
  const id = match?.[2] ?? '';
  if (match === null || !isId(id)) return fail('not-a-cursor');
  return ok({ startedAt: Number(match[1]), id: id as CallId });
}
