import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import { type CallId, isId, type UserId } from '../base/ids.ts';
import { isCallOf, type TenantScope } from '../catalog/index.ts';
import { queueMail } from '../mail/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { colleaguesOfCall } from './colleagues.ts';
import { type Author, type NotesDeps, recordChange, withCall } from './of-call.ts';
import { reviewMail } from './review-mail.ts';

/** Open marks for one user: more are a queue that nobody works off. */
const MAX_OPEN_FOR_USER = 1_000;
/** Mails to one user about marks; further ones are in the list only. */
const MAX_MAILS_PER_HOUR = 20;
const HOUR_MS = 3_600_000;

/** A mark of a call for a colleague. Logins are null once the account is removed. */
export interface Review {
  readonly callId: CallId;
  readonly forId: UserId;
  readonly for: string | null;
  readonly fromId: UserId;
  readonly from: string | null;
  readonly note: string;
  /** Unix ms. */
  readonly createdAt: number;
  /** Null: open. */
  readonly doneAt: number | null;
}

interface ReviewsDeps extends NotesDeps {
  /** The panel's address for people, without a slash at its end. */
  readonly panelUrl: () => string;
}

/**
 * Marks a call for a user, who gets a mail; one's own mark for oneself sends none. A mark that was done is open again. Throws
 * `not-found`, `colleague-unknown`, `review-exists`, `too-many-reviews`.
 */
export function askReview(
  deps: ReviewsDeps,
  author: Author,
  callId: string,
  { userId, note }: { readonly userId: string; readonly note: string },
): Promise<Review> {
  const { tenantId } = author.scope;
  const now = deps.clock.now();
  return withCall(deps, author, callId, async (transaction, call) => {
    const colleague = (await colleaguesOfCall(transaction, author.scope, call)).find(({ id }) => id === userId);
    if (colleague === undefined) throw new AppError('colleague-unknown');
    const { rows: counts } = await sql<{ open: number; lately: number }>`
      SELECT count(*) FILTER (WHERE done_at IS NULL)::int AS open,
        count(*) FILTER (WHERE created_at > ${new Date(now - HOUR_MS)})::int AS lately
      FROM call_reviews WHERE tenant_id = ${tenantId} AND for_user_id = ${colleague.id}`.execute(transaction);
    const { open, lately } = counts[0]!;
    if (open >= MAX_OPEN_FOR_USER) throw new AppError('too-many-reviews');
    const asked = { from_user_id: author.userId, note, created_at: new Date(now) };
    const saved = await transaction
      .insertInto('call_reviews')
      .values({ tenant_id: tenantId, call_id: call, for_user_id: colleague.id, ...asked })
      .onConflict((known) =>
        known
          .columns(['tenant_id', 'call_id', 'for_user_id'])
          .doUpdateSet({ ...asked, done_at: null, done_by: null })
          .where((is) =>
            is.or([is('call_reviews.done_at', 'is not', null), is('call_reviews.from_user_id', '=', author.userId)]),
          ),
      )
      .returning('call_id')
      .executeTakeFirst();
    if (saved === undefined) throw new AppError('review-exists');
    const detail = { user: colleague.id };
    await recordChange(deps, transaction, author, { action: 'review-asked', callId: call, detail });
    if (colleague.hasEmail && colleague.id !== author.userId && lately < MAX_MAILS_PER_HOUR) {
      const { started_at } = await transaction
        .selectFrom('calls')
        .select('started_at')
        .where('id', '=', call)
        .executeTakeFirstOrThrow();
      const link = `${deps.panelUrl()}/account/review?call=${call}`;
      const write = reviewMail({ from: author.login, startedAt: started_at.getTime(), link });
      await queueMail(transaction, { tenantId, userId: colleague.id, kind: 'review-asked', write, now });
    }
    return (await reviewsOfCall(transaction, author.scope, call)).find((one) => one.forId === colleague.id)!;
  });
}

/** Of a call, the oldest first. */
export async function reviewsOfCall(db: Database, { tenantId }: TenantScope, callId: CallId): Promise<Review[]> {
  const rows = await reviews(db, tenantId)
    .where('call_reviews.call_id', '=', callId)
    .orderBy('call_reviews.created_at')
    .execute();
  return rows.map(reviewFromRow);
}

interface ReviewRequest {
  readonly callId: string;
  /** For whom it is. */
  readonly userId: string;
}

/** By whom it is for, who asked, or an administrator. Throws `not-found`, `not-allowed`. */
export function setReviewDone(
  deps: NotesDeps,
  author: Author,
  { callId, userId, done }: ReviewRequest & { readonly done: boolean },
): Promise<Review> {
  return withCall(deps, author, callId, async (transaction, call) => {
    const review = await requireReview(transaction, author, call, userId);
    if (!mayFinish(author, review)) throw new AppError('not-allowed');
    if (done !== (review.doneAt !== null)) {
      const at = done ? new Date(deps.clock.now()) : null;
      await transaction
        .updateTable('call_reviews')
        .set({ done_at: at, done_by: done ? author.userId : null })
        .where('tenant_id', '=', author.scope.tenantId)
        .where('call_id', '=', call)
        .where('for_user_id', '=', review.forId)
        .execute();
      const detail = { user: review.forId, done };
      await recordChange(deps, transaction, author, { action: 'review-changed', callId: call, detail });
    }
    return requireReview(transaction, author, call, userId);
  });
}

export function mayFinish({ userId, isAdmin }: Pick<Author, 'userId' | 'isAdmin'>, review: Review): boolean {
  return isAdmin || review.forId === userId || review.fromId === userId;
}

/** By who asked, or an administrator. Throws `not-found`, `not-allowed`. */
export function removeReview(deps: NotesDeps, author: Author, { callId, userId }: ReviewRequest): Promise<void> {
  return withCall(deps, author, callId, async (transaction, call) => {
    const review = await requireReview(transaction, author, call, userId);
    if (!author.isAdmin && review.fromId !== author.userId) throw new AppError('not-allowed');
    await transaction
      .deleteFrom('call_reviews')
      .where('tenant_id', '=', author.scope.tenantId)
      .where('call_id', '=', call)
      .where('for_user_id', '=', review.forId)
      .execute();
    const detail = { user: review.forId };
    await recordChange(deps, transaction, author, { action: 'review-removed', callId: call, detail });
  });
}

async function requireReview(db: Database, { scope }: Author, callId: CallId, userId: string): Promise<Review> {
  const row = isId(userId)
    ? await reviews(db, scope.tenantId)
        .where('call_reviews.call_id', '=', callId)
        .where('call_reviews.for_user_id', '=', userId as UserId)
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw new AppError('not-found');
  return reviewFromRow(row);
}

interface ReviewQuery {
  readonly state: 'open' | 'done';
  /** Only those for this user. */
  readonly forId?: UserId;
  /** Only those that this user asked. */
  readonly fromId?: UserId;
  readonly cursor: string | null;
  readonly limit: number;
}

/** Of the calls that the scope may see, the newest first. Throws `request-invalid`. */
export async function listReviews(
  db: Database,
  scope: TenantScope,
  { state, forId, fromId, cursor, limit }: ReviewQuery,
): Promise<{ readonly reviews: readonly Review[]; readonly nextCursor: string | null }> {
  let query = reviews(db, scope.tenantId)
    .where('call_reviews.done_at', state === 'open' ? 'is' : 'is not', null)
    .where(sql<boolean>`EXISTS (SELECT FROM calls WHERE calls.id = call_reviews.call_id AND ${isCallOf(scope)})`)
    .orderBy('call_reviews.created_at', 'desc')
    .orderBy('call_reviews.call_id', 'desc')
    .orderBy('call_reviews.for_user_id', 'desc')
    .limit(limit + 1);
  if (forId !== undefined) query = query.where('call_reviews.for_user_id', '=', forId);
  if (fromId !== undefined) query = query.where('call_reviews.from_user_id', '=', fromId);
  if (cursor !== null) {
    const { at, callId, userId } = readCursor(cursor);
    query = query.where(sql<boolean>`(call_reviews.created_at, call_reviews.call_id, call_reviews.for_user_id)
      < (${new Date(at)}::timestamptz, ${callId}::uuid, ${userId}::uuid)`);
  }
  const rows = (await query.execute()).map(reviewFromRow);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { reviews: shown, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

function cursorOf({ createdAt, callId, forId }: Review): string {
  return Buffer.from(`${createdAt}/${callId}/${forId}`).toString('base64url');
}

function readCursor(cursor: string) {
  const [at = '', callId = '', userId = ''] = Buffer.from(cursor, 'base64url').toString().split('/');
  if (!/^\d{1,14}$/.test(at) || !isId(callId) || !isId(userId)) {
    throw new AppError('request-invalid', 'the cursor is not valid: use the nextCursor of a page');
  }
  return { at: Number(at), callId, userId };
}

function reviews(db: Database, tenantId: TenantScope['tenantId']) {
  return db
    .selectFrom('call_reviews')
    .leftJoin('users as asked', 'asked.id', 'call_reviews.for_user_id')
    .leftJoin('users as asking', 'asking.id', 'call_reviews.from_user_id')
    .where('call_reviews.tenant_id', '=', tenantId)
    .select(['call_reviews.call_id', 'call_reviews.for_user_id', 'call_reviews.from_user_id', 'call_reviews.note'])
    .select(['call_reviews.created_at', 'call_reviews.done_at', 'asked.login as for', 'asking.login as from']);
}

function reviewFromRow(row: Awaited<ReturnType<ReturnType<typeof reviews>['execute']>>[number]): Review {
  return {
    callId: row.call_id,
    forId: row.for_user_id,
    for: row.for,
    fromId: row.from_user_id,
    from: row.from,
    note: row.note,
    createdAt: row.created_at.getTime(),
    doneAt: row.done_at?.getTime() ?? null,
  };
}
