import type { Selectable } from 'kysely';
import { AppError } from '../base/errors.ts';
import { type CallMailRuleId, newId, type TenantId, type UserId } from '../base/ids.ts';
import type { Database, Schema } from '../platform/postgres/index.ts';
import { asStoredConditions, hashPassword, lockTenant, type StoredConditions, type User } from '../tenants/index.ts';

/** Each recorded call is compared with all of them. */
const MAX_MAIL_RULES = 20;
/** A mail for each call and each of them. */
export const MAX_RECIPIENTS = 10;

/** By which a mail with a link follows each call that it fits. */
export interface MailRuleContents extends StoredConditions {
  readonly name: string;
  readonly enabled: boolean;
  /** Shorter calls are left out; of the recording. */
  readonly minSeconds: number;
  /** Users of the tenant: to others no mail is sent. */
  readonly recipients: readonly UserId[];
  /** Whether the link allows to download, too. */
  readonly download: boolean;
  /** Null: as often as one likes. */
  readonly maxUses: number | null;
  readonly validHours: number;
}

/** - `author-lost-right`: whoever saved it last may not open recordings any more; somebody else saves it again. */
type MailRuleProblem = 'author-lost-right' | 'no-recipient';

export interface MailRule extends MailRuleContents {
  readonly id: CallMailRuleId;
  readonly hasPassword: boolean;
  /** Unix ms. */
  readonly changedAt: number;
  /** Why no mail is sent; null: it works. */
  readonly problem: MailRuleProblem | null;
}

interface Changer {
  readonly tenantId: TenantId;
  readonly user: Pick<User, 'id' | 'rights'>;
  /** Unix ms. */
  readonly now: number;
}

/** What a request says of the password: undefined: unchanged; null: none. */
type WithPassword = MailRuleContents & { readonly password?: string | null };

/** Who may get mails: users who have signed in and have an address. */
export function mailPeople(db: Database, tenantId: TenantId): Promise<{ id: UserId; login: string; email: string }[]> {
  return db
    .selectFrom('users')
    .where('tenant_id', '=', tenantId)
    .where('disabled_at', 'is', null)
    .where('invited_at', 'is', null)
    .where('email', 'is not', null)
    .select(['id', 'login', 'email'])
    .$narrowType<{ email: string }>()
    .orderBy('login')
    .execute();
}

export type MailRuleRow = Selectable<Schema['call_mail_rules']>;

export async function listMailRules(
  db: Database,
  tenantId: TenantId,
  mayShare: (id: UserId, download: boolean) => Promise<boolean>,
): Promise<MailRule[]> {
  const rows = await db
    .selectFrom('call_mail_rules')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .orderBy('name')
    .orderBy('id')
    .execute();
  const people = new Set((await mailPeople(db, tenantId)).map(({ id }) => id));
  const rules: MailRule[] = [];
  for (const row of rows) {
    const { changed_by: author, download, recipients } = row;
    const isLost = author === null || !(await mayShare(author, download));
    const hasNobody = !recipients.some((id) => people.has(id));
    rules.push(ruleFromRow(row, isLost ? 'author-lost-right' : hasNobody ? 'no-recipient' : null));
  }
  return rules;
}

/** Throws `too-many-mail-rules`, `not-allowed`, `recipient-unknown`, `number-invalid`, `request-invalid`. */
export async function addMailRule(
  transaction: Database,
  contents: WithPassword,
  { tenantId, user, now }: Changer,
): Promise<MailRule> {
  // Of two added at once the second counts the first.
  await lockTenant(transaction, tenantId);
  const { count } = await transaction
    .selectFrom('call_mail_rules')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  if (count >= MAX_MAIL_RULES) throw new AppError('too-many-mail-rules');
  const columns = await columnsOf(transaction, contents, { tenantId, user, now });
  const row = await transaction
    .insertInto('call_mail_rules')
    .values({ tenant_id: tenantId, id: newId<CallMailRuleId>(now), password_hash: null, ...columns })
    .returningAll()
    .executeTakeFirstOrThrow();
  return ruleFromRow(row, null);
}

/** Throws the same, and `not-found`. */
export async function changeMailRule(
  transaction: Database,
  id: CallMailRuleId,
  contents: WithPassword,
  { tenantId, user, now }: Changer,
): Promise<MailRule> {
  const known = await transaction
    .selectFrom('call_mail_rules')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (known === undefined) throw new AppError('not-found');
  const row = await transaction
    .updateTable('call_mail_rules')
    .set(await columnsOf(transaction, contents, { tenantId, user, now }))
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return ruleFromRow(row, null);
}

/** Throws `not-found`. */
export async function removeMailRule(transaction: Database, tenantId: TenantId, id: CallMailRuleId): Promise<void> {
  const { numDeletedRows } = await transaction
    .deleteFrom('call_mail_rules')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw new AppError('not-found');
}

/** The links are the user's: nobody gives away what they may not hear themselves. */
async function columnsOf(db: Database, contents: WithPassword, { tenantId, user, now }: Changer) {
  const { name, enabled, minSeconds, recipients, download, maxUses, validHours, password, ...conditions } = contents;
  if (!user.rights.includes(download ? 'download' : 'listen')) throw new AppError('not-allowed');
  const known = new Set((await mailPeople(db, tenantId)).map(({ id }) => id));
  if (recipients.some((id) => !known.has(id))) throw new AppError('recipient-unknown');
  const stored = await asStoredConditions(db, tenantId, conditions);
  return {
    name: name.trim(),
    enabled,
    conditions: JSON.stringify(stored),
    min_seconds: minSeconds,
    recipients: [...new Set(recipients)],
    download,
    max_uses: maxUses,
    valid_hours: validHours,
    changed_by: user.id,
    changed_at: new Date(now),
    ...(password !== undefined && { password_hash: password === null ? null : await hashPassword(password) }),
  };
}

function ruleFromRow(row: MailRuleRow, problem: MailRuleProblem | null): MailRule {
  return {
    id: row.id,
    name: row.name,
    enabled: row.enabled,
    ...(row.conditions as StoredConditions),
    minSeconds: row.min_seconds,
    recipients: row.recipients,
    download: row.download,
    hasPassword: row.password_hash !== null,
    maxUses: row.max_uses,
    validHours: row.valid_hours,
    changedAt: row.changed_at.getTime(),
    problem,
  };
}
