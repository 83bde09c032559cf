import assert from 'node:assert/strict';
import { isTimeZone } from '../../src/base/instant.ts';
import { readCallRecords, readPbxCall } from '../../src/intake/index.ts';
import { RECORD_FORMATS, type RecordFormat } from '../../src/tenants/index.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const MASTER =
  '"","600100200","221234567","in","""Jan"" <600100200>","PJSIP/t-1","PJSIP/101-2","Dial","PJSIP/101,30","2026-03-10 10:00:00","2026-03-10 10:00:07","2026-03-10 10:01:07",67,60,"ANSWERED","DOCUMENTATION","1773133200.12",""\n';
const JSON_CDR = JSON.stringify({
  variables: { uuid: 'a5', start_epoch: '1773133200', answer_epoch: '0', end_epoch: '1773133267' },
  callflow: [
    { profile_index: '1', caller_profile: { caller_id_number: '%2B48600100200', destination_number: '221234567' } },
  ],
});
const XML_CDR =
  '<cdr><variables><uuid>a5</uuid><start_epoch>1773133200</start_epoch></variables><callflow profile_index="1"><caller_profile><caller_id_number>1</caller_id_number><destination_number>2</destination_number></caller_profile></callflow></cdr>';
const ACC = 'method,callid,sip_code,time,src_user,dst_user\nINVITE,abc,200,2026-03-10 10:00:00,600100200,221234567\n';
const BROADWORKS = `1,x,Normal,,,Terminating,600100200,Public,221234567,20260310090000.000,1+010000,Yes,20260310090007.000,20260310090107.000,${','.repeat(30)}25:0\n`;
const THREE_CX =
  'Call 1,0A_1,00:01:00,2026/03/10 09:00:00,,2026/03/10 09:01:07,x,600100200,Ext.101,10000,101,221234567\n';

const SEEDS: readonly [RecordFormat, string, string][] = [
  ['asterisk-csv', 'text/csv', MASTER.repeat(3)],
  [
    'asterisk-json',
    'application/x-ndjson',
    '{"calldate":"2026-03-10 10:00:00","src":1,"dst":"2","billsec":"0"}\n'.repeat(3),
  ],
  ['freeswitch-json', 'application/json', `[${JSON_CDR},${JSON_CDR}]`],
  ['freeswitch-json', 'application/x-www-form-urlencoded', `cdr=${encodeURIComponent(JSON_CDR)}`],
  ['freeswitch-xml', 'text/xml', XML_CDR],
  ['freeswitch-xml', 'application/xml', `<cdrs>${XML_CDR}${XML_CDR}</cdrs>`],
  ['freeswitch-xml', 'application/x-www-form-base64-encoded', `cdr=${Buffer.from(XML_CDR).toString('base64')}`],
  ['3cx', 'text/plain', THREE_CX],
  ['kamailio-acc', 'text/csv', ACC],
  ['broadworks', 'text/csv', `version=19.0 encoding=ISO-8859-1\n${BROADWORKS}`],
  ['csv', 'text/csv', 'start;from;to;note\n2026-03-10 10:00:00;1;2;"a\nb"\n'],
  ['fonoteka', 'application/json', '{"startedAt":1773133200,"caller":null,"callee":"2"}'],
];

const OUR_FIELDS = /^(startedAt|answeredAt|endedAt|caller|callee|direction|externalId|tenantId)?$/;

/** The first line is the format and the media type. Each record is a call with its times in order, or wrong in fields that are ours, or skipped. */
const callRecords: FuzzTarget = {
  name: 'call-records',
  seeds: SEEDS.map(([format, type, body]) => Buffer.from(`${format} ${type}\n${body}`)),
  maxBytes: 32 * 1024,
  check(input) {
    const end = input.indexOf(10);
    const [name, type = ''] = input.toString('latin1', 0, Math.max(end, 0)).split(' ');
    const format = RECORD_FORMATS.find((one) => one === name) ?? 'csv';
    const mapping = { format, fields: end % 3 === 0 ? { externalId: '2', caller: 'a.b' } : {} };
    const read = readCallRecords(input.subarray(end + 1), type, mapping, 'Europe/Warsaw');
    if (!read.ok) return;
    assert.ok(read.value.records.length > 0 && (!read.value.isSingle || read.value.records.length === 1));
    for (const { result } of read.value.records) {
      if ('skipped' in result) continue;
      if (!result.ok) {
        assert.ok(result.reason.length > 0);
        for (const { field } of result.reason) assert.match(field, OUR_FIELDS);
        continue;
      }
      checkCall(result.value);
      assert.ok(format === 'fonoteka' || (result.value.externalId ?? '').length > 0);
    }
  },
};

function checkCall({
  startedAt,
  answeredAt,
  endedAt,
  externalId,
}: Extract<ReturnType<typeof readPbxCall>, { ok: true }>['value']): void {
  const times = [startedAt, answeredAt, endedAt].filter((time) => time != null);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.ok(times.every(Number.isSafeInteger));
  assert.ok(!(externalId ?? '').includes('\0'));
}

/** The first line is the zone of the source, the rest a call in our names. */
const pbxCall: FuzzTarget = {
  name: 'pbx-call',
  seeds: [
    'Europe/Warsaw\n{"startedAt":"2026-10-25 02:59:50","answeredAt":"2026-10-25 02:00:05","endedAt":null,"caller":"#31#600100200","callee":221234567,"externalId":7}',
    '\n{"startedAt":"2026-03-10T10:00:00.5Z","answeredAt":1773136800,"endedAt":"","caller":"","callee":"sip:101@pbx","direction":"inbound","tenantId":null}',
  ].map((text) => Buffer.from(text)),
  maxBytes: 16 * 1024,
  check(input) {
    const end = input.indexOf(10);
    const zone = input.toString('latin1', 0, Math.max(end, 0));
    let written: unknown;
    try {
      written = JSON.parse(input.toString('utf8', end + 1));
    } catch {
      return;
    }
    const call = readPbxCall(written, isTimeZone(zone) ? zone : null);
    if (call.ok) return checkCall(call.value);
    assert.ok(call.reason.length > 0);
    for (const { field } of call.reason) assert.match(field, OUR_FIELDS);
  },
};

export const RECORD_TARGETS: readonly FuzzTarget[] = [callRecords, pbxCall];
