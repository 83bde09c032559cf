import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordingRuleId } from '../base/ids.ts';
import { DIRECTIONS } from '../recording/index.ts';
import { decideRecording, type RecordingRule, RULE_EFFECTS, type RuledCall } from './recording-rules.ts';
import { readNumberPattern } from './recording-rule-rows.ts';

const ANY = { percent: 100, numbers: null, extensions: null, directions: [], days: [], hours: null } as const;

function ruleOf(changes: Partial<RecordingRule>): RecordingRule {
  return { id: 'rule' as RecordingRuleId, name: 'Reguła', effect: 'never', ...ANY, ...changes };
}

/** A Tuesday, 11:00 in Warsaw. */
const CALL: RuledCall = {
  direction: 'inbound',
  caller: '+48512345678',
  callee: '+48221234567',
  dialled: null,
  extensions: ['101'],
  startedAt: Date.parse('2026-03-10T10:00:00Z'),
  partiesKnown: true,
  key: 'call-1',
};
const fits = (rule: Partial<RecordingRule>, call: Partial<RuledCall> = {}): boolean =>
  decideRecording([ruleOf(rule)], { ...CALL, ...call }).effect === 'never';
const at = (text: string) => ({ startedAt: Date.parse(text) });
const numbers = (...texts: string[]) => ({ numbers: new Set(texts.map((text) => readNumberPattern(text)!)) });

describe('a rule fits a call', () => {
  test.each([
    ['512 345 678', true],
    ['0048512345678', true],
    ['+48 512*', true],
    ['0048 51*', true],
    ['51*', true],
    ['512345678*', true],
    ['48*', false],
    ['+49*', false],
    ['101', true],
    ['10*', true],
    ['101 *', true],
    ['102', false],
    ['zastrzeżony', false],
  ])('by a number %s: %s', (text, expected) => {
    expect(fits(numbers('600100200', text))).toBe(expected);
  });

  test('whose caller is withheld', () => {
    expect(fits(numbers('anonymous'), { caller: null })).toBe(true);
    expect(fits(numbers('wi*'.replace('wi', '9')), { caller: null })).toBe(false);
  });

  test('by what was dialled, by an extension, by a direction; each condition must hold', () => {
    expect(fits(numbers('*11'), { dialled: '*11' })).toBe(true);
    expect(fits({ extensions: new Set(['101']) })).toBe(true);
    expect(fits({ extensions: new Set(['102']) })).toBe(false);
    expect(fits({ extensions: new Set(['+48221234567']) })).toBe(true);
    expect(fits({ directions: ['outbound'] })).toBe(false);
    expect(fits({ directions: ['outbound', 'inbound'], extensions: new Set(['101']), ...numbers('512*') })).toBe(true);
    expect(fits({ directions: ['inbound'], extensions: new Set(['101']), ...numbers('600*') })).toBe(false);
  });

  test('not where its number groups are empty', () => {
    expect(fits({ numbers: new Set() })).toBe(false);
  });

  test.each([
    ['2026-03-10T10:00:00Z', true],
    ['2026-03-10T06:59:59Z', false],
    ['2026-03-10T07:00:00Z', true],
    ['2026-03-10T14:59:59Z', true],
    ['2026-03-10T15:00:00Z', false],
    ['2026-03-14T10:00:00Z', false],
    // An hour earlier in summer.
    ['2026-03-31T06:00:00Z', true],
  ])('from Monday to Friday, 8:00 to 16:00, at %s: %s', (text, expected) => {
    expect(fits({ days: [1, 2, 3, 4, 5], hours: { from: 480, until: 960 } }, at(text))).toBe(expected);
  });

  test.each([
    ['2026-03-13T20:59:00Z', false],
    ['2026-03-13T21:00:00Z', true],
    ['2026-03-14T04:59:00Z', true],
    ['2026-03-14T05:00:00Z', false],
    ['2026-03-14T22:00:00Z', false],
    ['2026-03-13T04:00:00Z', false],
  ])('in the night of Friday, 22:00 to 6:00, at %s: %s', (text, expected) => {
    expect(fits({ days: [5], hours: { from: 1320, until: 360 } }, at(text))).toBe(expected);
  });

  test('in the night of Sunday on Monday morning; from midnight to midnight all day', () => {
    expect(fits({ days: [7], hours: { from: 1320, until: 360 } }, at('2026-03-16T04:00:00Z'))).toBe(true);
    expect(fits({ days: [2], hours: { from: 0, until: 0 } })).toBe(true);
  });
});

describe('the first rule that fits', () => {
  const rules = [
    ruleOf({ name: 'prywatny', ...numbers('512345678') }),
    ruleOf({ name: 'wychodzące', effect: 'on-demand', directions: ['outbound'] }),
    ruleOf({ name: 'reszta', effect: 'always' }),
  ];

  test('decides; without one a call is recorded', () => {
    const named = (call: Partial<RuledCall>) => {
      const decision = decideRecording(rules, { ...CALL, ...call });
      return decision.effect === 'undecided' ? decision : [decision.effect, decision.rule?.name];
    };
    expect(named({})).toEqual(['never', 'prywatny']);
    expect(named({ caller: '+48600100200', direction: 'outbound' })).toEqual(['on-demand', 'wychodzące']);
    expect(named({ caller: '+48600100200' })).toEqual(['always', 'reszta']);
    expect(decideRecording([], CALL)).toEqual({ effect: 'always', rule: null });
  });

  test('is not known before the parties are, unless it needs none of them', () => {
    const unknown = { ...CALL, partiesKnown: false };
    expect(decideRecording(rules, unknown)).toEqual({ effect: 'undecided' });
    expect(decideRecording([ruleOf({ days: [2] }), ...rules], unknown)).toMatchObject({ effect: 'never' });
    expect(decideRecording([ruleOf({ days: [3], ...numbers('512*') })], unknown)).toMatchObject({ effect: 'always' });
  });
});

function sampled(percent: number, id = 'a'): RecordingRule {
  return ruleOf({ id: id as RecordingRuleId, effect: 'always', percent });
}

function isTaken(rule: RecordingRule, key: string): boolean {
  return decideRecording([rule], { ...CALL, key }).effect === 'always';
}

describe('a percentage', () => {
  test('takes so many of the calls, others by another rule, more with a higher one', () => {
    const keys = Array.from({ length: 4000 }, (_, n) => `call-${n}`);
    const share = (rule: RecordingRule) => keys.filter((key) => isTaken(rule, key));
    const [ten, twenty, others] = [share(sampled(10)), share(sampled(20)), share(sampled(10, 'b'))];
    expect(ten.length / 40).toBeGreaterThan(8);
    expect(ten.length / 40).toBeLessThan(12);
    expect(twenty).toEqual(expect.arrayContaining(ten));
    expect(others).not.toEqual(ten);
  });

  test('is the same for each session of a call, names its rule, and is no refusal of a call that does not exist yet', () => {
    const missed = { id: 'a', name: 'Reguła', percent: 1 };
    expect(decideRecording([sampled(1)], { ...CALL, key: 'call-1', caller: null })).toEqual({
      effect: 'never',
      rule: missed,
    });
    expect(decideRecording([sampled(1)], { ...CALL, key: null })).toEqual({ effect: 'always', rule: missed });
  });
});

const someNumber = fc.constantFrom('+48512345678', '+48221234567', '+49301234567', '101', '102', '*11', '112');
const someRule = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c') as fc.Arbitrary<RecordingRuleId>,
    effect: fc.constantFrom(...RULE_EFFECTS),
    percent: fc.constantFrom(1, 50, 100),
    numbers: fc.option(fc.array(fc.constantFrom('+48512345678', '22*', '+49*', '1*', 'withheld', '101'))),
    extensions: fc.option(fc.array(fc.constantFrom('101', '+48221234567'), { minLength: 1 })),
    directions: fc.subarray([...DIRECTIONS]),
    days: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
    hours: fc.option(fc.record({ from: fc.nat(1439), until: fc.nat(1439) })),
  })
  .map(({ numbers: own, extensions, ...rule }) =>
    ruleOf({ ...rule, numbers: own && new Set(own), extensions: extensions && new Set(extensions) }),
  );
const someCall = fc.record({
  direction: fc.constantFrom(...DIRECTIONS),
  caller: fc.option(someNumber),
  callee: fc.option(someNumber),
  dialled: fc.option(someNumber),
  extensions: fc.array(someNumber),
  startedAt: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }).map(Number),
  key: fc.string(),
});

describe('for any rules and any call', () => {
  test('the decision is that of one rule alone, and those after it do not matter', () => {
    fc.assert(
      fc.property(fc.array(someRule, { maxLength: 6 }), someRule, someCall, (rules, more, some) => {
        const call = { ...some, partiesKnown: true };
        const decision = decideRecording(rules, call);
        expect(decideRecording(rules, call)).toEqual(decision);
        const first = rules.find(
          (rule) => decideRecording([rule], call).effect !== 'undecided' && fitsAlone(rule, call),
        );
        expect(decision).toEqual(
          first === undefined ? { effect: 'always', rule: null } : decideRecording([first], call),
        );
        if (first !== undefined) expect(decideRecording([...rules, more], call)).toEqual(decision);
      }),
    );
  });

  test('what is decided without the parties is decided so with them, whoever they are', () => {
    fc.assert(
      fc.property(fc.array(someRule, { maxLength: 6 }), someCall, someCall, (rules, some, other) => {
        const early = decideRecording(rules, { ...some, partiesKnown: false });
        const { startedAt, key } = some;
        if (early.effect !== 'undecided') {
          expect(decideRecording(rules, { ...other, startedAt, key, partiesKnown: true })).toEqual(early);
        }
      }),
    );
  });
});

/** Whether it decides, even where a percentage leaves the call out. */
function fitsAlone(rule: RecordingRule, call: RuledCall): boolean {
  const decision = decideRecording([{ ...rule, percent: 100, effect: 'never' }], call);
  return decision.effect === 'never';
}
