import { warsawTimestamp } from '../../base/warsaw-time.ts';
import type { ListedCall } from '../../catalog/index.ts';
import { deflatedZip } from '../package/index.ts';
import { type ListLanguage, TEXTS } from './call-list-texts.ts';
import { type Cell, COLUMNS } from './call-rows.ts';

/** Of a sheet (ECMA-376; Excel's "specifications and limits"). More calls are on further sheets. */
const MAX_ROWS = 1_048_576;
/** "32,767 characters" (the same page). */
const MAX_CELL_CHARS = 32_767;

interface XlsxOptions {
  readonly language: ListLanguage;
  /** Unix ms. */
  readonly madeAt: number;
  /** Default: as many as a sheet has. */
  readonly rowsPerSheet?: number;
}

/**
 * An Office Open XML workbook (ECMA-376): a row for each call, dates and durations as such, texts as inline strings, which no
 * spreadsheet takes for formulas. It is written as it is read: the parts that name the sheets come last.
 *
 * Our own code, because the libraries that stream keep the strings or the rows of a sheet, or are not maintained.
 */
export function callListXlsx(
  pages: AsyncIterable<readonly ListedCall[]>,
  options: XlsxOptions,
): AsyncGenerator<Buffer> {
  return deflatedZip(parts(pages, options), options.madeAt);
}

async function* parts(pages: AsyncIterable<readonly ListedCall[]>, options: XlsxOptions) {
  const { language, rowsPerSheet = MAX_ROWS } = options;
  const rows = new SheetRows(pages, language);
  let sheets = 0;
  do {
    sheets++;
    yield { path: `xl/worksheets/sheet${sheets}.xml`, text: sheet(rows.take(rowsPerSheet - 1), language) };
  } while (await rows.hasMore());
  yield { path: 'xl/styles.xml', text: [STYLES] };
  yield { path: 'xl/workbook.xml', text: [workbook(sheets, TEXTS[language].sheet)] };
  yield { path: 'xl/_rels/workbook.xml.rels', text: [workbookRelations(sheets)] };
  yield { path: '_rels/.rels', text: [RELATIONS] };
  yield { path: '[Content_Types].xml', text: [contentTypes(sheets)] };
}

/** The calls as rows, a part of a page at a time; a page may end on the next sheet. */
class SheetRows {
  readonly #pages: AsyncIterator<readonly ListedCall[]>;
  readonly #language: ListLanguage;
  #waiting: readonly ListedCall[] = [];

  constructor(pages: AsyncIterable<readonly ListedCall[]>, language: ListLanguage) {
    this.#pages = pages[Symbol.asyncIterator]();
    this.#language = language;
  }

  async hasMore(): Promise<boolean> {
    while (this.#waiting.length === 0) {
      const next = await this.#pages.next();
      if (next.done === true) return false;
      this.#waiting = next.value;
    }
    return true;
  }

  async *take(count: number): AsyncGenerator<string> {
    for (let left = count; left > 0 && (await this.hasMore()); ) {
      const taken = this.#waiting.slice(0, left);
      this.#waiting = this.#waiting.slice(left);
      left -= taken.length;
      yield taken
        .map((call) => row(COLUMNS.map(({ kind, cell }) => xmlCell(kind, cell(call, this.#language)))))
        .join('');
    }
  }
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const DOCUMENT_RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE_RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The indexes of `cellXfs`. */
const STYLE_OF = { instant: 1, duration: 2, header: 3 } as const;

const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

const RELATIONS = `${XML}<Relationships xmlns="${PACKAGE_RELATIONS}"><Relationship Id="rId1" Type="${DOCUMENT_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

async function* sheet(rows: AsyncIterable<string>, language: ListLanguage): AsyncGenerator<string> {
  const columns = COLUMNS.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  const titles = COLUMNS.map(({ name }) => textCell(TEXTS[language].columns[name], ` s="${STYLE_OF.header}"`));
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns.join('')}</cols><sheetData>${row(titles)}`;
  yield* rows;
  yield '</sheetData></worksheet>';
}

function row(cells: readonly string[]): string {
  return `<row>${cells.join('')}</row>`;
}

function xmlCell(kind: (typeof COLUMNS)[number]['kind'], value: Cell): string {
  if (value === null) return '<c/>';
  if (typeof value === 'string') return textCell(value);
  if (kind === 'instant') return `<c s="${STYLE_OF.instant}"><v>${serialOf(value)}</v></c>`;
  if (kind === 'duration') return `<c s="${STYLE_OF.duration}"><v>${Math.round(value / 1000) / 86_400}</v></c>`;
  return `<c><v>${value}</v></c>`;
}

function textCell(text: string, attributes = ''): string {
  return `<c t="inlineStr"${attributes}><is><t xml:space="preserve">${escaped(text.slice(0, MAX_CELL_CHARS))}</t></is></c>`;
}

/** Days since 30 December 1899 (ECMA-376 §18.17.4.1), of Warsaw's clock: cells have no time zone. */
function serialOf(instantMs: number): number {
  const clock = Date.parse(`${warsawTimestamp(instantMs).slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`);
  return clock / 86_400_000 + 25_569;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** What XML 1.0 cannot have (§2.2), and halves of surrogate pairs. */
// oxlint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(IMPOSSIBLE, '\uFFFD')
    .replaceAll(/[&<>]/g, (character) => ESCAPES[character]!);
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function workbook(sheets: number, name: string): string {
  const each = numbers(sheets).map(
    (n) => `<sheet name="${name}${n === 1 ? '' : ` ${n}`}" sheetId="${n}" r:id="rId${n}"/>`,
  );
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT_RELATIONS}"><sheets>${each.join('')}</sheets></workbook>`;
}

function workbookRelations(sheets: number): string {
  const each = numbers(sheets).map(
    (n) => `<Relationship Id="rId${n}" Type="${DOCUMENT_RELATIONS}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
  );
  const styles = `<Relationship Id="rId${sheets + 1}" Type="${DOCUMENT_RELATIONS}/styles" Target="styles.xml"/>`;
  return `${XML}<Relationships xmlns="${PACKAGE_RELATIONS}">${each.join('')}${styles}</Relationships>`;
}

function contentTypes(sheets: number): string {
  const each = numbers(sheets).map(
    (n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${SPREADSHEET}.worksheet+xml"/>`,
  );
  return `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SPREADSHEET}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${SPREADSHEET}.styles+xml"/>${each.join('')}</Types>`;
}
