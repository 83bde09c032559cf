import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { MAX_BODY_BYTES, MAX_HEAD_BYTES, SipStreamFramer, type StreamItem } from './index.ts';

const HEAD = 'OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/TCP h\r\n';
const message = (body: string): string => `${HEAD}Content-Length: ${body.length}\r\n\r\n${body}`;
const kinds = (items: readonly StreamItem[]): string[] => items.map((item) => item.kind);

function framed(...chunks: readonly (string | Buffer)[]): StreamItem[] {
  const framer = new SipStreamFramer();
  return chunks.flatMap((chunk) => [...framer.push(Buffer.from(chunk as string))]);
}

function texts(items: readonly StreamItem[]): string[] {
  return items.map((item) => (item.kind === 'message' ? item.bytes.toString() : item.kind));
}

describe('messages', () => {
  test('are complete however the stream is cut', () => {
    const sent = [message(''), message('one\r\n\r\ntwo'), message('x'.repeat(300)), `${HEAD}l: 2\n\nab`];
    const stream = Buffer.from(sent.join('\r\n'));
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const chunks = edges.slice(1).map((edge, index) => stream.subarray(edges[index], edge));
        expect(texts(framed(...chunks))).toEqual(sent);
      }),
    );
  });

  test('come out byte by byte', () => {
    expect(texts(framed(...message('body').split('')))).toEqual([message('body')]);
  });

  test('without a Content-Length end with their head', () => {
    expect(texts(framed(`${HEAD}\r\n${message('a')}`))).toEqual([`${HEAD}\r\n`, message('a')]);
  });

  test('by the thousand in one chunk cost no more memory than they have', () => {
    const allocated = vi.spyOn(Buffer, 'alloc');
    const items = framed(Buffer.alloc(64 * 1024, 'a SIP/\n\n'));
    const bytes = allocated.mock.calls.reduce((sum, [size]) => sum + size, 0);
    allocated.mockRestore();
    expect(items).toHaveLength((64 * 1024) / 8);
    expect(bytes).toBeLessThan(200 * 1024);
  });

  test('of the largest size pass', () => {
    expect(kinds(framed(message('x'.repeat(MAX_BODY_BYTES))))).toEqual(['message']);
  });
});

describe('keep-alives', () => {
  test('two empty lines are a ping, one is nothing', () => {
    expect(kinds(framed('\r\n\r\n'))).toEqual(['ping']);
    expect(kinds(framed('\r\n'))).toEqual([]);
    expect(kinds(framed('\r\n', '\r', '\n', '\r\n\r\n'))).toEqual(['ping', 'ping']);
    expect(kinds(framed(`${message('')}\r\n\r\n${message('')}`))).toEqual(['message', 'ping', 'message']);
  });

  test('60 kB of empty lines are one ping and leave the stream usable', () => {
    expect(kinds(framed('\r\n'.repeat(30_000), message('')))).toEqual(['ping', 'message']);
  });
});

describe('a stream that cannot go on', () => {
  test.each([
    ['content-length-malformed', `${HEAD}Content-Length: many\r\n\r\n`],
    ['body-too-large', `${HEAD}Content-Length: ${MAX_BODY_BYTES + 1}\r\n\r\n`],
    ['not-sip', 'GET / HTTP/1.1\r\nHost: h\r\n\r\n'],
    ['head-too-large', `${HEAD}X: ${'x'.repeat(MAX_HEAD_BYTES)}`],
  ])('%s', (reason, stream) => {
    const items = framed(stream, message(''));
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ kind: 'broken', reason });
  });

  test('any bytes give items, never an error', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array()), (chunks) => void framed(...chunks.map((c) => Buffer.from(c)))));
  });
});
