import { sql } from 'kysely';

/** For queries of `users`: the second factors of a user's own. */
export const OWN_FACTOR_COLUMNS = [
  sql<boolean>`EXISTS (
    SELECT FROM user_totp WHERE user_totp.user_id = users.id AND user_totp.confirmed_at IS NOT NULL)`.as('has_totp'),
  sql<number>`(SELECT count(*) FROM user_passkeys WHERE user_passkeys.user_id = users.id)`.as('passkeys'),
] as const;

/** Whether a user has any. Nothing else decides that. */
export function hasOwnFactor({
  has_totp,
  passkeys,
}: {
  readonly has_totp: boolean;
  readonly passkeys: number;
}): boolean {
  return has_totp || passkeys > 0;
}
