import { crc32, deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { MAX_PNG_BYTES, readPng } from './png.ts';

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

function png(width: number, height: number, more: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const rows = deflateSync(Buffer.alloc((width + 1) * height));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...more,
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('a picture is kept without what is written beside it, also after its end', () => {
  const secret = chunk('tEXt', Buffer.from('Author\0Jan Kowalski'));
  const read = readPng(Buffer.concat([png(64, 32, [secret]), Buffer.from('<script>')]));
  expect(read).toEqual({ ok: true, value: png(64, 32) });
});

test.each([
  ['no PNG file', Buffer.from('<svg onload="alert(1)"/>'), 'must be a PNG'],
  ['too large', Buffer.concat([png(64, 32), Buffer.alloc(MAX_PNG_BYTES)]), '200 kB'],
  ['cut off', png(64, 32).subarray(0, 40), 'damaged'],
  [
    'a chunk that reaches beyond the end',
    Buffer.concat([SIGNATURE, Buffer.from('ffffffff49484452000000000000', 'hex')]),
    'damaged',
  ],
  [
    'another chunk first',
    Buffer.concat([SIGNATURE, chunk('IDAT', Buffer.alloc(13)), chunk('IEND', Buffer.alloc(0))]),
    'damaged',
  ],
  [
    'a short header',
    Buffer.concat([SIGNATURE, chunk('IHDR', Buffer.alloc(5)), chunk('IEND', Buffer.alloc(0))]),
    'damaged',
  ],
  ['too wide', png(2000, 20), '2000×20'],
  ['too small', png(4, 4), '4×4'],
])('%s is refused', (_, bytes, reason) => {
  expect(readPng(bytes)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) as string });
});
