/** Options of the SDK's client with which it works on any S3-compatible server. */
export const COMPATIBLE_OPTIONS = {
  // Older servers, as Ceph before 19, know none of the newer checksums.
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  // With it the SDK makes connections of its own in some cases.
  expectContinueHeader: false,
  // The caller decides whether to try again.
  maxAttempts: 1,
} as const;
