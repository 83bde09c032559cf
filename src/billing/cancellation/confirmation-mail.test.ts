import { expect, test } from 'vitest';
import { confirmationMail } from './confirmation-mail.ts';

const FACTS = { sentAt: Date.parse('2026-01-30T13:30:00Z'), endsAt: Date.parse('2026-01-31T23:00:00Z') };

test('names the service, the time of the cancellation, the last day and the consequence', () => {
  const polish = confirmationMail('pl', { service: 'extended-retention', ...FACTS });
  expect(polish.subject).toBe('Potwierdzenie rezygnacji: Wydłużony okres przechowywania nagrań');
  expect(polish.body).toContain('wysłanej 30 stycznia 2026 14:30');
  expect(polish.body).toContain('do 31 stycznia 2026 włącznie');
  expect(polish.body).toContain('bezpowrotnie usunięte');
  const english = confirmationMail('en', { service: 'push', ...FACTS });
  expect(english.subject).toBe('Cancellation confirmed: Automatic transfer of recordings');
  expect(english.body).toContain('sent on 30 January 2026 14:30');
  expect(english.body).toContain('last day of the service is 31 January 2026');
});
