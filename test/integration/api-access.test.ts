import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/index.ts';
import {
  type CallId,
  type FileCredentialId,
  type FileSessionId,
  newId,
  type RecorderId,
  type RecordingId,
  type TenantId,
  type UserId,
} from '../../src/base/ids.ts';
import { warsawDay } from '../../src/base/warsaw-time.ts';
import { reportUnarchivedCalls } from '../../src/calls/index.ts';
import { type Credentials, RIGHTS, saveFileSessions, type UserRole } from '../../src/tenants/index.ts';
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
let own: { id: string; callId: string };
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

/** `part`: the id of what is within the thing, as a note of a call is. */
function ask(who: Who, route: string, id = own.id, given?: object, part = id): Promise<Response> {
  const [method, path] = route.split(' ') as [string, string];
  const body = given ?? BODIES[route]?.(who, ownTenant);
  const cookie = cookies.get(who);
  const named = path.includes('/operator/tenants/') ? ownTenant : id;
  const today = warsawDay(fixture.clock.now());
  const there = path
    .replace('{id}', named)
    .replace('{periodStart}', today)
    .replace('{day}', today)
    .replace('{kind}', 'logo')
    .replace('{number}', '101')
    .replace(/\{(?:note|keyId|aliasId|deliveryId|noteId|userId|credentialId|sessionId)\}/, part);
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

function credentialOf({ credential }: { credential: { id: string } }): string {
  return credential.id;
}

function hookOf({ hook }: { hook: { id: string } }): string {
  return hook.id;
}

interface Asking {
  readonly id?: string | undefined;
  readonly body?: object | undefined;
  readonly status?: number;
}

/** A call that is recorded, and a session of a credential for files. */
async function addRunning(tenantId: TenantId, credentialId: FileCredentialId): Promise<void> {
  const now = fixture.clock.now();
  const recorderId = newId<RecorderId>(now);
  await reportUnarchivedCalls(db, { recorderId, unarchivedSince: new Map(), now });
  const call = { call_id: newId<CallId>(now), recording_id: newId<RecordingId>(now), direction: 'inbound' } as const;
  const row = { ...call, tenant_id: tenantId, recorder_id: recorderId, started_at: new Date(now) };
  await db.insertInto('live_calls').values(row).execute();
  const how = { door: 'ftp', address: '203.0.113.9', encrypted: true, activity: 'idle', sentBytes: 0 } as const;
  const session = { id: newId<FileSessionId>(now), tenantId, credentialId, since: now, ...how };
  await saveFileSessions(db, [session], now);
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

/** Ids of things, by where they stand in routes: `calls`, `calls/{id}/notes`. */
type Things = Readonly<Record<string, string>>;

function placesOf(route: string): string[] {
  return [...route.matchAll(/\/\{/g)].map(({ index }) => route.slice(route.indexOf('/api/v1/') + 8, index));
}

/** Where no id of another tenant's thing can be tried. The operator's routes are refused to all users of tenants, by the table of statuses. */
const NO_THINGS: readonly string[] = [
  // The user's own password is asked for before the passkey is looked for.
  'account/passkeys',
  // Days, numbers and kinds of pictures are no ids: each tenant has its own by the same name.
  'billing/statements',
  'branding',
  'phone-book',
  'push/days',
  // For whoever has the secret of the link, of any tenant or none.
  'shared',
];

/**
 * The routes that answer otherwise for one of the things than for what does not exist, or not by refusing it; also for what
 * is within one of the things, asked for as within one of `owned`.
 */
async function different(who: Who, things: Things, owned: Things = {}): Promise<string[]> {
  const found: string[] = [];
  for (const route of Object.keys(STATUSES)) {
    const [place = '', within] = placesOf(route);
    const thing = things[place];
    if (thing === undefined) continue;
    const part = within === undefined ? thing : things[within]!;
    const asked: [id: string, part: string, unknown: string][] = [[thing, part, NOTHING]];
    const mine = owned[place];
    if (within !== undefined && mine !== undefined) asked.push([mine, part, mine]);
    for (const [id, partOf, unknown] of asked) {
      const theirs = await ask(who, route, id, undefined, partOf);
      const nothing = await ask(who, route, unknown, undefined, NOTHING);
      const same = (await theirs.text()) === (await nothing.text()) && theirs.status === nothing.status;
      if (!same || ![403, 404].includes(theirs.status)) found.push(`${route} ${theirs.status} ${nothing.status}`);
    }
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
    const answered = async (who: Who, route: string, { id = foreign.id, body, status = 200 }: Asking) => {
      const answer = await ask(who, route, id, body);
      expect([route, answer.status]).toEqual([route, status]);
      return (await answer.json()) as never;
    };
    const made = async (route: string, of: (answer: never) => string, body?: object, id = foreign.id) => {
      const who = route.includes('/operator/') ? 'operator-admin' : 'other-tenant';
      return of(await answered(who, route, { id, status: 201, body }));
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
    const { id: colleague } = await addUserOf(fixture, otherTenant, 'supervisor');
    const credential = await made('POST /api/v1/file-credentials', credentialOf);
    const hook = await made('POST /api/v1/call-hooks', hookOf);
    await answered('other-tenant', 'POST /api/v1/call-hooks/{id}/test', { id: hook });
    await addRunning(otherTenant, credential as FileCredentialId);
    const listedFirst = async (route: string, list: string, id?: string) => {
      const answer: Record<string, { id: string }[]> = await answered('other-tenant', `GET /api/v1/${route}`, { id });
      return answer[list]![0]!.id;
    };
    const things: Things = {
      recordings: foreign.id,
      calls: call!.id,
      'calls/{id}/notes': await made(
        'POST /api/v1/calls/{id}/notes',
        ({ notes }: { notes: { id: string }[] }) => notes[0]!.id,
        undefined,
        call!.id,
      ),
      'calls/{id}/reviews': await made(
        'POST /api/v1/calls/{id}/reviews',
        () => colleague,
        { userId: colleague },
        call!.id,
      ),
      'live-calls': await listedFirst('live-calls', 'calls'),
      users: user,
      invitations: await made('POST /api/v1/invitations', idOf, {
        role: 'agent',
        email: 'ola@kwiaty.example',
      }),
      'api-keys': await made('POST /api/v1/api-keys', ({ keyId }: { keyId: string }) => keyId),
      'file-credentials': credential,
      'file-credentials/{id}/keys': await made(
        'POST /api/v1/file-credentials/{id}/keys',
        ({ keys }: { keys: { id: string }[] }) => keys[0]!.id,
        { publicKey: ssh2.utils.generateKeyPairSync('ed25519').public },
        credential,
      ),
      'file-sessions': await listedFirst('file-sessions', 'sessions'),
      'number-groups': await made('POST /api/v1/number-groups', idOf, { name: 'Kadry', numbers: ['102'] }),
      'recording-rules': await made('POST /api/v1/recording-rules', idOf),
      'call-hooks': hook,
      'call-hooks/{id}/deliveries': await listedFirst('call-hooks/{id}/deliveries', 'deliveries', hook),
      'mail-rules': await made('POST /api/v1/mail-rules', idOf, { ...MAIL_RULE, recipients: [user] }),
      'share-links': await made('POST /api/v1/recordings/{id}/share-links', idOf),
      'rodo/requests': await made('POST /api/v1/rodo/requests', idOf),
      'listening-grants': await made('POST /api/v1/operator/listening-grants', idOf, {
        tenantId: otherTenant,
        reason: 'szum',
      }),
      'account/saved-searches': await made('POST /api/v1/account/saved-searches', idOf, { name: 'Ich', search: {} }),
      'account/sessions': await listedFirst('account/sessions', 'sessions'),
    };
    const places = new Set(
      Object.keys(STATUSES)
        .flatMap(placesOf)
        .filter((place) => !place.startsWith('operator/')),
    );
    expect([...Object.keys(things), ...NO_THINGS].toSorted()).toEqual([...places].toSorted());
    const owned = {
      calls: own.callId,
      'file-credentials': credentialOf(await answered('admin', 'POST /api/v1/file-credentials', { status: 201 })),
      'call-hooks': hookOf(await answered('admin', 'POST /api/v1/call-hooks', { status: 201 })),
    };
    expect(await different('admin', things, owned)).toEqual([]);
  });

  test('no route tells a user who is limited to some numbers another call of the company from one that does not exist', async () => {
    const limited = await addUserOf(fixture, ownTenant, 'agent', { extensions: ['101'], given: RIGHTS });
    cookies.set('agent', await signIn(fixture, limited));
    const calls = await callsOf('admin');
    const call = calls.find(({ recordings }) => recordings.some(({ id }) => id === ofAnotherExtension.id))!;
    expect(await listed('agent')).toEqual([own.id]);
    const noted = await ask('admin', 'POST /api/v1/calls/{id}/notes', call.id);
    const { notes } = (await noted.json()) as { notes: { id: string }[] };
    const things = {
      calls: call.id,
      'calls/{id}/notes': notes[0]!.id,
      'calls/{id}/reviews': limited.id,
      recordings: ofAnotherExtension.id,
    };
    expect(await different('agent', things, { calls: own.callId })).toEqual([]);
  });

  test('a request cannot choose the tenant', async () => {
    const page = await fetch(`${fixture.origin}/api/v1/calls?tenantId=${foreign.id}`, {
      headers: { cookie: cookies.get('admin')!, 'x-tenant-id': foreign.id },
    });
    expect(page.status).toBe(400);
  });
});
