import type { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { PasskeyRefused, relyingPartyOf, type User, userOfPasskey } from '../tenants/index.ts';
import type { ApiDeps } from './api-deps.ts';
import type { PasskeyResponse } from './passkey-schemas.ts';

/** The user whose passkey has answered. A refused one is recorded in the audit log. Throws `passkey-refused`, `passkeys-not-possible`. */
export async function verifiedPasskey(
  { db, audit, clock, panelUrl }: Pick<ApiDeps, 'db' | 'audit' | 'clock' | 'panelUrl'>,
  response: z.output<typeof PasskeyResponse>,
  address: string,
): Promise<User> {
  const party = relyingPartyOf(panelUrl());
  if (party === null) throw new AppError('passkeys-not-possible');
  try {
    return await userOfPasskey(db, party, { response, now: clock.now() });
  } catch (error) {
    if (!(error instanceof PasskeyRefused)) throw error;
    const { owner, counterRegressed } = error;
    await audit.record({
      tenantId: owner?.tenantId ?? null,
      actor: owner?.id ?? 'unknown',
      action: counterRegressed ? 'passkey-counter-regressed' : 'sign-in-failed',
      subject: null,
      address,
      detail: { method: 'passkey' },
    });
    throw error;
  }
}
