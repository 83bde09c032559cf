import type { Command } from 'commander';
import { AppError } from '../base/errors.ts';
import type { TenantId } from '../base/ids.ts';
import { addDays, type WarsawDay, warsawDay } from '../base/warsaw-time.ts';
import { keyStore, pushTarget } from '../compose/index.ts';
import {
  type DayReport,
  dayReport,
  daySummaries,
  type PushStatus,
  pushStatuses,
  readTarget,
  sendDay,
  type ConnectionTest,
  testConnection,
} from '../delivery/index.ts';
import { listTenants } from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readDay, readTenantId } from './read-option.ts';

/** Shown by `push status --tenant`. */
const DAYS_SHOWN = 14;

interface SendOptions {
  readonly tenant: TenantId;
  readonly day: WarsawDay;
  /** All stored recordings, also those already delivered. */
  readonly all?: boolean;
}

export function addPushCommands(program: Command, run: CommandRunner): void {
  const push = sub(program, 'push').description('daily packages of recordings to customers’ servers');
  sub(push, 'status')
    .description('what was delivered, what waits, what fails and why')
    .option('--tenant <id>', 'of one tenant, with its last days', readTenantId)
    .action(({ tenant }: { tenant?: TenantId }) =>
      run((context) => (tenant === undefined ? pushStatus(context) : pushStatusOf(context, tenant)))(),
    );
  sub(push, 'send')
    .description('have the workers send the undelivered recordings of a day, now')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--day <day>', 'YYYY-MM-DD', readDay)
    .option('--all', 'all stored recordings of the day, again')
    .action((options: SendOptions) => run((context) => pushSend(context, options))());
  sub(push, 'test')
    .description('test a tenant’s target: writes a small file there and removes it')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .action(({ tenant }: { tenant: TenantId }) => run((context) => pushTest(context, tenant))());
}

/** The state of every tenant's push. */
async function pushStatus(context: CommandContext): Promise<void> {
  const statuses = await withDatabase(context, (db) => pushStatuses(db, context.clock.now()));
  context.output.result(statuses.map(statusView), (all) => all.map(statusLine).join('\n') || 'no tenant has the push');
}

/** The state of a tenant's push and of its last days. Throws `tenant-unknown`. */
async function pushStatusOf(context: CommandContext, tenantId: TenantId): Promise<void> {
  const { clock, output, config } = context;
  const now = clock.now();
  const keepUndeliveredDays = config.pushKeepMaxDays;
  const { status, days } = await withDatabase(context, async (db) => {
    if ((await listTenants(db, now, tenantId)).length === 0) throw new AppError('tenant-unknown');
    const to = warsawDay(now);
    return {
      status: (await pushStatuses(db, now)).find((status) => status.tenantId === tenantId) ?? null,
      days: await daySummaries(db, { tenantId, from: addDays(to, 1 - DAYS_SHOWN), to, now, keepUndeliveredDays }),
    };
  });
  const result = {
    status: status && statusView(status),
    days: days.map(({ deliveredAt, failure, notVerified, ...day }) => ({
      day: day.day,
      state: day.state,
      recordings: day.recordings,
      delivered: day.delivered,
      missing: day.missing,
      sizeBytes: day.sizeBytes,
      deliveredAt: isoTime(deliveredAt),
      verified: notVerified === null,
      failure: failure?.code ?? null,
    })),
  };
  output.result(result, () =>
    [result.status === null ? 'the tenant has no push' : statusLine(result.status), ...result.days.map(dayLine)].join(
      '\n',
    ),
  );
}

/** Lets the workers send a day at once. Throws what `sendDay` throws. */
async function pushSend(context: CommandContext, { tenant, day, all = false }: SendOptions): Promise<void> {
  const { clock, output, config } = context;
  const what = all ? 'all' : 'missing';
  const request = {
    tenantId: tenant,
    day,
    what,
    now: clock.now(),
    keepUndeliveredDays: config.pushKeepMaxDays,
  } as const;
  const report = await withDatabase(context, async (db) => {
    const event = { tenantId: tenant, action: 'push-resent', subject: null, detail: { day, what } } as const;
    await audited(
      context,
      db,
      (transaction) => sendDay(transaction, request),
      () => event,
    );
    return dayReport(db, request);
  });
  output.result(waitingPackages(tenant, report), ({ packages }) =>
    [
      'the workers send now:',
      ...packages.map(({ number, kind, recordings }) => `${number}  ${kind}  ${recordings} recordings`),
    ].join('\n'),
  );
}

/** Tests a tenant's target, as its users can in the panel; false when the test failed. Throws `push-not-set-up`. */
async function pushTest(context: CommandContext, tenantId: TenantId): Promise<boolean> {
  const { config, clock, log, output } = context;
  const settings = await withDatabase(context, (db) => readTarget({ db, keys: keyStore(config, db) }, tenantId));
  if (settings === null) throw new AppError('push-not-set-up');
  const tried = await testConnection({ target: pushTarget(context), clock, log }, settings.target);
  output.result(tried, triedText);
  return tried.passed;
}

/** The packages of a day that are not delivered yet. */
function waitingPackages(tenantId: TenantId, { day, state, packages }: DayReport) {
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

function statusView({ failingSince, failure, nextAttemptAt, ...status }: PushStatus) {
  return {
    ...status,
    failingSince: isoTime(failingSince),
    failure: failure && { code: failure.code, detail: failure.detail, at: isoTime(failure.at) },
    nextAttemptAt: isoTime(nextAttemptAt),
  };
}

function statusLine(status: ReturnType<typeof statusView>): string {
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
  readonly verified: boolean;
  readonly failure: string | null;
}

function dayLine({ day, state, recordings, delivered, verified, failure }: DayLine): string {
  const notes = [...(verified ? [] : ['not verified']), ...(failure === null ? [] : [failure])];
  return [`${day}  ${state}  ${delivered} of ${recordings}`, ...notes].join('  ');
}

function triedText({ passed, steps, verifies, fingerprint, refusedFingerprint }: ConnectionTest): string {
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
  const result = verifies === 'nothing' ? 'passed, but what is sent cannot be verified' : 'passed';
  return [passed ? result : 'FAILED', ...lines, ...peer].join('\n');
}
