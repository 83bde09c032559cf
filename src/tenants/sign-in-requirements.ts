import type { SessionId } from '../base/ids.ts';
import type { User } from './users.ts';

/** What users must do after the sign-in before anything else is allowed, in this order. */
export const SIGN_IN_REQUIREMENTS = ['change-password', 'set-up-second-factor'] as const;

export type SignInRequirement = (typeof SIGN_IN_REQUIREMENTS)[number];

/** A user with a session. */
export interface SignedInUser extends User {
  /** Null: the request was sent with an API key. */
  readonly sessionId: SessionId | null;
  /** From where the user may; empty: from everywhere. */
  readonly allowedNetworks: readonly string[];
  /** What the user must do first; null: nothing. */
  readonly requirement: SignInRequirement | null;
  /** The tenant is suspended: its users may only look. */
  readonly suspended: boolean;
}

/** What a user must do first. */
export function requirementOf({
  passwordTemporary,
  lacksFactor,
}: {
  /** The password was printed or sent: somebody else may have seen it. */
  readonly passwordTemporary: boolean;
  /** A second factor is demanded, and the user has none. */
  readonly lacksFactor: boolean;
}): SignInRequirement | null {
  if (passwordTemporary) return 'change-password';
  return lacksFactor ? 'set-up-second-factor' : null;
}
