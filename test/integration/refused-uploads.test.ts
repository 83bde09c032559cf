import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, expect, inject, test } from 'vitest';
import { storeFile } from '../../src/archive/index.ts';
import { newId, type ListeningGrantId, type TenantId } from '../../src/base/ids.ts';
import { addSource } from '../../src/tenants/index.ts';
import { type SignedInFetch, signedInStaff } from '../kit/api-session.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { onDatabase } from '../kit/postgres-server.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { runningFonoteka } from '../kit/service.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { wavFile } from '../kit/wav-file.ts';
import { expectDeclared } from '../kit/declared-answers.ts';

const OWN = '+48221234567';
const CALL = { startedAt: '2026-03-10T10:00:00Z', caller: '+48600100200', callee: OWN };
const HTML = Buffer.from('<html><title>502 Bad Gateway</title>');

const fonoteka = runningFonoteka();
let tenantId: TenantId;
let sourceId: string;
let pbx: PbxClient;
let admin: SignedInFetch;
let support: SignedInFetch;
let environment: Record<string, string>;

beforeAll(async () => {
  const { db, ready, shared } = fonoteka.current;
  ({ tenantId } = await fonoteka.current.tenant('Piekarnia', [OWN]));
  const added = await addSource(db, { name: 'PBX' }, Date.now());
  sourceId = added.sourceId;
  pbx = new PbxClient(ready.http!, added.apiKey);
  admin = await signedInStaff(fonoteka.current, 'adm', 'operator-admin');
  support = await signedInStaff(fonoteka.current, 'sup', 'operator-support');
  const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(db);
  environment = {
    FONOTEKA_DATABASE_URL: onDatabase(inject('templateDatabaseUrl'), rows[0]!.name),
    FONOTEKA_DATA: shared.config.data,
  };
});

const command = (...words: string[]) => runInProcess(environment, 'refused-upload', ...words);

async function refusedId(externalId: string, audio: Uint8Array = HTML): Promise<string> {
  const answer = await pbx.upload({ ...CALL, externalId }, audio);
  const problem = (await answer.json()) as { code: string; refusedUploadId: string };
  expect([answer.status, problem.code]).toEqual([415, 'audio-format-not-supported']);
  return problem.refusedUploadId;
}

async function grant(download: boolean): Promise<void> {
  await fonoteka.current.db
    .insertInto('listening_grants')
    .values({
      id: newId<ListeningGrantId>(Date.now()),
      tenant_id: tenantId,
      download,
      reason: 'plik bez dźwięku',
      requested_by: 'sup',
      requested_at: new Date(),
      decided_by: 'anna',
      decided_at: new Date(),
      valid_from: new Date(Date.now() - 60_000),
      valid_until: new Date(Date.now() + 3_600_000),
    })
    .execute();
}

test('a refused upload is listed to support, and fetched under a grant of the customer only', async () => {
  const folder = temporaryFolder();
  const id = await refusedId('a');
  const { uploads } = (await (await support('/operator/refused-uploads')).json()) as { uploads: object[] };
  expect(uploads).toMatchObject([
    {
      id,
      source: { id: sourceId, name: 'PBX' },
      tenant: { id: tenantId, name: 'Piekarnia' },
      code: 'audio-format-not-supported',
      beginsAs: 'HTML',
      sizeBytes: HTML.length,
      isStored: true,
    },
  ]);
  expect(JSON.stringify(uploads)).not.toContain('600100200');
  const file = `/operator/refused-uploads/${id}/file`;
  const fetchTo = (name: string) => ['fetch', '--id', id, '--out', join(folder, name), '--reason', 'find-cause'];
  for (const download of [null, false]) {
    if (download !== null) await grant(download);
    expect((await support(`${file}?reason=find-cause`)).status).toBe(403);
    expect(await command(...fetchTo('refused'))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('grant'),
    });
  }
  await grant(true);
  expect((await support(file)).status).toBe(400);
  const fetched = await support(`${file}?reason=report-to-maker`);
  expect(Buffer.from(await fetched.arrayBuffer())).toEqual(HTML);
  expect(fetched.headers.get('content-disposition')).toContain(`refused-${id}`);
  expectDeclared('GET /api/v1/operator/refused-uploads/{id}/file', fetched);
  expect(await command(...fetchTo('fetched'))).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(folder, 'fetched'))).toEqual(HTML);
  expect(await command(...fetchTo('fetched'))).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('exists'),
  });

  const events = await fonoteka.current.db
    .selectFrom('audit_events')
    .select(['tenant_id', 'detail'])
    .where('action', '=', 'refused-upload-read')
    .orderBy('seq')
    .execute();
  const detail = { grant: expect.any(String), bytes: HTML.length };
  expect(events.slice(0, 2)).toMatchObject([
    { tenant_id: tenantId, detail: { ...detail, reason: 'report-to-maker' } },
    { tenant_id: tenantId, detail: { ...detail, reason: 'find-cause' } },
  ]);
  expect((await command('list', '--source', sourceId)).stdout).toMatch(
    new RegExp(`^${id} .* PBX {2}Piekarnia {2}audio-format-not-supported: .* begins as HTML\n$`),
  );
});

test('one that is still refused stays; it can be destroyed before its day is over', async () => {
  const id = await refusedId('b');
  expect((await admin(`/operator/refused-uploads/${id}/retry`, { method: 'POST' })).status).toBe(415);
  expect(await command('retry', '--id', id)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('audio') });
  const object = join(fonoteka.current.shared.config.data, 'recordings', tenantId, 'refused', id);
  expect(existsSync(object)).toBe(true);
  expect(await command('remove', '--id', id)).toMatchObject({ exitCode: 0, stdout: 'removed\n' });
  expect(existsSync(object)).toBe(false);
  expect((await admin(`/operator/refused-uploads/${id}/retry`, { method: 'POST' })).status).toBe(404);
});

test('once its cause is mended it becomes the recording of its call, by the console or the command', async () => {
  const { db } = fonoteka.current;
  const wav = wavFile({ channels: [new Float32Array(8000)] });
  for (const [name, again] of [
    ['console', (id: string) => admin(`/operator/refused-uploads/${id}/retry`, { method: 'POST' })],
    ['command', (id: string) => command('retry', '--id', id)],
  ] as const) {
    // Nothing that this service refuses can be mended here: the file is one that it takes, refused under this id by hand.
    const id = await refusedId(name, Buffer.concat([Buffer.from('XXXX'), wav.subarray(4)]));
    await replaceFile(id, wav);
    expect(await again(id)).toMatchObject(name === 'console' ? { status: 200 } : { exitCode: 0 });
    const answer = await pbx.upload({ ...CALL, externalId: name }, HTML);
    expect(answer.status).toBe(200);
    const { recordingId } = (await answer.json()) as { recordingId: string };
    const rows = await db
      .selectFrom('recordings')
      .select('duration_ms')
      .where('id', '=', recordingId as never)
      .execute();
    expect(rows).toMatchObject([{ duration_ms: 1000 }]);
    expect((await command('retry', '--id', id)).exitCode).toBe(1);
  }
});

/** Encrypts another file of the same length in its place. */
async function replaceFile(id: string, content: Buffer): Promise<void> {
  const { db, shared } = fonoteka.current;
  const { wrappedKey } = await storeFile(shared, {
    id,
    content: (async function* () {
      yield content;
    })(),
    sizeBytes: content.length,
    objectKey: `${tenantId}/refused/${id}` as never,
    keyId: `refused/${id}` as never,
    temporaryPath: join(temporaryFolder(), 'encrypted'),
  });
  await db
    .updateTable('refused_uploads')
    .set({ wrapped_key: wrappedKey })
    .where('id', '=', id as never)
    .execute();
}
