import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/index.ts';
import type { TenantId, UserId } from '../../src/base/ids.ts';
import { warsawDay } from '../../src/base/warsaw-time.ts';
import { type Credentials, RIGHTS, type UserRole } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { BODIES, MAIL_RULE, QUERIES } from '../kit/api-bodies.ts';
import { STATUSES, WHO, type Who } from '../kit/api-statuses.ts';
import { testDatabase } from '../kit/database.ts';
import { expectDeclared } from '../kit/declared-answers.ts';

/** The id of nothing. */
const NOTHING = '01900000-0000-7000-8000-000000000000';

const { db } = testDatabase();
let fixture: ApiFixture;
let ownTenant: TenantId;
let otherTenant: TenantId;
let own: { id: string };
let foreign: { id: string };
let ofAnotherExtension: { id: string };
let agent: Credentials;
let admins: Credentials[];
const cookies = new Map<Who, string>();

beforeAll(async () => {
  fixture = await startApi(db);
  const ours = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  const others = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48221234568');
  ownTenant = ours.tenantId;
  otherTenant = others.tenantId;
  own = ours.recording;
  foreign = others.recording;
  const startedAt = fixture.clock.now() - 3_600_000;
  ofAnotherExtension = await addRecording(fixture, ours.tenantId, { startedAt, extensions: ['102'] });
  const user = async (role: UserRole, tenantId: TenantId | null) =>
    signIn(fixture, await addUserOf(fixture, tenantId, role));
  agent = await addUserOf(fixture, ours.tenantId, 'agent', { extensions: ['101'] });
  admins = [ours.admin, others.admin];
  cookies.set('agent', await signIn(fixture, agent));
  cookies.set('supervisor', await user('supervisor', ours.tenantId));
  cookies.set('admin', await signIn(fixture, ours.admin));
  cookies.set('operator-admin', await user('operator-admin', null));
  cookies.set('operator-support', await user('operator-support', null));
  cookies.set('other-tenant', await signIn(fixture, others.admin));
});

afterAll(() => fixture.close());

function ask(who: Who, route: string, id = own.id, given?: object): Promise<Response> {
  const [method, path] = route.split(' ') as [string, string];
  const body = given ?? BODIES[route]?.(who, ownTenant);
  const cookie = cookies.get(who);
  const named = path.includes('/operator/tenants/') ? ownTenant : id;
  const today = warsawDay(fixture.clock.now());
  const there = path
    .replace('{id}', named)
    .replace('{periodStart}', today)
    .replace('{day}', today)
    .replace('{note}', id)
    .replace('{kind}', 'logo')
    .replace('{keyId}', id)
    .replace('{number}', '101')
    .replace('{aliasId}', id)
    .replace('{deliveryId}', id)
    .replace('{noteId}', id)
    .replace('{userId}', id)
    .replace('{credentialId}', id)
    .replace('{sessionId}', id);
  return fetch(fixture.origin + there + (QUERIES[route] ?? ''), {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function idOf(answer: { id: string }): string {
  return answer.id;
}

function byWho(statuses: readonly number[]) {
  return Object.fromEntries(WHO.map((who, index) => [who, statuses[index]]));
}

async function callsOf(who: Who) {
  const page = (await (await ask(who, 'GET /api/v1/calls')).json()) as {
    calls: { id: string; recordings: { id: string }[] }[];
  };
  return page.calls;
}

async function listed(who: Who): Promise<string[]> {
  return (await callsOf(who)).flatMap((call) => call.recordings.map(({ id }) => id));
}

/** The routes that answer otherwise for one of the things, by where they stand, than for what does not exist, or not by refusing it. */
async function different(who: Who, things: Readonly<Record<string, string>>): Promise<string[]> {
  const found: string[] = [];
  for (const route of Object.keys(STATUSES)) {
    const [, place = ''] = /\/api\/v1\/([a-z/-]+)\/\{id\}/.exec(route) ?? [];
    const thing = things[place];
    if (thing === undefined) continue;
    const [theirs, nothing] = [await ask(who, route, thing), await ask(who, route, NOTHING)];
    const same = (await theirs.text()) === (await nothing.text()) && theirs.status === nothing.status;
    if (!same || ![403, 404].includes(theirs.status)) found.push(`${route} ${theirs.status} ${nothing.status}`);
  }
  return found;
}

test('every route of the OpenAPI document is in the table', async () => {
  const { paths = {} } = (await openApiDocument()) as { paths?: Record<string, object> };
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routes.toSorted()).toEqual(Object.keys(STATUSES).toSorted());
});

describe('access to each route', () => {
  test.each(Object.entries(STATUSES))('%s', async (route, statuses) => {
    const answers: number[] = [];
    for (const who of WHO) {
      const answer = await ask(who, route);
      answers.push(answer.status);
      expectDeclared(route, answer);
    }
    expect(byWho(answers)).toEqual(byWho(statuses));
  });
});

describe('visible recordings', () => {
  beforeAll(async () => {
    cookies.set('agent', await signIn(fixture, agent));
    cookies.set('admin', await signIn(fixture, admins[0]!));
    cookies.set('other-tenant', await signIn(fixture, admins[1]!));
    cookies.set('operator-admin', await signIn(fixture, await addUserOf(fixture, null, 'operator-admin')));
  });

  test('a tenant lists only its own calls', async () => {
    expect(await listed('admin')).toEqual([own.id, ofAnotherExtension.id]);
    expect(await listed('other-tenant')).toEqual([foreign.id]);
  });

  test('an agent lists only the calls of their own extensions', async () => {
    expect(await listed('agent')).toEqual([own.id]);
  });

  test.each(['audio', 'waveform'])('%s of another’s recording gets the same 404 as an unknown one', async (what) => {
    const route = `GET /api/v1/recordings/{id}/${what}`;
    const nothing = await ask('admin', route, NOTHING);
    const body = await nothing.text();
    expect(nothing.status).toBe(404);
    for (const [who, id] of [
      ['admin', foreign.id],
      ['other-tenant', own.id],
      ['agent', ofAnotherExtension.id],
      ['agent', foreign.id],
    ] as const) {
      const answer = await ask(who, route, id);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toBe(body);
      expect([...answer.headers.keys()].sort()).toEqual([...nothing.headers.keys()].sort());
    }
  });

  test('no route tells a thing of another tenant from one that does not exist', async () => {
    const made = async (route: string, of: (answer: never) => string, body?: object) => {
      const who = route.includes('/operator/') ? 'operator-admin' : 'other-tenant';
      const answer = await ask(who, route, foreign.id, body);
      expect([route, answer.status]).toEqual([route, 201]);
      return of((await answer.json()) as never);
    };
    const user = await made('POST /api/v1/users', ({ user: added }: { user: { id: string } }) => added.id, {
      name: 'Ewa',
      role: 'agent',
    });
    const [call] = await callsOf('other-tenant');
    await db
      .updateTable('users')
      .set({ email: 'ewa@kwiaty.example' })
      .where('id', '=', user as UserId)
      .execute();
    const things: Record<string, string> = {
      recordings: foreign.id,
      calls: call!.id,
      users: user,
      invitations: await made('POST /api/v1/invitations', idOf, {
        role: 'agent',
        email: 'ola@kwiaty.example',
      }),
      'api-keys': await made('POST /api/v1/api-keys', ({ keyId }: { keyId: string }) => keyId),
      'file-credentials': await made(
        'POST /api/v1/file-credentials',
        ({ credential }: { credential: { id: string } }) => credential.id,
      ),
      'number-groups': await made('POST /api/v1/number-groups', idOf, { name: 'Kadry', numbers: ['102'] }),
      'recording-rules': await made('POST /api/v1/recording-rules', idOf),
      'call-hooks': await made('POST /api/v1/call-hooks', ({ hook }: { hook: { id: string } }) => hook.id),
      'mail-rules': await made('POST /api/v1/mail-rules', idOf, { ...MAIL_RULE, recipients: [user] }),
      'share-links': await made('POST /api/v1/recordings/{id}/share-links', idOf),
      'rodo/requests': await made('POST /api/v1/rodo/requests', idOf),
      'listening-grants': await made('POST /api/v1/operator/listening-grants', idOf, {
        tenantId: otherTenant,
        reason: 'szum',
      }),
      'account/saved-searches': await made('POST /api/v1/account/saved-searches', idOf, { name: 'Ich', search: {} }),
    };
    expect(await different('admin', things)).toEqual([]);
  });

  test('… nor, for a user who is limited to some numbers, another call of the company', async () => {
    const limited = await addUserOf(fixture, ownTenant, 'agent', { extensions: ['101'], given: RIGHTS });
    cookies.set('agent', await signIn(fixture, limited));
    const calls = await callsOf('admin');
    const call = calls.find(({ recordings }) => recordings.some(({ id }) => id === ofAnotherExtension.id))!;
    expect(await listed('agent')).toEqual([own.id]);
    expect(await different('agent', { calls: call.id, recordings: ofAnotherExtension.id })).toEqual([]);
  });

  test('a request cannot choose the tenant', async () => {
    const page = await fetch(`${fixture.origin}/api/v1/calls?tenantId=${foreign.id}`, {
      headers: { cookie: cookies.get('admin')!, 'x-tenant-id': foreign.id },
    });
    expect(page.status).toBe(400);
  });
});
