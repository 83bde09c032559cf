import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitsNoPlan, isShortNumber, phoneNumberInFileName, readNumber, readPhoneNumber } from './phone-number.ts';

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

  test.each([
    ['trunk zero in brackets', '+48(0)221234567', '+48221234567'],
    ['the same after 00', '0048 (0) 22 123 45 67', '+48221234567'],
    ['trunk zero without brackets', '+480221234567', '+48221234567'],
    ['trunk zero before the country code', '048221234567', '+48221234567'],
    ['abroad', '+44 (0)20 7946 0000', '+442079460000'],
    ['abroad, without brackets', '+4402079460000', '+442079460000'],
    ['Italy, where the zero is dialled', '+39 (0)6 12345678', '+390612345678'],
    ['Italy', '+39 06 12345678', '+390612345678'],
    ['international prefix of North America', '01148221234567', '+48221234567'],
    ['bare digits with a country code', '4915112345678', '+4915112345678'],
    ['bare digits of North America', '12125550123', '+12125550123'],
    ['not in our metadata, but with +', '+999123456', '+999123456'],
    ['local number in its context', 'tel:1234567;phone-context=+4822', '+48221234567'],
    ['local number in its context, with an extension', 'tel:1234567;phone-context=+4822;ext=1', '+48221234567'],
    ['digits of other scripts', '＋４８ 22 123 45 67', '+48221234567'],
    ['copied with invisible marks', '\u202a+48\u00a022\u2011123\u201345\u201367\u202c', '+48221234567'],
    ['with its label', 'tel.: 22 123 45 67', '+48221234567'],
    ['percent-encoded', 'sip:%2B48221234567@pbx', '+48221234567'],
    ['a password in the URI', 'sip:221234567:9999@pbx', '+48221234567'],
    ['five digits', '19115', '19115'],
    ['six digits', '118913', '118913'],
  ])('%s: %s', (_, written, stored) => expect(readPhoneNumber(written)).toBe(stored));

  test.each([
    'agent7',
    'Jan 3',
    'sip:192.0.2.1',
    'sip:srs@192.0.2.1',
    'SIP/101-0001',
    '1033+123',
    '*#',
    '5'.repeat(41),
    ' '.repeat(600),
  ])('%s is no number', (written) => expect(readNumber(written)).toMatchObject({ number: null, kind: 'none' }));
});

describe('what is dialled with a number', () => {
  test.each([
    ['#31#600100200', '+48600100200', { presentation: 'withhold', dialled: '#31#600100200' }],
    ['*31#600100200', '+48600100200', { presentation: 'show' }],
    ['*31*600100200', '+48600100200', { presentation: 'withhold' }],
    ['*67221234567', '+48221234567', { presentation: 'withhold', dialled: '*67221234567' }],
    ['*82 22 123 45 67', '+48221234567', { presentation: 'show' }],
    ['sip:%2331%23600100200@pbx', '+48600100200', { presentation: 'withhold' }],
    ['#31#101', '101', { presentation: 'withhold', kind: 'short' }],
    ['#31#+31612345678', '+31612345678', { presentation: 'withhold' }],
    ['1033 22 123 45 67', '+48221234567', { carrier: '1033', dialled: '1033221234567' }],
    ['01044 022 123 45 67', '+48221234567', { carrier: '1044' }],
    ['1055 00 49 30 1234567', '+49301234567', { carrier: '1055' }],
    ['221234567*101', '+48221234567', { suffix: '*101', dialled: '221234567*101' }],
    ['221234567#101', '+48221234567', { suffix: '#101' }],
    ['221234567#', '+48221234567', { suffix: '#' }],
    ['221234567,,55', '+48221234567', { suffix: ',,55', dialled: '221234567,,55' }],
    ['221234567;55', '+48221234567', { suffix: ',55' }],
    ['221234567p55', '+48221234567', { suffix: ',55' }],
    ['221234567w55', '+48221234567', { suffix: ',55' }],
    ['221234567*101,,55', '+48221234567', { suffix: '*101,,55' }],
    ['22 123 45 67 wew. 101', '+48221234567', { suffix: ';ext=101', dialled: '221234567;ext=101' }],
    ['22 123 45 67 w 12', '+48221234567', { suffix: ';ext=12' }],
    ['22 123 45 67 (wew. 12)', '+48221234567', { suffix: ';ext=12' }],
    ['221234567 ext 101', '+48221234567', { suffix: ';ext=101' }],
    ['221234567 Ext. 101', '+48221234567', { suffix: ';ext=101' }],
    ['221234567x101', '+48221234567', { suffix: ';ext=101' }],
    ['+49 30 1234567 DW 12', '+49301234567', { suffix: ';ext=12' }],
    ['tel:+48-22-123-45-67;ext=101', '+48221234567', { suffix: ';ext=101' }],
    ['tel:+48221234567;isub=12;phone-context=x.example', '+48221234567', { suffix: ';isub=12' }],
    ['#31#221234567,,55', '+48221234567', { presentation: 'withhold', suffix: ',,55', dialled: '#31#221234567,,55' }],
  ])('%s', (written, number, facts) => expect(readNumber(written)).toMatchObject({ number, ...facts }));

  test('nothing: there is only the number', () => {
    expect(readNumber('22 123 45 67')).toEqual({
      number: '+48221234567',
      kind: 'public',
      presentation: null,
      carrier: null,
      suffix: null,
      dialled: null,
    });
  });

  test.each(['*302100', '*11', '*67101', '#31#', '*21*221234567#', '*21*+48221234567#', '1033+123*5', '101*5', '**21'])(
    '%s is a service code, as dialled',
    (written) => expect(readNumber(written)).toMatchObject({ number: written, kind: 'code' }),
  );
});

describe('what fits no plan', () => {
  test.each([
    ['seven digits', '1234567'],
    ['no country', '99912345678'],
    ['eight digits, though Niue’s numbers with its code have seven and eight', '68888812'],
    ['a Dutch number that does not exist', '31600100200'],
    ['an outside line', '9221234567'],
    ['an outside line and a trunk zero', '00221234567'],
    ['nine digits with a zero in front', '022123456'],
    ['a country code without its number', '+48'],
    ['longer than E.164', '+1234567890123456'],
    ['longer than E.164, with a country code', '4930480221234567'],
    ['a long number of a PBX', '12345678901234567890'],
  ])('%s stays as dialled: %s', (_, written) => {
    expect(readNumber(written)).toMatchObject({ number: written, kind: 'unknown' });
    expect(fitsNoPlan(written)).toBe(true);
    expect(isShortNumber(written)).toBe(false);
  });

  test('no number of a plan is among it', () => {
    expect(['+48221234567', '101', '112', '*302100', '+12125550123'].filter(fitsNoPlan)).toEqual([]);
    expect(['101', '112', '+48221234567', '*11'].map(isShortNumber)).toEqual([true, true, false, false]);
  });
});

describe('whatever comes', () => {
  const DIALLED = fc.string({
    unit: fc.constantFrom(
      ...'0123456789+*#()-., ;=pwx@:<>%'.split(''),
      'wew.',
      'ext',
      '00',
      '#31#',
      '(0)',
      '48',
      '1033',
    ),
    maxLength: 60,
  });
  test('what is stored reads as itself', () => {
    fc.assert(
      fc.property(fc.oneof(DIALLED, fc.string({ unit: 'binary' })), (text) => {
        const { number, kind } = readNumber(text);
        if (number !== null) expect(readNumber(number)).toMatchObject({ number, kind, dialled: null });
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    '0',
    '+',
    '*',
    '#',
    '(',
    ',',
    ';',
    ' ',
    'w',
    'p',
    'x',
    '\u200b',
    '<',
    '%',
    'sip:',
    '(0)',
    '1,',
    '1w',
    ' 1 ',
    ';ext=1',
  ])('a long run of “%s” is read, or refused', (part) => {
    const text = part.repeat(Math.ceil(512 / part.length)).slice(0, 512);
    for (const written of [text, `221234567${text}`.slice(0, 512), `${text}221234567`.slice(-512)]) readNumber(written);
    expect(readNumber(text.repeat(2000)).number).toBeNull();
  });

  const BEFORE = ['', '#31#', '*31#', '*67', '*82', '1033', '01055'];
  const FORMS: readonly ((national: string) => string)[] = [
    (n) => `+48${n}`,
    (n) => `0048${n}`,
    (n) => `48${n}`,
    (n) => n,
    (n) => `0${n}`,
    (n) => `+48(0)${n}`,
    (n) => `0048 (0) ${n}`,
    (n) => `+480${n}`,
    (n) => `${n.slice(0, 2)} ${n.slice(2, 5)}-${n.slice(5, 7)} ${n.slice(7)}`,
    (n) => `(${n.slice(0, 2)})${n.slice(2)}`,
  ];
  const AFTER = ['', '*101', '#101', '#', ',,55', 'p55', 'w55', ' wew. 101', ' w 12', ' ext 101', 'x101', ';ext=101'];
  const AROUND: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => ` ${text} `,
    (text) => `<sip:${encodeURIComponent(text)}@pbx.example;user=phone>;tag=1`,
    (text) => `"Jan 3" <tel:${text}>`,
  ];
  test('one national number is one number however it is written', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[1-9][0-9]{8}$/),
        fc.constantFrom(...BEFORE),
        fc.constantFrom(...AFTER),
        fc.constantFrom(...FORMS),
        fc.constantFrom(...AROUND),
        (national, before, after, form, around) => {
          expect(readPhoneNumber(around(`${before}${form(national)}${after}`))).toBe(`+48${national}`);
        },
      ),
      { numRuns: 300 },
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
