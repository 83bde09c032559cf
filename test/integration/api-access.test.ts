import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/index.ts';
import type { TenantId } from '../../src/base/ids.ts';
import { warsawDay } from '../../src/base/warsaw-time.ts';
import type { Credentials, UserRole } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { BODIES, QUERIES } from '../kit/api-bodies.ts';
import { STATUSES, WHO, type Who } from '../kit/api-statuses.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let ownTenant: TenantId;
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

function ask(who: Who, route: string, id = own.id): Promise<Response> {
  const [method, path] = route.split(' ') as [string, string];
  const body = BODIES[route]?.(who, ownTenant);
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

function byWho(statuses: readonly number[]) {
  return Object.fromEntries(WHO.map((who, index) => [who, statuses[index]]));
}

async function listed(who: Who): Promise<string[]> {
  const page = (await (await ask(who, 'GET /api/v1/calls')).json()) as { calls: { recordings: { id: string }[] }[] };
  return page.calls.flatMap((call) => call.recordings.map(({ id }) => id));
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
    for (const who of WHO) answers.push((await ask(who, route)).status);
    expect(byWho(answers)).toEqual(byWho(statuses));
  });
});

describe('visible recordings', () => {
  beforeAll(async () => {
    cookies.set('agent', await signIn(fixture, agent));
    cookies.set('admin', await signIn(fixture, admins[0]!));
    cookies.set('other-tenant', await signIn(fixture, admins[1]!));
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
    const nothing = await ask('admin', route, '01900000-0000-7000-8000-000000000000');
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

  test('a request cannot choose the tenant', async () => {
    const page = await fetch(`${fixture.origin}/api/v1/calls?tenantId=${foreign.id}`, {
      headers: { cookie: cookies.get('admin')!, 'x-tenant-id': foreign.id },
    });
    expect(page.status).toBe(400);
  });
});
