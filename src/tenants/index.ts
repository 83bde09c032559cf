export { accessSince } from './access-since.ts';
export { allowedNetworks, isAllowedAddress, MAX_NETWORKS, setAllowedNetworks } from './allowed-networks.ts';
export { addManagedUser, changeDetail, type ChangedUser, changeUser, type UserChange } from './change-user.ts';
export { type AddedTenant, addTenant, type NewTenant } from './add-tenant.ts';
export { CONTACT_KINDS, type NewContact, saveContact } from './contacts.ts';
export { type Buyer, BUYER_COLUMNS, buyerOf, type Customer, type CustomerChange, customerOf } from './customer.ts';
export { Customers } from './customers.ts';
export { listenersOf } from './listeners.ts';
export { addCustomerNote, listCustomerNotes, removeCustomerNote } from './customer-notes.ts';
export { type Leave, setLeave, takeBackLeave } from './leave.ts';
export { importTenants, type TenantImport } from './import/import-tenants.ts';
export { IMPORT_PROBLEMS } from './import/read-tenant-file.ts';
export { CachedDirectory } from './cached-directory.ts';
export type { Credentials } from './credentials.ts';
export {
  type Directory,
  type DirectoryReader,
  type DirectoryTenant,
  type RecordingDecision,
  recordingDecision,
} from './directory.ts';
export {
  addRecordingRule,
  asStoredConditions,
  changeRecordingRule,
  type ListedRule,
  listRecordingRules,
  MAX_RULE_GROUPS,
  MAX_RULE_NUMBERS,
  MAX_RULES,
  orderRecordingRules,
  readConditions,
  removeRecordingRule,
  type RuleContents,
  ruleDetail,
  type StoredConditions,
} from './recording-rule-rows.ts';
export { fitsConditions, RULE_EFFECTS, type RuledCall, type RuleEffect } from './recording-rules.ts';
export {
  type Door,
  DOORS,
  fileCredential,
  listFileCredentials,
  MAX_BANDWIDTH_KILOBYTES,
  firstCredentialOf,
  newFtpPassword,
} from './file-credentials.ts';
export { MAX_KEY_LINE_CHARS } from './file-credential-keys.ts';
export { FileCredentialChanges } from './file-credential-changes.ts';
export {
  type CheckedCredential,
  credentialOfSession,
  credentialRefusal,
  demandsEncryption,
  findFileCredential,
  FTP_TLS,
  FTP_TLS_OF_TENANT,
  type FtpTls,
  ftpTlsOf,
  setFtpTls,
} from './file-sign-in.ts';
export {
  type CredentialUse,
  endFileSession,
  type FileSession,
  listFileSessions,
  openFileSession,
  removeFileSessions,
  saveCredentialUses,
  saveFileSessions,
  SESSION_ACTIVITIES,
  type SessionActivity,
} from './file-sessions.ts';
export {
  FAILED_SIGN_IN_REASONS,
  type FailedFileSignIn,
  type FailedSignInReason,
  listFailedFileSignIns,
  removeOldFailedSignIns,
  saveFailedFileSignIns,
} from './failed-file-sign-ins.ts';
export { hashPassword, isPassword } from './credentials.ts';
export { isLinked, linkPerson, unlinkPerson, userOfPerson } from './oidc-identities.ts';
export {
  allowPasswords,
  isOnlyOidc,
  type OidcChange,
  oidcProviderOf,
  type OidcSetup,
  oidcSetupOf,
  oidcSetupOfCompany,
  removeOidcProvider,
  requestedProvider,
  setOidcProvider,
  STAFF_COMPANY,
} from './oidc-providers.ts';
export {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  listPasskeys,
  PasskeyRefused,
  relyingPartyOf,
  removePasskeys,
  userOfPasskey,
} from './passkeys.ts';
export { beginChallenge, CHALLENGE_LIFE_MS, takeChallenge } from './sign-in-challenges.ts';
export {
  INVITATION_DAYS,
  inviteAgain,
  inviteUser,
  listInvitations,
  type SentInvitation,
  withdrawInvitation,
} from './invitations.ts';
export { newAccountLink } from './account-links.ts';
export { countNotice } from './account-notices.ts';
export { type ClientName, readClientName } from './client-name.ts';
export { rememberSignIn } from './known-sign-ins.ts';
export { type MailedAccount, resettableAccounts, setPasswordByLink } from './password-reset.ts';
export { type AccessKey, OpenAccess } from './open-access.ts';
export { addPlan, editPlan, type PlanChange, type PlanEditDeps, setHoldLimits } from './edit-plans.ts';
export { mayManage, requireRights, seesMore } from './manage-rules.ts';
export { type ManagedUser, managedUsers, type UserLimits } from './managed-users.ts';
export {
  addNumberGroup,
  changeNumberGroup,
  listNumberGroups,
  type NumberGroup,
  removeNumberGroup,
  requireNumberGroup,
} from './number-groups.ts';
export { isName, MAX_PHONE_BOOK_ENTRIES, namesOf, numbersNamed, PhoneBook } from './phone-book/phone-book.ts';
export {
  MAX_PHONE_BOOK_NAME_CHARS,
  PHONE_BOOK_PROBLEMS,
  readPhoneBookFile,
} from './phone-book/read-phone-book-file.ts';
export { SavedSearches } from './saved-searches.ts';
export { listPlans, type Plan, requireOfferedPlan, requirePlan } from './plans.ts';
export {
  hasLeft,
  inForce,
  isInForce,
  planIncludesRecording,
  retentionDays,
  type RetentionHistory,
  type ServiceHistory,
  type Subscription,
  totalRetentionDays,
} from './service-history.ts';
export { beginEmailChange, confirmEmail, ownEmail } from './own-email.ts';
export { type Right, RIGHTS, rightsOfRole } from './rights.ts';
export { OPERATOR_ROLES, TENANT_ROLES, type UserRole } from './roles.ts';
export {
  secondFactorRoles,
  setSecondFactorRoles,
  SIGN_IN_METHODS,
  type SignInProof,
} from './demanded-second-factor.ts';
export { beginTotp, confirmTotp, removeTotp, secondFactorOf, useCode } from './second-factor.ts';
export { endSessions, markSecondFactor, Sessions } from './sessions.ts';
export { SIGN_IN_REQUIREMENTS, type SignedInUser, type SignInRequirement } from './sign-in-requirements.ts';
export { LastSeen, type Seen } from './last-seen.ts';
export {
  KEY_OVERLAP_MS,
  type ListedSourceKey,
  SOURCE_SCOPES,
  type SourceScope,
} from './source-keys.ts';
export { listTenantAliases, type ListedTenantAlias, TenantAliases } from './tenant-aliases.ts';
export { MAX_TENANT_NAME_CHARS, TENANT_NAME_KINDS, type TenantName, type TenantNameKind } from './tenant-name.ts';
export {
  listSourceStatistics,
  type SourceDay,
  SourceStatistics,
} from './source-statistics.ts';
export { listUnknownTenantNames, UnknownTenantNames } from './unknown-tenant-names.ts';
export { numberSpans } from './tenant-numbers.ts';
export { createTenantKey, endTenantKey } from './tenant-key-changes.ts';
export {
  findTenantKey,
  keyNamesOf,
  namesOfKeys,
  type ListedTenantKey,
  listTenantKeys,
  mayMakeKey,
  TENANT_KEY_SCOPES,
  type TenantKey,
  type TenantKeyScope,
  userOfKey,
} from './tenant-keys.ts';
export { MAX_HOST_NAME_CHARS } from './source-address.ts';
export { MAX_SOURCE_ADDRESSES } from './source-addresses.ts';
export { DIGEST_REALM } from './source-digests.ts';
export { SourceNames } from './resolve-source-names.ts';
export { MAX_CERTIFICATE_NAME_CHARS, MAX_SOURCE_CERTIFICATES } from './source-certificates.ts';
export { SourceChanges } from './source-changes.ts';
export {
  addSource,
  directorySources,
  type DirectorySource,
  type Recognition,
  RECOGNITIONS,
  type SiprecSource,
  type KeySource,
  type ListedSource,
  listSources,
  type NewSource,
  sourceWithKey,
} from './sources.ts';
export {
  addSubscription,
  lockTenant,
  orderedServices,
  serviceHistories,
  serviceHistory,
  setSubscriptionEnd,
} from './subscriptions.ts';
export {
  type CallRecording,
  type ListedTenant,
  listTenantIds,
  listTenants,
  setCallRecording,
  setTenantDisabled,
  tenantServices,
} from './tenants.ts';
export {
  isPasswordOf,
  type ListedUser,
  listUsers,
  requireUser,
  resetPassword,
  setPassword,
  setUserEmail,
} from './user-accounts.ts';
export {
  activeUser,
  addFirstOperator,
  addOperator,
  addUser,
  loginsOf,
  type User,
  userOfLogin,
  verifyPassword,
} from './users.ts';
export {
  MAX_RECORD_PATH_CHARS,
  OWN_FORMAT,
  ownPlaces,
  RECORD_FIELDS,
  RECORD_FORMATS,
  type RecordField,
  type RecordFormat,
  type RecordMapping,
} from './record-mapping.ts';
export { changeUserSettings, PANEL_LANGUAGES, PANEL_THEMES, userSettings } from './user-settings.ts';
