import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { endedBefore, formatDataPeriod } from '../base/data-period.ts';
import type { RecordingId, TenantId } from '../base/ids.ts';
import { dataPeriods, keyStore, recordingStore } from '../compose/index.ts';
import { type Database, databaseNow } from '../platform/postgres/index.ts';
import {
  dueData,
  exportDestructionLog,
  type HoldRequest,
  type HoldDeps,
  liftHold,
  destructionLogSigner,
  type LogVerification,
  tenantOfRecording,
  placeHold,
  pauseRetention,
  type PlannedDestruction,
  planRetention,
  resumeRetention,
  retentionPauses,
  shownPeriod,
  type RetentionPlan,
  type RetentionRun,
  runRetention,
  replayDestructionLog,
  verifyExportedDestructionLog,
  verifyDestructionLog,
} from '../retention/index.ts';
import { ACTOR, audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import {
  openExportedLog,
  readDayOrInstant,
  readEndOfDay,
  readRecordingId,
  readTenantId,
  readText,
} from './read-option.ts';

interface HoldOptions {
  readonly recording: RecordingId;
  readonly reason: string;
  /** Unix ms; absent: until it is lifted. */
  readonly until?: number;
}

interface RunOptions {
  readonly confirmClock?: boolean;
  readonly newSigningKey?: boolean;
}

interface PauseOptions {
  readonly tenant: TenantId;
  readonly reason: string;
  /** Unix ms; absent: until it is ended. */
  readonly until?: number;
}

export function addRetentionCommands(program: Command, run: CommandRunner): void {
  const retention = sub(program, 'retention').description(
    'destruction of expired recordings, legal holds, the destruction log',
  );
  sub(retention, 'plan')
    .description('what a run would destroy; destroys nothing')
    .option(
      '--at <time>',
      'at this instant (UTC where it names no offset), or at the beginning of this day',
      readDayOrInstant,
    )
    .action((options: { at?: number }) => run((context) => retentionPlan(context, options.at))());
  sub(retention, 'run')
    .description('destroy the recordings that are due, now')
    .option('--confirm-clock', 'the clock is right, although it looks wrong')
    .option('--new-signing-key', 'the key that signs the destruction log is lost for good: go on with a new one')
    .action((options: RunOptions) => run((context) => retentionRun(context, options))());
  sub(retention, 'verify')
    .description('whether the destruction log is complete and genuine, and the destroyed recordings are gone')
    .option('--file <path>', 'an exported log or a tenant’s proof, without the database')
    .action((options: { file?: string }) => run((context) => retentionVerify(context, options.file))());
  sub(retention, 'replay')
    .description('after a restore: destroy again what an exported destruction log says was destroyed since the backup')
    .requiredOption('--file <file>', 'the export (retention log)')
    .action(({ file }: { file: string }) => run((context) => retentionReplay(context, file))());
  sub(retention, 'log').description('the destruction log, one JSON document a line').action(run(retentionLog));
  sub(retention, 'hold')
    .description('keep a recording from destruction')
    .requiredOption('--recording <id>', 'the recording', readRecordingId)
    .requiredOption('--reason <text>', 'the reason', readText)
    .option('--until <day>', 'the last day of the hold; without it: until it is lifted', readEndOfDay)
    .action((options: HoldOptions) => run((context) => retentionHold(context, options))());
  sub(retention, 'pause')
    .description('end no personal data of a tenant while a dispute runs or a statement is unpaid')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .requiredOption('--reason <text>', 'the reason', readText)
    .option('--until <day>', 'the last day of the pause; without it: until it is ended', readEndOfDay)
    .action((options: PauseOptions) => run((context) => retentionPause(context, options))());
  sub(retention, 'resume')
    .description('end a pause: what is past its period ends with the next run')
    .requiredOption('--tenant <id>', 'the tenant', readTenantId)
    .action(({ tenant }: { tenant: TenantId }) => run((context) => retentionResume(context, tenant))());
  sub(retention, 'lift')
    .requiredOption('--recording <id>', 'the recording', readRecordingId)
    .action((options: { recording: RecordingId }) => run((context) => retentionLift(context, options.recording))());
}

/** What a run at an instant (Unix ms; default: now) would destroy. */
async function retentionPlan(context: CommandContext, at: number = context.clock.now()): Promise<void> {
  const periods = dataPeriods(context.config);
  const { plan, due, pauses } = await withDatabase(context, async (db) => ({
    plan: await planRetention(db, { at, keepUndeliveredDays: context.config.pushKeepMaxDays }),
    due: await dueData(db, { at, periods }),
    pauses: await retentionPauses(db, at),
  }));
  const personalData = due.map(({ kind, rows, oldest, firstEnd }) => ({
    kind,
    period: formatDataPeriod(shownPeriod(periods, kind)),
    endedBefore: isoTime(endedBefore(shownPeriod(periods, kind), at)),
    rows,
    oldest: isoTime(oldest),
    notBefore: firstEnd > at ? isoTime(firstEnd) : null,
  }));
  const paused = pauses.map(({ tenantId, reason, until }) => ({ tenantId, reason, until: isoTime(until) }));
  context.output.result({ ...plan, at: isoTime(plan.at), personalData, paused }, () =>
    [
      planText(plan),
      'personal data that would end:',
      ...personalData.map(
        (data) =>
          `${data.kind}  kept ${data.period}  ${data.rows} before ${data.endedBefore}${data.notBefore === null ? '' : `, not before ${data.notBefore}`}`,
      ),
      ...paused.map(({ tenantId, reason }) => `${tenantId}  paused: ${reason}`),
    ].join('\n'),
  );
}

/** Destroys what is due; false when something could not be. */
async function retentionRun(context: CommandContext, options: RunOptions): Promise<boolean> {
  const { config, clock, log, output } = context;
  const run = await withDatabase(context, (db) => {
    const shared = { objects: recordingStore(config, db), keys: keyStore(config, db), audit: new AuditLog(db, clock) };
    const periods = dataPeriods(config);
    const given = { keepUndeliveredDays: config.pushKeepMaxDays, periods, databaseNow: () => databaseNow(db) };
    return runRetention({ db, ...shared, ...given, clock, log }, options);
  });
  output.result(run, (done) => [runText(done), ...done.failures.map(failureText)].join('\n'));
  return run.failed === 0;
}

/** Verifies the destruction log of the service or, without the database, an export of it; false when it has problems. */
async function retentionVerify(context: CommandContext, file: string | undefined): Promise<boolean> {
  const { config, output } = context;
  const verified =
    file === undefined
      ? await withDatabase(context, (db) =>
          verifyDestructionLog({ db, objects: recordingStore(config, db), keys: keyStore(config, db) }),
        )
      : await verifyExportedDestructionLog((await openExportedLog(file)).readLines());
  output.result(verified, verifiedText);
  return verified.sound;
}

/** After a restore: what an exported log says was destroyed since the backup is destroyed again. */
async function retentionReplay(context: CommandContext, file: string): Promise<void> {
  const replayed = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const deps = { db: transaction, keys: keyStore(context.config, db), now: context.clock.now() };
        return replayDestructionLog(deps, () => linesOf(file));
      },
      ({ marked }) => ({ tenantId: null, action: 'destruction-log-replayed', subject: String(marked) }),
    ),
  );
  context.output.result(
    replayed,
    ({ entries, marked }) =>
      `${entries} entries; ${marked} recordings had been destroyed since: run fonoteka retention run`,
  );
}

async function* linesOf(file: string): AsyncGenerator<string> {
  yield* (await openExportedLog(file)).readLines();
}

/** Writes the destruction log to stdout; anybody can verify it. */
async function retentionLog(context: CommandContext): Promise<void> {
  await withDatabase(context, async (db) => {
    const signer = await destructionLogSigner({ db, keys: keyStore(context.config, db) });
    await pipeline(Readable.from(withLineEnds(exportDestructionLog(db, signer))), process.stdout, { end: false });
  });
}

async function retentionHold(context: CommandContext, { recording, reason, until }: HoldOptions): Promise<void> {
  const hold = await withDatabase(context, async (db) => {
    const request = await holdRequest(db, recording);
    return placeHold(holdDeps(context, db), { ...request, reason, until: until ?? null, isLimited: false });
  });
  const result = { recording, ...hold, until: isoTime(hold.until) };
  context.output.result(result, () => `held until ${result.until ?? 'it is lifted'}`);
}

async function retentionPause(context: CommandContext, { tenant, reason, ...options }: PauseOptions): Promise<void> {
  const until = options.until ?? null;
  const pause = { tenantId: tenant, reason, pausedBy: ACTOR, pausedAt: context.clock.now(), until };
  await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => pauseRetention(transaction, pause),
      () => ({ tenantId: tenant, action: 'retention-paused', subject: null, detail: { until: isoTime(until) } }),
    ),
  );
  context.output.result(
    { tenantId: tenant, reason, until: isoTime(until) },
    (done) => `its personal data is kept until ${done.until ?? 'the pause is ended'}`,
  );
}

async function retentionResume(context: CommandContext, tenantId: TenantId): Promise<void> {
  const resumed = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => resumeRetention(transaction, tenantId),
      (done) => (done ? { tenantId, action: 'retention-resumed', subject: null } : null),
    ),
  );
  context.output.result({ tenantId, resumed }, () => (resumed ? 'no longer paused' : 'it was not paused'));
}

async function retentionLift(context: CommandContext, recording: RecordingId): Promise<void> {
  const lifted = await withDatabase(context, async (db) =>
    liftHold(holdDeps(context, db), await holdRequest(db, recording)),
  );
  context.output.result({ recording, lifted }, () => (lifted ? 'no longer held' : 'it was not held'));
}

function holdDeps({ config, clock }: CommandContext, db: Database): HoldDeps {
  return { db, keys: keyStore(config, db), audit: new AuditLog(db, clock), clock };
}

async function holdRequest(db: Database, recordingId: RecordingId): Promise<HoldRequest> {
  return { tenantId: await tenantOfRecording(db, recordingId), recordingId, by: ACTOR, actor: ACTOR, address: null };
}

async function* withLineEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

function runText({
  destroyed,
  bytes,
  resumed,
  rewrapped,
  heldBack,
  awaitingDelivery,
  ended,
  failed,
}: RetentionRun): string {
  const rows = Object.values(ended).reduce((sum, count) => sum + count, 0);
  return (
    `destroyed ${destroyed} (${bytes} bytes), ${resumed} of them begun before; ` +
    `re-wrapped ${rewrapped}; held back ${heldBack}; awaiting delivery ${awaitingDelivery}; rows of personal data ended ${rows}; failed ${failed}`
  );
}

function failureText({ step, kind, tenantId, recordingId, row, reason }: RetentionRun['failures'][number]): string {
  return ['failed:', step, kind, tenantId, recordingId, row, reason].filter((part) => part !== null).join('  ');
}

function planText({ at, tenants, total }: RetentionPlan): string {
  const lines = tenants.map((tenant) => `${tenant.tenantId}  kept ${tenant.retentionDays} days  ${planned(tenant)}`);
  return [`at ${isoTime(at)} would be destroyed:`, ...lines, `in all: ${planned(total)}`].join('\n');
}

function planned({ recordings, bytes, oldest, newest, held, awaitingDelivery }: PlannedDestruction): string {
  const between = oldest === null ? '' : `, of calls from ${isoTime(oldest)} to ${isoTime(newest)}`;
  return `${recordings} recordings, ${bytes} bytes${between}; held ${held.recordings}; awaiting delivery ${awaitingDelivery.recordings}`;
}

function verifiedText({ sound, entries, end, publicKey, problemCount, problems, extract }: LogVerification): string {
  const lines = [
    ...(extract === undefined
      ? []
      : [`extract of tenant ${extract.tenantId}, made ${extract.madeAt}: ${extract.recordingsLeft} recordings left`]),
    `${entries} entries, the last ${end.hash}`,
    `signed by ${publicKey}`,
  ];
  if (sound) return ['sound', ...lines].join('\n');
  const described = problems.map(({ kind, where }) => `${kind}: ${where}`);
  return [`NOT SOUND: ${problemCount} problems`, ...lines, ...described].join('\n');
}
