import { expect, test } from 'vitest';
import { mergeMetadataDocument, NO_METADATA } from './session-metadata.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('documents are kept as received, readable or not', () => {
  const known = ['<recording xmlns="x"/>', 'not xml', 'with \0 in it']
    .map(bytes)
    .reduce(mergeMetadataDocument, NO_METADATA);
  expect(known.documents).toEqual(['<recording xmlns="x"/>', 'not xml', 'with \uFFFD in it']);
  expect(known.malformed).toBe(false);
});

test('the documents kept per session are limited', () => {
  const large = bytes('x'.repeat(200_000));
  const known = [large, large, bytes('small'), large].reduce(mergeMetadataDocument, NO_METADATA);
  expect(known.documents.map(({ length }) => length)).toEqual([200_000, 5]);
});
