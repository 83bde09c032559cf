import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { quietLog } from '../../../test/kit/quiet-log.ts';
import { newId, type SourceId } from '../../base/ids.ts';
import { OWN_FORMAT } from '../../tenants/index.ts';
import { keptRequest, type ReceivedRequest } from './kept-request.ts';
import { LastRecords } from './last-records.ts';
import { keptSince, readRequests } from './last-records-rows.ts';

const { db } = testDatabase();

/** Records of numbers, of which every tenth is refused. */
function request(contentType: string, body: string, records: number): ReceivedRequest {
  return {
    contentType,
    body: Buffer.from(body),
    mapping: OWN_FORMAT,
    records: Array.from({ length: records }, (_, n) => ({
      record: { fields: { n } },
      refused: n % 10 === 9 ? 'request-invalid' : null,
    })),
    refused: null,
  };
}
const json = (records: number) =>
  request('application/json', JSON.stringify(Array.from({ length: records }, () => ({ n: 1 }))), records);
const lines = (count: number) => `${Array.from({ length: count }, (_, n) => `line ${n}`).join('\n')}\n`;

test('a request is kept whole, of a long list 20 records, those that were refused first', () => {
  expect(keptRequest(json(3), 5)).toMatchObject({ at: 5, total: 3, body: '[{"n":1},{"n":1},{"n":1}]' });
  const long = keptRequest(json(500), 5)!;
  expect(long.total).toBe(500);
  expect(JSON.parse(long.body)).toEqual(Array.from({ length: 20 }, (_, at) => ({ n: at * 10 + 9 })));
  expect(long.results).toEqual(Array.from({ length: 20 }, () => ({ refused: 'request-invalid' })));

  const csv = keptRequest(request('text/csv', lines(501), 500), 5)!;
  expect(csv.body).toBe(lines(21));
  expect(csv.results).toHaveLength(21);
});

test.each([3, 500])('letters of Windows-1250 in %i lines are kept as they are read', (count) => {
  const body = Buffer.from(`pocz\xb9tek;b\n${'1;\xb9\n'.repeat(count)}`, 'latin1');
  const kept = keptRequest({ ...request('text/csv', '', count), body }, 5)!;
  expect(kept.body).toBe(`początek;b\n${'1;ą\n'.repeat(Math.min(count, 20))}`);
  const long = Buffer.from(`start;b\n${`1;${'ą'.repeat(4000)}\n`.repeat(count)}`);
  expect(keptRequest({ ...request('text/csv', '', count), body: long }, 5)!.body).not.toContain('Ä');
});

test('what is too large is not kept, and of what cannot be read the text is', () => {
  expect(keptRequest(request('application/json', 'x'.repeat(100_000), 0), 5)).toBeNull();
  const huge = request('application/json', 'x'.repeat(100_000), 1);
  expect(
    keptRequest({ ...huge, records: [{ record: { fields: { n: 'x'.repeat(100_000) } }, refused: null }] }, 5),
  ).toBeNull();
  const refused = { ...request('application/json', '{"a', 0), refused: 'the body is no JSON' };
  expect(keptRequest(refused, 5)).toMatchObject({ body: '{"a', total: 0, refused: 'the body is no JSON' });
});

function recording(traceHours = 24) {
  const clock = new ManualClock('2026-03-10T10:00:00Z');
  const keys = { getOrCreate: async () => Buffer.alloc(32, 1), get: async () => Buffer.alloc(32, 1) };
  const last = new LastRecords({ db, keys, clock, log: quietLog, traceHours });
  const read = (source: SourceId) => readRequests(db, keys, source, keptSince(traceHours, clock.now()));
  return { clock, keys, last, read, source: newId<SourceId>(clock.now()) };
}

test('each source has its last 20 records, sealed, for a day', async () => {
  const { clock, last, read, source } = recording();
  for (let n = 0; n < 30; n++) {
    clock.advance(10);
    last.note(source, json(1));
    if (n % 8 === 0) await last.write();
  }
  last.note(newId<SourceId>(clock.now()), json(1));
  await last.write();
  const kept = await read(source);
  expect(kept.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, n) => clock.now() - n * 10));
  clock.advance(10);
  last.note(source, json(30));
  await last.write();
  expect((await read(source)).map(({ total }) => total)).toEqual([30]);
  const { sealed } = await db
    .selectFrom('source_records')
    .select('sealed')
    .where('source_id', '=', source)
    .executeTakeFirstOrThrow();
  expect(sealed.includes('request-invalid')).toBe(false);

  clock.advance(24 * 3_600_000 + 1);
  expect(await read(source)).toEqual([]);
  for (let n = 0; n < 12; n++) await last.write();
  expect(await db.selectFrom('source_records').select('id').execute()).toEqual([]);
  await last.stop();
});

test('while the database is away what waits is kept; nothing is where it is switched off', async () => {
  const { keys, last, read, source } = recording();
  const getOrCreate = keys.getOrCreate;
  keys.getOrCreate = () => Promise.reject(new Error('away'));
  last.note(source, json(1));
  await expect(last.write()).rejects.toThrow('away');
  keys.getOrCreate = getOrCreate;
  last.note(source, json(2));
  await last.stop();
  expect(new Set((await read(source)).map(({ total }) => total))).toEqual(new Set([1, 2]));

  last.note(source, json(3));
  await last.write();
  const off = recording(0);
  off.clock.advance(1);
  off.last.note(off.source, json(1));
  await off.last.stop();
  // Nor is what was kept before.
  expect(await db.selectFrom('source_records').select('id').execute()).toEqual([]);
});
