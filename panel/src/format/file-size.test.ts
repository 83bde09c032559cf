import { expect, it } from 'vitest';
import { formatFileSize } from './file-size.ts';

it.each([
  [12, 'pl', '1 kB'],
  [839_700, 'pl', '840 kB'],
  [1_440_000, 'pl', '1,4 MB'],
  [1_440_000, 'en', '1.4 MB'],
  [25_000_000, 'pl', '25 MB'],
  [1_440_000_000, 'pl', '1,4 GB'],
] as const)('writes %d bytes in %s as %s', (sizeBytes, language, written) => {
  expect(formatFileSize(sizeBytes, language)).toBe(written);
});
