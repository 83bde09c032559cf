import { expect, test } from 'vitest';
import type { TenantId } from '../base/ids.ts';
import { startOfWarsawDay } from '../base/warsaw-time.ts';
import { fa3Invoice, statementsCsv } from './fa3.ts';
import type { PriceList } from './prices.ts';
import { calculateStatement, type Statement } from './statements.ts';

const ID = '01900000-0000-7000-8000-000000000000' as TenantId;
const from = { startsAt: startOfWarsawDay('2026-01-10'), endsAt: null };
const PRICES: PriceList = [
  { service: 'plan', plan: 'Biznes', fee: 'monthly', netGrosze: 8900, vatPercent: 23, validFrom: '2000-01-01' },
  {
    service: 'extended-retention',
    plan: null,
    fee: 'monthly',
    netGrosze: 3000,
    vatPercent: 23,
    validFrom: '2000-01-01',
  },
  { service: 'push', plan: null, fee: 'monthly', netGrosze: 10000, vatPercent: 8, validFrom: '2000-01-01' },
  { service: 'push', plan: null, fee: 'activation', netGrosze: 5000, vatPercent: 0, validFrom: '2000-01-01' },
];

function statementFor(name: string, { withPush = false } = {}): Statement {
  const history = [
    { service: 'plan', plan: 'Biznes', units: 1, ...from } as const,
    { service: 'extended-retention', plan: null, units: 2, ...from } as const,
    ...(withPush ? [{ service: 'push', plan: null, units: 1, ...from } as const] : []),
  ];
  const period = { start: '2026-01-10', end: '2026-02-10' };
  return calculateStatement({ tenant: { id: ID, name }, history, prices: PRICES, holds: [] }, period);
}

test('the buyer has the NIP and the address that the operator has entered', () => {
  const buyer = { nip: '5261040828', address: { line1: 'Polna 1', line2: '00-001 Warszawa', country: 'PL' } };
  const statement = { ...statementFor('Piekarnia'), buyer };
  const Adres = { KodKraju: 'PL', AdresL1: 'Polna 1', AdresL2: '00-001 Warszawa' };
  expect(fa3Invoice(statement)?.Podmiot2).toEqual({ NIP: '5261040828', Nazwa: 'Piekarnia', Adres });
  const [header, row] = statementsCsv([statement]).split('\r\n');
  expect(header).toMatch(/,NIP,KodKraju,AdresL1,AdresL2,Uwagi$/);
  expect(row).toMatch(/,5261040828,PL,Polna 1,00-001 Warszawa,$/);
});

test('a statement becomes the part of an FA(3) invoice', () => {
  expect(fa3Invoice(statementFor('Piekarnia'))).toEqual({
    Podmiot2: { Nazwa: 'Piekarnia' },
    OkresFa: { P_6_Od: '2026-01-10', P_6_Do: '2026-02-09' },
    P_13_1: '149.00',
    P_14_1: '34.27',
    P_15: '183.27',
    FaWiersz: [
      {
        NrWierszaFa: 1,
        P_7: 'Wirtualna centrala, pakiet Biznes',
        P_8A: 'mies.',
        P_8B: '1',
        P_9A: '89.00',
        P_11: '89.00',
        P_12: '23',
      },
      {
        NrWierszaFa: 2,
        P_7: 'Wydłużony okres przechowywania nagrań, łącznie 90 dni',
        P_8A: 'mies.',
        P_8B: '2',
        P_9A: '30.00',
        P_11: '60.00',
        P_12: '23',
      },
    ],
  });
});

test('each rate has its own sums; the 0% rate has no VAT', () => {
  expect(fa3Invoice(statementFor('Piekarnia', { withPush: true }))).toMatchObject({
    P_13_1: '149.00',
    P_14_1: '34.27',
    P_13_2: '100.00',
    P_14_2: '8.00',
    P_13_6_1: '50.00',
    P_15: '341.27',
    FaWiersz: [{}, {}, { P_12: '8' }, { P_12: '0 KR', P_8A: 'szt.' }],
  });
});

test('as CSV each row is a line, and the first row has the sums', () => {
  const rows = statementsCsv([statementFor('Piekarnia „Rogal”, spółka')]).split('\r\n');
  expect(rows).toEqual([
    '\ufeffIDNabywcy,Nazwa,P_6_Od,P_6_Do,NrWierszaFa,P_7,P_8A,P_8B,P_9A,P_11,P_12,' +
      'P_13_1,P_14_1,P_13_2,P_14_2,P_13_3,P_14_3,P_13_6_1,P_15,NIP,KodKraju,AdresL1,AdresL2,Uwagi',
    `${ID},"Piekarnia „Rogal”, spółka",2026-01-10,2026-02-09,1,"Wirtualna centrala, pakiet Biznes",` +
      'mies.,1,89.00,89.00,23,149.00,34.27,,,,,,183.27,,,,,',
    `${ID},"Piekarnia „Rogal”, spółka",2026-01-10,2026-02-09,2,` +
      '"Wydłużony okres przechowywania nagrań, łącznie 90 dni",mies.,2,30.00,60.00,23,,,,,,,,,,,,,',
    '',
  ]);
});

test.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
  'a spreadsheet takes the name %j for no formula',
  (name) => {
    const field = statementsCsv([statementFor(name)]).split(`${ID},`)[1]!;
    expect(field).toMatch(/^"?'/);
  },
);

test('what has no price is no line of an invoice, and in the CSV a row without amounts that says so', () => {
  const history = [
    { service: 'plan', plan: 'Elite', units: 1, ...from } as const,
    { service: 'extended-retention', plan: null, units: 2, ...from } as const,
  ];
  const period = { start: '2026-01-10', end: '2026-02-10' };
  const tenant = { id: ID, name: 'Sad' };
  const partly = calculateStatement({ tenant, history, prices: PRICES, holds: [] }, period);
  expect(fa3Invoice(partly)).toMatchObject({ P_15: '73.80', FaWiersz: [{ NrWierszaFa: 1, P_9A: '30.00' }] });
  const unpriced = `${ID},Sad,2026-01-10,2026-02-09,,"Wirtualna centrala, pakiet Elite",mies.,,,,,,,,,,,,,,,,,cena do ustalenia`;
  expect(statementsCsv([partly]).split('\r\n').slice(2)).toEqual([unpriced, '']);

  const nothing = calculateStatement({ tenant, history: history.slice(0, 1), prices: PRICES, holds: [] }, period);
  expect(fa3Invoice(nothing)).toBeNull();
  expect(statementsCsv([nothing]).split('\r\n').slice(1)).toEqual([unpriced, '']);
  expect(statementsCsv([partly, nothing])).not.toContain('0.00,0.00');
});
