import { expect, test } from 'vitest';
import { readClientName } from './client-name.ts';

test.each<[string | undefined, string | null, string | null]>([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari',
    'iOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'Chrome',
    'Android',
  ],
  ['curl/8.5.0', null, null],
  ['', null, null],
  [undefined, null, null],
  ['<b>/1', null, null],
])('%s is %s on %s', (userAgent, browser, system) => {
  expect(readClientName(userAgent)).toEqual({ browser, system });
});
