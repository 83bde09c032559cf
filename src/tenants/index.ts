export { addFirstOperator, addUser, newFtpPassword, type NewUser } from './accounts.ts';
export type { Directory, DirectoryReader, DirectorySource, DirectoryTenant } from './directory.ts';
export { createDirectoryReader, type DirectoryReaderOptions } from './directory-reader.ts';
export { readIpAddress } from './ip-address.ts';
export { mayRecord } from './may-record.ts';
export { Sessions } from './sessions.ts';
export { verifyFtpLogin, verifyPassword } from './sign-in.ts';
export { SignInThrottle } from './sign-in-throttle.ts';
export { addSource, type NewSource } from './sources.ts';
export {
  type AddedTenant,
  addTenant,
  type CallRecording,
  type CallRecordingChange,
  type ListedTenant,
  listTenants,
  type NewTenant,
  setCallRecording,
  type TenantServices,
  tenantServices,
} from './tenants.ts';
export {
  type Credentials,
  OPERATOR_ROLES,
  type OperatorRole,
  TENANT_ROLES,
  type TenantRole,
  type User,
  type UserRole,
} from './user.ts';
