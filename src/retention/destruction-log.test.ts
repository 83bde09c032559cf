import { createPublicKey, verify } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { giveTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { RetentionFixture } from '../../test/kit/retention-fixture.ts';
import type { RecordingId } from '../base/ids.ts';
import { exportLog, verifyExportedLog } from './export-log.ts';
import { readEntryLine } from './log-file.ts';
import { logSigner } from './log-signature.ts';
import type { LogVerdict } from './log-verdict.ts';
import { readLog } from './read-log.ts';
import { verifyLog } from './verify-log.ts';

const { db } = testDatabase();
const fixture = new RetentionFixture(db);
let lines: string[];
let destroyed: RecordingId[];

beforeAll(async () => {
  const tenant = await giveTenant(db);
  destroyed = [];
  for (let i = 0; i < 4; i++) {
    destroyed.push(await fixture.recording(tenant, 31 + i));
    await fixture.run();
  }
  await fixture.recording(tenant, 1);
  lines = await Array.fromAsync(exportLog(db, await logSigner(fixture.keys)));
});

async function* each(given: readonly string[]): AsyncGenerator<string> {
  yield* given;
}

function kinds({ problems }: LogVerdict): string[] {
  return problems.map(({ kind, where }) => `${kind} ${where}`);
}

function swapped(line: string, from: RegExp, to: string): string {
  expect(line).toMatch(from);
  return line.replace(from, to);
}

describe('an exported log', () => {
  test('is sound, and tells of each destruction in order', async () => {
    const verdict = await verifyExportedLog(each(lines));
    expect(verdict).toMatchObject({ sound: true, entries: 4, problemCount: 0, problems: [] });
    const entries = lines.slice(1).map((line) => readEntryLine(line));
    expect(entries.map((entry) => entry.ok && entry.value.recordingId)).toEqual(destroyed);
    expect(verdict.end).toEqual({ seq: 4, hash: (JSON.parse(lines[4]!) as { hash: string }).hash });
  });

  test('can be verified with what every language has: JSON, SHA-256, Ed25519', async () => {
    const { publicKey } = JSON.parse(lines[0]!) as { publicKey: string };
    const pem = `-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----`;
    const { hash, signature, ...entry } = JSON.parse(lines[1]!) as Record<string, string>;
    const text = JSON.stringify(Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1))));
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(text));
    expect(Buffer.from(digest).toString('hex')).toBe(hash);
    expect(verify(null, Buffer.from(digest), createPublicKey(pem), Buffer.from(signature!, 'hex'))).toBe(true);
  });

  test.each<[string, (given: string[]) => string[], string[]]>([
    ['a line taken out', (given) => given.toSpliced(2, 1), ['broken-chain 3']],
    ['the first entry taken out', (given) => given.toSpliced(1, 1), ['broken-chain 2']],
    [
      'lines exchanged',
      ([head, a, b, ...rest]) => [head!, b!, a!, ...rest],
      ['broken-chain 2', 'broken-chain 1', 'broken-chain 3'],
    ],
    ['an entry twice', (given) => given.toSpliced(2, 0, given[2]!), ['broken-chain 2']],
    [
      'another reason',
      (given) => given.with(2, swapped(given[2]!, /"reason":"expired"/, '"reason":"on-request"')),
      ['wrong-hash 2'],
    ],
    [
      'another signature',
      (given) => given.with(2, swapped(given[2]!, /"signature":"\w+"/, /"signature":"\w+"/.exec(given[3]!)![0])),
      ['wrong-signature 2'],
    ],
    ['a line that is none', (given) => given.with(4, '{"seq":4}'), ['unreadable line 5']],
  ])('shows %s', async (_, change, expected) => {
    expect(kinds(await verifyExportedLog(each(change([...lines]))))).toEqual(expected);
  });

  test('signed by another key is not sound', async () => {
    const other = await logSigner(new RetentionFixture(db).keys);
    const forged = await Array.fromAsync(exportLog(db, other));
    expect((await verifyExportedLog(each(forged))).problemCount).toBe(4);
  });

  test.each([[[]], [['']], [['not a log', '{}']]])('that is none is not sound: %j', async (given) => {
    expect(await verifyExportedLog(each(given))).toMatchObject({ sound: false, entries: 0 });
  });
});

describe('the log of the service', () => {
  test('is sound', async () => {
    expect(await verifyLog(fixture)).toMatchObject({ sound: true, entries: 4 });
  });

  test('shows bytes and keys that are left', async () => {
    const { object_key } = await fixture.row(destroyed[1]!);
    fixture.objects.objects.set(object_key, Buffer.from('again there'));
    const holdKey = `hold/${destroyed[2]}` as Parameters<typeof fixture.keys.getOrCreate>[0];
    const lostKey = '2026-01-01/a_2025-12-01' as typeof holdKey;
    await fixture.keys.getOrCreate(holdKey);
    await fixture.keys.getOrCreate(lostKey);
    const verdict = await verifyLog(fixture);
    expect(kinds(verdict)).toEqual([`object-left ${destroyed[1]}`, `key-left ${lostKey}`, `key-left ${holdKey}`]);
    fixture.objects.objects.delete(object_key);
    await fixture.keys.delete(holdKey);
    await fixture.keys.delete(lostKey);
  });

  test('shows a destruction that is not in it, and one that was undone', async () => {
    const undone = destroyed[0]!;
    const row = await fixture.row(undone);
    const alive = { destroying_at: null, destroyed_at: null, destruction_reason: null };
    await db.updateTable('recordings').set(alive).where('id', '=', undone).execute();
    expect(kinds(await verifyLog(fixture))).toEqual([`row-left ${undone}`]);
    const { destroying_at, destroyed_at, destruction_reason } = row;
    await db
      .updateTable('recordings')
      .set({ destroying_at, destroyed_at, destruction_reason })
      .where('id', '=', undone)
      .execute();
    const young = await db
      .selectFrom('recordings')
      .select('id')
      .where('destroyed_at', 'is', null)
      .executeTakeFirstOrThrow();
    const silently = {
      destroying_at,
      destroyed_at,
      destruction_reason,
      key_id: null,
      wrapped_key: null,
      waveform: null,
    };
    await db.updateTable('recordings').set(silently).where('id', '=', young.id).execute();
    expect(kinds(await verifyLog(fixture))).toContain(`not-in-log ${young.id}`);
  });

  test.each(['UPDATE destruction_log SET reason = NULL', 'DELETE FROM destruction_log', 'TRUNCATE destruction_log'])(
    'the database refuses: %s',
    async (statement) => {
      await expect(sql.raw(statement).execute(db)).rejects.toThrow('append only');
    },
  );

  test('is read page by page', async () => {
    const pages = await Array.fromAsync(readLog(db));
    expect(pages.flat().map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
});
