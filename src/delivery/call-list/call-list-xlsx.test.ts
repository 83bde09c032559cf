import { expect, test } from 'vitest';
import { unzip } from '../../../test/kit/unzip.ts';
import type { ListedCall } from '../../catalog/index.ts';
import { callListXlsx } from './call-list-xlsx.ts';

const CALL = {
  id: '01900000-0000-7000-8000-000000000000',
  startedAt: Date.parse('2026-03-30T10:00:00Z'),
  answeredAt: null,
  endedAt: null,
  direction: 'inbound',
  caller: null,
  callee: null,
  dialled: null,
  durationMs: null,
  flags: [],
  tags: [],
  numbersErased: false,
  noRecordingReason: null,
  recordings: [],
} as unknown as ListedCall;

async function workbookOf(calls: readonly Partial<ListedCall>[], rowsPerSheet: number): Promise<Map<string, string>> {
  const pages = async function* () {
    for (let at = 0; at < calls.length; at += 2) yield calls.slice(at, at + 2).map((call) => ({ ...CALL, ...call }));
  };
  const pieces: Buffer[] = [];
  for await (const piece of callListXlsx(pages(), { language: 'pl', madeAt: CALL.startedAt, rowsPerSheet })) {
    pieces.push(piece);
  }
  return new Map([...(await unzip(Buffer.concat(pieces)))].map(([path, bytes]) => [path, bytes.toString()]));
}

const sheetsOf = (files: Map<string, string>): string[] =>
  [...files.keys()].filter((path) => path.includes('worksheets/'));
const rowsOf = (xml: string | undefined): number => xml!.split('<row>').length - 1;

test('more calls than a sheet has rows are on further sheets, none of them empty', async () => {
  const files = await workbookOf(
    Array.from({ length: 6 }, () => ({})),
    4,
  );
  expect(sheetsOf(files).map((path) => rowsOf(files.get(path)))).toEqual([4, 4]);
  expect(files.get('xl/workbook.xml')).toContain('<sheet name="Połączenia 2" sheetId="2" r:id="rId2"/>');
  expect(files.get('[Content_Types].xml')).toContain('/xl/worksheets/sheet2.xml');
  const nothing = await workbookOf([], 4);
  expect(sheetsOf(nothing).map((path) => rowsOf(nothing.get(path)))).toEqual([1]);
});

test('what XML cannot have is replaced', async () => {
  const files = await workbookOf([{ dialled: 'a<b>&"\u0007\uD800' }], 4);
  expect(files.get('xl/worksheets/sheet1.xml')).toContain('>a&lt;b&gt;&amp;"\uFFFD\uFFFD</t>');
});
