import type { Content, ContentTable, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { addDays, type WarsawDay } from '../base/warsaw-time.ts';
import type { Language } from '../mail/index.ts';
import type { CallStatistics, CallSums, TalkSums } from './call-statistics.ts';
import { barChart, type ReportBar } from './report-charts.ts';
import { REPORT_TEXTS } from './report-texts.ts';

/** What a report is made of. */
export interface Report {
  readonly language: Language;
  /** The customer. */
  readonly companyName: string;
  readonly productName: string;
  /** `#rrggbb` */
  readonly colour: string;
  /** A PNG. */
  readonly logo: Buffer | null;
  readonly statistics: CallStatistics;
}

/** More are a page for machines: the panel's CSV has them. */
const MAX_EXTENSIONS = 60;
/** More bars would be lines: then by month. */
const MAX_DAY_BARS = 62;
const MINUTE_MS = 60_000;

/** The report as a PDF, A4, of at most a few pages. It has no numbers of other parties. */
export async function reportPdf(report: Report): Promise<Buffer> {
  const pdfmake = await loadPdfmake();
  return pdfmake.createPdf(documentOf(report)).getBuffer();
}

type Pdfmake = typeof import('pdfmake');
let loaded: Promise<Pdfmake> | null = null;

/** With its font, which has the Polish letters. It reads no file and fetches nothing. */
function loadPdfmake(): Promise<Pdfmake> {
  loaded ??= (async () => {
    const { default: pdfmake } = (await import('pdfmake')) as unknown as { default: Pdfmake & VirtualFiles };
    const { default: fonts } = await import('pdfmake/build/vfs_fonts.js');
    pdfmake.setUrlAccessPolicy(() => false);
    pdfmake.setLocalAccessPolicy(() => false);
    for (const [name, base64] of Object.entries(fonts)) pdfmake.virtualfs.writeFileSync(name, base64, 'base64');
    const [normal, bold] = ['Roboto-Regular.ttf', 'Roboto-Medium.ttf'];
    pdfmake.setFonts({ Roboto: { normal, bold, italics: normal, bolditalics: bold } });
    return pdfmake;
  })();
  return loaded;
}

interface VirtualFiles {
  readonly virtualfs: { writeFileSync(name: string, content: string, encoding: 'base64'): void };
}

function documentOf(report: Report): TDocumentDefinitions {
  const { language, statistics, companyName, productName, colour, logo } = report;
  const texts = REPORT_TEXTS[language];
  const { period, before, extensions } = statistics;
  const shown = extensions.slice(0, MAX_EXTENSIONS);
  return {
    pageSize: 'A4',
    pageMargins: [40, 44, 40, 44],
    info: { title: `${texts.title} ${period.from} – ${period.to}`, author: productName },
    defaultStyle: { font: 'Roboto', fontSize: 9, color: '#212529' },
    footer: (page, pages) => ({
      margin: [40, 12, 40, 0],
      columns: [
        { text: `${productName} · ${companyName}`, fontSize: 7, color: '#5c636a' },
        { text: texts.page(page, pages), alignment: 'right', fontSize: 7, color: '#5c636a', width: 80 },
      ],
    }),
    content: [
      {
        columns: [
          [
            { text: texts.title, fontSize: 20, bold: true, color: colour },
            { text: companyName, fontSize: 12, margin: [0, 2, 0, 0] },
            { text: daysText(language, period.from, period.to), fontSize: 11, margin: [0, 2, 0, 0] },
            { text: texts.compared(daysText(language, before.from, before.to)), color: '#5c636a' },
          ],
          logo === null
            ? { text: productName, bold: true, alignment: 'right', width: 150 }
            : {
                image: `data:image/png;base64,${logo.toString('base64')}`,
                fit: [150, 44],
                alignment: 'right',
                width: 150,
              },
        ],
      },
      ...(statistics.preparing ? [{ text: texts.preparing, margin: [0, 8, 0, 0], bold: true } satisfies Content] : []),
      summary(report),
      heading(texts.perDay, colour),
      { text: texts.answeredAndMissed, fontSize: 7, color: '#5c636a', margin: [0, 0, 0, 5] },
      barChart(dayBars(statistics), colour),
      heading(texts.perHour, colour),
      barChart(hourBars(statistics), colour),
      heading(texts.byExtension, colour),
      ...(extensions.length > shown.length
        ? [{ text: texts.moreExtensions(extensions.length), margin: [0, 0, 0, 4] } satisfies Content]
        : []),
      table(
        [
          texts.extension,
          texts.name,
          texts.calls,
          texts.minutes,
          texts.average,
          texts.missed,
          texts.talks,
          texts.silences,
        ],
        shown.map((row) => [
          row.extension,
          row.name ?? '',
          number(row.calls, language),
          number(minutes(row), language),
          averageText(row),
          number(row.missed, language),
          talkText(row, language),
          number(row.longSilences, language),
        ]),
        ['auto', '*', 'auto', 'auto', 'auto', 'auto', 'auto', 'auto'],
        2,
      ),
      heading(texts.talkTable, colour),
      table(
        [texts.direction, texts.calls, texts.own, texts.other, texts.silence, texts.longest],
        statistics.directions.map((row) => [
          texts.directions[row.direction],
          number(row.calls, language),
          ...[row.ownMs, row.otherMs, row.silenceMs].map((part) =>
            share(part, row.ownMs + row.otherMs + row.silenceMs, language),
          ),
          row.measured === 0 ? '–' : clock(row.longestSilenceMs),
        ]),
        ['*', 'auto', 'auto', 'auto', 'auto', 'auto'],
        1,
      ),
      { text: texts.note, fontSize: 7, color: '#5c636a', margin: [0, 12, 0, 0] },
    ],
  };
}

function heading(text: string, color: string): Content {
  return { text, fontSize: 12, bold: true, color, margin: [0, 14, 0, 4] };
}

/** Between rows, where none is a heading. */
const EVEN_LINES = {
  hLineWidth: (line: number, { table: { body } }: ContentTable) => (line === 0 || line === body.length ? 0 : 0.5),
  vLineWidth: () => 0,
  hLineColor: () => '#adb5bd',
  paddingLeft: (column: number) => (column === 0 ? 0 : 8),
  paddingRight: (column: number, { table: { widths } }: ContentTable) => (column === (widths?.length ?? 0) - 1 ? 0 : 8),
};

function summary({ language, statistics }: Report): Content {
  const texts = REPORT_TEXTS[language];
  const { totals, totalsBefore } = statistics;
  const both = (of: (sums: CallSums & TalkSums) => string): TableCell[] => [
    { text: of(totals), bold: true, alignment: 'right' },
    { text: `(${of(totalsBefore)})`, color: '#5c636a', alignment: 'right' },
  ];
  const count = (name: 'recorded' | 'unrecorded' | 'missed' | 'unanswered') => (sums: CallSums) =>
    [number(sums[name], language), ...(sums.calls === 0 ? [] : [share(sums[name], sums.calls, language)])].join(' · ');
  const rows: readonly (readonly [string, (sums: CallSums & TalkSums) => string])[] = [
    [texts.calls, (sums) => number(sums.calls, language)],
    [texts.minutes, (sums) => number(minutes(sums), language)],
    [texts.average, averageText],
    [texts.recorded, count('recorded')],
    [texts.unrecorded, count('unrecorded')],
    [texts.missed, count('missed')],
    [texts.unanswered, count('unanswered')],
    [texts.talk, (sums) => share(sums.ownMs, sums.ownMs + sums.otherMs, language)],
  ];
  return {
    margin: [0, 14, 0, 0],
    layout: EVEN_LINES,
    table: {
      widths: ['*', 'auto', 'auto'],
      body: rows.map(([name, of]) => [{ text: name }, ...both(of)]),
    },
  };
}

/** The first `texts` columns are on the left. Numbers stay on their line. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widths: string[],
  texts: number,
): Content {
  const cell = (text: string, index: number): TableCell =>
    index < texts ? { text, noWrap: index === 0 } : { text, noWrap: true, alignment: 'right' };
  const body = [
    head.map((text, index) => ({
      text,
      bold: true,
      alignment: index < texts ? ('left' as const) : ('right' as const),
    })),
    ...rows.map((row) => row.map(cell)),
  ];
  return { layout: 'lightHorizontalLines', fontSize: 8, table: { headerRows: 1, dontBreakRows: true, widths, body } };
}

function dayBars({ days, period }: CallStatistics): ReportBar[] {
  const all: WarsawDay[] = [];
  for (let day = period.from; day <= period.to; day = addDays(day, 1)) all.push(day);
  const spanOf = (day: WarsawDay) => (all.length > MAX_DAY_BARS ? day.slice(0, 7) : day);
  const bySpan = Map.groupBy(days, ({ day }) => spanOf(day));
  return [...new Set(all.map(spanOf))].map((span) => bar(shortSpan(span), bySpan.get(span) ?? []));
}

function hourBars({ hours }: CallStatistics): ReportBar[] {
  return Array.from({ length: 24 }, (_, hour) =>
    bar(
      String(hour),
      hours.filter((each) => each.hour === hour),
    ),
  );
}

function bar(label: string, sums: readonly CallSums[]): ReportBar {
  const sum = (name: 'calls' | 'missed') => sums.reduce((total, each) => total + each[name], 0);
  return { label, calls: sum('calls'), missed: sum('missed') };
}

/** `30.11`, `11.2026`. */
function shortSpan(span: string): string {
  const [year, month, day] = span.split('-');
  return day === undefined ? `${month}.${year}` : `${day}.${month}`;
}

/** `01.11.2026 – 30.11.2026` */
function daysText(language: Language, ...fromTo: readonly [WarsawDay, WarsawDay]): string {
  return fromTo.map((day) => dayText(language, day)).join(' – ');
}

/** As the panel writes it: `01.03.2026`, `1 Mar 2026`. */
function dayText(language: Language, day: WarsawDay): string {
  if (language === 'pl') return day.split('-').reverse().join('.');
  const fields = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(LOCALES.en, fields).format(new Date(day)).replace('Sept', 'Sep');
}

const LOCALES = { pl: 'pl-PL', en: 'en-GB' } as const;

function number(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { useGrouping: 'always' }).format(value);
}

function share(part: number, whole: number, language: Language, maximumFractionDigits = 1): string {
  if (whole === 0) return '–';
  return new Intl.NumberFormat(LOCALES[language], { style: 'percent', maximumFractionDigits }).format(part / whole);
}

function minutes({ durationMs }: CallSums): number {
  return Math.round(durationMs / MINUTE_MS);
}

function averageText({ calls, missed, unanswered, durationMs }: CallSums): string {
  const answered = calls - missed - unanswered;
  return answered === 0 ? '–' : clock(durationMs / answered);
}

function talkText({ ownMs, otherMs }: TalkSums, language: Language): string {
  const whole = ownMs + otherMs;
  const part = (ms: number) => share(ms, whole, language, 0);
  return whole === 0 ? '–' : `${part(ownMs)} / ${part(otherMs)}`;
}

/** `3:07`, `1:02:03`. */
function clock(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const [hours, rest] = [Math.floor(seconds / 3600), seconds % 3600];
  const [minute, second] = [Math.floor(rest / 60), rest % 60].map((part) => String(part).padStart(2, '0'));
  return hours === 0 ? `${Number(minute)}:${second}` : `${hours}:${minute}:${second}`;
}
