import { expect, test } from 'vitest';
import { AppError } from '../base/errors.ts';
import { errorToRetry } from './run-job.ts';

const coded = (code: string) => Object.assign(new Error(code), { code });

test.each([
  ['the catalogue says so', new AppError('database-unreachable'), 'backoff'],
  ['the catalogue says so', new AppError('config-invalid'), 'no'],
  ['a deadlock', coded('40P01'), 'backoff'],
  ['a server that shuts down', coded('57P01'), 'backoff'],
  ['too many connections', coded('53300'), 'backoff'],
  ['a constraint', coded('23505'), 'no'],
  ['a table that is not there', coded('42P01'), 'no'],
  ['a mistake of ours', new TypeError('undefined is not a function'), 'no'],
  ['a server that is away', coded('ECONNREFUSED'), 'backoff'],
  ['no error at all', null, 'backoff'],
] as const)('%s: %o', (_what, error, retry) => {
  expect(errorToRetry(error)).toBe(retry);
});
