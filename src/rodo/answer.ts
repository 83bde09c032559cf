import { sql } from 'kysely';
import type { CallId, RecordingId } from '../base/ids.ts';
import { warsawDay, type WarsawDay } from '../base/warsaw-time.ts';
import type { Database } from '../platform/postgres/index.ts';
import { type Conflict, findConflicts } from './conflicts.ts';
import { countFetched, deliveriesOf, type DeliveredPackage } from './other-places.ts';
import type { OpenRequest } from './package-contents.ts';
import { allSubjectCalls, recordingsOfCalls } from './subject-calls.ts';

/** What an erasure has done, and what not: the basis of the answer to the person. Has no number. Instants are Unix ms. */
export interface RodoAnswer {
  readonly controller: string;
  readonly maskedNumber: string;
  readonly receivedOn: WarsawDay;
  readonly doneAt: number;
  /** Calls that began before were concerned. */
  readonly until: number;
  readonly done: {
    /** Rows without the number and the PBX's metadata. */
    readonly calls: number;
    /** Destroyed for good. */
    readonly recordings: number;
    /** Of the same calls: destroyed before, when their retention period was over. */
    readonly destroyedBefore: number;
    /** Mails, cancellations, hold reasons and notes of other calls without the number. */
    readonly texts: number;
  };
  readonly kept: readonly Conflict[];
  /** Copies that have left the service. */
  readonly deliveries: readonly DeliveredPackage[];
  readonly fetched: number;
}

/** Counts from the rows, so that nothing is counted twice after a kill. */
export async function summarize(
  db: Database,
  request: OpenRequest,
  { texts, at }: { readonly texts: number; readonly at: number },
): Promise<RodoAnswer> {
  const { id, tenantId, number, openedAt: until, maskedNumber, receivedOn } = request;
  const { rows } = await sql<{ call: CallId; recording: RecordingId | null; reason: string | null }>`
    SELECT calls.id AS call, recordings.id AS recording, recordings.destruction_reason AS reason
    FROM calls LEFT JOIN recordings ON recordings.call_id = calls.id
    WHERE calls.tenant_id = ${tenantId} AND calls.erased_by = ${id}`.execute(db);
  const subject = { tenantId, number, until };
  const calls = await allSubjectCalls(db, subject);
  const left = await recordingsOfCalls(db, tenantId, { callIds: calls.map((call) => call.id), at });
  const erased = rows.flatMap(({ recording }) => recording ?? []);
  const all = [...erased, ...left.map((recording) => recording.id)];
  const { name } = await db.selectFrom('tenants').select('name').where('id', '=', tenantId).executeTakeFirstOrThrow();
  return {
    controller: name,
    maskedNumber,
    receivedOn,
    doneAt: at,
    until,
    done: {
      calls: new Set(rows.map(({ call }) => call)).size,
      recordings: rows.filter(({ reason }) => reason === 'on-request').length,
      destroyedBefore: rows.filter(({ reason }) => reason !== null && reason !== 'on-request').length,
      texts,
    },
    kept: (await findConflicts(db, { subject, calls, recordings: left, at })).filter(({ effect }) => effect === 'kept'),
    deliveries: await deliveriesOf(db, tenantId, all),
    fetched: await countFetched(db, tenantId, all),
  };
}

/** The answer as a page to print, in Polish. */
export function answerText({ controller, maskedNumber, receivedOn, doneAt, until, ...answer }: RodoAnswer): string {
  const { done, kept, deliveries, fetched } = answer;
  return [
    'Odpowiedź na żądanie usunięcia danych (art. 17 RODO)',
    '',
    `Administrator danych: ${controller}`,
    `Numer telefonu: ${maskedNumber}`,
    `Żądanie otrzymano: ${receivedOn}. Wykonano: ${warsawDay(doneAt)}.`,
    `Dotyczy połączeń rozpoczętych do dnia ${warsawDay(until)}, do chwili przyjęcia żądania.`,
    '',
    'Wykonano:',
    `- nagrania bezpowrotnie usunięte: ${done.recordings} (wraz z ich kluczami; wcześniej, po okresie przechowywania: ${done.destroyedBefore}),`,
    `- połączenia, z których usunięto numer i dane uczestników: ${done.calls},`,
    `- wiadomości i inne teksty, z których usunięto numer: ${done.texts}.`,
    '',
    'Nie usunięto:',
    ...(kept.length === 0 ? ['- brak'] : kept.map(({ kind, count }) => `- ${KEPT[kind]?.(count) ?? kind}`)),
    ...(deliveries.length === 0 && fetched === 0
      ? []
      : ['', 'Kopie, które opuściły usługę; usuwa je administrator danych u siebie:']),
    ...deliveries.map(
      ({ day, deliveredAt, deliveredTo, recordings }) =>
        `- nagrania z dnia ${day} (${recordings}), przekazane ${warsawDay(deliveredAt)} na serwer ${deliveredTo ?? 'klienta'}`,
    ),
    ...(fetched === 0 ? [] : [`- pobrania plików przez osoby upoważnione: ${fetched}`]),
    '',
    'Wiersze połączeń bez numeru pozostają w zestawieniach ilościowych; nie pozwalają ustalić osoby.',
    'Kopie zapasowe bazy danych wygasają w terminie podanym przez administratora danych.',
    'Przysługuje skarga do Prezesa Urzędu Ochrony Danych Osobowych (art. 77 RODO).',
    '',
  ].join('\n');
}

const KEPT: Partial<Record<Conflict['kind'], (count: number) => string>> = {
  'legal-hold': (count) =>
    `nagrania objęte blokadą usunięcia i ich połączenia: ${count} (ustalenie, dochodzenie lub obrona roszczeń, art. 17 ust. 3 lit. e RODO)`,
  'billing-data': (count) =>
    `zestawienia opłat: ${count}, bez numerów telefonów (obowiązek prawny, art. 17 ust. 3 lit. b RODO)`,
  'mail-rules': (count) =>
    `reguły, które mówią, po których rozmowach wysyłać wiadomości: ${count}; zmienia je administrator danych`,
  'recording-rules': (count) =>
    `reguły, które mówią, czy rozmowy z tym numerem są nagrywane: ${count}; zmienia je administrator danych`,
};
