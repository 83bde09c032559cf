import { expect, test } from 'vitest';
import { PUSH_ERRORS } from '../../platform/push-target/index.ts';
import { explainFailure, failureMail, recoveryMail } from './mail-texts.ts';

const FAILING = { day: '2026-03-10', days: 1, code: 'refused', pushUrl: 'https://panel.example/account/push' } as const;

test.each([
  ['pl', 1, 'pakiet nagrań z dnia 10 marca 2026 nie dotarł dotąd na Państwa serwer.'],
  ['pl', 2, 'Czekają 2 dni, najstarszy pakiet jest z dnia 10 marca 2026.'],
  ['pl', 5, 'Czeka 5 dni, najstarszy pakiet jest z dnia 10 marca 2026.'],
  ['pl', 22, 'Czekają 22 dni, najstarszy pakiet jest z dnia 10 marca 2026.'],
  ['en', 1, 'The package of recordings of 10 March 2026 has not reached your server yet.'],
  ['en', 2, '2 days are waiting; the oldest package is from 10 March 2026.'],
] as const)('in %s, of %i days', (language, days, says) => {
  expect(failureMail(language, { ...FAILING, days }).body).toContain(says);
});

test.each(['pl', 'en'] as const)('every reason is explained in %s, and a fault of ours as such', (language) => {
  for (const [code, { explanation }] of Object.entries(PUSH_ERRORS)) {
    expect(failureMail(language, { ...FAILING, code }).body).toContain(explanation[language]);
  }
  const ours = explainFailure(language, 'source-failed');
  expect(failureMail(language, { ...FAILING, code: 'source-failed' }).body).toContain(ours);
  expect(ours).toMatch(/po naszej stronie|on our side/);
});

test('the recovery is mailed in both languages', () => {
  expect(recoveryMail('pl').subject).not.toBe(recoveryMail('en').subject);
});
