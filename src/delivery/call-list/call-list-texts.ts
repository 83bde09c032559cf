import type { Direction, NoRecordingReason } from '../../recording/index.ts';

/** The language of an exported history. */
export const LIST_LANGUAGES = ['pl', 'en'] as const;
export type ListLanguage = (typeof LIST_LANGUAGES)[number];

export type ColumnName =
  | 'startedAt'
  | 'answeredAt'
  | 'endedAt'
  | 'direction'
  | 'caller'
  | 'callee'
  | 'dialled'
  | 'duration'
  | 'recordings'
  | 'state'
  | 'deletedAfter'
  | 'files'
  | 'flags'
  | 'callId'
  | 'tags';

interface Texts {
  /** Of a sheet, of 31 characters at most with a number behind it. */
  readonly sheet: string;
  readonly fileName: string;
  readonly columns: Readonly<Record<ColumnName, string>>;
  readonly directions: Readonly<Record<Direction, string>>;
  readonly withheld: string;
  readonly erased: string;
  readonly states: Readonly<Record<'playable' | 'filesOnly' | 'deleted' | 'none', string>>;
  readonly reasons: Readonly<Record<NoRecordingReason, string>>;
}

export const TEXTS: Readonly<Record<ListLanguage, Texts>> = {
  pl: {
    sheet: 'Połączenia',
    fileName: 'polaczenia',
    columns: {
      startedAt: 'Początek',
      answeredAt: 'Odebrano',
      endedAt: 'Koniec',
      direction: 'Kierunek',
      caller: 'Dzwoniący',
      callee: 'Odbierający',
      dialled: 'Wybrano',
      duration: 'Czas trwania',
      recordings: 'Nagrania',
      state: 'Stan nagrania',
      deletedAfter: 'Usunięcie',
      files: 'Pliki',
      flags: 'Uwagi',
      callId: 'Identyfikator połączenia',
      tags: 'Etykiety',
    },
    directions: { inbound: 'przychodzące', outbound: 'wychodzące', internal: 'wewnętrzne' },
    withheld: 'numer zastrzeżony',
    erased: 'numer usunięty',
    states: { playable: 'do odsłuchu', filesOnly: 'w plikach', deleted: 'usunięte', none: 'brak nagrania' },
    reasons: {
      'source-unknown': 'nieznana centrala',
      'tenant-unknown': 'nieznany klient',
      'not-entitled': 'pakiet bez nagrywania',
      suspended: 'usługa zawieszona',
      'recording-off': 'nagrywanie wyłączone',
      'internal-off': 'rozmowy wewnętrzne nie są nagrywane',
      rule: 'reguła nagrywania tak stanowi',
      'not-kept': 'na żądanie, nie zachowano',
      'no-capacity': 'przeciążenie systemu nagrań',
      'no-usable-media': 'nieobsługiwany format dźwięku',
      'not-offered': 'centrala nie przekazała rozmowy',
      'not-answered': 'połączenia nie odebrano',
    },
  },
  en: {
    sheet: 'Calls',
    fileName: 'calls',
    columns: {
      startedAt: 'Start',
      answeredAt: 'Answered',
      endedAt: 'End',
      direction: 'Direction',
      caller: 'Caller',
      callee: 'Callee',
      dialled: 'Dialled',
      duration: 'Duration',
      recordings: 'Recordings',
      state: 'Recording',
      deletedAfter: 'Deleted on',
      files: 'Files',
      flags: 'Notes',
      callId: 'Call ID',
      tags: 'Tags',
    },
    directions: { inbound: 'inbound', outbound: 'outbound', internal: 'internal' },
    withheld: 'withheld',
    erased: 'number removed',
    states: { playable: 'can be played', filesOnly: 'as files only', deleted: 'deleted', none: 'no recording' },
    reasons: {
      'source-unknown': 'unknown PBX',
      'tenant-unknown': 'unknown customer',
      'not-entitled': 'plan without recording',
      suspended: 'service suspended',
      'recording-off': 'recording is off',
      'internal-off': 'internal calls are not recorded',
      rule: 'by a recording rule',
      'not-kept': 'on demand, not kept',
      'no-capacity': 'the recording system was overloaded',
      'no-usable-media': 'unsupported audio format',
      'not-offered': 'the PBX did not hand the call over',
      'not-answered': 'the call was not answered',
    },
  },
};
