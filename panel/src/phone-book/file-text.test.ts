import { expect, it } from 'vitest';
import { readFileText } from './file-text.ts';

it('reads UTF-8, with a byte order mark or without, and Windows-1250', () => {
  expect(readFileText(new TextEncoder().encode('101;Łódź').buffer)).toBe('101;Łódź');
  expect(readFileText(new TextEncoder().encode('\uFEFF101;Łódź').buffer)).toBe('101;Łódź');
  expect(readFileText(Uint8Array.of(0x31, 0x3b, 0xa3, 0xf3, 0x64, 0x9f).buffer)).toBe('1;Łódź');
});
