import type { S3Bucket } from '../../platform/s3/index.ts';
import { SETTINGS_RIGHTS } from './check-bucket.ts';
import { type CheckResult, errorText, passed, problem } from './check-result.ts';

const CHECK = 'keys bucket';

/** Whether the bucket of the keys would keep a key that is deleted, or lose one that is not. */
export async function checkKeysBucket(bucket: S3Bucket): Promise<CheckResult> {
  let settings;
  try {
    settings = await bucket.settings();
  } catch (error) {
    return problem(CHECK, errorText(error), `Check FONOTEKA_KEYS_S3_…, and allow the key ${SETTINGS_RIGHTS}.`);
  }
  const { keepsVersions, lockedFor, harmfulRules } = settings;
  const rules = harmfulRules ?? [];
  const problems = [
    keepsVersions ? 'it keeps versions, so that replicas and backups of it may keep a key that was destroyed' : '',
    lockedFor ? `Object Lock keeps every key for ${lockedFor}: recordings cannot be destroyed in time` : '',
    rules.length > 0 ? `rules delete or move keys, whose recordings are lost then: ${rules.join(', ')}` : '',
  ].filter((text) => text !== '');
  if (problems.length === 0) return passed(CHECK, 'keeps no versions, locks and ends nothing');
  return problem(CHECK, problems.join('; '), 'Use a new bucket for the keys, without versions, Object Lock and rules.');
}
