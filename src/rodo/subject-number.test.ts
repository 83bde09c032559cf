import { describe, expect, test } from 'vitest';
import { maskedNumber, numberPattern, patternsOfPerson, readSubjectNumber, storedForms } from './subject-number.ts';

test.each([
  '+48 512 345 678',
  '0048512345678',
  '48512345678',
  '512-345-678',
  ' 512 345 678 ',
  '(512) 345 678',
  '0512345678',
  'tel:+48-512-345-678',
  'sip:512345678@pbx.example',
  '+48 (0) 512 345 678',
  '512 345 678 wew. 12',
  '#31#512345678',
])('%s is one number', (typed) => {
  expect(readSubjectNumber(typed)).toBe('+48512345678');
});

test('extensions, short codes and foreign numbers are numbers too', () => {
  expect(['101', '112', '+49 30 1234567', '004930 1234567'].map(readSubjectNumber)).toEqual([
    '101',
    '112',
    '+49301234567',
    '+49301234567',
  ]);
});

test('what fits no plan is found in both forms in which it was stored', () => {
  expect(storedForms(readSubjectNumber('123 45 67'))).toEqual(['1234567', '+1234567']);
  expect(storedForms(readSubjectNumber('+1234567'))).toEqual(['+1234567', '1234567']);
  expect(storedForms(readSubjectNumber('512345678'))).toEqual(['+48512345678']);
});

test.each([
  ['+48512345678', ['+48512345678', '+48512345678*', '512345678*', '+4851234567*', '51234567*']],
  ['+493012345678', ['+493012345678', '+493012345678*', '+49301234567*']],
  ['101', ['101', '101*']],
])('a rule means %s by the number itself, or by a prefix of ten numbers at most', (number, patterns) => {
  expect(new Set(patternsOfPerson(number))).toEqual(new Set(patterns));
});

test.each(['*302100', 'anonymous', 'withheld', '', '   ', '+48', '+', '7', 'Jan 512345678 Kowalski', '5'.repeat(80)])(
  '“%s” identifies nobody',
  (typed) => {
    expect(() => readSubjectNumber(typed)).toThrow(expect.objectContaining({ code: 'number-invalid' }));
  },
);

test('a masked number shows three digits, of a short one the last', () => {
  expect(['+48512345678', '101'].map(maskedNumber)).toEqual(['+48…678', '…1']);
});

const found = (text: string, number = '+48512345678') => new RegExp(numberPattern(number)).test(text);

describe('in a text', () => {
  test.each([
    'Proszę o telefon: 512 345 678.',
    'tel. +48 512-345-678',
    '<sip:+48512345678@pbx>',
    '"0048512345678"',
    'aor="sip:512345678@pbx"',
    'sip:%2B48512345678@pbx',
    '(0512) 345 678',
    '48.512.345.678',
    '#31#512345678',
  ])('%s has it', (text) => expect(found(text)).toBe(true));

  test.each(['1512345678', '5123456789', '+512345678', '512 345 679', '2026-03-10T09:00:00', '4851234567'])(
    '%s has not',
    (text) => expect(found(text)).toBe(false),
  );

  test('what fits no plan is found, too', () => {
    expect(['1234567', '+1234567', '001234567'].map((text) => found(text, '1234567'))).toEqual([true, true, true]);
    expect(found('112345678', '1234567')).toBe(false);
  });

  test('a short number is only an address', () => {
    expect(
      ['sip:101@pbx', 'tel:101', '<nameID aor="101">', '<aor>101</aor>'].map((text) => found(text, '101')),
    ).toEqual([true, true, true, true]);
    expect(['w pokoju 101', 'sip:1015@pbx', 'at 10:10:10'].map((text) => found(text, '101'))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
