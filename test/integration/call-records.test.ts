import { beforeAll, describe, expect, inject, test } from 'vitest';
import { sql } from 'kysely';
import type { TenantId } from '../../src/base/ids.ts';
import { addSource, addUser, type RecordMapping } from '../../src/tenants/index.ts';
import { type SignedInFetch, signedInFetch } from '../kit/api-session.ts';
import { PbxClient, refusal } from '../kit/pbx-client.ts';
import { onDatabase } from '../kit/postgres-server.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const OWN = '+48224440011';
const OTHERS = '+48224440012';
/** 10:00 in Warsaw. */
const START = Date.parse('2026-05-04T08:00:00Z');
const TIMES = '2026-05-04 10:00:00,2026-05-04 10:00:07,2026-05-04 10:01:07';

const fonoteka = runningFonoteka();
let tenantId: TenantId;
let operator: SignedInFetch;

beforeAll(async () => {
  const { db, ready } = fonoteka.current;
  ({ tenantId } = await fonoteka.current.tenant('Piekarnia', [OWN]));
  await fonoteka.current.tenant('Kwiaciarnia', [OTHERS]);
  const user = await addUser(db, { tenantId: null, name: 'op', role: 'operator-admin' }, Date.now());
  operator = await signedInFetch(ready.http!, user);
});

interface Pbx extends PbxClient {
  readonly sourceId: string;
  readonly apiKey: string;
}

/** A source whose records are read so. */
async function pbxWith(callRecords: RecordMapping, ofTenant?: TenantId): Promise<Pbx> {
  const { db, ready } = fonoteka.current;
  const source = { name: callRecords.format, timeZone: 'Europe/Warsaw', callRecords, tenantId: ofTenant };
  const { sourceId, apiKey } = await addSource(db, source, Date.now());
  return Object.assign(new PbxClient(ready.http!, apiKey), { sourceId, apiKey });
}

/** Each record has a caller of its own. */
let next = 0;

interface Imported {
  readonly callId: string | null;
  readonly refused: string | null;
  readonly skipped?: string;
  readonly errors?: readonly object[];
}

async function imported(answer: Promise<Response>): Promise<readonly Imported[]> {
  const response = await answer;
  expect(response.status).toBe(200);
  return ((await response.json()) as { calls: Imported[] }).calls;
}

async function callsFrom(caller: string) {
  return (await fonoteka.current.calls(tenantId)).filter((call) => call.caller === caller);
}

const epochs = { start_epoch: START / 1000, answer_epoch: START / 1000 + 7, end_epoch: START / 1000 + 67 };
const xmlOf = (from: string, uuid: string) =>
  `<cdr><variables><uuid>${uuid}</uuid>${Object.entries(epochs)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</variables><callflow profile_index="1"><caller_profile>` +
  `<caller_id_number>${from}</caller_id_number><destination_number>${OWN}</destination_number></caller_profile></callflow></cdr>`;
const jsonOf = (from: string, uuid: string) => ({
  variables: { uuid, ...epochs, caller_id_number: from, destination_number: encodeURIComponent(OWN) },
});

describe('a call record', () => {
  test.each<[string, RecordMapping['format'], (from: string) => string]>([
    ['application/json', 'freeswitch-json', (from) => JSON.stringify(jsonOf(from, 'a1'))],
    ['application/x-ndjson', 'freeswitch-json', (from) => `${JSON.stringify(jsonOf(from, 'a2'))}\n`],
    ['text/csv', 'csv', (from) => `start,answer,end,from,to\n${TIMES},${from},${OWN}\n`],
    ['text/plain; charset=utf-8', 'csv', (from) => `start,answer,end,from,to\n${TIMES},${from},${OWN}\n`],
    ['application/xml', 'freeswitch-xml', (from) => xmlOf(from, 'a3')],
    ['text/xml', 'freeswitch-xml', (from) => xmlOf(from, 'a4')],
    ['application/x-www-form-urlencoded', 'freeswitch-xml', (from) => `cdr=${encodeURIComponent(xmlOf(from, 'a5'))}`],
  ])('in %s of %s is a call; sent again it is the same one', async (type, format, bodyOf) => {
    const from = `+4860070${1000 + next++}`;
    const pbx = await pbxWith({ format, fields: {} });
    const [first] = await imported(pbx.sendRecords(bodyOf(from), type));
    expect(first).toMatchObject({ refused: null });
    expect(await imported(pbx.sendRecords(bodyOf(from), type))).toEqual([first]);
    expect(await callsFrom(from)).toMatchObject([
      { id: first!.callId, startedAt: START, answeredAt: START + 7000, endedAt: START + 67_000, callee: OWN },
    ]);
  });

  test('of a list is taken, refused or skipped for itself, with both names of the field', async () => {
    const pbx = await pbxWith({ format: 'asterisk-json', fields: { callee: 'did' } });
    const record = { start: '2026-05-04 10:00:00', src: '600700200', did: OWN, channel: 'PJSIP/1', uniqueid: '1.1' };
    const body = [
      record,
      { ...record, start: 'x600700201' },
      { ...record, channel: 'Local/1@q;2' },
      { ...record, did: '' },
      7,
    ];
    const answer = await pbx.sendRecords(JSON.stringify(body), 'application/json');
    const text = await answer.clone().text();
    const calls = await imported(Promise.resolve(answer));
    expect(calls).toMatchObject([
      { refused: null },
      { refused: 'request-invalid', errors: [{ record: 1, field: 'startedAt', sourceField: 'start' }] },
      { refused: null, callId: null, skipped: 'leg-of-another-call' },
      { refused: 'call-owner-unknown' },
      { refused: 'request-invalid', errors: [{ record: 4, field: '' }] },
    ]);
    expect(text).not.toContain('600700201');
  });

  test('that is sent alone and refused gets an error response, one that is skipped does not', async () => {
    const pbx = await pbxWith({ format: 'freeswitch-xml', fields: {} });
    const wrong = await pbx.sendRecords(xmlOf('101', 'b1').replace(`${START / 1000}`, 'x'), 'text/xml');
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      code: 'request-invalid',
      errors: [{ field: 'startedAt', sourceField: 'variables.start_epoch' }],
    });
    const leg = xmlOf('101', 'b2').replace('<variables>', '<variables><originator>b1</originator>');
    expect(await imported(pbx.sendRecords(leg, 'text/xml'))).toEqual([
      { callId: null, refused: null, skipped: 'leg-of-another-call' },
    ]);
  });

  test('of another tenant is refused to the source of one', async () => {
    const pbx = await pbxWith({ format: 'csv', fields: { tenantId: 'owner' } }, tenantId);
    const { tenantId: other } = await fonoteka.current.tenant('Obca', ['+48224440013']);
    const body = `start,from,to,owner\n2026-05-04 10:00:00,600700300,${OTHERS},${other}\n`;
    expect(await imported(pbx.sendRecords(body, 'text/csv'))).toMatchObject([{ refused: 'tenant-not-of-source' }]);
    // Without a tenant in the record it is the source's, whoever has the number.
    await imported(pbx.sendRecords(body.replace(other, ''), 'text/csv'));
    expect(await callsFrom('+48600700300')).toMatchObject([{ callee: OTHERS }]);
  });
});

test('of the records of a call that rang at two telephones the answered one counts, in either order', async () => {
  const pbx = await pbxWith({ format: 'asterisk-json', fields: {} });
  const record = { start: '2026-05-04 10:00:00', end: '2026-05-04 10:01:07', dst: OWN };
  const answered = { disposition: 'ANSWERED', answer: '2026-05-04 10:00:07' };
  for (const order of [
    [answered, { disposition: 'NO ANSWER' }],
    [{ disposition: 'NO ANSWER' }, answered],
  ]) {
    const src = `60070040${order.indexOf(answered)}`;
    for (const one of order) {
      await imported(pbx.sendRecords(JSON.stringify({ ...record, ...one, src, uniqueid: src }), 'application/json'));
    }
    expect(await callsFrom(`+48${src}`)).toMatchObject([
      { answeredAt: START + 7000, noRecordingReason: 'not-offered' },
    ]);
  }
});

const csvOf = (from: number, to: string) => `start,from,to\n2026-05-04 10:00:00,${from},${to}\n`;

test('a source with many requests at once takes no other source’s place at the database, and gets all answers', async () => {
  const { db } = fonoteka.current;
  const [flooding, other] = [
    await pbxWith({ format: 'csv', fields: {} }),
    await pbxWith({ format: 'csv', fields: {} }),
  ];
  const waiting = async () =>
    (
      await sql`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database =
      (SELECT oid FROM pg_database WHERE datname = current_database())`.execute(db)
    ).rows.length;
  const statuses: number[] = [];
  const send = async (from: number) => {
    statuses.push((await flooding.sendRecords(csvOf(from, OWN), 'text/csv')).status);
  };
  // In an object: the transaction does not wait for them.
  const { sent } = await db.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`fonoteka calls ${tenantId}`}, 0))`.execute(transaction);
    const all = Array.from({ length: 110 }, (_, n) => send(600_700_700 + n));
    await until('those that are too many are refused', () => statuses.length === 6);
    await until('some wait for the tenant’s calls', async () => (await waiting()) === 4);
    await imported(other.sendRecords(csvOf(600_700_699, OTHERS), 'text/csv'));
    expect(await waiting()).toBe(4);
    return { sent: all };
  });
  await Promise.all(sent);
  expect(statuses.filter((status) => status === 200)).toHaveLength(104);
});

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test('the key may be the password of Basic, for senders that know no other', async () => {
  const pbx = await pbxWith({ format: 'csv', fields: {} });
  const body = `start,from,to\n2026-05-04 10:00:00,600700500,${OWN}\n`;
  await imported(pbx.sendRecords(body, 'text/csv', basic(`fonoteka:${pbx.apiKey}`)));
  for (const wrong of [basic('fonoteka:wrong'), basic(pbx.apiKey), basic('fonoteka:'), basic('fonoteka:\0\0')]) {
    expect(await refusal(pbx.sendRecords(body, 'text/csv', wrong))).toEqual({ status: 401, code: 'api-key-invalid' });
  }
});

test.each([
  ['a broken document', 'application/json', '{', 400, 'request-invalid'],
  ['no records', 'text/csv', '', 400, 'request-invalid'],
  ['another media type', 'application/pdf', 'x', 415, 'media-type-not-supported'],
  ['a large body', 'text/csv', 'x'.repeat(2 * 1024 * 1024 + 1), 413, 'request-too-large'],
])('%s is refused whole', async (_, type, body, status, code) => {
  const pbx = await pbxWith({ format: 'csv', fields: {} });
  expect(await refusal(pbx.sendRecords(body, type))).toEqual({ status, code });
});

test('a mapping is set by API and command, is listed and audited, and counts for the next record', async () => {
  const pbx = await pbxWith({ format: 'fonoteka', fields: {} });
  const { db } = fonoteka.current;
  const body = `t;a;b\n2026-05-04 10:00:00;600700600;${OWN}\n`;
  const send = (from: string) => pbx.sendRecords(body.replace('600700600', from), 'text/csv');
  expect((await send('600700600')).status).toBe(400);

  const callRecords = { format: 'csv', fields: { startedAt: 't', caller: 'a', callee: 'b' } };
  const path = `/operator/sources/${pbx.sourceId}`;
  const changed = await operator(path, { method: 'PATCH', body: { callRecords } });
  expect(await changed.json()).toMatchObject({ callRecords });
  expect(await imported(send('600700600'))).toMatchObject([{ refused: null }]);
  for (const wrong of [
    { format: 'xls' },
    { format: 'csv', fields: { start: 't' } },
    { format: 'csv', fields: { caller: '' } },
  ]) {
    const refused = operator(path, { method: 'PATCH', body: { callRecords: wrong } });
    expect(await refusal(refused)).toEqual({ status: 400, code: 'request-invalid' });
  }

  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(db);
  const url = onDatabase(inject('templateDatabaseUrl'), rows[0]!.name);
  const command = (...words: string[]) => runInProcess({ FONOTEKA_DATABASE_URL: url }, 'source', ...words);
  const set = (...words: string[]) => command('call-records', '--source', pbx.sourceId, ...words);
  expect((await set('--format', '3cx', '--field', 'startedAt=1', '--field', 'caller=2')).exitCode).toBe(0);
  const { stdout } = await command('list');
  expect(stdout).toContain('call records: 3cx caller=2 startedAt=1');
  for (const wrong of [
    ['--format', 'xls'],
    ['--format', 'csv', '--field', 'start=1'],
    ['--format', 'csv', '--field', 'caller='],
    [],
  ]) {
    expect((await set(...wrong)).exitCode).toBe(2);
  }
  const events = await db
    .selectFrom('audit_events')
    .select(['action', 'detail'])
    .where('subject', '=', pbx.sourceId)
    .execute();
  expect(events.filter(({ action }) => action === 'source-call-records-changed')).toHaveLength(2);
});
