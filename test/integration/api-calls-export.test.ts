import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CallId, newId } from '../../src/base/ids.ts';
import { EXAMPLES } from '../../src/api/examples.ts';
import { saveUnrecordedCall } from '../../src/calls/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { unzip } from '../kit/unzip.ts';

const { db } = testDatabase();
const HEADERS =
  'Początek;Odebrano;Koniec;Kierunek;Dzwoniący;Odbierający;Wybrano;Czas trwania;Nagrania;Stan nagrania;Usunięcie;Pliki;Uwagi;Identyfikator połączenia;Etykiety'.split(
    ';',
  );
/** More than a page of the history. */
const CALLS = 230;

let fixture: ApiFixture;
let bakery: Awaited<ReturnType<typeof addTenantWithRecording>>;
let admin: string;

beforeAll(async () => {
  fixture = await startApi(db);
  fixture.clock.advance(Date.parse('2026-03-30T10:00:00Z') - fixture.clock.now());
  bakery = await addTenantWithRecording(fixture, 'Piekarnia', '48221230001');
  admin = await signIn(fixture, bakery.admin);
  for (let index = 0; index < CALLS - 1; index++) {
    const startedAt = fixture.clock.now() - 3_600_000 - index * 60_000;
    await saveUnrecordedCall(db, {
      callId: newId<CallId>(startedAt),
      tenantId: bakery.tenantId,
      sourceId: null,
      startedAt,
      answeredAt: null,
      endedAt: startedAt + 4000,
      direction: 'outbound',
      caller: '101',
      callee: null,
      // What a PBX sends is not trusted.
      dialled: index === 0 ? '=HYPERLINK("http://evil.example";"kliknij")' : '*11',
      extensions: ['101'],
      correlationId: null,
      flags: [],
      metadata: [],
      reason: 'not-answered',
    });
  }
});
afterAll(() => fixture.close());

const get = (query: string, cookie = admin): Promise<Response> =>
  fetch(`${fixture.origin}/api/v1/calls/export${query}`, { headers: { cookie } });

/** What LibreOffice reads in a file, as CSV with commas. */
function openedByLibreOffice(name: string, bytes: Buffer, filter: string): string[][] {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), bytes);
  const output = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false';
  execFileSync(
    'soffice',
    [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      ...(filter === '' ? [] : [`--infilter=${filter}`]),
      '--convert-to',
      output,
      '--outdir',
      join(folder, 'out'),
      join(folder, name),
    ],
    { stdio: 'pipe' },
  );
  const rows: string[][] = parse(readFileSync(join(folder, 'out', name.replace(/\.\w+$/, '.csv'))));
  // Where it has no locale, LibreOffice writes a time of day so.
  return rows.map((row) => row.map((cell) => cell.replace(/^12:(\d\d:\d\d) AM$/, '0:$1')));
}

function expectHistory(rows: string[][]): void {
  expect(rows).toHaveLength(1 + CALLS);
  expect(rows[0]).toEqual(HEADERS);
  const [started, answered, , direction, caller, callee, , duration, recordings, state] = rows[1]!;
  expect([started, answered]).toEqual(['2026-03-30 11:59:00', '2026-03-30 11:59:00']);
  expect([direction, caller?.replace('+', ''), callee?.replace('+', '')]).toEqual([
    'przychodzące',
    '48512345678',
    '48221234567',
  ]);
  expect([duration, recordings, state]).toEqual(['0:00:05', '1', 'do odsłuchu']);
  expect(rows[2]!.slice(3, 6)).toEqual(['wychodzące', '101', 'numer zastrzeżony']);
  expect(rows[2]![6]).toMatch(/^'?=HYPERLINK\("http:\/\/evil\.example";"kliknij"\)$/);
  expect(rows[3]!.slice(6, 10)).toEqual(['*11', '0:00:04', '0', 'połączenia nie odebrano']);
}

test('CSV: every call of the filter, with the headers of the language, nothing that a spreadsheet takes for a formula', async () => {
  const answer = await get('?format=csv');
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="polaczenia_2026-03-30.csv"',
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const rows: string[][] = parse(bytes, { delimiter: ';', bom: true });
  expectHistory(rows);
  expect(rows[1]![4]).toBe('+48512345678');
  expect(rows[2]![6]).toMatch(/^'=/);
  expectHistory(openedByLibreOffice('polaczenia.csv', bytes, 'CSV:59,34,76,1,1/5/2/5/3/5'));
  const english: string[][] = parse(await (await get('?format=csv&language=en&direction=inbound')).text(), {
    bom: true,
  });
  expect(english.map((row) => row[3])).toEqual(['Direction', 'inbound']);
  expect(english[0]).toEqual(parse(EXAMPLES['exportCalls']!.csv!)[0]);
}, 60_000);

test('XLSX: real dates and durations, texts that are no formulas; LibreOffice opens it', async () => {
  const answer = await get('?format=xlsx');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="polaczenia_2026-03-30.xlsx"');
  const bytes = Buffer.from(await answer.arrayBuffer());
  const files = await unzip(bytes);
  const sheet = files.get('xl/worksheets/sheet1.xml')!.toString();
  // 30 March 2026 11:59 in Warsaw, days since 30 December 1899.
  expect(sheet).toContain(`<c s="1"><v>${46_111 + (11 * 60 + 59) / 1440}</v></c>`);
  expect(sheet).not.toContain('<f>');
  const rows = openedByLibreOffice('polaczenia.xlsx', bytes, '');
  expectHistory(rows);
  expect(rows[1]![4]).toBe('+48512345678');
  expect(rows[2]![6]).toMatch(/^=HYPERLINK/);
}, 60_000);

describe('what is exported', () => {
  test('is what the user may see, and is in the audit log', async () => {
    const agent = await signIn(fixture, await addUserOf(fixture, bakery.tenantId, 'agent', { extensions: ['102'] }));
    expect(parse(await (await get('?format=csv', agent)).text(), { delimiter: ';' })).toHaveLength(1);
    const other = await addTenantWithRecording(fixture, 'Warsztat', '48221230002');
    await addRecording(fixture, other.tenantId);
    expect(
      parse(await (await get('?format=csv', await signIn(fixture, other.admin))).text(), { delimiter: ';' }),
    ).toHaveLength(3);
    await get('?format=xlsx&number=512345678&recorded=true');
    const event = (await fixture.audit.list(bakery.tenantId)).find(({ action }) => action === 'calls-exported');
    expect(event?.detail).toEqual({ format: 'xlsx', filters: 'number recorded' });
  });

  test('names what is wrong with the request', async () => {
    expect((await get('?format=pdf')).status).toBe(400);
    expect((await get('?format=csv&cursor=x')).status).toBe(400);
  });
});
