import { describe, expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { verifyFileLogin } from '../../test/kit/verify-file-login.ts';
import { newId, type TenantId } from '../base/ids.ts';
import { addTenant, newFtpPassword, setCallRecording, tenantServices } from './index.ts';

const { db } = testDatabase();
const now = Date.parse('2026-03-10T10:00:00Z');

describe('services', () => {
  test('switches change only what is given', async () => {
    const { tenantId } = await addTenant(db, { name: 'Biuro', plan: 'Premium', numbers: [] }, now);
    expect(await setCallRecording(db, tenantId, { enabled: true }, now)).toEqual({
      included: true,
      enabled: true,
      recordInternal: false,
    });
    expect(await setCallRecording(db, tenantId, { recordInternal: true }, now)).toMatchObject({ enabled: true });
    expect(await tenantServices(db, tenantId, now)).toMatchObject({
      plan: 'Premium',
      callRecording: { included: true, enabled: true, recordInternal: true },
      ftp: { login: 'biuro-ftp', passwordChangedAt: now },
    });
  });

  test('a plan without recording can only switch it off', async () => {
    const { tenantId } = await addTenant(db, { name: 'Mała', plan: 'Start', numbers: [] }, now);
    await expect(setCallRecording(db, tenantId, { enabled: true }, now)).rejects.toMatchObject({
      code: 'recording-not-in-plan',
    });
    expect(await setCallRecording(db, tenantId, { enabled: false }, now)).toMatchObject({
      included: false,
      enabled: false,
    });
  });

  test.each([newId<TenantId>(1), 'no id' as TenantId])('there is no tenant %s', async (tenantId) => {
    await expect(setCallRecording(db, tenantId, {}, now)).rejects.toMatchObject({ code: 'tenant-unknown' });
  });

  test('a new FTP password replaces the old one', async () => {
    const { tenantId, ftp } = await addTenant(db, { name: 'Pliki', plan: 'Biznes', numbers: [] }, now);
    const made = await newFtpPassword(db, tenantId, now + 1000);
    expect(made.login).toBe(ftp.login);
    expect(await verifyFileLogin(db, ftp.login, ftp.password)).toBeNull();
    expect(await verifyFileLogin(db, ftp.login, made.password)).toMatchObject({ tenantId });
    expect((await tenantServices(db, tenantId, now)).ftp?.passwordChangedAt).toBe(now + 1000);
  });
});
