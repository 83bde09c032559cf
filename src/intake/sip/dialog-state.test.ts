import { describe, expect, test } from 'vitest';
import { parseMessage, type ReceivedRequest } from '../../wire/sip/index.ts';
import { createDialogRequest, createDialogState, nextHopOf } from './dialog-state.ts';

function invite(...headers: readonly string[]): ReceivedRequest {
  const lines = [
    'INVITE sip:rec@192.0.2.9 SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1',
    'From: "PBX" <sip:pbx@192.0.2.1>;tag=theirs',
    'To: sip:rec@192.0.2.9',
    'Call-ID: c',
    'CSeq: 7 INVITE',
  ];
  const parsed = parseMessage(Buffer.from([...lines, ...headers, '', ''].join('\r\n')));
  if (!parsed.ok || parsed.value.kind !== 'request') throw new Error('the fixture does not parse');
  return parsed.value;
}

const CONTACT = 'Contact: <sip:pbx@192.0.2.1:5070>;+sip.src';
const byeOf = (...headers: readonly string[]) => {
  const state = { ...createDialogState(invite(...headers), 'ours'), localCSeq: 3 };
  return { request: createDialogRequest(state, 'BYE'), nextHop: nextHopOf(state) };
};

describe('a request of ours (RFC 3261 §12.2.1.1)', () => {
  test('has the parties swapped and our own sequence', () => {
    const { request, nextHop } = byeOf(CONTACT);
    expect(request).toMatchObject({ method: 'BYE', uri: 'sip:pbx@192.0.2.1:5070' });
    expect(nextHop).toBe('sip:pbx@192.0.2.1:5070');
    expect(request.headers.first('From')).toBe('sip:rec@192.0.2.9;tag=ours');
    expect(request.headers.first('To')).toBe('"PBX" <sip:pbx@192.0.2.1>;tag=theirs');
    expect(request.headers.first('CSeq')).toBe('3 BYE');
  });

  test('goes through loose routers, nearest first', () => {
    const { request, nextHop } = byeOf(CONTACT, 'Record-Route: <sip:near;lr>', 'Record-Route: <sip:far;lr>');
    expect(request.uri).toBe('sip:pbx@192.0.2.1:5070');
    expect(nextHop).toBe('sip:near;lr');
    expect(request.headers.all('Route')).toEqual(['<sip:near;lr>', '<sip:far;lr>']);
  });

  test('goes through a strict router in its own way', () => {
    const { request, nextHop } = byeOf(CONTACT, 'Record-Route: <sip:near>, <sip:far;lr>');
    expect(request.uri).toBe('sip:near');
    expect(nextHop).toBe('sip:near');
    expect(request.headers.all('Route')).toEqual(['<sip:far;lr>', '<sip:pbx@192.0.2.1:5070>']);
  });

  test.each(['', 'Contact: *', 'Contact: <sip:no host>'])('goes to From where the Contact is %j', (contact) => {
    expect(byeOf(...(contact === '' ? [] : [contact])).request.uri).toBe('sip:pbx@192.0.2.1');
  });
});
