import { sql } from 'kysely';
import type { AuditLog } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { type CatalogDeps, openRecording } from '../catalog/index.ts';
import { queueMail } from '../mail/index.ts';
import type { Database } from '../platform/postgres/index.ts';
import { isSharingAllowed, ShareLinks } from '../share-links/index.ts';
import {
  activeUser,
  fitsConditions,
  readConditions,
  type RuledCall,
  type StoredConditions,
  type User,
} from '../tenants/index.ts';
import { callMail, summaryMail } from './call-mails.ts';
import { mailPeople, type MailRuleRow } from './mail-rules.ts';

/** Mails of a rule with a link each; further calls of the hour are in one mail at its end. */
const MAX_MAILS_PER_HOUR = 20;
const HOUR_MS = 3_600_000;

export interface RuleMailDeps extends CatalogDeps {
  readonly audit: AuditLog;
  /** The panel's address for people, without a slash at its end. */
  readonly panelUrl: () => string;
}

/** A recorded call, as rules look at it. */
export interface RecordedCall extends Omit<RuledCall, 'partiesKnown' | 'key'> {
  readonly recordingId: RecordingId;
  readonly durationMs: number;
}

/**
 * Queues the mails of a tenant's rules about recorded calls, with a link each, in the transaction in which the events are taken.
 * A call that fits two rules gets two mails: their recipients and links differ.
 */
export async function queueRuleMails(
  deps: RuleMailDeps,
  transaction: Database,
  tenantId: TenantId,
  calls: readonly RecordedCall[],
): Promise<void> {
  if (calls.length === 0) return;
  const rules = await enabledRules(transaction, tenantId);
  if (rules.length === 0 || !(await isSharingAllowed(transaction, tenantId))) return;
  const conditions = await readConditions(
    transaction,
    tenantId,
    rules.map((rule) => rule.conditions as StoredConditions),
  );
  for (const [index, rule] of rules.entries()) {
    const fitting = calls.filter(
      (call) => call.durationMs >= rule.min_seconds * 1000 && fitsConditions(conditions[index]!, call),
    );
    if (fitting.length > 0) await queueOfRule(deps, transaction, rule, fitting);
  }
}

function enabledRules(transaction: Database, tenantId: TenantId): Promise<MailRuleRow[]> {
  return transaction
    .selectFrom('call_mail_rules')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('enabled', '=', true)
    .orderBy('id')
    .forUpdate()
    .execute();
}

async function queueOfRule(
  deps: RuleMailDeps,
  transaction: Database,
  rule: MailRuleRow,
  calls: readonly RecordedCall[],
): Promise<void> {
  const now = deps.clock.now();
  const author = await authorOf(transaction, rule);
  const people = author === null ? [] : await recipientsOf(transaction, rule);
  if (author === null || people.length === 0) return;
  const counted = await hourOf(deps, transaction, rule, now);
  let { sent, held } = counted;
  for (const call of calls) {
    if (sent >= MAX_MAILS_PER_HOUR) {
      held += 1;
      continue;
    }
    const queued = await queueOne(deps, transaction, rule, { author, people, call }).catch(fullIfTooMany);
    if (queued === 'full') held += 1;
    else if (queued) sent += 1;
  }
  await transaction
    .updateTable('call_mail_rules')
    .set({ hour_began_at: new Date(counted.beganAt), sent_in_hour: sent, held_back: held })
    .where('tenant_id', '=', rule.tenant_id)
    .where('id', '=', rule.id)
    .execute();
}

/** Whose rights the links have; null: nobody's any more. */
async function authorOf(db: Database, { tenant_id, changed_by, download }: MailRuleRow): Promise<User | null> {
  const user = changed_by === null ? null : await activeUser(db, changed_by);
  const mayShare = user?.rights.includes(download ? 'download' : 'listen') ?? false;
  return user !== null && user.tenantId === tenant_id && mayShare ? user : null;
}

async function recipientsOf(db: Database, { tenant_id, recipients }: MailRuleRow) {
  return (await mailPeople(db, tenant_id)).filter(({ id }) => recipients.includes(id));
}

interface OneMail {
  readonly author: User;
  readonly people: Awaited<ReturnType<typeof mailPeople>>;
  readonly call: RecordedCall;
}

/** False: the author cannot open the recording, or it is destroyed already. */
async function queueOne(
  deps: RuleMailDeps,
  transaction: Database,
  rule: MailRuleRow,
  { author, people, call }: OneMail,
): Promise<boolean> {
  const { clock, audit, panelUrl } = deps;
  const now = clock.now();
  const tenantId = rule.tenant_id;
  const catalog = { ...deps, db: transaction };
  const recording = await openRecording(catalog, { tenantId, numbers: author.numbers }, call.recordingId);
  if (recording === null || !recording.playable) return false;
  const expiresAt = now + rule.valid_hours * HOUR_MS;
  const link = {
    recordingId: recording.id,
    label: rule.name,
    download: rule.download,
    passwordHash: rule.password_hash,
    maxUses: rule.max_uses,
    expiresAt,
    ruleId: rule.id,
  };
  const { token } = await new ShareLinks({ db: transaction, audit, clock }).make(link, {
    tenantId,
    user: author,
    address: null,
  });
  const write = callMail({
    rule: rule.name,
    direction: call.direction,
    startedAt: call.startedAt,
    durationMs: call.durationMs,
    link: `${panelUrl()}/s/${token}`,
    hasPassword: rule.password_hash !== null,
    expiresAt,
    maxUses: rule.max_uses,
  });
  for (const { id: userId } of people) {
    await queueMail(transaction, { tenantId, userId, kind: 'call-recorded', write, secret: true, now });
  }
  return true;
}

interface Hour {
  readonly beganAt: number;
  readonly sent: number;
  readonly held: number;
}

/** The hour that mails are counted in; of one that is over the summary is queued. */
async function hourOf(deps: RuleMailDeps, transaction: Database, rule: MailRuleRow, now: number): Promise<Hour> {
  const beganAt = rule.hour_began_at?.getTime() ?? null;
  if (beganAt !== null && beganAt > now - HOUR_MS && beganAt <= now) {
    return { beganAt, sent: rule.sent_in_hour, held: rule.held_back };
  }
  await queueSummary(deps, transaction, rule);
  return { beganAt: now, sent: 0, held: 0 };
}

async function queueSummary(deps: RuleMailDeps, transaction: Database, rule: MailRuleRow): Promise<void> {
  if (rule.held_back === 0 || rule.hour_began_at === null) return;
  const from = rule.hour_began_at.getTime();
  const historyUrl = `${deps.panelUrl()}/account/calls`;
  const write = summaryMail({ rule: rule.name, calls: rule.held_back, from, historyUrl });
  for (const { id: userId } of await recipientsOf(transaction, rule)) {
    const about = { tenantId: rule.tenant_id, userId, kind: 'calls-recorded' };
    await queueMail(transaction, { ...about, write, now: deps.clock.now() });
  }
}

/** Queues the summaries of hours that are over. */
export async function queueSummaries(deps: RuleMailDeps): Promise<void> {
  const { db, clock } = deps;
  await db.transaction().execute(async (transaction) => {
    const due = await transaction
      .selectFrom('call_mail_rules')
      .selectAll()
      .where('held_back', '>', 0)
      .where('hour_began_at', '<=', new Date(clock.now() - HOUR_MS))
      .forUpdate()
      .skipLocked()
      .execute();
    for (const rule of due) {
      await queueSummary(deps, transaction, rule);
      await transaction
        .updateTable('call_mail_rules')
        .set({ hour_began_at: null, sent_in_hour: 0, held_back: sql<number>`0` })
        .where('tenant_id', '=', rule.tenant_id)
        .where('id', '=', rule.id)
        .execute();
    }
  });
}

/** The tenant has as many links as it may: its calls are in the history. */
function fullIfTooMany(error: unknown): 'full' {
  if (error instanceof AppError && error.code === 'too-many-share-links') return 'full';
  throw error;
}
