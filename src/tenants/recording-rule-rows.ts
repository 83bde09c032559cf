import type { AuditDetail } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import { newId, type NumberGroupId, type RecordingRuleId, type TenantId } from '../base/ids.ts';
import { isWithheld, type PhoneNumber, readPhoneNumber } from '../base/phone-number.ts';
import type { Database } from '../platform/postgres/index.ts';
import type { Direction } from '../recording/index.ts';
import { type RecordingRule, type RuleConditions, type RuleEffect, WITHHELD_NUMBER } from './recording-rules.ts';

/** Each call is compared with all of them, and the panel lists them on one page. */
export const MAX_RULES = 100;
/** Of a rule: they are in the memory of each recorder. A number group has as many. */
export const MAX_RULE_NUMBERS = 500;
export const MAX_RULE_GROUPS = 50;

/** A rule as its tenant wrote it. */
export interface RuleContents {
  readonly name: string;
  readonly enabled: boolean;
  readonly effect: RuleEffect;
  /** 1 to 100. */
  readonly percent: number;
  /** Numbers in any notation, prefixes with `*` at the end, `withheld`. */
  readonly numbers: readonly string[];
  readonly numberGroups: readonly NumberGroupId[];
  readonly extensions: readonly string[];
  readonly directions: readonly Direction[];
  /** 1: Monday, 7: Sunday. */
  readonly days: readonly number[];
  /** `HH:MM` in Warsaw; both null: all day. */
  readonly from: string | null;
  readonly until: string | null;
}

export interface ListedRule extends RuleContents {
  readonly id: RecordingRuleId;
}

/** Which calls a rule fits, as its tenant wrote it. */
export type StoredConditions = Omit<RuleContents, 'name' | 'enabled' | 'effect' | 'percent'>;

/** In their order, those that are switched off, too. */
export async function listRecordingRules(db: Database, tenantId: TenantId): Promise<ListedRule[]> {
  const rows = await rowsOf(db).where('tenant_id', '=', tenantId).execute();
  return rows.map(({ id, name, enabled, effect, percent, conditions }) => ({
    id,
    name,
    enabled,
    effect,
    percent,
    ...(conditions as StoredConditions),
  }));
}

function rowsOf(db: Database) {
  return db.selectFrom('recording_rules').selectAll().orderBy('tenant_id').orderBy('position').orderBy('id');
}

/** For the directory: those that are switched on, of every tenant. */
export async function recordingRules(db: Database): Promise<Map<TenantId, RecordingRule[]>> {
  const rows = await rowsOf(db).where('enabled', '=', true).execute();
  const tenants = [...new Set(rows.map(({ tenant_id }) => tenant_id))];
  const groups = tenants.length === 0 ? new Map<NumberGroupId, readonly PhoneNumber[]>() : await groupsOf(db, tenants);
  const rules = rows.map(({ tenant_id, id, name, effect, percent, conditions }) => ({
    tenant_id,
    rule: { id, name, effect, percent, ...conditionsOf(conditions as StoredConditions, groups) },
  }));
  const byTenant = Map.groupBy(rules, ({ tenant_id }) => tenant_id);
  return new Map([...byTenant].map(([tenantId, own]) => [tenantId, own.map(({ rule }) => rule)]));
}

async function groupsOf(
  db: Database,
  tenants: readonly TenantId[],
): Promise<Map<NumberGroupId, readonly PhoneNumber[]>> {
  const rows = await db
    .selectFrom('number_groups')
    .select(['id', 'numbers'])
    .where('tenant_id', 'in', tenants)
    .execute();
  return new Map(rows.map(({ id, numbers }) => [id, numbers]));
}

/** The conditions of rules of one tenant, with the numbers that its groups have now. */
export async function readConditions(
  db: Database,
  tenantId: TenantId,
  stored: readonly StoredConditions[],
): Promise<RuleConditions[]> {
  const groups = stored.some(({ numberGroups }) => numberGroups.length > 0)
    ? await groupsOf(db, [tenantId])
    : new Map<NumberGroupId, readonly PhoneNumber[]>();
  return stored.map((conditions) => conditionsOf(conditions, groups));
}

function conditionsOf(
  { numbers, numberGroups, extensions, directions, days, from, until }: StoredConditions,
  groups: ReadonlyMap<NumberGroupId, readonly PhoneNumber[]>,
): RuleConditions {
  const named = [...numbers, ...numberGroups.flatMap((id) => groups.get(id) ?? [])];
  const isAny = numbers.length === 0 && numberGroups.length === 0;
  return {
    numbers: isAny ? null : new Set(named),
    extensions: extensions.length === 0 ? null : new Set(extensions),
    directions,
    days,
    hours: from === null || until === null ? null : { from: minuteOf(from), until: minuteOf(until) },
  };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** For the audit log: what was set; how many of what names people. */
export function ruleDetail({
  effect,
  enabled,
  percent,
  numbers,
  numberGroups,
  extensions,
  ...rest
}: ListedRule): AuditDetail {
  const { directions, days, from, until } = rest;
  const counts = { numbers: numbers.length, groups: numberGroups.length, extensions: extensions.length };
  const hours = from === null || until === null ? null : `${from}-${until}`;
  return { effect, enabled, percent, ...counts, directions, days, hours };
}

/** Last: after those before it. Throws `too-many-recording-rules`, `number-invalid`, `request-invalid`. */
export async function addRecordingRule(
  transaction: Database,
  tenantId: TenantId,
  contents: RuleContents,
  nowMs: number,
): Promise<ListedRule> {
  const known = await lockedRules(transaction, tenantId);
  if (known.length >= MAX_RULES) throw new AppError('too-many-recording-rules');
  const rule = { id: newId<RecordingRuleId>(nowMs), ...(await asStored(transaction, tenantId, contents)) };
  const { id, name, enabled, effect, percent, ...conditions } = rule;
  await transaction
    .insertInto('recording_rules')
    .values({
      tenant_id: tenantId,
      id,
      position: (known.at(-1)?.position ?? 0) + 1,
      name,
      enabled,
      effect,
      percent,
      conditions: JSON.stringify(conditions),
    })
    .execute();
  return rule;
}

/** Throws `not-found`, `number-invalid`, `request-invalid`. */
export async function changeRecordingRule(
  transaction: Database,
  tenantId: TenantId,
  id: RecordingRuleId,
  contents: RuleContents,
): Promise<ListedRule> {
  const stored = await asStored(transaction, tenantId, contents);
  const { name, enabled, effect, percent, ...conditions } = stored;
  const changed = await transaction
    .updateTable('recording_rules')
    .set({ name, enabled, effect, percent, conditions: JSON.stringify(conditions) })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (changed.numUpdatedRows !== 1n) throw new AppError('not-found');
  return { id, ...stored };
}

/** Throws `not-found`. */
export async function removeRecordingRule(db: Database, tenantId: TenantId, id: RecordingRuleId): Promise<void> {
  const removed = await db
    .deleteFrom('recording_rules')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (removed.numDeletedRows !== 1n) throw new AppError('not-found');
}

/** `ids`: all rules of the tenant, the first to decide first. Throws `recording-rules-changed`: others than these are there now. */
export async function orderRecordingRules(
  transaction: Database,
  tenantId: TenantId,
  ids: readonly RecordingRuleId[],
): Promise<void> {
  const known = await lockedRules(transaction, tenantId);
  const isSame = known.length === ids.length && known.every(({ id }) => ids.includes(id));
  if (!isSame) throw new AppError('recording-rules-changed');
  for (const [index, id] of ids.entries()) {
    await transaction
      .updateTable('recording_rules')
      .set({ position: index + 1 })
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .execute();
  }
}

/** Two changes at once come one after the other: the tenant's row is locked. */
async function lockedRules(transaction: Database, tenantId: TenantId) {
  await transaction.selectFrom('tenants').select('id').where('id', '=', tenantId).forUpdate().execute();
  return transaction
    .selectFrom('recording_rules')
    .select(['id', 'position'])
    .where('tenant_id', '=', tenantId)
    .orderBy('position')
    .execute();
}

async function asStored(db: Database, tenantId: TenantId, contents: RuleContents): Promise<RuleContents> {
  const { name, enabled, effect, percent, ...conditions } = contents;
  if (effect === 'never' && percent < 100) throw new AppError('request-invalid', 'a rule “never” has no percentage');
  return { name: name.trim(), enabled, effect, percent, ...(await asStoredConditions(db, tenantId, conditions)) };
}

/** Numbers as they are stored. Throws `number-invalid`, `request-invalid`. */
export async function asStoredConditions(
  db: Database,
  tenantId: TenantId,
  conditions: StoredConditions,
): Promise<StoredConditions> {
  const { numbers, numberGroups, extensions, from, until } = conditions;
  if ((from === null) !== (until === null)) throw new AppError('request-invalid', 'from and until belong together');
  await requireGroups(db, tenantId, numberGroups);
  return {
    ...conditions,
    numbers: unique(numbers.map((text) => readNumberPattern(text) ?? invalid(text))),
    numberGroups: unique(numberGroups),
    extensions: unique(extensions.map((text) => readPhoneNumber(text) ?? invalid(text))),
    directions: unique(conditions.directions),
    days: unique(conditions.days).toSorted((a, b) => a - b),
  };
}

async function requireGroups(db: Database, tenantId: TenantId, ids: readonly NumberGroupId[]): Promise<void> {
  if (ids.length === 0) return;
  const groups = await db
    .selectFrom('number_groups')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', ids)
    .execute();
  if (groups.length !== new Set(ids).size) throw new AppError('request-invalid', 'a number group does not exist');
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function invalid(text: string): never {
  throw new AppError('number-invalid', `“${text}” is no number and no prefix`);
}

/** The longest number of E.164 has 15 digits. */
const PREFIX = /^(\+|00)?(\d{1,15})\*$/;

/** A number in any notation as it is stored; a prefix of one, with `*` at its end; `withheld`. Null: none of them. */
export function readNumberPattern(text: string): string | null {
  const trimmed = text.trim();
  if (isWithheld(trimmed) || /^zastrzeżony$/i.test(trimmed)) return WITHHELD_NUMBER;
  if (!trimmed.endsWith('*')) return readPhoneNumber(trimmed);
  const [, international, digits] = PREFIX.exec(trimmed.replaceAll(/[\s().\-/]/g, '')) ?? [];
  if (digits === undefined) return null;
  return `${international === undefined ? '' : '+'}${digits}*`;
}
