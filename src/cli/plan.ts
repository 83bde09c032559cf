import { type Command, InvalidArgumentError } from 'commander';
import { AuditLog } from '../audit/index.ts';
import { listPlans, type Plan, setHoldLimits } from '../tenants/index.ts';
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

async function limitHolds(context: CommandContext, { plan, number, days }: HoldLimitOptions): Promise<void> {
  const { clock, output } = context;
  const changed = await withDatabase(context, (db) =>
    setHoldLimits(
      { db, audit: new AuditLog(db, clock), by: BY_COMMAND },
      { plan, maxHolds: finite(number), maxHoldDays: finite(days) },
    ),
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

function planLine({ name, includesRecording, maxHolds, maxHoldDays }: Plan): string {
  const recording = includesRecording ? 'with recording' : 'without recording';
  return `${name}  ${recording}  legal holds: ${maxHolds ?? 'no limit'}, days each: ${maxHoldDays ?? 'no limit'}`;
}
