import { describe, expect, test } from 'vitest';
import { MAX_PHONE_BOOK_ENTRIES } from './phone-book.ts';
import { readPhoneBookFile } from './read-phone-book-file.ts';

describe('a list of numbers and names', () => {
  test.each([
    ['by semicolons, without a header', '101;Recepcja\n22 123 45 67;Biuro'],
    ['by commas, with quotes', '101,Recepcja\r\n"22 123 45 67","Biuro"\r\n'],
    ['by tabs', '101\tRecepcja\n22 123 45 67\tBiuro'],
    [
      'with a header in another order, and other columns',
      'Nazwa;Dział;Numer telefonu\nRecepcja;a;101\nBiuro;b;+48221234567',
    ],
    ['with a byte order mark and empty lines', '\ufeffnumer;nazwa\n\n101;Recepcja\n;\n22 123 45 67;Biuro\n'],
  ])('%s', (_, text) => {
    expect(readPhoneBookFile(text)).toEqual({
      entries: [
        { number: '101', name: 'Recepcja' },
        { number: '+48221234567', name: 'Biuro' },
      ],
      problems: [],
      problemCount: 0,
    });
  });

  test('names the line and the fault of each bad row, and reads the others', () => {
    const text = [
      'numer;nazwa',
      'Jan;Kowalski',
      '102;',
      '101;Recepcja',
      '0048 22 123 45 67;Biuro',
      '221234567;Drugie biuro',
      'anonymous;Nieznany',
      `103;${'x'.repeat(101)}`,
    ].join('\n');
    const { entries, problems, problemCount } = readPhoneBookFile(text);
    expect(entries.map(({ name }) => name)).toEqual(['Recepcja', 'Biuro']);
    expect(problems.map(({ line, problem, text: shown }) => [line, problem, shown.slice(0, 12)])).toEqual([
      [2, 'number-invalid', 'Jan'],
      [3, 'name-missing', '102'],
      [6, 'number-twice', '221234567'],
      [7, 'number-withheld', 'anonymous'],
      [8, 'name-too-long', 'xxxxxxxxxxxx'],
    ]);
    expect(problemCount).toBe(5);
  });

  test('lists the first 200 faults and counts all', () => {
    const { problems, problemCount } = readPhoneBookFile('Jan;Kowalski\n'.repeat(300));
    expect([problems.length, problemCount]).toEqual([200, 300]);
  });

  test.each([
    ['', 'nothing'],
    ['numer;nazwa\n', 'a header alone'],
    ['"101;Recepcja', 'an open quote'],
    ['101;a\n'.repeat(MAX_PHONE_BOOK_ENTRIES + 1), 'too many rows'],
  ])('is refused: %#', (text) => {
    expect(() => readPhoneBookFile(text)).toThrow(expect.objectContaining({ code: 'phone-book-file-invalid' }));
  });
});
