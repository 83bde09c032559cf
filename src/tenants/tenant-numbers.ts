import { sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { type PhoneNumber, readPhoneNumber } from '../base/phone-number.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { lockTenant } from './subscriptions.ts';

/** A number that a tenant has, had, or will have. Calls belong to who has the number when they start. */
export interface NumberSpan {
  readonly number: PhoneNumber;
  readonly tenantId: TenantId;
  /** Unix ms; null: since ever. */
  readonly startsAt: number | null;
  /** The first instant without it; null: no end is known. */
  readonly endsAt: number | null;
}

interface NumberChange {
  readonly tenantId: TenantId;
  /** In any notation. */
  readonly number: string;
  readonly now: number;
}

/** Numbers with and without a known end, of all tenants or of one. */
export async function numberSpans(db: Database, only?: TenantId): Promise<NumberSpan[]> {
  const rows = await db
    .selectFrom('tenant_numbers')
    .select(['number', 'tenant_id', 'starts_at', sql<Date | null>`NULL::timestamptz`.as('ends_at')])
    .$if(only !== undefined, (query) => query.where('tenant_id', '=', only!))
    .unionAll(
      db
        .selectFrom('ended_tenant_numbers')
        .select(['number', 'tenant_id', 'starts_at', sql<Date | null>`ends_at`.as('ends_at')])
        .$if(only !== undefined, (query) => query.where('tenant_id', '=', only!)),
    )
    .orderBy('number')
    .orderBy('ends_at')
    .execute();
  return rows.map(({ number, tenant_id, starts_at, ends_at }) => ({
    number,
    tenantId: tenant_id,
    startsAt: starts_at?.getTime() ?? null,
    endsAt: ends_at?.getTime() ?? null,
  }));
}

/** Whether the number is the tenant's at an instant (Unix ms). */
export function isOwnedAt({ startsAt, endsAt }: Pick<NumberSpan, 'startsAt' | 'endsAt'>, at: number): boolean {
  return (startsAt === null || startsAt <= at) && (endsAt === null || at < endsAt);
}

/**
 * Gives a tenant a number from an instant on; without one, from the end of its last owner's time, at the earliest now, or since
 * ever if it had none. A planned end of the tenant's own is withdrawn. Returns whether anything changed. Throws `number-invalid`,
 * `number-taken` if another tenant has it then, `tenant-unknown`.
 */
export function addNumber(
  db: Database,
  { tenantId, number: text, now, from }: NumberChange & { readonly from?: number | undefined },
): Promise<boolean> {
  const number = publicNumber(text);
  return inTransaction(db, async (transaction) => {
    await lockTenant(transaction, tenantId);
    await lockNumber(transaction, number);
    if (await withdrawEnd(transaction, tenantId, number, now)) return true;
    const inserted = await transaction
      .insertInto('tenant_numbers')
      .values({ number, tenant_id: tenantId, starts_at: from === undefined ? null : new Date(from) })
      .onConflict((taken) => taken.column('number').doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows !== 1n) {
      const { tenant_id } = await transaction
        .selectFrom('tenant_numbers')
        .select('tenant_id')
        .where('number', '=', number)
        .executeTakeFirstOrThrow();
      if (tenant_id === tenantId) return false;
      throw new AppError('number-taken');
    }
    const lastEnd = await lastEndOf(transaction, number);
    if (lastEnd === null) return true;
    const startsAt = from ?? Math.max(now, lastEnd);
    if (startsAt < lastEnd)
      throw new AppError('number-taken', 'the number belongs to another tenant until a later time');
    await transaction
      .updateTable('tenant_numbers')
      .set({ starts_at: new Date(startsAt) })
      .where('number', '=', number)
      .execute();
    return true;
  });
}

/**
 * Takes a number from a tenant at an instant, now or later. Its calls of before stay with the tenant, also those that are reported
 * afterwards. Returns false if it has no such number. Throws `number-invalid`, `request-invalid`, `tenant-unknown`.
 */
export function removeNumber(
  db: Database,
  { tenantId, number: text, now, at }: NumberChange & { readonly at: number },
): Promise<boolean> {
  const number = publicNumber(text);
  if (at < now)
    throw new AppError('request-invalid', 'a number is removed now or later: calls of the past have their tenant');
  return inTransaction(db, async (transaction) => {
    await lockTenant(transaction, tenantId);
    await lockNumber(transaction, number);
    const removed = await transaction
      .deleteFrom('tenant_numbers')
      .where('number', '=', number)
      .where('tenant_id', '=', tenantId)
      .returning('starts_at')
      .executeTakeFirst();
    if (removed === undefined) return moveEnd(transaction, { tenantId, number, now, at });
    if (removed.starts_at === null || removed.starts_at.getTime() < at) {
      const span = { number, tenant_id: tenantId, starts_at: removed.starts_at, ends_at: new Date(at) };
      await transaction.insertInto('ended_tenant_numbers').values(span).execute();
    }
    return true;
  });
}

/** Until the transaction ends nobody else changes whose the number is, or was: a row that is not there yet cannot be locked. */
async function lockNumber(transaction: Database, number: PhoneNumber): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`fonoteka number ${number}`}, 0))`.execute(transaction);
}

/** Refuses extensions, as every tenant may have a 101, service codes and what fits no numbering plan. */
export function publicNumber(text: string): PhoneNumber {
  const number = readPhoneNumber(text);
  if (number?.startsWith('+') !== true) throw new AppError('number-invalid');
  return number;
}

/** An end that is still to come; unless another tenant gets the number then, for ever or until a later end. */
async function withdrawEnd(db: Database, tenantId: TenantId, number: PhoneNumber, now: number): Promise<boolean> {
  const ending = await endingSpan(db, { tenantId, number, now });
  if (ending === null || ending.nextStart !== null) return false;
  await deleteEnded(db, ending);
  const { starts_at } = ending;
  await db.insertInto('tenant_numbers').values({ number, tenant_id: tenantId, starts_at }).execute();
  return true;
}

/** Another end of a number whose end is known and still to come; none of it is left if it would begin only then. */
async function moveEnd(db: Database, { tenantId, number, now, at }: NumberChange & NumberEnd): Promise<boolean> {
  const ending = await endingSpan(db, { tenantId, number, now });
  if (ending === null) return false;
  if (ending.nextStart !== null && ending.nextStart < at) throw new AppError('number-taken');
  await deleteEnded(db, ending);
  const { starts_at } = ending;
  if (starts_at === null || starts_at.getTime() < at) {
    const span = { number, tenant_id: tenantId, starts_at, ends_at: new Date(at) };
    await db.insertInto('ended_tenant_numbers').values(span).execute();
  }
  return true;
}

interface NumberEnd {
  readonly number: PhoneNumber;
  readonly at: number;
}

interface EndingSpan {
  readonly number: PhoneNumber;
  readonly starts_at: Date | null;
  readonly ends_at: Date;
  /** When anybody has the number next, Unix ms; null: nobody. */
  readonly nextStart: number | null;
}

/** The tenant's last span of a number whose end is still to come. */
async function endingSpan(
  db: Database,
  { tenantId, number, now }: Omit<NumberChange, 'number'> & Pick<NumberEnd, 'number'>,
): Promise<EndingSpan | null> {
  const ended = await db
    .selectFrom('ended_tenant_numbers')
    .select(['number', 'tenant_id', 'starts_at', 'ends_at'])
    .where('number', '=', number)
    .where('ends_at', '>', new Date(now))
    .orderBy('ends_at')
    .execute();
  const index = ended.findLastIndex(({ tenant_id }) => tenant_id === tenantId);
  if (index === -1) return null;
  const open = await db
    .selectFrom('tenant_numbers')
    .select('starts_at')
    .where('number', '=', number)
    .executeTakeFirst();
  const own = ended[index]!;
  const next = ended[index + 1] ?? open;
  const nextStart = next === undefined ? null : (next.starts_at?.getTime() ?? 0);
  return { number, starts_at: own.starts_at, ends_at: own.ends_at, nextStart };
}

async function deleteEnded(db: Database, { number, ends_at }: EndingSpan): Promise<void> {
  await db.deleteFrom('ended_tenant_numbers').where('number', '=', number).where('ends_at', '=', ends_at).execute();
}

async function lastEndOf(db: Database, number: PhoneNumber): Promise<number | null> {
  const { last } = await db
    .selectFrom('ended_tenant_numbers')
    .select(({ fn }) => fn.max('ends_at').as('last'))
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  return last === null ? null : last.getTime();
}
