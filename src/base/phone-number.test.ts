import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phoneNumberInFileName, readPhoneNumber } from './phone-number.ts';

describe('readPhoneNumber', () => {
  test.each([
    ['+48221234567', '+48221234567'],
    ['0048221234567', '+48221234567'],
    ['48221234567', '+48221234567'],
    ['221234567', '+48221234567'],
    ['22 123 45 67', '+48221234567'],
    ['(22) 123-45-67', '+48221234567'],
    ['(+48) 22 123 45 67', '+48221234567'],
    ['0221234567', '+48221234567'],
    ['tel:+48-22-123-45-67', '+48221234567'],
    ['sip:+48221234567@pbx.example;user=phone', '+48221234567'],
    ['"Jan 3" <sip:221234567;noa=national@10.0.0.1>;tag=9', '+48221234567'],
    ['+4915112345678', '+4915112345678'],
    ['004915112345678', '+4915112345678'],
    ['101', '101'],
    ['1001', '1001'],
    ['112', '112'],
    ['sip:101@pbx', '101'],
  ])('%s is %s', (written, stored) => {
    expect(readPhoneNumber(written)).toBe(stored);
  });

  test.each([
    '',
    'anonymous',
    'sip:anonymous@anonymous.invalid',
    'Withheld',
    '<sip:restricted@x>',
    'jan.kowalski',
    '+',
  ])('%s shows no number', (written) => expect(readPhoneNumber(written)).toBeNull());

  test('what is stored reads as itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const number = readPhoneNumber(text);
        if (number !== null) expect(readPhoneNumber(number)).toBe(number);
      }),
    );
  });

  test('one national number is one number however it is written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9][0-9]{8}$/), (national) => {
        for (const written of [`+48${national}`, `0048${national}`, `48${national}`, national]) {
          expect(readPhoneNumber(written)).toBe(`+48${national}`);
        }
      }),
    );
  });
});

describe('phoneNumberInFileName', () => {
  test('holds digits alone, or says withheld', () => {
    expect(phoneNumberInFileName('+48221234567')).toBe('48221234567');
    expect(phoneNumberInFileName('101')).toBe('101');
    expect(phoneNumberInFileName(null)).toBe('withheld');
    fc.assert(fc.property(fc.string(), (text) => /^(\d+|withheld)$/.test(phoneNumberInFileName(text))));
  });
});
