import type { TenantId } from '../../base/ids.ts';
import { AppError } from '../../base/errors.ts';
import { addDays, type WarsawDay, warsawDay } from '../../base/warsaw-time.ts';
import { keyStore, pushTarget } from '../../compose/index.ts';
import {
  type DayReport,
  dayReport,
  daySummaries,
  type PushStatus,
  pushStatuses,
  readTarget,
  sendDay,
  type TriedTarget,
  tryTarget,
} from '../../delivery/index.ts';
import { listTenants } from '../../tenants/index.ts';
import { audited } from '../audit-command.ts';
import type { CommandContext } from '../command-context.ts';
import { withDatabase } from '../with-database.ts';

/** Of one tenant, the last days are shown. */
const DAYS_SHOWN = 14;

/** How the push of each tenant goes that has it. */
export async function pushStatus(context: CommandContext): Promise<void> {
  const statuses = await withDatabase(context, (db) => pushStatuses(db, context.clock.now()));
  context.output.answer(statuses.map(withDates), (all) => all.map(statusLine).join('\n') || 'nobody has the push');
}

/** How the push of a tenant goes, and what became of the last days. Throws `tenant-unknown`. */
export async function pushStatusOf(context: CommandContext, tenantId: TenantId): Promise<void> {
  const { clock, output } = context;
  const now = clock.now();
  const { status, days } = await withDatabase(context, async (db) => {
    if ((await listTenants(db, now, tenantId)).length === 0) throw new AppError('tenant-unknown');
    const to = warsawDay(now);
    return {
      status: (await pushStatuses(db, now)).find((one) => one.tenantId === tenantId) ?? null,
      days: await daySummaries(db, { tenantId, from: addDays(to, 1 - DAYS_SHOWN), to, now }),
    };
  });
  const answer = {
    status: status && withDates(status),
    days: days.map(({ day, state, recordings, delivered, gaps, sizeBytes, deliveredAt, failure }) => ({
      day,
      state,
      recordings,
      delivered,
      gaps,
      sizeBytes,
      deliveredAt: isoOrNull(deliveredAt),
      failure: failure?.code ?? null,
    })),
  };
  output.answer(answer, () =>
    [answer.status === null ? 'has no push' : statusLine(answer.status), ...answer.days.map(dayLine)].join('\n'),
  );
}

export interface DayToSend {
  readonly tenant: TenantId;
  readonly day: WarsawDay;
  /** Everything that is kept, again, not only what was not delivered. */
  readonly all: boolean;
}

/** Has the workers send a day, at once. Throws what `sendDay` throws. */
export async function pushSend(context: CommandContext, { tenant, day, all }: DayToSend): Promise<void> {
  const { clock, output } = context;
  const what = all ? 'all' : 'gaps';
  const wish = { tenantId: tenant, day, what, now: clock.now() } as const;
  const report = await withDatabase(context, async (db) => {
    const event = { tenantId: tenant, action: 'push-resent', subject: null, detail: { day, what } } as const;
    await audited(
      context,
      db,
      (transaction) => sendDay(transaction, wish),
      () => event,
    );
    return dayReport(db, wish);
  });
  output.answer(sent(tenant, report), ({ packages }) =>
    [
      'the workers send it now:',
      ...packages.map(({ number, kind, recordings }) => `${number}  ${kind}  ${recordings} recordings`),
    ].join('\n'),
  );
}

/** Tries a tenant's target as its own users can; false when the test failed. Throws `push-not-set-up`. */
export async function pushTest(context: CommandContext, tenantId: TenantId): Promise<boolean> {
  const { config, clock, log, output } = context;
  const settings = await withDatabase(context, (db) => readTarget({ db, keys: keyStore(config) }, tenantId));
  if (settings === null) throw new AppError('push-not-set-up');
  const tried = await tryTarget({ target: pushTarget(context), clock, log }, settings.target);
  output.answer(tried, triedText);
  return tried.passed;
}

/** What still goes of a day. */
function sent(tenantId: TenantId, { day, state, packages }: DayReport) {
  const waiting = packages.filter(({ deliveredAt }) => deliveredAt === null);
  return {
    tenantId,
    day,
    state,
    packages: waiting.map(({ id, number, kind, recordings, sizeBytes }) => ({
      id,
      number,
      kind,
      recordings,
      sizeBytes,
    })),
  };
}

/** Outside, instants are ISO 8601. */
function withDates({ failingSince, failure, nextAttemptAt, ...status }: PushStatus) {
  return {
    ...status,
    failingSince: isoOrNull(failingSince),
    failure: failure && { code: failure.code, detail: failure.detail, at: new Date(failure.at).toISOString() },
    nextAttemptAt: isoOrNull(nextAttemptAt),
  };
}

function statusLine(status: ReturnType<typeof withDates>): string {
  const { tenantId, name, active, place, waiting, waitingSince, lastDelivered } = status;
  const delivered = lastDelivered === null ? 'nothing delivered' : `delivered up to ${lastDelivered}`;
  const left = waiting === 0 ? '' : `  ${waiting} waiting, since ${waitingSince}`;
  const head = `${tenantId}  ${name}  ${active ? 'on' : 'off'}  ${place ?? 'no target'}  ${delivered}${left}`;
  const { failingSince, failure, nextAttemptAt } = status;
  if (failingSince === null) return head;
  return `${head}  FAILING since ${failingSince}: ${failure?.code ?? 'unknown'}, next attempt ${nextAttemptAt ?? 'none'}`;
}

interface DayLine {
  readonly day: WarsawDay;
  readonly state: string;
  readonly recordings: number;
  readonly delivered: number;
  readonly failure: string | null;
}

function dayLine({ day, state, recordings, delivered, failure }: DayLine): string {
  return `${day}  ${state}  ${delivered} of ${recordings}${failure === null ? '' : `  ${failure}`}`;
}

function triedText({ passed, steps, fingerprint, refusedFingerprint }: TriedTarget): string {
  const lines = steps.map(({ name, outcome, failure }) => {
    const why =
      failure === null
        ? ''
        : `: ${failure.explanation.en} (${[failure.code, failure.detail].filter(Boolean).join(': ')})`;
    return `${outcome}  ${name.en}${why}`;
  });
  const peer = [
    ...(fingerprint === null ? [] : [`answered by ${fingerprint}`]),
    ...(refusedFingerprint === null ? [] : [`refused: ${refusedFingerprint}`]),
  ];
  return [passed ? 'passed' : 'FAILED', ...lines, ...peer].join('\n');
}

function isoOrNull(instantMs: number | null): string | null {
  return instantMs === null ? null : new Date(instantMs).toISOString();
}
