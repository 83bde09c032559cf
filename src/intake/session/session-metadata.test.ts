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

test.each([
  ['a participant', '<participantstreamassoc participant_id="p9"><send>s1</send></participantstreamassoc>'],
  ['a stream', '<participantstreamassoc participant_id="p1"><send>s9</send></participantstreamassoc>'],
  ['a session', '<participantsessionassoc participant_id="p1" session_id="c9"/>'],
  ['the session of a stream', '<stream stream_id="s1" session_id="c9"><label>1</label></stream>'],
])(
  'a partial document that refers to %s that no document had leaves the metadata incomplete, until the next complete one',
  (_, part) => {
    const complete = bytes(
      '<recording><session session_id="c1"/><participant participant_id="p1"/><stream stream_id="s1" session_id="c1"/></recording>',
    );
    const partial = (content: string) => bytes(`<recording><dataMode>partial</dataMode>${content}</recording>`);
    const before = mergeMetadataDocument(NO_METADATA, complete);
    const known = '<participantstreamassoc participant_id="p1"><send>s1</send></participantstreamassoc>';
    expect(mergeMetadataDocument(before, partial(known)).complete).toBe(true);
    const after = mergeMetadataDocument(before, partial(part));
    expect(after.complete).toBe(false);
    expect(after.metadata!.participants).toHaveLength(1);
    expect(mergeMetadataDocument(after, complete).complete).toBe(true);
  },
);
