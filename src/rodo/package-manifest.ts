import { stringify } from 'csv-stringify/sync';
import { type PhoneNumber, phoneNumberInFileName } from '../base/phone-number.ts';
import { warsawDay, warsawTimestamp } from '../base/warsaw-time.ts';
import type { NoRecordingReason } from '../recording/index.ts';
import type { DeliveredPackage, TextsWithNumber } from './other-places.ts';
import type { SubjectCall, WrittenOfCall } from './subject-calls.ts';

/** Why a recording that the service had is not in the package. */
export type LeftOut = 'destroyed' | 'of-others' | 'left-out' | 'unreadable';

interface PackageRecording {
  /** In the ZIP; null: not in it. */
  readonly path: string | null;
  readonly sizeBytes: number;
  /** Hexadecimal, of the MP3. */
  readonly sha256: string;
  readonly durationMs: number;
  readonly leftOut: LeftOut | null;
}

/** What an access package contains. Instants are Unix ms. */
export interface PackageContents {
  /** The tenant: the controller of the data (administrator danych). */
  readonly controller: string;
  readonly number: PhoneNumber;
  readonly madeAt: number;
  /** Calls that began before are in it. */
  readonly until: number;
  readonly calls: readonly (SubjectCall & WrittenOfCall & { readonly recordings: readonly PackageRecording[] })[];
  readonly texts: TextsWithNumber;
  readonly deliveries: readonly DeliveredPackage[];
}

/** For programs. */
export function packageJson(contents: PackageContents): Buffer {
  const { calls, deliveries, madeAt, until, ...rest } = contents;
  const document = {
    format: 'fonoteka-rodo-1',
    ...rest,
    madeAt: warsawTimestamp(madeAt),
    until: warsawTimestamp(until),
    calls: calls.map(({ startedAt, answeredAt, endedAt, ...call }) => ({
      ...call,
      notes: call.notes.map(({ writtenAt, ...note }) => ({ ...note, writtenAt: warsawTimestamp(writtenAt) })),
      startedAt: warsawTimestamp(startedAt),
      answeredAt: timestamp(answeredAt),
      endedAt: timestamp(endedAt),
    })),
    deliveries: deliveries.map((each) => ({ ...each, deliveredAt: warsawTimestamp(each.deliveredAt) })),
  };
  return Buffer.from(`${JSON.stringify(document, null, 1)}\n`);
}

const DIRECTIONS = { inbound: 'przychodzące', outbound: 'wychodzące', internal: 'wewnętrzne' };
const ROLES = { caller: 'numer inicjujący', callee: 'numer docelowy', participant: 'uczestnik (np. po przekazaniu)' };
const LEFT_OUT: Record<LeftOut, string> = {
  destroyed: 'nagranie bezpowrotnie usunięte',
  'of-others': 'nagranie rozmowy innych osób, przed przekazaniem lub po nim',
  'left-out': 'nagranie istnieje, nie dołączono go do paczki',
  unreadable: 'nagranie istnieje, ale nie można go odczytać',
};
const REASONS: Record<NoRecordingReason, string> = {
  'source-unknown': 'nieznane źródło',
  'tenant-unknown': 'nieznany klient',
  'not-entitled': 'brak usługi nagrywania',
  suspended: 'usługa zawieszona',
  'recording-off': 'nagrywanie wyłączone',
  'internal-off': 'nagrywanie rozmów wewnętrznych wyłączone',
  rule: 'reguła nagrywania',
  'not-kept': 'na żądanie, nie zachowano',
  'no-capacity': 'brak miejsca na nagranie',
  'no-usable-media': 'brak dźwięku do nagrania',
  'not-offered': 'centrala nie przekazała rozmowy do nagrania',
  'not-answered': 'połączenie nieodebrane',
};

/** For people: RFC 4180, UTF-8 with a byte order mark (for Excel); a line for each recording, or for a call without one. */
export function packageCsv({ calls }: PackageContents): Buffer {
  const lines = calls.flatMap((call): Line[] => {
    const columns = {
      początek: warsawTimestamp(call.startedAt),
      odebrano: timestamp(call.answeredAt),
      koniec: timestamp(call.endedAt),
      kierunek: DIRECTIONS[call.direction],
      'numer inicjujący': partyText(call.caller),
      'numer docelowy': partyText(call.callee),
      'wybrany numer': (call.dialled ?? '').replace('+', ''),
      etykiety: call.tags.join(', '),
      notatki: call.notes.map(({ text }) => cellText(text)).join(' | '),
      'rola numeru': ROLES[call.role],
    };
    if (call.recordings.length === 0) {
      const reason = call.noRecordingReason === null ? '' : REASONS[call.noRecordingReason];
      return [{ ...columns, plik: '', 'rozmiar (B)': '', 'czas (s)': '', 'SHA-256': '', uwagi: reason }];
    }
    return call.recordings.map(({ path, sizeBytes, durationMs, sha256, leftOut }) => ({
      ...columns,
      plik: path ?? '',
      'rozmiar (B)': path === null ? '' : sizeBytes,
      'czas (s)': Math.round(durationMs / 1000),
      'SHA-256': path === null ? '' : sha256,
      uwagi: leftOut === null ? '' : LEFT_OUT[leftOut],
    }));
  });
  return Buffer.from(stringify(lines, { header: true, columns: COLUMNS, record_delimiter: 'windows', bom: true }));
}

/** A line, by its columns. */
type Line = Readonly<Record<string, string | number | null>>;

const COLUMNS = [
  'początek',
  'odebrano',
  'koniec',
  'kierunek',
  'numer inicjujący',
  'numer docelowy',
  'rola numeru',
  'plik',
  'rozmiar (B)',
  'czas (s)',
  'SHA-256',
  'uwagi',
  'wybrany numer',
  'etykiety',
  'notatki',
];

/** The first page, in Polish. */
export function packageReadme(contents: PackageContents): Buffer {
  const { controller, number, madeAt, until, calls, texts, deliveries } = contents;
  const recordings = calls.flatMap((call) => call.recordings);
  const included = recordings.filter(({ path }) => path !== null).length;
  const lines = [
    'Kopia danych osobowych (art. 15 ust. 3 RODO)',
    '',
    `Administrator danych: ${controller}`,
    `Numer telefonu, którego dotyczy żądanie: ${number}`,
    `Przygotowano: ${warsawTimestamp(madeAt)}`,
    `Paczka obejmuje połączenia rozpoczęte przed: ${warsawTimestamp(until)}`,
    '',
    `Połączenia: ${calls.length}. Nagrania w paczce: ${included} z ${recordings.length}.`,
    'wykaz.csv – wykaz połączeń i nagrań do odczytu w arkuszu; manifest.json – to samo dla programów.',
    'nagrania/ – pliki MP3; w lewym kanale słychać stronę dzwoniącą, w prawym odbierającą.',
    '',
    `Numer wymieniono też w korespondencji: wiadomości ${texts.mails}, rezygnacje ${texts.cancellations}, uzasadnienia blokad usunięcia ${texts.holdReasons}, notatki do połączeń ${texts.notes}.`,
    ...(texts.name === null ? [] : [`Nazwa numeru w książce telefonicznej: ${texts.name}`]),
    ...(deliveries.length === 0 ? [] : ['', 'Kopie nagrań przekazane wcześniej na serwer administratora danych:']),
    ...deliveries.map(
      ({ day, deliveredAt, recordings }) =>
        `- z dnia ${day}: nagrania ${recordings}, przekazano ${warsawDay(deliveredAt)}`,
    ),
    '',
    'W nagraniach słychać też inne osoby. Nagrań nie należy rozpowszechniać: prawa tych osób są chronione (art. 15 ust. 4 RODO).',
    'O celach przetwarzania, odbiorcach, okresie przechowywania i prawach (art. 15 ust. 1 RODO) informuje administrator danych.',
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

function timestamp(instantMs: number | null): string | null {
  return instantMs === null ? null : warsawTimestamp(instantMs);
}

/** Without `+`, which spreadsheets take for the beginning of a formula. */
function partyText(number: PhoneNumber | null): string {
  return number === null ? 'zastrzeżony' : phoneNumberInFileName(number);
}

/** A text of people in one line; what a spreadsheet would take for a formula has an apostrophe before it. */
function cellText(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return /^[=+@-]/.test(line) ? `'${line}` : line;
}
