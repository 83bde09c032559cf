import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type CancellationRequestId, isId, type RecordingId, type TenantId } from '../base/ids.ts';
import { addDays, isWarsawDay, startOfWarsawDay } from '../base/warsaw-time.ts';
import type { CancellableService, CancellationState } from '../billing/index.ts';
import { loadConfig, ROLES } from '../config/index.ts';
import { systemClock } from '../platform/clock/index.ts';
import { createLogger } from '../platform/logging/index.ts';
import type { CommandContext } from './command-context.ts';
import { auditExport, auditVerify, type LogToVerify } from './commands/audit.ts';
import { call } from './commands/call.ts';
import { cancellationConfirm, cancellationList, cancellationReject } from './commands/cancellation.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { mailList } from './commands/mail.ts';
import {
  type HoldToPlace,
  retentionHold,
  retentionLift,
  retentionLog,
  retentionPlan,
  retentionRun,
  retentionVerify,
} from './commands/retention.ts';
import { sourceAdd } from './commands/source.ts';
import { start } from './commands/start.ts';
import { switchRecording, tenantAdd, tenantList } from './commands/tenant.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Output } from './output.ts';

/** Runs one command of the operator's and gives the exit code. `words` are the arguments after the program's name. */
export async function runCommand(words: readonly string[]): Promise<ExitCode> {
  const output = new Output(words.includes('--json'));
  let exitCode: ExitCode = EXIT.ok;
  const command: CommandRunner = (action) => async () => {
    const succeeded = await action(commandContext(output));
    if (succeeded === false) exitCode = EXIT.failed;
  };
  try {
    await buildProgram(command).parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    output.failure(error);
    return EXIT.failed;
  }
}

/** Runs a command's action with what it works with; `false` from it means: done, but what was asked does not hold. */
type CommandRunner = (action: (context: CommandContext) => Promise<boolean | void>) => () => Promise<void>;

function commandContext(output: Output): CommandContext {
  const config = loadConfig();
  return { config, clock: systemClock, log: createLogger(config.logLevel), output };
}

function buildProgram(run: CommandRunner): Command {
  const program = new Command('fonoteka')
    .description('Call recording of a hosted PBX operator')
    .option('--json', 'one JSON document on stdout')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
    });
  addServiceCommands(program, run);
  addTenantCommands(program, run);
  addAuditCommands(program, run);
  addMailCommands(program, run);
  addRetentionCommands(program, run);
  return program;
}

function addServiceCommands(program: Command, run: CommandRunner): void {
  sub(program, 'start')
    .description('run the service until a signal')
    .addOption(new Option('--roles <list>', `which of ${ROLES.join(', ')}; overrides FONOTEKA_ROLES`))
    .action((options: { roles?: string }) =>
      run(async (context) => start({ ...context, config: withRoles(context.config, options.roles) }))(),
    );
  sub(program, 'doctor').description('what is wrong, and how to mend it').action(run(doctor));
  sub(program, 'demo')
    .description('everything, seen, on a throw-away data folder')
    .option('--exit', 'check a recording over HTTP and FTP, print one JSON line, end')
    .action((options: { exit?: boolean }) => run((context) => demo(context, { exit: options.exit ?? false }))());
  sub(program, 'call')
    .description('place a real test call to the running service')
    .requiredOption('--tenant <id>', 'whose call', tenantId)
    .option('--seconds <n>', 'how long', seconds, 5)
    .addOption(new Option('--direction <direction>', 'which way').choices(['in', 'out']).default('in'))
    .action((options: { tenant: TenantId; seconds: number; direction: 'in' | 'out' }) =>
      run((context) => call(context, options))(),
    );
}

function addTenantCommands(program: Command, run: CommandRunner): void {
  const tenant = sub(program, 'tenant').description('customers');
  sub(tenant, 'add')
    .requiredOption('--name <name>')
    .requiredOption('--plan <plan>')
    .option('--number <number>', 'may be given several times', (value, all: string[]) => [...all, value], [])
    .action((options: { name: string; plan: string; number: string[] }) =>
      run((context) => tenantAdd(context, { name: options.name, plan: options.plan, numbers: options.number }))(),
    );
  sub(tenant, 'list').action(run(tenantList));
  const recording = sub(program, 'recording').description('a tenant’s switch');
  for (const [word, enabled] of [
    ['on', true],
    ['off', false],
  ] as const) {
    sub(recording, word)
      .requiredOption('--tenant <id>', 'whose', tenantId)
      .action((options: { tenant: TenantId }) =>
        run((context) => switchRecording(context, { tenantId: options.tenant, enabled }))(),
      );
  }
  const source = sub(program, 'source').description('PBXs that may record');
  sub(source, 'add')
    .requiredOption('--name <name>')
    .option('--address <ip>', 'where its SIPREC sessions come from')
    .option('--tenant <id>', 'whose calls they are when nothing else tells', tenantId)
    .action((options: { name: string; address?: string; tenant?: TenantId }) =>
      run((context) =>
        sourceAdd(context, { name: options.name, address: options.address, tenantId: options.tenant }),
      )(),
    );
}

function addAuditCommands(program: Command, run: CommandRunner): void {
  const audit = sub(program, 'audit').description('who did what');
  sub(audit, 'verify')
    .description('whether the logs are whole and unaltered')
    .option('--tenant <id>', 'whose; without it all', tenantId)
    .option('--file <path>', 'an export instead of the database; with --tenant, also whether the database still has it')
    .action((options: LogToVerify) => run((context) => auditVerify(context, options))());
  sub(audit, 'export')
    .description('a log with its hashes, one JSON document a line')
    .requiredOption('--tenant <id>', 'whose', tenantId)
    .action((options: { tenant: TenantId }) => run((context) => auditExport(context, options.tenant))());
}

function addMailCommands(program: Command, run: CommandRunner): void {
  const cancellation = sub(program, 'cancellation').description('services cancelled by e-mail');
  sub(cancellation, 'list')
    .addOption(new Option('--state <state>', 'only those').choices(['waiting', 'confirmed', 'rejected']))
    .action((options: { state?: CancellationState }) => run((context) => cancellationList(context, options.state))());
  sub(cancellation, 'confirm')
    .description('confirm its receipt: the service ends, the customer is told when')
    .requiredOption('--id <id>', 'which')
    .option('--tenant <id>', 'whose service, where the mail does not tell', tenantId)
    .addOption(new Option('--service <service>', 'which service').choices(['extended-retention', 'push']))
    .action((options: { id: CancellationRequestId; tenant?: TenantId; service?: CancellableService }) =>
      run((context) => cancellationConfirm(context, options))(),
    );
  sub(cancellation, 'reject')
    .requiredOption('--id <id>', 'which')
    .requiredOption('--note <text>', 'why')
    .action((options: { id: CancellationRequestId; note: string }) =>
      run((context) => cancellationReject(context, options))(),
    );
  const mail = sub(program, 'mail').description('mails to customers');
  sub(mail, 'list')
    .option('--waiting', 'only those not yet sent')
    .action((options: { waiting?: boolean }) =>
      run((context) => mailList(context, { waiting: options.waiting ?? false }))(),
    );
}

function addRetentionCommands(program: Command, run: CommandRunner): void {
  const retention = sub(program, 'retention').description('how long recordings live, and what is left of their end');
  sub(retention, 'plan')
    .description('what a run would destroy; destroys nothing')
    .option('--at <time>', 'at this instant, or at the beginning of this day', instant)
    .action((options: { at?: number }) => run((context) => retentionPlan(context, options.at))());
  sub(retention, 'run')
    .description('destroy what is due, now')
    .option('--confirm-clock', 'the clock is right, though it looks as if it were not')
    .action((options: { confirmClock?: boolean }) =>
      run((context) => retentionRun(context, options.confirmClock ?? false))(),
    );
  sub(retention, 'verify')
    .description('whether the destruction log is whole and genuine, and nothing of the destroyed is left')
    .option('--file <path>', 'an exported log, by itself')
    .action((options: { file?: string }) => run((context) => retentionVerify(context, options.file))());
  sub(retention, 'log').description('the destruction log, one JSON document a line').action(run(retentionLog));
  sub(retention, 'hold')
    .description('keep a recording from destruction')
    .requiredOption('--recording <id>', 'which', recordingId)
    .requiredOption('--reason <text>', 'why', text)
    .option('--until <day>', 'the last day of the hold; without it: until it is lifted', endOfDay)
    .action((options: HoldToPlace) => run((context) => retentionHold(context, options))());
  sub(retention, 'lift')
    .requiredOption('--recording <id>', 'which', recordingId)
    .action((options: { recording: RecordingId }) => run((context) => retentionLift(context, options.recording))());
}

/** `--json` may stand before the command or after it. */
function sub(parent: Command, name: string): Command {
  return parent.command(name).option('--json', 'one JSON document on stdout').exitOverride();
}

function withRoles(config: CommandContext['config'], roles: string | undefined): CommandContext['config'] {
  return roles === undefined ? config : { ...config, roles: loadConfig({ FONOTEKA_ROLES: roles }).roles };
}

function tenantId(text: string): TenantId {
  if (!isId(text)) throw new InvalidArgumentError('a tenant’s id is wanted; tenant list shows them');
  return text as TenantId;
}

function recordingId(text: string): RecordingId {
  if (!isId(text)) throw new InvalidArgumentError('a recording’s id is wanted');
  return text as RecordingId;
}

function text(given: string): string {
  if (given.trim() === '') throw new InvalidArgumentError('a text is wanted');
  return given.trim();
}

/** Unix ms of a Warsaw day's beginning or of an instant. */
function instant(text: string): number {
  const at = isWarsawDay(text) ? startOfWarsawDay(text) : Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('a day (YYYY-MM-DD) or an instant of ISO 8601 is wanted');
  return at;
}

/** Unix ms: the first instant after a Warsaw day. */
function endOfDay(text: string): number {
  if (!isWarsawDay(text)) throw new InvalidArgumentError('a day is wanted, YYYY-MM-DD');
  return startOfWarsawDay(addDays(text, 1));
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('a number of seconds up to 3600 is wanted');
  return value;
}
