import type { S3Bucket } from '../../platform/s3/index.ts';
import type { StorePlan } from '../../platform/store-plan.ts';
import { type CheckResult, errorText, passed, problem } from './check-result.ts';

/** S3 refuses requests from 15 min on. */
const MAX_CLOCK_DIFFERENCE_MS = 60_000;

/** What reading a bucket's settings needs. */
export const SETTINGS_RIGHTS =
  's3:GetBucketVersioning, s3:GetBucketObjectLockConfiguration and s3:GetLifecycleConfiguration';

/** Whether the bucket keeps, deletes or moves objects by itself, and whether its server's clock is ours. */
export async function checkBucket(bucket: S3Bucket): Promise<CheckResult[]> {
  let settings;
  try {
    settings = await bucket.settings();
  } catch (error) {
    return [problem('bucket', errorText(error), `Check FONOTEKA_S3_…, and allow the key ${SETTINGS_RIGHTS}.`)];
  }
  const { keepsVersions, lockedFor, harmfulRules, clockAheadMs } = settings;
  const versions = keepsVersions
    ? 'it keeps versions: destruction removes every version, but until then they cost space; better suspend them'
    : 'it keeps no versions';
  return [
    passed('bucket versions', versions),
    lockedFor
      ? problem(
          'bucket lock',
          `Object Lock keeps every object for ${lockedFor}: recordings cannot be destroyed in time`,
          'Use a bucket without a default retention.',
        )
      : passed('bucket lock', 'nothing is kept by Object Lock'),
    harmfulRules !== null && harmfulRules.length > 0
      ? problem(
          'bucket lifecycle',
          `rules delete or move recordings: ${harmfulRules.join(', ')}`,
          'Remove these rules, or limit them to another prefix: recordings end by their retention periods.',
        )
      : passed('bucket lifecycle', 'no rule deletes or moves recordings'),
    Math.abs(clockAheadMs) > MAX_CLOCK_DIFFERENCE_MS
      ? problem(
          'bucket clock',
          `the clock of the S3 server differs from this machine’s by ${Math.round(Math.abs(clockAheadMs) / 1000)} s`,
          'Set both by NTP: from 15 minutes on S3 refuses requests.',
        )
      : passed('bucket clock', 'the S3 server’s clock is ours'),
  ];
}

/** Whether the recordings are where the settings say, and no move was left unfinished. */
export function checkPlace({ place, movingTo }: StorePlan, bucketIsSet: boolean): CheckResult[] {
  if (movingTo !== null) {
    const remedy = `Let fonoteka store copy --to ${movingTo} end, or run it again.`;
    return [problem('place of recordings', 'a move between folder and bucket has not ended', remedy)];
  }
  if (bucketIsSet && place === 'folder') {
    const remedy = 'Run fonoteka store copy --to s3, once all machines have the setting.';
    return [problem('place of recordings', 'FONOTEKA_S3_BUCKET is set, but the recordings are in the folder', remedy)];
  }
  return bucketIsSet ? [passed('place of recordings', 'the bucket')] : [];
}
