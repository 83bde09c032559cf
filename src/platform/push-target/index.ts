export { type AddressGuard, type AddressGuardOptions, createAddressGuard } from './address-guard/address-guard.ts';
export { isWithin, type Network, readNetwork } from './address-guard/network.ts';
export { createPushTarget, type PushTargetOptions } from './create-push-target.ts';
export { type JsonPost, postJson } from './post-json.ts';
export { type Explanation, PUSH_ERRORS, PushError, type PushErrorCode } from './push-error.ts';
export type {
  ConnectContext,
  PushConnection,
  PushTarget,
  TargetEntry,
  TargetFile,
  TargetPeer,
  Uploaded,
  UploadOptions,
  UploadSource,
} from './push-target.ts';
export { makeSshKey, type SshKey } from './sftp/ssh-key.ts';
export type { FtpSettings, S3Settings, SftpSettings, TargetSettings } from './target-settings.ts';
export { TEST_STEPS, type TargetTest, type TestStep, testTarget } from './test-target.ts';
export { TIME_LIMITS, type TimeLimits } from './time-limits.ts';
export { readCertificateFingerprint } from './tls-peer.ts';
