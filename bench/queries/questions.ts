import type { CallFilter, TenantScope } from '../../src/catalog/index.ts';
import { BIG, MAIN_NUMBER, RARE_NUMBER, SEEDED_UNTIL, SMALL } from './seed.ts';

const DAY_MS = 86_400_000;

/** What a list of calls is asked for. */
export interface Question {
  readonly name: string;
  readonly scope: TenantScope;
  readonly filter: CallFilter;
  /** The page behind this instant; undefined: the first. */
  readonly before?: number;
}

const filters: Readonly<Record<string, CallFilter>> = {
  nothing: {},
  'from and to': { from: SEEDED_UNTIL - 60 * DAY_MS, until: SEEDED_UNTIL - 30 * DAY_MS },
  inbound: { direction: 'inbound' },
  recorded: { recorded: true },
  'not recorded': { recorded: false },
  'internal, not recorded': { direction: 'internal', recorded: false },
  'outbound, not recorded, 30 days': { direction: 'outbound', recorded: false, from: SEEDED_UNTIL - 30 * DAY_MS },
  'a whole number of one call': { number: RARE_NUMBER },
  'a whole number that nobody has': { number: '+48599999998' },
  'the main number': { number: MAIN_NUMBER },
  'the main number, outbound, not recorded': { number: MAIN_NUMBER, direction: 'outbound', recorded: false },
  'seven digits of one number': { number: '9123456' },
  'seven digits of none': { number: '9999991' },
  'seven digits of none, 30 days': { number: '9999991', from: SEEDED_UNTIL - 30 * DAY_MS },
  'six digits': { number: '512345' },
  'five digits': { number: '51234' },
  'four digits': { number: '5123' },
  'four digits, not recorded': { number: '5123', recorded: false },
  'the beginning of a number': { number: '+48 512' },
  'an hour and more': { minDurationMs: 3_600_000 },
  'up to nine seconds': { maxDurationMs: 9000 },
  'a minute and more, outbound': { minDurationMs: 60_000, direction: 'outbound' },
  'a minute and more, not recorded': { minDurationMs: 60_000, recorded: false },
  'recording off': { reason: 'recording-off' },
  'no capacity': { reason: 'no-capacity' },
  'recording off, internal, 30 days': {
    reason: 'recording-off',
    direction: 'internal',
    from: SEEDED_UNTIL - 30 * DAY_MS,
  },
  'an extension': { extension: '112' },
  'an extension, not recorded': { extension: '112', recorded: false },
  'a name': { number: 'Kowalsk' },
  'a name of nobody': { number: 'Nowak' },
  'a tag of one of fifty': { tag: 'reklamacja' },
  'a rare tag': { tag: 'rzadki' },
  'a tag, not recorded': { tag: 'reklamacja', recorded: false },
  'a tag that nobody uses': { tag: 'nikt' },
  'a text of each note': { note: 'oddzwonienie' },
  'a text of few notes': { note: 'ZWROTU towaru' },
  'a text of one note': { note: 'numer 1000003' },
  'a text of no note': { note: 'faktura' },
  'to review': { review: 'open' },
  'reviewed, a minute and more': { review: 'done', minDurationMs: 60_000 },
  'four filters': { number: '51234', direction: 'inbound', recorded: true, from: SEEDED_UNTIL - 365 * DAY_MS },
};

/** Parts that many numbers have. */
const commonParts: Readonly<Record<string, CallFilter>> = {
  'three digits': { number: '512' },
  'three digits of most numbers': { number: '485' },
  'three digits, outbound, 30 days': { number: '512', direction: 'outbound', from: SEEDED_UNTIL - 30 * DAY_MS },
  'three digits, not recorded': { number: '512', recorded: false },
};

const whole = (tenantId: TenantScope['tenantId']): TenantScope => ({ tenantId, numbers: null });
/** Of a tenant with hundreds. */
export const AGENT: TenantScope = { tenantId: BIG, numbers: ['555'] };

function each(
  asked: Readonly<Record<string, CallFilter>>,
  scope: TenantScope,
  of: string,
  more: Partial<Question> = {},
): Question[] {
  return Object.entries(asked).map(([name, filter]) => ({ name: `${of}: ${name}`, scope, filter, ...more }));
}

export const QUESTIONS: readonly Question[] = [
  ...each(filters, whole(BIG), 'a fifth of all calls'),
  ...each(filters, whole(BIG), 'a fifth of all calls, two years back', { before: SEEDED_UNTIL - 730 * DAY_MS }),
  ...each(commonParts, whole(BIG), 'a fifth of all calls'),
  ...each(filters, whole(SMALL), 'a hundredth'),
  ...each(
    {
      nothing: {},
      recorded: { recorded: true },
      'not recorded': { recorded: false },
      inbound: { direction: 'inbound' },
      'a minute and more': { minDurationMs: 60_000 },
      'a tag': { tag: 'reklamacja' },
      'a text of notes': { note: 'oddzwonienie' },
    },
    AGENT,
    'an agent',
  ),
];
