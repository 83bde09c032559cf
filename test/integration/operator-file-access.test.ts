import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTenantWithRecording, addUserOf, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { requestApi } from '../kit/api-requests.ts';
import { testDatabase } from '../kit/database.ts';

const { db } = testDatabase();
let fixture: ApiFixture;
let tenantId: string;
let otherTenantId: string;
let admin: string;
let staff: string;

beforeAll(async () => {
  fixture = await startApi(db);
  const tenant = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  tenantId = tenant.tenantId;
  otherTenantId = (await addTenantWithRecording(fixture, 'Warsztat', '48221234568')).tenantId;
  admin = await signIn(fixture, tenant.admin);
  staff = await signIn(fixture, await addUserOf(fixture, null, 'operator-admin'));
});
afterAll(() => fixture.close());

function api(method: string, path: string, as: string, body?: object) {
  return requestApi(fixture, { method, path, cookie: as, body });
}

const ofTenant = (path: string, id = tenantId) => `/operator/tenants/${id}${path}`;

test('the operator sees a tenant’s credentials and revokes one; the tenant’s audit log has it', async () => {
  const { body: added } = await api('POST', '/file-credentials', admin, { label: 'NAS' });
  const { id } = added.credential as { id: string };
  const { body } = await api('GET', ofTenant('/file-credentials'), staff);
  expect(body.credentials).toContainEqual(expect.objectContaining({ id, label: 'NAS', revokedAt: null }));
  const foreign = await api('DELETE', ofTenant(`/file-credentials/${id}`, otherTenantId), staff);
  expect(foreign).toMatchObject({ status: 404, body: { code: 'file-credential-unknown' } });
  expect((await api('DELETE', ofTenant(`/file-credentials/${id}`), staff)).status).toBe(204);
  const { body: now } = await api('GET', '/file-credentials', admin);
  expect(now.credentials).toContainEqual(expect.objectContaining({ id, revokedAt: expect.any(String) }));
  const { body: audit } = await api('GET', '/audit', admin);
  expect(audit.events[0]).toMatchObject({ action: 'file-credential-revoked', subject: id });
});

test('the operator demands encryption for one tenant', async () => {
  expect(await api('PATCH', ofTenant('/file-access'), staff, { ftpTls: 'required' })).toMatchObject({
    status: 200,
    body: { ftpTls: 'required' },
  });
  expect((await api('GET', '/file-access', admin)).body).toMatchObject({ ftpTls: 'required' });
  expect((await api('GET', ofTenant('/file-access', otherTenantId), staff)).body).toMatchObject({ ftpTls: 'optional' });
});

test('of a tenant that is not there', async () => {
  const unknown = { status: 404, body: { code: 'tenant-unknown' } };
  expect(await api('GET', ofTenant('/file-access', randomUUID()), staff)).toMatchObject(unknown);
  expect(await api('PATCH', ofTenant('/file-access', randomUUID()), staff, { ftpTls: 'optional' })).toMatchObject(
    unknown,
  );
});
