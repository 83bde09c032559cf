import { type Command, InvalidArgumentError, Option } from 'commander';
import { AuditLog } from '../audit/index.ts';
import {
  addPlan,
  editPlan,
  listPlans,
  type Plan,
  type PlanChange,
  type PlanEditDeps,
  setHoldLimits,
} from '../tenants/index.ts';
import { BY_COMMAND, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { readText, wholeNumberReader } from './read-option.ts';

/** More legal holds, or a longer one, than anybody means to limit; larger numbers are typing errors. */
const MAX_HOLDS = 1_000_000;
const MAX_HOLD_DAYS = 36_500;

interface HoldLimitOptions {
  readonly plan: string;
  /** Infinity: no limit. */
  readonly number: number;
  readonly days: number;
}

export function addPlanCommands(program: Command, run: CommandRunner): void {
  const plan = sub(program, 'plan').description('plans of the hosted PBX, and what they allow');
  sub(plan, 'list').action(run(planList));
  sub(plan, 'add')
    .description('add a plan; set its price with `price set`, until then it is free')
    .requiredOption('--name <name>', 'as on invoices', readText)
    .option('--recording', 'it includes call recording')
    .action(({ name, recording = false }: { name: string; recording?: boolean }) =>
      run((context) => changePlans(context, (deps) => addPlan(deps, { name, includesRecording: recording })))(),
    );
  sub(plan, 'change')
    .description('whether a plan includes call recording; taken out only while no tenant has the plan')
    .requiredOption('--plan <plan>', 'which plan', readText)
    .addOption(new Option('--recording <yes|no>').choices(['yes', 'no']).makeOptionMandatory())
    .action(({ plan, recording }: { plan: string; recording: 'yes' | 'no' }) =>
      run((context) => planEdit(context, plan, { includesRecording: recording === 'yes' }))(),
    );
  for (const word of ['retire', 'offer'] as const) {
    sub(plan, word)
      .description(
        word === 'retire' ? 'no other tenant gets the plan; those that have it keep it' : 'offer a retired plan again',
      )
      .requiredOption('--plan <plan>', 'which plan', readText)
      .action(({ plan }: { plan: string }) =>
        run((context) => planEdit(context, plan, { isRetired: word === 'retire' }))(),
      );
  }
  sub(plan, 'limit-holds')
    .description('how many legal holds a tenant of a plan may have in force, and for how many days each')
    .requiredOption('--plan <plan>', 'which plan', readText)
    .requiredOption('--number <n>', 'the most holds at a time; none: no limit', limitReader(0, MAX_HOLDS))
    .requiredOption('--days <n>', 'the most days of a hold; none: no limit', limitReader(1, MAX_HOLD_DAYS))
    .action((options: HoldLimitOptions) => run((context) => limitHolds(context, options))());
}

async function planList(context: CommandContext): Promise<void> {
  const plans = await withDatabase(context, listPlans);
  context.output.result(plans, (list) => list.map(planLine).join('\n'));
}

function planEdit(context: CommandContext, plan: string, change: PlanChange): Promise<void> {
  return changePlans(context, (deps) => editPlan(deps, plan, change));
}

function limitHolds(context: CommandContext, { plan, number, days }: HoldLimitOptions): Promise<void> {
  const limits = { plan, maxHolds: finite(number), maxHoldDays: finite(days) };
  return changePlans(context, (deps) => setHoldLimits(deps, limits));
}

async function changePlans(context: CommandContext, change: (deps: PlanEditDeps) => Promise<Plan>): Promise<void> {
  const { clock, output } = context;
  const changed = await withDatabase(context, (db) =>
    change({ db, audit: new AuditLog(db, clock), clock, by: BY_COMMAND }),
  );
  output.result(changed, planLine);
}

function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}

/** A whole number, or `none`: Infinity, because commander turns null into an empty text. */
function limitReader(min: number, max: number): (text: string) => number {
  const readNumber = wholeNumberReader(min, max);
  return (text) => {
    if (text === 'none') return Number.POSITIVE_INFINITY;
    try {
      return readNumber(text);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw new InvalidArgumentError(`${error.message}, or none`);
    }
  };
}

function planLine({ name, includesRecording, maxHolds, maxHoldDays, isRetired }: Plan): string {
  const recording = includesRecording ? 'with recording' : 'without recording';
  return `${name}  ${isRetired ? 'retired  ' : ''}${recording}  legal holds: ${maxHolds ?? 'no limit'}, days each: ${maxHoldDays ?? 'no limit'}`;
}
