import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallId, RecordingId, TenantId, UserId } from '../../src/base/ids.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { requestApi } from '../kit/api-requests.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: TenantId;
let call: { id: RecordingId; callId: CallId };
let ofOther: { id: RecordingId; callId: CallId };

interface Person {
  readonly id: UserId;
  readonly login: string;
  readonly cookie: string;
}
const people = new Map<string, Person>();

beforeAll(async () => {
  fixture = await startApi(db, { maxRequestsPerMinute: 100_000 });
  const ours = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  tenantId = ours.tenantId;
  call = ours.recording;
  const startedAt = fixture.clock.now() - 3_600_000;
  ofOther = await addRecording(fixture, tenantId, { startedAt, extensions: ['102'] });
  for (const [name, role, extensions] of [
    ['admin', 'admin', []],
    ['anna', 'supervisor', []],
    ['jan', 'supervisor', []],
    ['agent', 'agent', ['101']],
  ] as const) {
    const user = await addUserOf(fixture, tenantId, role, { extensions });
    people.set(name, { ...user, cookie: await signIn(fixture, user) });
  }
  await db.updateTable('users').set({ email: 'jan@piekarnia.pl' }).where('id', '=', people.get('jan')!.id).execute();
});
afterAll(() => fixture.close());

async function ask(who: string, request: string, body?: object) {
  const [method, path] = request.split(' ') as [string, string];
  return requestApi(fixture, { method, path, cookie: people.get(who)!.cookie, body });
}

async function lastEvents(count: number) {
  const rows = await db
    .selectFrom('audit_events')
    .select(['action', 'actor', 'subject', 'detail'])
    .where('tenant_id', '=', tenantId)
    .orderBy('seq', 'desc')
    .limit(count)
    .execute();
  return rows.map(({ action, actor, subject, detail }) => [action, actor, subject, detail]);
}

test('a note of a moment is changed and removed by its author or an administrator, and each change is audited', async () => {
  const text = 'Klient prosi o zwrot: zażółć gęślą jaźń';
  const moment = { recordingId: call.id, atMs: 0 };
  const added = await ask('agent', `POST /calls/${call.callId}/notes`, { text, moment });
  expect(added.status).toBe(201);
  const [note] = added.body.notes;
  expect(note).toMatchObject({ text, moment, author: people.get('agent')!.login, mayChange: true, changedAt: null });
  expect(await lastEvents(1)).toEqual([['note-added', people.get('agent')!.id, call.callId, { note: note.id }]]);

  const path = `/calls/${call.callId}/notes/${note.id}`;
  expect((await ask('anna', `GET /calls/${call.callId}/notes`)).body.notes[0].mayChange).toBe(false);
  await ask('anna', `GET /calls/${call.callId}/notes`);
  // Once, however often the panel asks.
  expect((await lastEvents(2)).map(([action]) => action)).toEqual(['notes-read', 'note-added']);
  for (const [method, body] of [
    ['PATCH', { text: 'x' }],
    ['DELETE', undefined],
  ] as const) {
    expect((await ask('anna', `${method} ${path}`, body)).status).toBe(403);
  }
  expect((await ask('agent', `PATCH ${path}`, { text: ' zwrot ' })).body.notes[0]).toMatchObject({ text: 'zwrot' });
  expect((await ask('admin', `DELETE ${path}`)).status).toBe(204);
  expect((await ask('admin', `DELETE ${path}`)).status).toBe(404);
  expect((await lastEvents(2)).map(([action]) => action)).toEqual(['note-removed', 'note-changed']);
});

test('a moment must be in a recording of the call', async () => {
  const add = (moment: object) => ask('anna', `POST /calls/${call.callId}/notes`, { text: 'x', moment });
  expect((await add({ recordingId: ofOther.id, atMs: 0 })).status).toBe(404);
  expect((await add({ recordingId: call.id, atMs: 86_000_000 })).status).toBe(400);
  expect((await ask('anna', `POST /calls/${call.callId}/notes`, { text: '  ' })).status).toBe(400);
  expect((await ask('anna', `POST /calls/${call.callId}/notes`, { text: 'x'.repeat(2001) })).status).toBe(400);
});

test('tags have one form; others remove them only as administrators', async () => {
  const tags = `PATCH /calls/${call.callId}/tags`;
  const { body } = await ask('agent', tags, { add: ['#Reklamacja', 'reklamacja', 'ŁÓDŹ  zachód'] });
  expect(body.tags).toEqual([
    { tag: 'reklamacja', mayRemove: true },
    { tag: 'łódź zachód', mayRemove: true },
  ]);
  expect(await lastEvents(1)).toMatchObject([['tags-changed', {}, call.callId, { added: 2, removed: 0 }]]);
  await ask('anna', `PATCH /calls/${ofOther.callId}/tags`, { add: ['Reklamacja'] });
  expect((await ask('anna', 'GET /calls/tags')).body.tags).toEqual([
    { tag: 'reklamacja', calls: 2 },
    { tag: 'łódź zachód', calls: 1 },
  ]);
  // Of calls in the own scope only.
  expect((await ask('agent', 'GET /calls/tags')).body.tags[0]).toEqual({ tag: 'reklamacja', calls: 1 });
  expect((await ask('anna', tags, { remove: ['reklamacja'] })).status).toBe(403);
  expect((await ask('anna', tags, { add: ['a,b'] })).status).toBe(400);
  const many = Array.from({ length: 20 }, (_, index) => `t${index}`);
  expect((await ask('anna', tags, { add: many })).body.code).toBe('too-many-tags');
  expect((await ask('admin', tags, { remove: ['REKLAMACJA'] })).body.tags).toHaveLength(1);
});

test('a mark for a colleague sends one mail without personal data of the call, and is in the lists until it is done', async () => {
  const jan = people.get('jan')!;
  const colleagues = (await ask('agent', `GET /calls/${call.callId}/colleagues`)).body.colleagues;
  expect(colleagues).toContainEqual({ id: people.get('agent')!.id, login: people.get('agent')!.login });
  const others = (await ask('anna', `GET /calls/${ofOther.callId}/colleagues`)).body.colleagues;
  expect(others).not.toContainEqual(expect.objectContaining({ id: people.get('agent')!.id }));
  const refused = { userId: people.get('agent')!.id };
  expect((await ask('anna', `POST /calls/${ofOther.callId}/reviews`, refused)).body.code).toBe('colleague-unknown');

  const asked = { userId: jan.id, note: 'Czy to reklamacja? 512 345 678' };
  const review = await ask('agent', `POST /calls/${call.callId}/reviews`, asked);
  expect([review.status, review.body]).toMatchObject([201, { for: { login: jan.login }, doneAt: null }]);
  expect((await ask('anna', `POST /calls/${call.callId}/reviews`, asked)).body.code).toBe('review-exists');
  const mails = await db.selectFrom('mails').selectAll().where('kind', '=', 'review-asked').execute();
  expect(mails.map(({ recipient }) => recipient)).toEqual(['jan@piekarnia.pl']);
  expect(mails[0]!.body).toContain(`/account/review?call=${call.callId}`);
  expect(mails[0]!.subject + mails[0]!.body).not.toMatch(/512|reklamacja/);

  const list = async (who: string, query: string) => (await ask(who, `GET /calls/reviews?${query}`)).body.reviews;
  expect(await list('jan', '')).toMatchObject([
    { note: asked.note, mayFinish: true, call: { id: call.callId, review: 'open' } },
  ]);
  expect(await list('agent', 'list=by-me')).toHaveLength(1);
  expect(await list('anna', '')).toEqual([]);
  expect((await ask('anna', 'GET /calls/reviews?list=all')).status).toBe(403);
  expect(await list('admin', 'list=all')).toHaveLength(1);

  const mark = `/calls/${call.callId}/reviews/${jan.id}`;
  expect((await ask('anna', `PATCH ${mark}`, { done: true })).status).toBe(403);
  expect((await ask('jan', `PATCH ${mark}`, { done: true })).body.doneAt).not.toBeNull();
  expect(await list('jan', '')).toEqual([]);
  expect(await list('jan', 'state=done')).toHaveLength(1);
  const { body: page } = await ask('jan', `GET /calls?call=${call.callId}`);
  expect(page.calls).toMatchObject([{ id: call.callId, review: 'done' }]);
  expect((await ask('jan', `DELETE ${mark}`)).status).toBe(403);
  expect((await ask('agent', `DELETE ${mark}`)).status).toBe(204);
  expect((await ask('jan', `GET /calls?call=${call.callId}`)).body.calls[0].review).toBeNull();
});

test('a limited user neither reads nor writes about calls of others', async () => {
  expect((await ask('anna', `POST /calls/${ofOther.callId}/notes`, { text: 'tajne' })).status).toBe(201);
  expect((await ask('anna', `GET /calls?call=${ofOther.callId}`)).body.calls[0]).toMatchObject({ notes: 1 });
  for (const [route, body] of [
    ['GET notes', undefined],
    ['GET colleagues', undefined],
    ['POST notes', { text: 'x' }],
    ['PATCH tags', { add: ['x'] }],
    ['POST reviews', { userId: people.get('jan')!.id }],
  ] as const) {
    const [method, what] = route.split(' ');
    expect((await ask('agent', `${method} /calls/${ofOther.callId}/${what}`, body)).status).toBe(404);
  }
});

test('calls are found by tag, text of a note and state of the review, in lists, totals and exports', async () => {
  const foreign = await addTenantWithRecording(fixture, 'Cukiernia', '48221234599');
  const theirs = await addUserOf(fixture, foreign.tenantId, 'admin');
  people.set('theirs', { ...theirs, cookie: await signIn(fixture, theirs) });
  const deaf = await addUserOf(fixture, tenantId, 'supervisor', { taken: ['listen'] });
  people.set('deaf', { ...deaf, cookie: await signIn(fixture, deaf) });
  const foreignCall = foreign.recording.callId;
  await ask('theirs', `PATCH /calls/${foreignCall}/tags`, { add: ['vip'] });
  await ask('theirs', `POST /calls/${foreignCall}/notes`, { text: 'Zażółć' });
  for (const id of [call.callId, ofOther.callId]) await ask('anna', `PATCH /calls/${id}/tags`, { add: ['vip'] });
  await ask('anna', `POST /calls/${ofOther.callId}/notes`, { text: 'Zażółć\n gęślą jaźń' });
  await ask('anna', `POST /calls/${call.callId}/reviews`, { userId: people.get('jan')!.id, note: '' });

  const found = async (who: string, query: string) =>
    ((await ask(who, `GET /calls?${query}`)).body.calls as { id: string }[]).map(({ id }) => id).toSorted();
  const both = [call.callId, ofOther.callId].toSorted();
  expect(await found('anna', 'tag=%23VIP')).toEqual(both);
  expect(await found('agent', 'tag=vip')).toEqual([call.callId]);
  expect(await found('theirs', 'tag=vip')).toEqual([foreignCall]);
  expect(await found('anna', 'note=ZAZOLC%20ges')).toEqual([ofOther.callId]);
  expect(await found('anna', 'note=zazolc&tag=vip&direction=outbound&review=open')).toEqual([]);
  expect(await found('agent', 'note=zazolc')).toEqual([]);
  expect(await found('theirs', 'note=zażół')).toEqual([foreignCall]);
  expect(await found('anna', 'review=open')).toEqual([call.callId]);
  expect(await found('anna', 'review=done')).toEqual([]);
  expect((await ask('anna', 'GET /calls/totals?tag=vip')).body.calls).toBe(2);
  expect((await ask('agent', 'GET /calls/totals?tag=vip')).body.calls).toBe(1);
  expect((await ask('anna', 'GET /calls/totals?note=zazolc')).body.calls).toBe(1);
  const sheet = await fetch(`${fixture.origin}/api/v1/calls/export?format=csv&language=en&note=zazolc`, {
    headers: { cookie: people.get('anna')!.cookie },
  });
  expect((await sheet.text()).trim().split('\n')).toHaveLength(2);

  for (const query of ['note=za', 'tag=a%2Cb', 'review=maybe']) {
    expect((await ask('anna', `GET /calls?${query}`)).status, query).toBe(400);
  }
  // Who may not listen does not read notes in this way either, nor learns that there are any.
  for (const path of ['/calls?', '/calls/totals?', '/calls/export?format=csv&', '/recordings/zip/size?']) {
    expect((await ask('deaf', `GET ${path}note=zazolc`)).status, path).toBe(403);
  }
  expect((await ask('deaf', `GET /calls?call=${ofOther.callId}`)).body.calls[0]).toMatchObject({ notes: null });
  expect(await found('deaf', 'tag=vip')).toEqual(both);
  const searches = (await lastEvents(200)).filter(([action]) => action === 'notes-searched');
  expect(searches.map(([, actor, subject, detail]) => [actor, subject, detail])).toEqual([
    [people.get('agent')!.id, null, null],
    [people.get('anna')!.id, null, null],
  ]);
});
