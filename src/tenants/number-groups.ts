import { AppError } from '../base/errors.ts';
import { newId, type NumberGroupId, type TenantId } from '../base/ids.ts';
import { type PhoneNumber, readPhoneNumber } from '../base/phone-number.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { ManagedBy } from './manage-rules.ts';
import { requireManagedGroup } from './managing.ts';

/** A tenant's own numbers and extensions under a name, to which users can be limited. */
export interface NumberGroup {
  readonly id: NumberGroupId;
  readonly name: string;
  readonly numbers: readonly PhoneNumber[];
}

/** Every query of a limited user's calls names all of the numbers. */
const MAX_NUMBERS = 500;
/** One page of the panel lists them all. */
const MAX_GROUPS = 200;

/** In any notation, as they are stored. Throws `number-invalid`, `request-invalid`. */
export function readNumbers(texts: readonly string[]): PhoneNumber[] {
  if (texts.length > MAX_NUMBERS) throw new AppError('request-invalid', `at most ${MAX_NUMBERS} numbers`);
  const numbers = texts.map((text) => readPhoneNumber(text) ?? invalid());
  return [...new Set(numbers)].toSorted();
}

function invalid(): never {
  throw new AppError('number-invalid');
}

/** By name. */
export function listNumberGroups(db: Database, tenantId: TenantId): Promise<NumberGroup[]> {
  return db
    .selectFrom('number_groups')
    .select(['id', 'name', 'numbers'])
    .where('tenant_id', '=', tenantId)
    .orderBy('name')
    .execute();
}

interface GroupContents {
  readonly name: string;
  /** In any notation. */
  readonly numbers: readonly string[];
}

/** Throws `number-invalid`, `number-group-exists`, `request-invalid`. */
export async function addNumberGroup(
  db: Database,
  tenantId: TenantId,
  { name, numbers }: GroupContents,
  nowMs: number,
): Promise<NumberGroup> {
  const { count } = await db
    .selectFrom('number_groups')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  if (count >= MAX_GROUPS) throw new AppError('request-invalid', `at most ${MAX_GROUPS} groups`);
  const group = { id: newId<NumberGroupId>(nowMs), name: name.trim(), numbers: readNumbers(numbers) };
  const inserted = await db
    .insertInto('number_groups')
    .values({ ...group, tenant_id: tenantId })
    .onConflict((taken) => taken.columns(['tenant_id', 'name']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== 1n) throw new AppError('number-group-exists');
  return group;
}

interface ChangedGroup {
  readonly tenantId: TenantId;
  readonly id: NumberGroupId;
  readonly by: ManagedBy;
}

/**
 * Its users see the calls of the new numbers from now on. Throws `not-found`, `number-invalid`, `number-group-exists`,
 * `above-own-rights`.
 */
export async function changeNumberGroup(
  transaction: Database,
  { tenantId, id, by }: ChangedGroup,
  { name, numbers }: GroupContents,
): Promise<NumberGroup> {
  await requireManagedGroup(transaction, { tenantId, id, by });
  const sameName = await transaction
    .selectFrom('number_groups')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('name', '=', name.trim())
    .where('id', '<>', id)
    .executeTakeFirst();
  if (sameName !== undefined) throw new AppError('number-group-exists');
  const changed = await transaction
    .updateTable('number_groups')
    .set({ name: name.trim(), numbers: readNumbers(numbers) })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returning(['id', 'name', 'numbers'])
    .executeTakeFirst();
  if (changed === undefined) throw new AppError('not-found');
  return changed;
}

/** Its users stay limited, without its numbers. Throws `not-found`, `above-own-rights`. */
export async function removeNumberGroup(transaction: Database, { tenantId, id, by }: ChangedGroup): Promise<void> {
  await requireManagedGroup(transaction, { tenantId, id, by });
  const removed = await transaction
    .deleteFrom('number_groups')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (removed.numDeletedRows !== 1n) throw new AppError('not-found');
}

/** The tenant's group with a name. Throws `not-found`. */
export async function requireNumberGroup(db: Database, tenantId: TenantId, name: string): Promise<NumberGroup> {
  const group = (await listNumberGroups(db, tenantId)).find((one) => one.name === name.trim());
  if (group === undefined) throw new AppError('not-found', `there is no number group ${name}`);
  return group;
}
