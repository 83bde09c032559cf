import { createHash } from 'node:crypto';
import type { RecordingRuleId } from '../base/ids.ts';
import type { PhoneNumber } from '../base/phone-number.ts';
import { warsawClock } from '../base/warsaw-time.ts';
import type { AppliedRule, Direction } from '../recording/index.ts';

export const RULE_EFFECTS = ['always', 'never', 'on-demand'] as const;
export type RuleEffect = (typeof RULE_EFFECTS)[number];

/**
 * Which calls a rule fits: those that meet every condition it has. An empty list is no condition; `numbers` missing beside it is no
 * condition either, whereas a rule whose number groups are empty, or were removed, fits no call.
 */
export interface RuleConditions {
  /** A party's number as it is stored; `+4822*`: a prefix of it; `22*`: of a national number, an extension or a code; `withheld`. Null: any. */
  readonly numbers: ReadonlySet<string> | null;
  /** The tenant's own numbers that took part. Null: any. */
  readonly extensions: ReadonlySet<PhoneNumber> | null;
  readonly directions: readonly Direction[];
  /** 1: Monday, 7: Sunday. */
  readonly days: readonly number[];
  /** Minutes after midnight in Warsaw; null: all day. Until at or before from: over midnight, and of the day on which it begins. */
  readonly hours: { readonly from: number; readonly until: number } | null;
}

export interface RecordingRule extends RuleConditions {
  readonly id: RecordingRuleId;
  readonly name: string;
  readonly effect: RuleEffect;
  /** 1 to 100: of the calls that it fits, so many have the effect; the others are not recorded. */
  readonly percent: number;
}

/** What rules look at. */
export interface RuledCall {
  readonly direction: Direction;
  readonly caller: PhoneNumber | null;
  readonly callee: PhoneNumber | null;
  readonly dialled: PhoneNumber | null;
  readonly extensions: readonly PhoneNumber[];
  /** Unix ms. */
  readonly startedAt: number;
  /** False: parties and direction are not known yet. */
  readonly partiesKnown: boolean;
  /** The same for every session, and every attempt, of a call: it decides whether a percentage takes the call. Null: the call does not exist yet. */
  readonly key: string | null;
}

/** `undecided`: the parties decide, and are not known yet. `rule` null: no rule fits. */
export type RuleDecision =
  | { readonly effect: 'always'; readonly rule: AppliedRule | null }
  | { readonly effect: 'on-demand'; readonly rule: AppliedRule }
  | { readonly effect: 'never'; readonly rule: AppliedRule }
  | { readonly effect: 'undecided' };

/** By the first rule that fits. Without one a call is recorded. */
export function decideRecording(rules: readonly RecordingRule[], call: RuledCall): RuleDecision {
  for (const rule of rules) {
    const fits = fit(rule, call);
    if (fits === 'unknown') return { effect: 'undecided' };
    if (fits) return decidedBy(rule, call);
  }
  return { effect: 'always', rule: null };
}

/** Whether a call that is over meets all conditions. */
export function fitsConditions(conditions: RuleConditions, call: Omit<RuledCall, 'partiesKnown' | 'key'>): boolean {
  return fit(conditions, { ...call, partiesKnown: true, key: null }) === true;
}

function decidedBy({ id, name, effect, percent }: RecordingRule, { key }: RuledCall): RuleDecision {
  const rule = { id, name, ...(percent < 100 && { percent }) };
  const isTaken = key === null || percent === 100 || shareOf(id, key) < percent;
  return { effect: isTaken ? effect : 'never', rule };
}

const TWO_POW_32 = 2 ** 32;

/** Of a call among all calls, 0 to 100: even over them, and not the same for two rules. */
function shareOf(id: RecordingRuleId, key: string): number {
  const hash = createHash('sha256').update(`${id} ${key}`).digest();
  return (hash.readUInt32BE(0) * 100) / TWO_POW_32;
}

function fit(rule: RuleConditions, call: RuledCall): boolean | 'unknown' {
  if (!isInTime(rule, call.startedAt)) return false;
  const { numbers, extensions, directions } = rule;
  if (numbers === null && extensions === null && directions.length === 0) return true;
  if (!call.partiesKnown) return 'unknown';
  if (directions.length > 0 && !directions.includes(call.direction)) return false;
  if (extensions !== null && !ownNumbersOf(call).some((number) => extensions.has(number))) return false;
  return numbers === null || partiesOf(call).some((number) => isAmong(numbers, number));
}

function isInTime({ days, hours }: RuleConditions, at: number): boolean {
  const { weekday, minute } = warsawClock(at);
  const isOn = (day: number): boolean => days.length === 0 || days.includes(day);
  if (hours === null) return isOn(weekday);
  const { from, until } = hours;
  if (from < until) return isOn(weekday) && minute >= from && minute < until;
  if (minute >= from) return isOn(weekday);
  return minute < until && isOn(weekday === 1 ? 7 : weekday - 1);
}

/** What was dialled may be an extension, too. */
function ownNumbersOf({ extensions, dialled, direction, caller, callee }: RuledCall): readonly string[] {
  const own = direction === 'outbound' ? caller : direction === 'inbound' ? callee : null;
  return [...extensions, dialled, own].filter((number) => number !== null);
}

export const WITHHELD_NUMBER = 'withheld';

function partiesOf({ caller, callee, dialled, extensions }: RuledCall): readonly string[] {
  const known = [caller ?? WITHHELD_NUMBER, callee, dialled, ...extensions];
  return known.filter((number) => number !== null);
}

const POLAND = '+48';

/** Each prefix of a number is looked up: a rule may have hundreds of numbers. */
function isAmong(numbers: ReadonlySet<string>, number: string): boolean {
  if (numbers.has(number)) return true;
  if (number === WITHHELD_NUMBER) return false;
  const national = number.startsWith(POLAND) ? number.slice(POLAND.length) : number;
  return hasPrefix(numbers, number) || hasPrefix(numbers, national);
}

function hasPrefix(numbers: ReadonlySet<string>, number: string): boolean {
  for (let length = 1; length <= number.length; length++) if (numbers.has(`${number.slice(0, length)}*`)) return true;
  return false;
}
