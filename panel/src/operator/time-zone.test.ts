import { expect, test } from 'vitest';
import { isTimeZone } from './time-zone.ts';

test('a time zone is a name of IANA, or none', () => {
  expect(['Europe/Warsaw', ' Europe/Warsaw ', 'UTC', ''].filter(isTimeZone)).toHaveLength(4);
  expect(['Europa/Warszawa', 'Warsaw', 'x'].filter(isTimeZone)).toEqual([]);
});
