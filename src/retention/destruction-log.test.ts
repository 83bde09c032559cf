import { createPublicKey, verify } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { RetentionFixture } from '../../test/kit/retention-fixture.ts';
import { newId, type RecordingId } from '../base/ids.ts';
import { destroyOnRequest } from './destroy-on-request.ts';
import { type LogVerification, verifyDestructionLog, verifyExportedDestructionLog } from './verify-destruction-log.ts';
import { parseEntryLine } from './destruction-log.ts';
import { destructionLogSigner, exportDestructionLog, readDestructionLog } from './destruction-log-store.ts';

const { db } = testDatabase();
const fixture = new RetentionFixture(db);
let lines: string[];
let destroyed: RecordingId[];

beforeAll(async () => {
  const tenant = await insertTenant(db);
  destroyed = [];
  for (let i = 0; i < 4; i++) {
    destroyed.push(await fixture.recording(tenant, 31 + i));
    await fixture.run();
  }
  await fixture.recording(tenant, 1);
  lines = await Array.fromAsync(exportDestructionLog(db, await destructionLogSigner(fixture)));
});

async function* each(given: readonly string[]): AsyncGenerator<string> {
  yield* given;
}

function kinds({ problems }: LogVerification): string[] {
  return problems.map(({ kind, where }) => `${kind} ${where}`);
}

function swapped(line: string, from: RegExp, to: string): string {
  expect(line).toMatch(from);
  return line.replace(from, to);
}

describe('an exported log', () => {
  test('is sound, and has each destruction in order', async () => {
    const result = await verifyExportedDestructionLog(each(lines));
    expect(result).toMatchObject({ sound: true, entries: 4, problemCount: 0, problems: [] });
    const entries = lines.slice(1).map((line) => parseEntryLine(line));
    expect(entries.map((entry) => entry.ok && entry.value.recordingId)).toEqual(destroyed);
    expect(result.end).toEqual({ seq: 4, hash: (JSON.parse(lines[4]!) as { hash: string }).hash });
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
    ['a removed line', (given) => given.toSpliced(2, 1), ['broken-chain 3']],
    ['a removed first entry', (given) => given.toSpliced(1, 1), ['broken-chain 2']],
    [
      'swapped lines',
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
    ['an invalid line', (given) => given.with(4, '{"seq":4}'), ['unreadable line 5']],
  ])('detects %s', async (_, change, expected) => {
    expect(kinds(await verifyExportedDestructionLog(each(change([...lines]))))).toEqual(expected);
  });

  test('is not sound if signed by another key', async () => {
    const other = await destructionLogSigner({ db, keys: new MemoryKeyStore() }, { mayReplace: true });
    const forged = await Array.fromAsync(exportDestructionLog(db, other));
    expect((await verifyExportedDestructionLog(each(forged))).problemCount).toBe(4);
  });

  test.each([[[]], [['']], [['not a log', '{}']]])('is not sound if it is not a log: %j', async (given) => {
    expect(await verifyExportedDestructionLog(each(given))).toMatchObject({ sound: false, entries: 0 });
  });
});

describe('the log of the service', () => {
  test('is sound', async () => {
    expect(await verifyDestructionLog(fixture)).toMatchObject({ sound: true, entries: 4 });
  });

  test('without its key: nothing is destroyed, verified or exported, and no other key is made, unless a person says so', async () => {
    const keys = new MemoryKeyStore();
    const refused = { code: 'destruction-log-key-missing' };
    const lost = Object.assign(new RetentionFixture(db), { keys });
    await expect(lost.run()).rejects.toMatchObject(refused);
    await expect(destroyOnRequest(lost, { tenantId: newId(0), ids: [newId(0)] })).rejects.toMatchObject(refused);
    await expect(verifyDestructionLog(lost)).rejects.toMatchObject(refused);
    await expect(destructionLogSigner(lost)).rejects.toMatchObject(refused);
    expect(keys.keys.size).toBe(0);
    expect(await lost.run({ newSigningKey: true })).toMatchObject({ destroyed: 0 });
    expect((await verifyDestructionLog(lost)).problemCount).toBe(4);
  });

  test('detects objects and keys that are left', async () => {
    const { object_key } = await fixture.row(destroyed[1]!);
    fixture.objects.objects.set(object_key, Buffer.from('again there'));
    const holdKey = `hold/${destroyed[2]}` as Parameters<typeof fixture.keys.getOrCreate>[0];
    const lostKey = '2026-01-01/a_2025-12-01' as typeof holdKey;
    await fixture.keys.getOrCreate(holdKey);
    await fixture.keys.getOrCreate(lostKey);
    const result = await verifyDestructionLog(fixture);
    expect(kinds(result)).toEqual([`object-left ${destroyed[1]}`, `key-left ${lostKey}`, `key-left ${holdKey}`]);
    fixture.objects.objects.delete(object_key);
    await fixture.keys.delete(holdKey);
    await fixture.keys.delete(lostKey);
  });

  test('detects a destruction that is not in it, and one that was undone', async () => {
    const undone = destroyed[0]!;
    const row = await fixture.row(undone);
    const alive = { destroying_at: null, destroyed_at: null, destruction_reason: null };
    await db.updateTable('recordings').set(alive).where('id', '=', undone).execute();
    expect(kinds(await verifyDestructionLog(fixture))).toEqual([`row-left ${undone}`]);
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
    expect(kinds(await verifyDestructionLog(fixture))).toContain(`not-in-log ${young.id}`);
  });

  test.each(['UPDATE destruction_log SET reason = NULL', 'DELETE FROM destruction_log', 'TRUNCATE destruction_log'])(
    'the database refuses: %s',
    async (statement) => {
      await expect(sql.raw(statement).execute(db)).rejects.toThrow('append only');
    },
  );

  test('is read page by page', async () => {
    const pages = await Array.fromAsync(readDestructionLog(db));
    expect(pages.flat().map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
});
