import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/index.ts';
import { type FileSessionId, newId, type TenantId, type UserId } from '../../src/base/ids.ts';
import {
  addNumberGroup,
  changeUser,
  firstCredentialOf,
  type Right,
  RIGHTS,
  saveFileSessions,
  Sessions,
  type UserRole,
} from '../../src/tenants/index.ts';
import { CALL_HOOK, MAIL_RULE, RULE } from '../kit/api-bodies.ts';
import { addTenantWithRecording, addUserOf, type ApiFixture, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';

/** The right that an operation needs. One that is not named here needs none: the role alone decides. */
const RIGHT_OF: Record<string, Right> = {
  'GET /api/v1/recordings/{id}/waveform': 'listen',
  'GET /api/v1/recordings/{id}/audio': 'listen',
  'GET /api/v1/calls/tags': 'listen',
  'GET /api/v1/calls/reviews': 'listen',
  'GET /api/v1/calls/{id}/notes': 'listen',
  'POST /api/v1/calls/{id}/notes': 'listen',
  'PATCH /api/v1/calls/{id}/notes/{noteId}': 'listen',
  'DELETE /api/v1/calls/{id}/notes/{noteId}': 'listen',
  'PATCH /api/v1/calls/{id}/tags': 'listen',
  'GET /api/v1/calls/{id}/colleagues': 'listen',
  'POST /api/v1/calls/{id}/reviews': 'listen',
  'PATCH /api/v1/calls/{id}/reviews/{userId}': 'listen',
  'DELETE /api/v1/calls/{id}/reviews/{userId}': 'listen',
  'GET /api/v1/live-calls/{id}/audio': 'listenLive',
  'GET /api/v1/calls/{id}/evidence': 'download',
  'GET /api/v1/recordings/zip': 'download',
  'GET /api/v1/recordings/zip/part': 'download',
  'GET /api/v1/recordings/zip/size': 'download',
  'POST /api/v1/recordings/{id}/share-links': 'listen',
  'PUT /api/v1/sharing': 'users',
  'PUT /api/v1/recordings/{id}/hold': 'hold',
  'DELETE /api/v1/recordings/{id}/hold': 'hold',
  'PATCH /api/v1/services/call-recording': 'order',
  'POST /api/v1/services/ftp/password': 'users',
  'POST /api/v1/services/orders/preview': 'order',
  'POST /api/v1/services/orders': 'order',
  'GET /api/v1/billing/statements': 'order',
  'GET /api/v1/billing/statements/{periodStart}': 'order',
  'PUT /api/v1/push/target': 'order',
  'POST /api/v1/push/target/test': 'order',
  'DELETE /api/v1/push/target': 'order',
  'POST /api/v1/push/ssh-key': 'order',
  'POST /api/v1/push/days/{day}/send': 'order',
  'GET /api/v1/audit': 'audit',
  'GET /api/v1/audit/export': 'audit',
  'GET /api/v1/users': 'users',
  'POST /api/v1/users': 'users',
  'PATCH /api/v1/users/{id}': 'users',
  'GET /api/v1/networks': 'users',
  'PUT /api/v1/networks': 'users',
  'POST /api/v1/users/{id}/end-sessions': 'users',
  'GET /api/v1/invitations': 'users',
  'POST /api/v1/invitations': 'users',
  'POST /api/v1/invitations/{id}/resend': 'users',
  'DELETE /api/v1/invitations/{id}': 'users',
  'GET /api/v1/security-policy': 'users',
  'PUT /api/v1/security-policy': 'users',
  'GET /api/v1/personal-data': 'audit',
  'GET /api/v1/api-keys': 'users',
  'POST /api/v1/api-keys': 'users',
  'DELETE /api/v1/api-keys/{id}': 'users',
  'GET /api/v1/file-credentials': 'users',
  'POST /api/v1/file-credentials': 'users',
  'PATCH /api/v1/file-credentials/{id}': 'users',
  'DELETE /api/v1/file-credentials/{id}': 'users',
  'POST /api/v1/file-credentials/{id}/password': 'users',
  'POST /api/v1/file-credentials/{id}/keys': 'users',
  'DELETE /api/v1/file-credentials/{id}/keys/{keyId}': 'users',
  'GET /api/v1/file-access': 'users',
  'PATCH /api/v1/file-access': 'users',
  'GET /api/v1/file-sessions': 'users',
  'DELETE /api/v1/file-sessions/{id}': 'users',
  'GET /api/v1/file-sign-ins': 'users',
  'POST /api/v1/file-sign-ins/unlock': 'users',
  'GET /api/v1/listening-grants': 'users',
  'GET /api/v1/listening-grants/{id}/uses': 'users',
  'POST /api/v1/listening-grants/{id}/give': 'users',
  'POST /api/v1/listening-grants/{id}/refuse': 'users',
  'POST /api/v1/listening-grants/{id}/take-back': 'users',
  'POST /api/v1/live-calls/{id}/control': 'control',
  'POST /api/v1/live-calls/{id}/marks': 'listen',
  'GET /api/v1/call-hooks': 'order',
  'POST /api/v1/call-hooks': 'order',
  'PUT /api/v1/call-hooks/{id}': 'order',
  'DELETE /api/v1/call-hooks/{id}': 'order',
  'POST /api/v1/call-hooks/{id}/test': 'order',
  'GET /api/v1/call-hooks/{id}/deliveries': 'order',
  'POST /api/v1/call-hooks/{id}/deliveries/{deliveryId}/resend': 'order',
  'GET /api/v1/mail-rules': 'order',
  'POST /api/v1/mail-rules': 'order',
  'PUT /api/v1/mail-rules/{id}': 'order',
  'DELETE /api/v1/mail-rules/{id}': 'order',
  'GET /api/v1/recording-rules': 'order',
  'POST /api/v1/recording-rules': 'order',
  'PUT /api/v1/recording-rules/{id}': 'order',
  'DELETE /api/v1/recording-rules/{id}': 'order',
  'PUT /api/v1/recording-rules/order': 'order',
  'POST /api/v1/recording-rules/test': 'order',
  'GET /api/v1/number-groups': 'users',
  'POST /api/v1/number-groups': 'users',
  'PUT /api/v1/number-groups/{id}': 'users',
  'DELETE /api/v1/number-groups/{id}': 'users',
  'GET /api/v1/statistics/report': 'users',
  'PUT /api/v1/statistics/report': 'users',
  'GET /api/v1/phone-book': 'users',
  'PUT /api/v1/phone-book/{number}': 'users',
  'DELETE /api/v1/phone-book/{number}': 'users',
  'POST /api/v1/phone-book/import': 'users',
  'GET /api/v1/oidc': 'users',
  'PUT /api/v1/oidc': 'users',
  'POST /api/v1/oidc/check': 'users',
  'DELETE /api/v1/oidc': 'users',
};

/** Besides the right, the role must be that of an administrator. */
const ONLY_ADMINS =
  /\/(oidc|networks|security-policy|api-keys|listening-grants|file-credentials|file-access|file-sessions|file-sign-ins|services\/ftp)\b/;

/** Of a user's own account, or of the user's own numbers: also for users who are limited. All others concern the whole tenant. */
const OWN_SCOPE =
  /^\w+ \/api\/v1\/(session|account|calls|live-calls|recordings|share-links)\b|^GET \/api\/v1\/(sharing|missing-call)$/;

const UNKNOWN_ID = '01900000-0000-7000-8000-000000000000';

/** Something of ours for each path with an id; null: not an id of the tenant's. */
const IDS: Record<string, string | null> = {};

/** Of operations on something with an id: without one they would be refused before it is looked for. */
const BODIES: Record<string, unknown> = {
  'PUT /api/v1/recordings/{id}/hold': { reason: 'reklamacja', until: null },
  'POST /api/v1/recordings/{id}/share-links': { download: false, validHours: 1 },
  'POST /api/v1/calls/{id}/notes': { text: 'oddzwonić' },
  'PATCH /api/v1/calls/{id}/notes/{noteId}': { text: 'oddzwonić' },
  'PATCH /api/v1/calls/{id}/tags': { add: ['reklamacja'] },
  'POST /api/v1/calls/{id}/reviews': { userId: UNKNOWN_ID },
  'PATCH /api/v1/calls/{id}/reviews/{userId}': { done: true },
  'PATCH /api/v1/users/{id}': { disabled: true },
  'PATCH /api/v1/file-credentials/{id}': { label: 'NAS' },
  'POST /api/v1/file-credentials/{id}/keys': { publicKey: 'ssh-ed25519 AAAA' },
  'PUT /api/v1/number-groups/{id}': { name: 'Biuro', numbers: [] },
  'POST /api/v1/live-calls/{id}/control': { action: 'keep' },
  'POST /api/v1/live-calls/{id}/marks': { text: 'oddzwonić' },
  'PUT /api/v1/recording-rules/{id}': RULE,
  'PUT /api/v1/call-hooks/{id}': CALL_HOOK,
  'PUT /api/v1/mail-rules/{id}': MAIL_RULE,
  'POST /api/v1/listening-grants/{id}/give': { hours: 1 },
  'POST /api/v1/rodo/requests/{id}/package': { recordings: true },
  'POST /api/v1/rodo/requests/{id}/erasure': { accepted: [] },
  'POST /api/v1/rodo/requests/{id}/close': { outcome: 'refused', note: 'x' },
};

type Who = 'none' | 'revoked' | { readonly id: UserId };

const { db } = testDatabase();
let fixture: ApiFixture;
let sessions: Sessions;
let tenantId: TenantId;
let otherAdmin: { readonly id: UserId };
const users = new Map<string, { readonly id: UserId }>();

type Document = { readonly paths: Record<string, Record<string, { readonly 'x-access': unknown }>> };
const { paths } = (await openApiDocument()) as unknown as Document;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, it]) => ({ route: `${method.toUpperCase()} ${path}`, access: it['x-access'] })),
);

beforeAll(async () => {
  fixture = await startApi(db, { maxRequestsPerMinute: 1_000_000 });
  sessions = new Sessions(db, fixture.clock);
  const ours = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  const others = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48221234568');
  tenantId = ours.tenantId;
  otherAdmin = await addUserOf(fixture, others.tenantId, 'admin');
  await add('admin', 'admin');
  await add('supervisor', 'supervisor');
  await add('limited', 'admin');
  await change('limited', { limitedTo: { numbers: ['101'], groups: [] } });
  for (const right of RIGHTS) {
    await add(`without ${right}`, 'admin');
    await change(`without ${right}`, { rights: RIGHTS.filter((one) => one !== right) });
    await add(`only ${right}`, 'supervisor');
    await change(`only ${right}`, { rights: [right] });
  }
  const rodo = await ask(users.get('admin')!, 'POST /api/v1/rodo/requests', {
    body: { kind: 'access', number: '512345678' },
  });
  const invited = { email: 'ewa@piekarnia.example', role: 'agent' };
  const invitation = await (await ask(users.get('admin')!, 'POST /api/v1/invitations', { body: invited })).json();
  const apiKey = { name: 'CRM', scopes: ['calls:read'] };
  const key = await (await ask(users.get('admin')!, 'POST /api/v1/api-keys', { body: apiKey })).json();
  await sessions.begin(users.get('supervisor')!.id);
  const [session] = await sessions.list(users.get('supervisor')!.id);
  const saved = await ask(users.get('admin')!, 'POST /api/v1/account/saved-searches', {
    body: { name: 'Moje', search: {} },
  });
  const group = await addNumberGroup(db, tenantId, { name: 'Sprzedaż', numbers: ['101'] }, fixture.clock.now());
  const rule = await (await ask(users.get('admin')!, 'POST /api/v1/recording-rules', { body: RULE })).json();
  const hook = await (await ask(users.get('admin')!, 'POST /api/v1/call-hooks', { body: CALL_HOOK })).json();
  const { id: recipient } = users.get('admin')!;
  await db.updateTable('users').set({ email: 'biuro@piekarnia.example' }).where('id', '=', recipient).execute();
  const mailRule = await (
    await ask(users.get('admin')!, 'POST /api/v1/mail-rules', { body: { ...MAIL_RULE, recipients: [recipient] } })
  ).json();
  const staff = await addUserOf(fixture, null, 'operator-support');
  const asked = { tenantId, reason: 'zgłoszenie' };
  const grant = await (await ask(staff, 'POST /api/v1/operator/listening-grants', { body: asked })).json();
  const fileSession = {
    id: newId<FileSessionId>(fixture.clock.now()),
    tenantId,
    credentialId: firstCredentialOf(tenantId),
    door: 'ftp',
    address: '203.0.113.9',
    encrypted: true,
    since: fixture.clock.now(),
    activity: 'idle',
    sentBytes: 0,
  } as const;
  await saveFileSessions(db, [fileSession], fixture.clock.now());
  const wanted = { download: false, validHours: 1 };
  const toShare = `POST /api/v1/recordings/${ours.recording.id}/share-links`;
  const link = await (await ask(users.get('admin')!, toShare, { body: wanted })).json();
  Object.assign(IDS, {
    'share-links/{id}': (link as { id: string }).id,
    'file-credentials/{id}': fileSession.credentialId,
    'file-sessions/{id}': fileSession.id,
    'recordings/{id}': ours.recording.id,
    'calls/{id}': ours.recording.callId,
    'users/{id}': users.get('supervisor')!.id,
    'number-groups/{id}': group.id,
    'recording-rules/{id}': (rule as { id: string }).id,
    'call-hooks/{id}': (hook as { hook: { id: string } }).hook.id,
    'mail-rules/{id}': (mailRule as { id: string }).id,
    'sessions/{id}': session!.id,
    'saved-searches/{id}': ((await saved.json()) as { id: string }).id,
    'api-keys/{id}': (key as { id: string }).id,
    'listening-grants/{id}': (grant as { id: string }).id,
    'invitations/{id}': (invitation as { id: string }).id,
    'requests/{id}': ((await rodo.json()) as { id: string }).id,
    'statements/{periodStart}': null,
    // Each tenant has a phone book of its own, in which the same numbers are.
    'phone-book/{number}': null,
    'days/{day}': null,
    // The user's own password is asked for first.
    'passkeys/{id}': null,
    // Only while it is recorded: test/e2e/recording-rules.test.ts, test/integration/live-calls.test.ts.
    'live-calls/{id}': null,
  });
});
afterAll(() => fixture.close());

async function add(name: string, role: UserRole): Promise<void> {
  users.set(name, await addUserOf(fixture, tenantId, role));
}

async function change(
  name: string,
  to: Parameters<typeof changeUser>[2] extends (before: never) => infer To ? Awaited<To> : never,
) {
  const { id } = users.get(name)!;
  await db.transaction().execute((all) => changeUser(all, id, () => to, { by: 'operator', now: fixture.clock.now() }));
}

interface Asked {
  readonly id?: string;
  readonly query?: string;
  readonly body?: unknown;
}

/** In a new session each time: some requests end theirs. Without a body: what passes the guard gets 400 at the latest. */
async function ask(who: Who, route: string, { id = UNKNOWN_ID, query = '', body }: Asked = {}): Promise<Response> {
  const [method, path] = route.split(' ') as [string, string];
  const headers: Record<string, string> = {};
  if (who !== 'none') {
    const token = await sessions.begin(who === 'revoked' ? users.get('admin')!.id : who.id);
    if (who === 'revoked') await sessions.end(token);
    headers['cookie'] = `fonoteka_session=${token}`;
  }
  const there = path.replace(/\{(day|periodStart)\}/, '2026-03-01').replaceAll(/\{\w+\}/g, id);
  if (body !== undefined) headers['content-type'] = 'application/json';
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(`${fixture.origin}${there}${query}`, { method, headers, redirect: 'manual', ...sent });
}

/** Whether the guard lets the request pass. */
async function passes(who: Who, route: string, query = ''): Promise<boolean> {
  const answer = await ask(who, route, { query });
  const code = answer.headers.get('content-type')?.startsWith('application/problem')
    ? ((await answer.json()) as { code: string }).code
    : null;
  await answer.body?.cancel().catch(() => undefined);
  return answer.status !== 401 && code !== 'not-allowed';
}

async function passing(route: string, names: readonly string[]): Promise<string[]> {
  const passed = [];
  for (const name of names) if (await passes(users.get(name)!, route)) passed.push(name);
  return passed;
}

/** An erasure is ordered and released with all rights of an administrator; the order is refused for its body before, here. */
const NEEDS_ALL: ReadonlySet<string> = new Set(['POST /api/v1/rodo/requests/{id}/release']);

const isSessionRoute = (access: unknown): boolean => typeof access === 'object';

test('every right that is named belongs to an operation, and the document states it', () => {
  const stated = operations.flatMap(({ route, access }) =>
    typeof access === 'object' && access !== null && 'right' in access ? [[route, access.right]] : [],
  );
  expect(Object.fromEntries(stated)).toEqual(RIGHT_OF);
});

describe.each(operations.filter(({ access }) => isSessionRoute(access)))('$route', ({ route }) => {
  test('is refused without a session, and in one that has ended', async () => {
    for (const who of ['none', 'revoked'] as const) expect([who, (await ask(who, route)).status]).toEqual([who, 401]);
  });

  test('needs the right it states, and no other', async () => {
    const right = RIGHT_OF[route];
    const [admin, supervisor] = [
      await passes(users.get('admin')!, route),
      await passes(users.get('supervisor')!, route),
    ];
    const withoutNames = RIGHTS.filter(() => admin && !NEEDS_ALL.has(route))
      .filter((one) => one !== right)
      .map((one) => `without ${one}`);
    expect(
      await passing(
        route,
        RIGHTS.map((one) => `without ${one}`),
      ),
    ).toEqual(withoutNames);
    const given = ONLY_ADMINS.test(route) ? [] : RIGHTS.filter((one) => one === right);
    const only = right === undefined ? RIGHTS.filter(() => supervisor) : given;
    expect(
      await passing(
        route,
        RIGHTS.map((one) => `only ${one}`),
      ),
    ).toEqual(only.map((one) => `only ${one}`));
  });

  test('is refused to a limited user unless it is of the own scope', async () => {
    const admin = await passes(users.get('admin')!, route);
    expect(await passes(users.get('limited')!, route)).toBe(admin && OWN_SCOPE.test(route));
  });
});

test('a download needs its own right', async () => {
  const route = 'GET /api/v1/recordings/{id}/audio';
  const may = async (name: string) => passes(users.get(name)!, route, '?download=1');
  expect([await may('without download'), await may('only download'), await may('only listen')]).toEqual([
    false,
    true,
    false,
  ]);
});

const withIds = operations.filter(
  ({ route, access }) => route.includes('{') && isSessionRoute(access) && !route.includes('/operator/'),
);

test.each(withIds)('$route finds nothing of another tenant', async ({ route }) => {
  const [name] = /[\w-]+\/\{\w+\}/.exec(route)!;
  if (IDS[name] === null) return;
  expect(Object.keys(IDS), 'the id of ours for this path is missing in IDS').toContain(name);
  const body = BODIES[route];
  const [answer, unknown] = [
    await ask(otherAdmin, route, { id: IDS[name]!, body }),
    await ask(otherAdmin, route, { body }),
  ];
  expect([answer.status, unknown.status]).toEqual([404, 404]);
  expect(await answer.text()).toBe(await unknown.text());
});
