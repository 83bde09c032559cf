import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatReply, linesReply, reply } from './reply.ts';

test('one line, or several of which only the last begins with the code and a space', () => {
  expect(formatReply(reply(200, 'Here'))).toBe('200 Here\r\n');
  expect(formatReply(linesReply(211, 'Features', ['UTF8', '211 End']))).toBe(
    '211-Features\r\n UTF8\r\n 211 End\r\n211 End\r\n',
  );
});

test('no text ends its line or the reply early', () => {
  const anyText = fc.string({ unit: fc.constantFrom('\r', '\n', '\0', ' ', '-', '2', 'ą') });
  fc.assert(
    fc.property(anyText, fc.array(anyText, { maxLength: 5 }), (text, lines) => {
      expect(formatReply(reply(200, text)).match(/[\r\n]/g)).toHaveLength(2);
      const sent = formatReply(linesReply(213, text, lines))
        .split('\r\n')
        .slice(0, -1);
      expect(sent).toHaveLength(lines.length + 2);
      expect(sent.slice(1, -1).every((line) => line.startsWith(' '))).toBe(true);
    }),
  );
});
