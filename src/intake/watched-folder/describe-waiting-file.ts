import { AppError } from '../../base/errors.ts';
import type { DirectorySource } from '../../tenants/index.ts';
import { describeByText } from '../files/describe-file.ts';
import { readNameTemplate } from '../files/name-template.ts';
import type { DescribeCall } from './take-waiting-file.ts';

/** `template`: as the operator wrote it; null: each file has a sidecar. Throws `file-template-invalid`. */
export function describeWaitingFile(template: string | null, { timeZone }: DirectorySource): DescribeCall {
  const read = template === null ? null : readNameTemplate(template);
  if (read?.ok === false) throw new AppError('file-template-invalid', read.reason);
  return (file) => describeByText(file, { template: read?.value ?? null, timeZone });
}
