export { type AddressGuard, createAddressGuard } from './address-guard.ts';
export { createPushTarget } from './create-push-target.ts';
export { blockListOf, familyOf, isWithin, type Network, readNetwork } from './network.ts';
export { postJson } from './post-json.ts';
export { fetchUrl } from './request-url.ts';
export { type Explanation, PUSH_ERRORS, PushError, type PushErrorCode } from './push-error.ts';
export type {
  ConnectContext,
  FtpSettings,
  PushConnection,
  PushTarget,
  S3Settings,
  SftpSettings,
  TargetEntry,
  TargetFile,
  TargetPeer,
  TargetSettings,
  Uploaded,
  UploadOptions,
  UploadSource,
} from './push-target.ts';
export { NotVisible } from './push-target.ts';
export { makeSshKey, type SshKey } from './sftp/connect-sftp.ts';
export { TEST_STEPS, type TestStep, testTarget } from './test-target.ts';
export { TIME_LIMITS, type TimeLimits } from './time-limits.ts';
export { readCertificateFingerprint } from './tls.ts';
