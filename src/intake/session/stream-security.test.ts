import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readSessionDescription, type OfferedMedia } from '../../wire/sdp/index.ts';
import { planStreams, type RecordedStream, recordedStreams } from './stream-plan.ts';
import { agreeSecurity, type StreamSecurity } from './stream-security.ts';

const crypto = (tag: number, suite = 'AES_CM_128_HMAC_SHA1_80', bytes = 30): string =>
  `a=crypto:${tag} ${suite} inline:${randomBytes(bytes).toString('base64')}`;

function lineOf(protocol: string, ...attributes: readonly string[]): OfferedMedia {
  return offerOf(protocol, ...attributes).media[0]!;
}

function offerOf(protocol: string, ...attributes: readonly string[]) {
  const session = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];
  const read = readSessionDescription([...session, `m=audio 4000 ${protocol} 8`, ...attributes].join('\r\n'));
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

const suites = ({ received }: StreamSecurity) => received.map(({ since, keys }) => [since, keys?.suite ?? 'plain']);

describe('agreeSecurity', () => {
  it('takes the keys of the chosen line, from the beginning, and answers with a key of its own', () => {
    const offered = [crypto(1), crypto(2, 'AEAD_AES_128_GCM', 28)];
    const { received, answered } = agreeSecurity(lineOf('RTP/SAVP', ...offered), null, 5000);
    const theirs = offered[1]!.split('inline:')[1]!;
    expect(received).toEqual([{ since: 0, keys: { suite: 'AEAD_AES_128_GCM', keys: [{ keySalt: theirs, mki: '' }] } }]);
    expect(answered).toMatchObject({ tag: '2', suiteName: 'AEAD_AES_128_GCM', parameters: null });
    expect(Buffer.from(answered!.keySalt, 'base64')).toHaveLength(28);
    expect(answered!.keySalt).not.toBe(theirs);
  });

  it('keeps keys and answer where an offer repeats them', () => {
    const line = lineOf('RTP/SAVP', crypto(1));
    const first = agreeSecurity(line, null, 1000);
    expect(agreeSecurity(line, first, 2000)).toEqual(first);
  });

  it('adds new keys, and keeps the own one while tag and suite stay', () => {
    const first = agreeSecurity(lineOf('RTP/SAVP', crypto(1)), null, 1000);
    const second = agreeSecurity(lineOf('RTP/SAVP', crypto(1)), first, 2000);
    expect(suites(second)).toEqual([
      [0, 'AES_CM_128_HMAC_SHA1_80'],
      [2000, 'AES_CM_128_HMAC_SHA1_80'],
    ]);
    expect(second.answered).toEqual(first.answered);
    const third = agreeSecurity(lineOf('RTP/SAVP', crypto(1, 'AEAD_AES_128_GCM', 28)), second, 3000);
    expect(third.answered!.keySalt).not.toBe(first.answered!.keySalt);
  });

  it('follows a stream from plain to encrypted and back', () => {
    const plain = agreeSecurity(lineOf('RTP/AVP'), null, 1000);
    expect(plain).toEqual({ received: [], answered: null });
    const encrypted = agreeSecurity(lineOf('RTP/SAVP', crypto(1)), plain, 2000);
    const back = agreeSecurity(lineOf('RTP/AVP'), encrypted, 3000);
    expect(suites(back)).toEqual([
      [0, 'plain'],
      [2000, 'AES_CM_128_HMAC_SHA1_80'],
      [3000, 'plain'],
    ]);
    expect(back.answered).toBeNull();
  });

  it('keeps a bounded number of keys', () => {
    let security: StreamSecurity | null = null;
    for (let now = 1; now <= 300; now++) security = agreeSecurity(lineOf('RTP/SAVP', crypto(1)), security, now);
    expect(security!.received).toHaveLength(256);
    expect(security!.received.at(-1)!.since).toBe(300);
  });
});

describe('planStreams', () => {
  it('takes an encrypted line with its keys, and changes them with a later offer', () => {
    const [added] = planStreams(offerOf('RTP/SAVP', crypto(1)), [], 1000);
    if (added?.step !== 'add') throw new Error('not added');
    const streams: RecordedStream[] = recordedStreams([added], [20_000], 0);
    const [kept] = planStreams(offerOf('RTP/SAVP', crypto(1)), streams, 2000);
    expect(kept?.step === 'keep' && suites(kept.stream.security)).toHaveLength(2);
  });

  it.each(['RTP/SAVP', 'UDP/TLS/RTP/SAVPF'])('refuses %s without keys', (protocol) => {
    expect(planStreams(offerOf(protocol), [], 1000).map(({ step }) => step)).toEqual(['refuse']);
  });
});
