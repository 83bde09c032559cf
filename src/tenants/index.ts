export { addFirstOperator, addUser, newFtpPassword } from './accounts.ts';
export type { Directory, DirectoryReader, DirectorySource, DirectoryTenant } from './directory.ts';
export { createDirectoryReader } from './directory-reader.ts';
export {
  inForce,
  isInForce,
  planIncludesRecording,
  RETENTION_UNIT_DAYS,
  retentionDays,
  type ServiceHistory,
  serviceHistories,
  serviceHistory,
  type Subscription,
} from './service-history.ts';
export { addSubscription, lockTenant, type NewSubscription, setSubscriptionEnd } from './subscriptions.ts';
export { addContact } from './contacts.ts';
export { listPlans, type Plan, requirePlan } from './plans.ts';
export { mayRecord, type NotToRecord } from './may-record.ts';
export { Sessions } from './sessions.ts';
export { loginsOf, tenantOfFtpLogin, userOfLogin, verifyFtpLogin, verifyPassword } from './sign-in.ts';
export { addSource, type NewSource, sourceWithKey } from './sources.ts';
export {
  type AddedTenant,
  addTenant,
  type CallRecording,
  type ListedTenant,
  listTenantIds,
  listTenants,
  type NewTenant,
  setCallRecording,
  tenantServices,
} from './tenants.ts';
export {
  type Credentials,
  OPERATOR_ROLES,
  TENANT_ROLES,
  type User,
  type UserRole,
} from './user.ts';
