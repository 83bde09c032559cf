import { type Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../base/errors.ts';
import { isId, type NumberGroupId, type RecordingRuleId, type TenantId } from '../base/ids.ts';
import { type Direction, DIRECTIONS } from '../recording/index.ts';
import {
  addRecordingRule,
  type ListedRule,
  listRecordingRules,
  MAX_RULE_NUMBERS,
  removeRecordingRule,
  requireNumberGroup,
  RULE_EFFECTS,
  ruleDetail,
  type RuleEffect,
} from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { readTenantId, readText, readTexts, wholeNumberReader } from './read-option.ts';

interface AddOptions {
  readonly tenant: TenantId;
  readonly name: string;
  readonly effect: RuleEffect;
  readonly percent: number;
  readonly number: readonly string[];
  readonly group: readonly string[];
  readonly extension: readonly string[];
  readonly direction?: readonly Direction[];
  readonly day: readonly number[];
  readonly hours: readonly [string, string] | null;
  readonly disabled?: true;
}

interface RemoveOptions {
  readonly tenant: TenantId;
  readonly rule: RecordingRuleId;
}

/** A tenant's recording rules: which calls are recorded. */
export function addRuleCommands(program: Command, run: CommandRunner): void {
  const rule = sub(program, 'rule').description('a tenant’s recording rules: the first that fits a call decides');
  const ofTenant = (name: string) => sub(rule, name).requiredOption('--tenant <id>', 'whose they are', readTenantId);
  ofTenant('list')
    .description('the rules in their order')
    .action(({ tenant }: { tenant: TenantId }) => run((context) => ruleList(context, tenant))());
  ofTenant('add')
    .description('adds a rule after those there are; it takes effect with the next call')
    .requiredOption('--name <name>', 'what it is called', readText)
    .addOption(new Option('--effect <effect>', 'what becomes of the calls').choices(RULE_EFFECTS).makeOptionMandatory())
    .option('--percent <percent>', 'of the calls that it fits', wholeNumberReader(1, 100), 100)
    .option('--number <number...>', 'of either party; with * at its end: numbers that begin so', readTexts, [])
    .option('--group <name...>', 'a number group of the tenant', readTexts, [])
    .option('--extension <number...>', 'one of the tenant’s own that takes part', readTexts, [])
    .addOption(new Option('--direction <direction...>').choices(DIRECTIONS))
    .option('--day <day...>', '1: Monday, 7: Sunday', readDays, [])
    .option('--hours <from-until>', 'when the call begins, in Warsaw, like 08:00-16:00', readHours, null)
    .option('--disabled', 'it is not in force yet')
    .action((options: AddOptions) => run((context) => ruleAdd(context, options))());
  ofTenant('remove')
    .requiredOption('--rule <id>', 'as rule list shows it', readRuleId)
    .action((options: RemoveOptions) => run((context) => ruleRemove(context, options))());
}

function readRuleId(text: string): RecordingRuleId {
  if (!isId(text)) throw new InvalidArgumentError('must be a rule’s id; `fonoteka rule list` shows them');
  return text as RecordingRuleId;
}

const readWeekday = wholeNumberReader(1, 7);
const readDays = (text: string, before: readonly number[]): number[] => [...before, readWeekday(text)];

function readHours(text: string): readonly [string, string] {
  const [, from, until] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text) ?? [];
  if (from === undefined || until === undefined) throw new InvalidArgumentError('must be two times, like 08:00-16:00');
  return [from, until];
}

async function ruleList(context: CommandContext, tenantId: TenantId): Promise<void> {
  const rules = await withDatabase(context, (db) => listRecordingRules(db, tenantId));
  context.output.result(rules, (list) => list.map(ruleLine).join('\n') || 'no recording rules');
}

async function ruleAdd(context: CommandContext, options: AddOptions): Promise<void> {
  const { tenant, name, effect, percent, number: numbers, group, extension: extensions, hours } = options;
  const limited = { numbers, extensions };
  for (const [option, given] of Object.entries(limited))
    if (given.length > MAX_RULE_NUMBERS) throw new AppError('request-invalid', `${MAX_RULE_NUMBERS} ${option} at most`);
  const [from, until] = hours ?? [null, null];
  const rule = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const numberGroups: NumberGroupId[] = [];
        for (const one of group) numberGroups.push((await requireNumberGroup(transaction, tenant, one)).id);
        const when = { directions: options.direction ?? [], days: options.day, from, until };
        const contents = {
          name,
          enabled: options.disabled !== true,
          effect,
          percent,
          ...limited,
          numberGroups,
          ...when,
        };
        return addRecordingRule(transaction, tenant, contents, context.clock.now());
      },
      (added) => ({
        tenantId: tenant,
        action: 'recording-rule-added',
        subject: added.id,
        detail: ruleDetail(added),
      }),
    ),
  );
  context.output.result(rule, ruleLine);
}

async function ruleRemove(context: CommandContext, { tenant, rule }: RemoveOptions): Promise<void> {
  await withDatabase(context, (db) =>
    audited(
      context,
      db,
      (transaction) => removeRecordingRule(transaction, tenant, rule),
      () => ({ tenantId: tenant, action: 'recording-rule-removed', subject: rule, detail: null }),
    ),
  );
  context.output.result({ ruleId: rule }, () => 'removed');
}

function ruleLine(rule: ListedRule): string {
  const { id, name, effect, percent, enabled, numbers, numberGroups, extensions, directions, days, from, until } = rule;
  return [
    id,
    name,
    percent === 100 ? effect : `${effect} ${percent}%`,
    ...(enabled ? [] : ['off']),
    ...labelled('numbers', numbers),
    ...(numberGroups.length === 0 ? [] : [`groups ${numberGroups.length}`]),
    ...labelled('extensions', extensions),
    ...directions,
    ...labelled('days', days),
    ...(from === null || until === null ? [] : [`${from}-${until}`]),
  ].join('  ');
}

function labelled(label: string, values: readonly (string | number)[]): string[] {
  return values.length === 0 ? [] : [`${label} ${values.join(' ')}`];
}
