import { expect, test } from 'vitest';
import { attachment } from './content-disposition.ts';

test('attachment names the file, whatever the name is', () => {
  expect(attachment('2026-07-02_00-05-09_in_48512345678_withheld_2.mp3')).toBe(
    'attachment; filename="2026-07-02_00-05-09_in_48512345678_withheld_2.mp3"',
  );
  expect(attachment('a"; filename*=x\r\nSet-Cookie: b/../z.mp3')).toBe(
    'attachment; filename="a___filename__x__Set-Cookie__b_.._z.mp3"',
  );
});
