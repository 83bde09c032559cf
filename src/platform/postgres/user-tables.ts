import type { ColumnType, Generated } from 'kysely';
import type { NumberGroupId, PasskeyId, SessionId, TenantId, UserId } from '../../base/ids.ts';
import type { SetByDatabase, SetOnce } from './columns.ts';

export interface UserNumberGroupsTable {
  user_id: SetOnce<UserId>;
  group_id: SetOnce<NumberGroupId>;
}

export interface UsersTable {
  id: SetOnce<UserId>;
  /** Null for the operator's staff. */
  tenant_id: TenantId | null;
  /** Stored in lower case; unique regardless of case. */
  login: string;
  /** In lower case; unique in a tenant. Null: none is known. */
  email: ColumnType<string | null, string | null | undefined, string | null>;
  password_hash: string;
  /** The user must change it at the next sign-in. */
  password_temporary: Generated<boolean>;
  /** The user was invited, and has not signed in yet. */
  invited_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  role: string;
  /** Whether the user sees only the calls of `extensions` and of its number groups. Agents always do. */
  limited: Generated<boolean>;
  extensions: Generated<string[]>;
  /** Rights that the role does not give. */
  rights_given: Generated<string[]>;
  /** Rights of the role that the user does not have; they win over those given. */
  rights_taken: Generated<string[]>;
  /** Of the panel and of mails; null: not chosen. */
  language: ColumnType<'pl' | 'en' | null, 'pl' | 'en' | null | undefined, 'pl' | 'en' | null>;
  theme: ColumnType<
    'auto' | 'light' | 'dark' | null,
    'auto' | 'light' | 'dark' | null | undefined,
    'auto' | 'light' | 'dark' | null
  >;
  /** Null: yes. */
  mail_of_sign_ins: ColumnType<boolean | null, boolean | null | undefined, boolean | null>;
  created_at: SetByDatabase<Date>;
  disabled_at: Date | null;
  /** When somebody last gave the user more than before; null: never since it was added. */
  raised_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

export interface SessionsTable {
  /** SHA-256 of the token in the cookie; the token itself is not stored. */
  token_hash: SetOnce<Buffer>;
  id: SetOnce<SessionId>;
  user_id: SetOnce<UserId>;
  created_at: SetOnce<Date>;
  expires_at: Date;
  /** Up to a minute late. */
  last_seen_at: Date;
  /** Where it was begun. The address is personal data: shown to the user only. */
  address: SetOnce<string | null>;
  browser: SetOnce<string | null>;
  system: SetOnce<string | null>;
  /** Null: by an earlier release. */
  begun_by: SetOnce<'password' | 'passkey' | 'oidc' | null>;
  /** Whether one was used in it. */
  second_factor: boolean;
}

/** The addresses with browsers that users have signed in from lately. */
export interface KnownSignInsTable {
  user_id: SetOnce<UserId>;
  /** SHA-256 of user, network, browser and system. */
  client_hash: SetOnce<Buffer>;
  last_seen_at: Date;
}

/** How many notices about their accounts users were sent. */
export interface AccountNoticesTable {
  user_id: SetOnce<UserId>;
  /** Since clients are remembered. */
  has_signed_in: Generated<boolean>;
  hour_began_at: Date;
  /** In that hour. */
  sent: Generated<number>;
}

/** Links in mails by which a person sets a password or confirms an e-mail address. */
export interface AccountLinksTable {
  /** SHA-256 of the token in the link. */
  token_hash: Buffer;
  user_id: SetOnce<UserId>;
  kind: SetOnce<string>;
  expires_at: Date;
  /** Of a change of the e-mail address: the new one. */
  email: ColumnType<string | null, string | null | undefined, string | null>;
}

/** The second factor of users (RFC 6238). */
export interface UserTotpTable {
  user_id: SetOnce<UserId>;
  /** Encrypted with a key of the key store. */
  sealed_secret: Buffer;
  created_at: Date;
  /** Null: being set up, not asked for. */
  confirmed_at: Date | null;
  /** The step of the last code that was accepted. */
  last_step: Generated<number>;
}

/** Passkeys of users (WebAuthn). */
export interface UserPasskeysTable {
  id: SetOnce<PasskeyId>;
  user_id: SetOnce<UserId>;
  /** Base64url, as the browser names it. */
  credential_id: SetOnce<string>;
  /** COSE_Key. */
  public_key: SetOnce<Buffer>;
  /** Of the device; 0: it has none. */
  counter: number;
  transports: SetOnce<string[]>;
  name: SetOnce<string>;
  created_at: SetOnce<Date>;
  last_used_at: Date | null;
}

/** Recovery codes that were not used yet. */
export interface UserRecoveryCodesTable {
  user_id: SetOnce<UserId>;
  code_hash: SetOnce<Buffer>;
}

/** The OpenID Connect provider of a tenant's own accounts. */
export interface OidcProvidersTable {
  tenant_id: SetOnce<TenantId>;
  /** The tenant's name in addresses; unique. */
  company: SetOnce<string>;
  issuer: string;
  client_id: string;
  /** Encrypted with a key of the key store; null: a public client. */
  sealed_secret: Buffer | null;
  email_domains: string[];
  link_by_email: boolean;
  add_users: boolean;
  only_oidc: boolean;
  /** It asks everybody for one, as the tenant says. */
  second_factor: boolean;
  changed_at: Date;
}

/** Which user a person at a provider is. */
export interface OidcIdentitiesTable {
  user_id: SetOnce<UserId>;
  /** As the user's. */
  tenant_id: SetOnce<TenantId | null>;
  issuer: SetOnce<string>;
  subject: string;
  linked_at: Date;
}

/** Sign-ins under way. */
export interface SignInChallengesTable {
  /** SHA-256 of the token, which is only in the browser. */
  token_hash: SetOnce<Buffer>;
  kind: SetOnce<string>;
  /** JSON. */
  data: ColumnType<unknown, string, never>;
  expires_at: SetOnce<Date>;
  /** The network of the address it was begun from. Null: by an earlier release. */
  client: ColumnType<string | null, string, never>;
}
