import { Command, CommanderError, Option } from 'commander';
import type { CancellationRequestId, TenantId } from '../base/ids.ts';
import type { CancellableService, CancellationState } from '../billing/index.ts';
import { loadConfig, ROLES } from '../config/index.ts';
import type { NewTenant } from '../tenants/index.ts';
import { systemClock } from '../platform/clock.ts';
import { createLogger } from '../platform/logging.ts';
import { addBillingCommands } from './billing-commands.ts';
import type { CommandContext } from './command-context.ts';
import { auditExport, auditVerify, type LogToVerify } from './commands/audit.ts';
import { call } from './commands/call.ts';
import { cancellationConfirm, cancellationList, cancellationReject } from './commands/cancellation.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { mailList } from './commands/mail.ts';
import { tenantPlan } from './commands/order.ts';
import { sourceAdd } from './commands/source.ts';
import { start } from './commands/start.ts';
import { switchRecording, tenantAdd, tenantContact, tenantList } from './commands/tenant.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { Output } from './output.ts';
import { addPushCommands } from './push-commands.ts';
import { seconds, tenantId, wholeNumber } from './read-option.ts';
import { addRetentionCommands } from './retention-commands.ts';
import { type CommandRunner, sub } from './sub-command.ts';

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
  addBillingCommands(program, run);
  addRetentionCommands(program, run);
  addPushCommands(program, run);
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
    .option('--billing-day <day>', 'of the month, its billing periods begin on; default: today’s', wholeNumber(1, 31))
    .option('--email <address>', 'where mails to it go and its cancellations come from')
    .action(({ number, ...tenant }: Omit<NewTenant, 'numbers'> & { number: string[] }) =>
      run((context) => tenantAdd(context, { ...tenant, numbers: number }))(),
    );
  sub(tenant, 'plan')
    .description('put it on a plan: at once where it is dearer or the first, else when the period ends')
    .requiredOption('--tenant <id>', 'whom', tenantId)
    .requiredOption('--plan <plan>')
    .action((options: { tenant: TenantId; plan: string }) =>
      run((context) => tenantPlan(context, { tenantId: options.tenant, plan: options.plan }))(),
    );
  sub(tenant, 'contact')
    .description('one more address for its mails and cancellations')
    .requiredOption('--tenant <id>', 'whose', tenantId)
    .requiredOption('--email <address>')
    .action((options: { tenant: TenantId; email: string }) =>
      run((context) => tenantContact(context, { tenantId: options.tenant, email: options.email }))(),
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

function withRoles(config: CommandContext['config'], roles: string | undefined): CommandContext['config'] {
  return roles === undefined ? config : { ...config, roles: loadConfig({ FONOTEKA_ROLES: roles }).roles };
}
