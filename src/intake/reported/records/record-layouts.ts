import { RECORD_FIELDS, type RecordFormat } from '../../../tenants/index.ts';
import { ASTERISK_CSV, ASTERISK_JSON } from './asterisk.ts';
import { BROADWORKS } from './broadworks.ts';
import { FREESWITCH } from './freeswitch.ts';
import { KAMAILIO } from './kamailio.ts';
import type { RecordLayout } from './record-layout.ts';
import { THREE_CX } from './three-cx.ts';

const OWN: RecordLayout = { places: Object.fromEntries(RECORD_FIELDS.map((field) => [field, [field]])) };

/** Names that other programs use, in English and Polish; case, blanks, `_` and `-` make no difference. */
const GENERIC: RecordLayout = {
  places: {
    startedAt: [
      'startedAt',
      'start',
      'start time',
      'call start',
      'calldate',
      'call date',
      'datetime',
      'date time',
      'timestamp',
      'date',
      'początek',
      'data',
    ],
    answeredAt: ['answeredAt', 'answer', 'answer time', 'connected', 'connect time', 'odebrano'],
    endedAt: ['endedAt', 'end', 'end time', 'call end', 'stop time', 'disconnect time', 'release time', 'koniec'],
    caller: [
      'caller',
      'from',
      'src',
      'source',
      'calling number',
      'caller number',
      'caller id',
      'cli',
      'ani',
      'a number',
      'dzwoniący',
      'numer inicjujący',
    ],
    callee: [
      'callee',
      'to',
      'dst',
      'destination',
      'called number',
      'callee number',
      'dialed number',
      'dialled number',
      'b number',
      'odbiorca',
      'numer docelowy',
    ],
    direction: ['direction', 'call direction', 'kierunek'],
    externalId: ['externalId', 'call id', 'uniqueid', 'unique id', 'uuid', 'id'],
    tenantId: ['tenantId'],
    answered: ['answered', 'disposition', 'status', 'call status', 'result'],
    duration: ['duration', 'call duration', 'czas trwania'],
    talkTime: ['talkTime', 'billsec', 'talk duration', 'billing duration', 'czas rozmowy'],
  },
};

export const RECORD_LAYOUTS: Readonly<Record<RecordFormat, RecordLayout>> = {
  fonoteka: OWN,
  'asterisk-csv': ASTERISK_CSV,
  'asterisk-json': ASTERISK_JSON,
  'freeswitch-json': FREESWITCH,
  'freeswitch-xml': FREESWITCH,
  '3cx': THREE_CX,
  'kamailio-acc': KAMAILIO,
  broadworks: BROADWORKS,
  csv: GENERIC,
};
