import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../../../test/kit/compose-mail.ts';
import { readMail } from './read-mail.ts';
import { MAX_TRANSIT_MS, mailKey, sentAt } from './receive-mail.ts';

describe('sentAt', () => {
  const RECEIVED = Date.parse('2026-01-30T14:30:00Z');

  test('is the Date header', () => {
    expect(sentAt(RECEIVED - 60_000, RECEIVED)).toBe(RECEIVED - 60_000);
  });

  test('is the time of receipt if the date is missing or invalid', () => {
    expect(sentAt(null, RECEIVED)).toBe(RECEIVED);
    expect(sentAt(Number.NaN, RECEIVED)).toBe(RECEIVED);
  });

  test('is limited to the time of receipt and the longest transit before it', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 4e12 }), (said, received) => {
        const sent = sentAt(said, received);
        expect(sent).toBeLessThanOrEqual(received);
        expect(sent).toBeGreaterThanOrEqual(received - MAX_TRANSIT_MS);
        if (said <= received && said >= received - MAX_TRANSIT_MS) expect(sent).toBe(said);
      }),
    );
  });
});

const keyOf = async (raw: Buffer): Promise<string> => mailKey(raw, (await readMail(raw)).headers);

describe('mailKey', () => {
  test('is the same for a mail that took another route', async () => {
    const again = composeMail({ above: ['Return-Path: <a@b.example>', 'Received: by mx2.example; Fri, 30 Jan 2026'] });
    expect(await keyOf(again)).toBe(await keyOf(composeMail()));
  });

  test('differs for another mail, also one with the same Message-ID', async () => {
    const keys = await Promise.all(
      [
        {},
        { text: 'Nie rezygnuję.' },
        { from: 'x@y.example' },
        { subject: 'Inny' },
        { messageId: '<2@b.example>' },
      ].map((changes) => keyOf(composeMail(changes))),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('depends on all bytes if there is no Message-ID', async () => {
    const keys = await Promise.all(
      ['', 'x', 'From: a@b.example\r\n\r\nx', 'From: a@b.example\r\n\r\ny'].map((raw) => keyOf(Buffer.from(raw))),
    );
    expect(new Set(keys).size).toBe(4);
  });
});
