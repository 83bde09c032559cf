import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkPerson, requireUser } from '../../src/tenants/index.ts';
import { addTenantWithRecording, addUserOf, signIn } from '../kit/api-fixture.ts';
import { companySignIn, DOMAIN, OFF } from '../kit/company-sign-in.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { CLIENT_ID, CLIENT_SECRET } from '../kit/sign-in-provider.ts';

const company = companySignIn();
const { database, send, signInBy, linkedPerson } = company;

describe('fonoteka', () => {
  const data = mkdtempSync(join(tmpdir(), 'fonoteka-oidc-'));
  afterAll(() => rmSync(data, { recursive: true }));
  const run = async (...words: string[]) => {
    const environment = {
      FONOTEKA_DATABASE_URL: database.url,
      FONOTEKA_DATA: data,
      FONOTEKA_PANEL_URL: company.fixture.origin,
      FONOTEKA_PUSH_ALLOW: '127.0.0.0/8',
    };
    const { exitCode, stdout } = await runInProcess(environment, ...words, '--json');
    return { exitCode, answer: stdout === '' ? null : JSON.parse(stdout) };
  };

  test('oidc sets, checks and removes a provider, and lets a locked-out tenant in', async () => {
    const { tenantId, admin } = await addTenantWithRecording(company.fixture, 'Operator', '48221234569');
    const secretFile = join(data, 'secret');
    writeFileSync(secretFile, `${CLIENT_SECRET}\n`);
    const ofTenant = ['--tenant', tenantId];
    // Not empty: a folder of keys that is empty while there are recordings is taken for a mount point.
    mkdirSync(join(data, 'keys', 'sealing'), { recursive: true });
    const settings = [...ofTenant, '--issuer', company.provider.issuer, '--client-id', CLIENT_ID, '--domain', DOMAIN];
    const set = await run('oidc', 'set', ...settings, '--client-secret-file', secretFile, '--link-by-email');
    // The operator's staff have the address `/t/operator`.
    expect(set.answer).toMatchObject({ company: 'operator-2', hasSecret: true, linkByEmail: true });
    const checked = await run('oidc', 'check', ...ofTenant);
    expect([checked.exitCode, checked.answer.passed]).toEqual([0, true]);
    expect((await run('user', 'email', '--login', admin.login, '--email', `Szef@${DOMAIN}`)).exitCode).toBe(0);
    expect((await run('oidc', 'set', ...settings, '--only-oidc')).exitCode).toBe(1);
    await linkPerson(company.fixture.db, company.provider.issuer, {
      user: await requireUser(company.fixture.db, admin.login),
      subject: 'boss',
      now: 0,
    });
    expect((await run('oidc', 'set', ...settings, '--only-oidc')).exitCode).toBe(0);
    await expect(signIn(company.fixture, admin)).rejects.toThrow('403');
    expect((await run('oidc', 'allow-passwords', ...ofTenant)).answer).toEqual({ tenantId, changed: true });
    await signIn(company.fixture, admin);
    expect((await run('oidc', 'show', ...ofTenant)).answer).toMatchObject({ onlyOidc: false });
    expect((await run('oidc', 'remove', ...ofTenant)).answer).toEqual({ tenantId, removed: true });
    const actions = (await company.fixture.audit.list(tenantId, { limit: 20 })).map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'oidc-provider-changed',
        'passwords-allowed',
        'oidc-provider-removed',
        'user-email-changed',
      ]),
    );
  });
});

describe('the settings', () => {
  const request = { clientId: CLIENT_ID, emailDomains: [DOMAIN], ...OFF };
  let cookie: string;
  beforeAll(async () => {
    cookie = await signIn(company.fixture, company.bakery.admin);
  });

  test('are not changed by an administrator without some right: whoever chooses the provider can sign in as anybody', async () => {
    const admin = await addUserOf(company.fixture, company.florist.tenantId, 'admin', { taken: ['listen'] });
    const body = {
      issuer: company.provider.issuer,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      emailDomains: [],
      ...OFF,
    };
    const refused = await send('PUT', 'oidc', { cookie: await signIn(company.fixture, admin), body });
    expect([refused.status, refused.answer['code']]).toEqual([403, 'above-own-rights']);
  });

  test('are set by an admin, show no secret, and send it nowhere else', async () => {
    const body = { ...request, issuer: company.provider.issuer, clientSecret: CLIENT_SECRET };
    const { answer } = await send('PUT', 'oidc', { cookie, body });
    expect(answer).toEqual({
      setup: { ...request, issuer: company.provider.issuer, hasSecret: true, company: 'piekarnia' },
      redirectUri: `${company.fixture.origin}/api/v1/session/oidc/callback`,
      signInUrl: `${company.fixture.origin}/t/piekarnia`,
    });
    expect((await send('PUT', 'oidc', { cookie, body: { ...request, issuer: company.provider.issuer } })).status).toBe(
      200,
    );
    for (const path of ['oidc', 'oidc/check']) {
      const method = path === 'oidc' ? 'PUT' : 'POST';
      const elsewhere = await send(method, path, {
        cookie,
        body: { ...request, issuer: company.otherProvider.issuer },
      });
      expect(elsewhere.answer['code']).toBe('oidc-secret-required');
    }
    const agent = await signIn(
      company.fixture,
      await addUserOf(company.fixture, company.bakery.tenantId, 'supervisor'),
    );
    expect((await send('GET', 'oidc', { cookie: agent })).status).toBe(403);
    const anywhere = await send('PUT', 'oidc', { cookie, body: { ...body, emailDomains: [], addUsers: true } });
    expect(anywhere.answer['code']).toBe('request-invalid');
    const unencrypted = await send('PUT', 'oidc', { cookie, body: { ...body, issuer: 'http://login.example' } });
    expect(unencrypted.answer['code']).toBe('oidc-address-forbidden');
  });

  test('are checked, and the check says what is wrong', async () => {
    const check = async (change: object) => {
      const body = { ...request, issuer: company.provider.issuer, clientSecret: CLIENT_SECRET, ...change };
      const { answer } = await send('POST', 'oidc/check', { cookie, body });
      const steps = answer['steps'] as { step: string; outcome: string; problem: string | null }[];
      return steps.map(({ step, outcome, problem }) => `${step} ${problem ?? outcome}`);
    };
    expect(await check({})).toEqual(['configuration passed', 'keys passed', 'client passed', 'redirect passed']);
    expect(await check({ clientSecret: 'wrong' })).toContain('client client-refused');
    expect(await check({ issuer: `${company.provider.issuer}/elsewhere` })).toContain('configuration not-a-provider');
    // An address of the operator's network that is not allowed.
    expect(await check({ issuer: 'https://10.0.0.1' })).toContain('configuration address-forbidden');
    const impostor = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ issuer: company.provider.issuer, authorization_endpoint: company.provider.issuer }),
      );
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(impostor.address() as AddressInfo).port}`;
    expect(await check({ issuer })).toContain('configuration issuer-differs');
    await new Promise((resolve) => impostor.close(resolve));
    expect(await check({ issuer })).toContain('configuration unreachable');
  });

  test('refuse passwords once an admin has signed in by the provider, until that is lifted', async () => {
    await database.db.deleteFrom('oidc_identities').execute();
    const only = { ...request, issuer: company.provider.issuer, onlyOidc: true };
    expect((await send('PUT', 'oidc', { cookie, body: only })).answer['code']).toBe('oidc-not-tried');
    const { user } = await linkedPerson('admin');
    expect((await send('PUT', 'oidc', { cookie, body: only })).status).toBe(200);
    const byPassword = () => send('POST', 'session', { body: { login: user.login, password: user.password } });
    expect((await byPassword()).answer['code']).toBe('password-sign-in-off');
    const wrong = await send('POST', 'session', { body: { login: user.login, password: 'wrong' } });
    expect(wrong.answer['code']).toBe('sign-in-failed');
    const { session } = await signInBy();
    expect((await send('DELETE', 'account/oidc', { cookie: session! })).answer['code']).toBe('password-sign-in-off');
    expect((await send('DELETE', 'oidc', { cookie: session! })).status).toBe(204);
    expect((await byPassword()).status).toBe(200);
  });
});
