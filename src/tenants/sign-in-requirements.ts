import type { SessionId } from '../base/ids.ts';
import type { SignInMethod } from './demanded-second-factor.ts';
import type { User } from './users.ts';

/** What users must do after the sign-in before anything else is allowed, in this order. */
export const SIGN_IN_REQUIREMENTS = ['change-password', 'set-up-second-factor', 'use-second-factor'] as const;

export type SignInRequirement = (typeof SIGN_IN_REQUIREMENTS)[number];

/** A user with a session. */
export interface SignedInUser extends User {
  /** Null: the request was sent with an API key. */
  readonly sessionId: SessionId | null;
  /** From where the user may; empty: from everywhere. */
  readonly allowedNetworks: readonly string[];
  /** How the session was begun. Null: by an API key, or an earlier release. */
  readonly signedInBy: SignInMethod | null;
  /** Whether a second factor was used in the session. */
  readonly secondFactorUsed: boolean;
  /** What the user must do first; null: nothing. */
  readonly requirement: SignInRequirement | null;
  /** The tenant is suspended: its users may only look. */
  readonly suspended: boolean;
}
