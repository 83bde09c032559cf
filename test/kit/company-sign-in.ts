import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { readNetwork } from '../../src/platform/push-target/index.ts';
import { addUser, type Credentials, setOidcProvider } from '../../src/tenants/index.ts';
import { addTenantWithRecording, type ApiFixture, startApi } from './api-fixture.ts';
import { testDatabase } from './database.ts';
import { CLIENT_ID, CLIENT_SECRET, SignInProvider } from './sign-in-provider.ts';

/** Of the e-mail addresses that the bakery’s provider speaks for. */
export const DOMAIN = 'piekarnia.example';
/** The settings of a provider that are switched off. */
export const OFF = { linkByEmail: false, addUsers: false, onlyOidc: false, secondFactor: false } as const;

/** Registers the hooks of tests with two tenants, each with a provider of company accounts, and what its people and browsers do. */
export function companySignIn() {
  const database = testDatabase();
  const loopback = readNetwork('127.0.0.0/8');
  let fixture: ApiFixture;
  let provider: SignInProvider;
  let otherProvider: SignInProvider;
  let bakery: { tenantId: TenantId; admin: Credentials };
  let florist: { tenantId: TenantId; admin: Credentials };
  let people = 0;

  beforeAll(async () => {
    if (!loopback.ok) throw new Error(loopback.reason);
    fixture = await startApi(database.db, { start: systemClock.now(), pushNetworks: [loopback.value] });
    const redirectUri = `${fixture.origin}/api/v1/session/oidc/callback`;
    provider = await SignInProvider.start(redirectUri);
    otherProvider = await SignInProvider.start(redirectUri);
    bakery = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
    florist = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48221234568');
  });
  afterAll(async () => {
    await Promise.all([provider.close(), otherProvider.close(), fixture.close()]);
  });

  beforeEach(async () => {
    await database.db.deleteFrom('attempt_counters' as never).execute();
    await setProvider(bakery.tenantId, { issuer: provider.issuer });
  });

  function setProvider(tenantId: TenantId, change: Partial<Parameters<typeof setOidcProvider>[2]> = {}) {
    const setup = { issuer: provider.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, emailDomains: [DOMAIN] };
    return setOidcProvider({ db: fixture.db, keys: fixture.keys }, tenantId, { ...setup, ...OFF, ...change }, 0);
  }

  async function send(method: string, path: string, { body, cookie = '' }: { body?: unknown; cookie?: string } = {}) {
    const response = await fetch(path.startsWith('http') ? path : `${fixture.origin}/api/v1/${path}`, {
      method,
      redirect: 'manual',
      headers: { cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0]!);
    return {
      status: response.status,
      answer: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
      location: response.headers.get('location'),
      cookies: response.headers.getSetCookie(),
      session: cookies.find((each) => /^fonoteka_session=./.test(each)) ?? null,
      oidc: cookies.find((each) => /^fonoteka_oidc=./.test(each)) ?? null,
    };
  }

  async function begin(company = 'piekarnia', next?: string) {
    const { status, answer, oidc } = await send('POST', 'session/oidc', { body: { company, ...(next && { next }) } });
    expect([status, answer['code']]).toEqual([200, undefined]);
    return { url: answer['url'] as string, cookie: oidc! };
  }

  /** The whole way of a browser. */
  async function signInBy(at = provider, company = 'piekarnia', change: (url: URL) => void = () => {}) {
    const { url, cookie } = await begin(company);
    const away = new URL(url);
    change(away);
    return send('GET', await at.visit(away.href), { cookie });
  }

  /** A person with an account in the bakery that is found by the e-mail address. */
  async function personWithAccount(role: 'agent' | 'admin' = 'agent', tenantId = bakery.tenantId) {
    people += 1;
    const email = `osoba-${people}@${DOMAIN}`;
    const { db, clock } = fixture;
    const user = await addUser(db, { tenantId, name: `osoba-${people}`, role, email }, clock.now());
    return { user, person: { subject: `subject-${people}`, email } };
  }

  /** Links a person with an account. */
  async function linkedPerson(role: 'agent' | 'admin' = 'agent') {
    const { user, person } = await personWithAccount(role);
    await setProvider(bakery.tenantId, { linkByEmail: true });
    provider.person = person;
    const { session } = await signInBy();
    expect(session).not.toBeNull();
    await setProvider(bakery.tenantId);
    return { user, person };
  }

  return {
    database,
    get fixture() {
      return fixture;
    },
    get provider() {
      return provider;
    },
    get otherProvider() {
      return otherProvider;
    },
    get bakery() {
      return bakery;
    },
    get florist() {
      return florist;
    },
    setProvider,
    send,
    begin,
    signInBy,
    personWithAccount,
    linkedPerson,
  };
}

/** Where a sign-in of the bakery ends that fails. */
export const failure = (code: string): string => `/t/piekarnia?problem=${code}`;
