import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CancellableService, requestedService } from './requested-service.ts';

const CLEAR_REQUESTS: readonly (readonly [CancellableService, string])[] = [
  ['extended-retention', 'Rezygnuję z wydłużonego okresu przechowywania nagrań'],
  ['extended-retention', 'Niniejszym rezygnujemy z usługi „Wydłużony okres przechowywania nagrań”.'],
  ['extended-retention', 'Proszę o wyłączenie dłuższego przechowywania nagrań.'],
  ['extended-retention', 'Wypowiadam wydłużone przechowywanie'],
  ['extended-retention', 'Składam rezygnację z przedłużonego okresu przechowywania rozmów.'],
  ['extended-retention', 'Nie chcemy już wydłużonego okresu przechowywania nagrań.'],
  ['extended-retention', 'Please cancel the extended retention of our recordings.'],
  ['extended-retention', 'We no longer need the longer storage of recordings.'],
  ['push', 'wypowiadam automatyczne przesyłanie'],
  ['push', 'Wypowiadamy usługę automatycznego przesyłania nagrań na serwer.'],
  ['push', 'Anuluję automatyczną wysyłkę nagrań.'],
  ['push', 'Zrezygnowaliśmy z automatycznego przesyłania nagrań.'],
  ['push', 'Proszę zakończyć codzienne przesyłanie paczek'],
  ['push', 'Wypowiedzenie usługi push'],
  ['push', 'Please terminate the automatic transfer of recordings.'],
  ['push', 'We hereby give notice: please discontinue the daily packages.'],
];

const LEFT_TO_A_PERSON = [
  '',
  'Dzień dobry, proszę o fakturę.',
  'Rezygnuję.',
  'Rezygnuję z nagrywania rozmów.',
  'Wydłużony okres przechowywania nagrań działa świetnie, dziękujemy!',
  'Nie rezygnuję z wydłużonego okresu przechowywania nagrań.',
  'Czy mogę zrezygnować z automatycznego przesyłania?',
  'Jak wyłączyć automatyczne przesyłanie nagrań',
  'Jeśli cena wzrośnie, zrezygnujemy z wydłużonego okresu przechowywania.',
  'Cofam rezygnację z automatycznego przesyłania nagrań.',
  'Rezygnuję z automatycznego przesyłania i z wydłużonego okresu przechowywania nagrań.',
  'Korzystamy wyłącznie z automatycznego przesyłania nagrań.',
  'Please do not cancel the extended retention.',
  "Don't stop the automatic transfer.",
  'How can we cancel the extended retention?',
  '> Rezygnuję z wydłużonego okresu przechowywania nagrań\n\nDziękujemy, załatwione.',
];

describe('requestedService', () => {
  test.each(CLEAR_REQUESTS)('%s: %s', (service, text) => {
    expect(requestedService(text)).toBe(service);
  });

  test.each(LEFT_TO_A_PERSON)('leaves to a person: %j', (text) => {
    expect(requestedService(text)).toBeNull();
  });

  test('takes the service from the subject and the request to end it from the body', () => {
    expect(requestedService('Wydłużony okres przechowywania\n\nProszę wyłączyć od najbliższego okresu.')).toBe(
      'extended-retention',
    );
  });

  test('recognises a request in any notation: case, diacritics, line breaks, greetings, a quoted mail', () => {
    const typing = fc.record({
      request: fc.constantFrom(...CLEAR_REQUESTS),
      diacritics: fc.boolean(),
      composed: fc.boolean(),
      upper: fc.boolean(),
      gap: fc.constantFrom(' ', '\n', '\r\n', '  ', '\u00a0'),
      before: fc.constantFrom('', 'Dzień dobry,\n\n', 'Szanowni Państwo!\n'),
      after: fc.constantFrom('', '\n\nZ poważaniem\nJan Kowalski', '.\n> Czy chcecie Państwo zrezygnować?\n'),
    });
    fc.assert(
      fc.property(typing, ({ request: [service, text], diacritics, composed, upper, gap, before, after }) => {
        let typed = text.replaceAll(' ', gap);
        if (!diacritics)
          typed = typed.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('Ł', 'L');
        typed = typed.normalize(composed ? 'NFC' : 'NFD');
        if (upper) typed = typed.toUpperCase();
        expect(requestedService(before + typed + after)).toBe(service);
      }),
    );
  });

  test('a "not" before a request leaves it to a person', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CLEAR_REQUESTS),
        fc.constantFrom('Nie prosimy o to: ', 'It is not so that '),
        (request, not) => {
          expect(requestedService(not + request[1])).toBeNull();
        },
      ),
    );
  });

  test('accepts any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void requestedService(text)));
  });

  test.each(['wydluzon ', 'automatyczn a ', 'nie chc', '> ', '.\n\n', '\u0301', ' '.repeat(50)])(
    'reads a long mail of %j without long thought',
    (piece) => {
      expect(requestedService(piece.repeat(Math.ceil(10_000 / piece.length)))).toBeNull();
    },
  );
});
