import { describe, expect, test } from 'vitest';
import { AppError, ERRORS, type ErrorCode } from '../base/errors.ts';
import { Problem, problemOf } from './problem-details.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];

describe('problemOf', () => {
  test.each(CODES)('%s as the catalogue says', (code) => {
    const problem = problemOf(new AppError(code));
    const { status, title } = ERRORS[code];
    expect(problem).toEqual({ type: 'about:blank', title, status, code });
    expect(Problem.safeParse(problem).success).toBe(true);
  });

  test('gives the detail of errors that the client can correct', () => {
    expect(problemOf(new AppError('number-invalid', 'row 3'))).not.toHaveProperty('detail');
    expect(problemOf(new AppError('request-invalid', 'the cursor is not ours'))).toMatchObject({
      detail: 'the cursor is not ours',
    });
    expect(problemOf(new AppError('not-ready', 'postgres://user:secret@db'))).not.toHaveProperty('detail');
  });

  test.each([new Error('SELECT * FROM users'), 'a text', null, undefined, { statusCode: 502, message: 'x' }])(
    'keeps to itself what it does not know: %s',
    (error) => {
      expect(problemOf(error)).toEqual({
        type: 'about:blank',
        title: ERRORS['internal-error'].title,
        status: 500,
        code: 'internal-error',
      });
    },
  );

  test.each(['40P01', '40001', '55P03', '57014', '25P03'])(
    'says to try again what the database ended for the sake of others: %s',
    (code) => {
      expect(problemOf(Object.assign(new Error('deadlock detected'), { code }))).toMatchObject({ code: 'not-ready' });
    },
  );

  test('takes what the server refuses for a bad request', () => {
    expect(problemOf(Object.assign(new Error('x'), { statusCode: 400, code: 'FST_ERR_BAD_URL' }))).toMatchObject({
      code: 'request-invalid',
    });
  });
});
