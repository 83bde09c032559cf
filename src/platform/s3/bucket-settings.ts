import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  type LifecycleRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { garbled } from './s3-error.ts';

/** What a bucket does with its objects by itself. `null`: the server knows no such thing. */
export interface BucketSettings {
  readonly keepsVersions: boolean | null;
  /** How long Object Lock keeps what nobody has asked to be kept, as `30 days`; empty: not at all. */
  readonly lockedFor: string | null;
  /** The rules that would delete or move current objects below the prefix, by their ids. */
  readonly harmfulRules: readonly string[] | null;
  /** By how much the server's clock is ahead of this machine's. */
  readonly clockAheadMs: number;
}

/** The errors of servers that have no such setting, or not the feature. */
const NONE = [
  'NoSuchLifecycleConfiguration',
  'ObjectLockConfigurationNotFoundError',
  'NoSuchObjectLockConfiguration',
  'NotImplemented',
  'MethodNotAllowed',
];

export async function readBucketSettings(
  client: S3Client,
  { Bucket, prefix, now }: { readonly Bucket: string; readonly prefix: string; readonly now: () => number },
): Promise<BucketSettings> {
  const [versioning, lock, lifecycle] = await Promise.all([
    nullIfNone(client.send(new GetBucketVersioningCommand({ Bucket }))),
    nullIfNone(client.send(new GetObjectLockConfigurationCommand({ Bucket }))),
    nullIfNone(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))),
  ]);
  const kept = lock?.ObjectLockConfiguration?.Rule?.DefaultRetention;
  return {
    keepsVersions: versioning === null ? null : versioning.Status === 'Enabled',
    lockedFor: kept === undefined ? '' : kept.Days === undefined ? `${kept.Years} years` : `${kept.Days} days`,
    harmfulRules: (lifecycle?.Rules ?? [])
      .filter((rule) => isHarmful(rule) && overlaps(rule, prefix))
      .map(({ ID }, index) => ID ?? `rule ${index + 1}`),
    clockAheadMs: (await serverTime(client, Bucket)) - now(),
  };
}

async function nullIfNone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const { name, $metadata } = error as { readonly name?: string; readonly $metadata?: { httpStatusCode?: number } };
    if (NONE.includes(name ?? '') || $metadata?.httpStatusCode === 501) return null;
    throw error;
  }
}

/** Ends of uploads that were never completed, and of old versions, are welcome. */
function isHarmful({ Status, Expiration, Transitions = [] }: LifecycleRule): boolean {
  const expires = Expiration?.Days !== undefined || Expiration?.Date !== undefined;
  return Status === 'Enabled' && (expires || Transitions.length > 0);
}

function overlaps({ Filter, Prefix }: LifecycleRule, prefix: string): boolean {
  const of = Filter?.Prefix ?? Filter?.And?.Prefix ?? Prefix ?? '';
  return of.startsWith(prefix) || prefix.startsWith(of);
}

/** To the second, as HTTP has it. */
async function serverTime(client: S3Client, Bucket: string): Promise<number> {
  let date: string | undefined;
  const command = new HeadBucketCommand({ Bucket });
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = (result.response as { headers?: Record<string, string> }).headers?.['date'];
      return result;
    },
    { step: 'deserialize', name: 'serverTime', priority: 'low' },
  );
  await client.send(command);
  if (date === undefined) throw garbled('the answer has no date');
  return Date.parse(date);
}
