import { describe, expect, test } from 'vitest';
import { CALL, START, WARSAW, readOne } from '../../../../test/kit/call-records.ts';

const flow = (profileIndex: string, destination: string): object => ({
  dialplan: 'XML',
  profile_index: profileIndex,
  caller_profile: {
    caller_id_name: 'Jan%20Kowalski',
    caller_id_number: '%2B48600100200',
    destination_number: destination,
  },
  times: { created_time: `${START}000`, answered_time: '0', hangup_time: `${START + 67_000}000` },
});

const cdr = (variables: object = {}): object => ({
  'core-uuid': '0b1f',
  channel_data: { state: 'CS_REPORTING' },
  variables: {
    uuid: 'a5c9f6c0',
    direction: 'inbound',
    start_epoch: `${START / 1000}`,
    answer_epoch: `${START / 1000 + 7}`,
    end_epoch: `${START / 1000 + 67}`,
    start_stamp: '2026-03-10%2010%3A00%3A00',
    sip_from_user: '600100200',
    hangup_cause: 'NORMAL_CLEARING',
    ...variables,
  },
  callflow: [flow('2', '101'), flow('1', '221234567')],
});

describe('FreeSWITCH', () => {
  const of = { format: 'freeswitch-json', zone: null } as const;

  test.each([
    ['the first callflow', {}, CALL],
    [
      'microseconds',
      { start_uepoch: `${START + 5}123`, answer_uepoch: `${START + 7005}123` },
      { startedAt: START + 5, answeredAt: START + 7005 },
    ],
    [
      'not answered',
      { answer_epoch: '0', answer_uepoch: '0', hangup_cause: 'NO_ANSWER' },
      { answeredAt: null, endedAt: CALL.endedAt },
    ],
    ['FusionPBX’s direction', { call_direction: 'outbound' }, { direction: 'outbound' }],
    ['no direction', {}, { direction: null }],
    ['its own id', { originator: 'a5c9f6c0' }, { externalId: 'a5c9f6c0' }],
  ])('%s', (_, variables, expected) => {
    expect(readOne(cdr(variables), of)).toMatchObject(expected);
  });

  test('a B-leg is not a call of its own', () => {
    expect(readOne(cdr({ originator: 'ffff' }), of)).toBe('skipped: leg-of-another-call');
    expect(readOne(cdr({ originating_leg_uuid: 'ffff' }), of)).toBe('skipped: leg-of-another-call');
  });

  test('stamps are in the zone of the source', () => {
    const { variables } = cdr() as { variables: Record<string, string> };
    const { start_epoch: _, ...rest } = variables;
    expect(readOne({ ...cdr(), variables: rest }, { ...of, zone: WARSAW })).toMatchObject(CALL);
    expect(readOne({ ...cdr(), variables: rest }, of)).toBe('startedAt (variables.start_stamp)');
  });

  test('a field of the operator’s', () => {
    const fields = { externalId: 'variables.sip_h_X-Call', callee: 'callflow.caller_profile.destination_number' };
    expect(readOne(cdr({ 'sip_h_X-Call': 'x%3A1' }), { ...of, fields })).toMatchObject({ ...CALL, externalId: 'x:1' });
  });

  const xml = `<?xml version="1.0"?><cdr core-uuid="0b1f"><variables><uuid>a5c9f6c0</uuid><start_epoch>${START / 1000}</start_epoch>
    <answer_epoch>${START / 1000 + 7}</answer_epoch><end_epoch>${START / 1000 + 67}</end_epoch></variables>
    <callflow profile_index="2"><caller_profile><caller_id_number>%2B48600100200</caller_id_number><destination_number>101</destination_number></caller_profile></callflow>
    <callflow profile_index="1"><caller_profile><caller_id_number>%2B48600100200</caller_id_number><destination_number>221234567</destination_number></caller_profile></callflow></cdr>`;
  test.each([
    ['XML', 'text/xml', xml],
    ['XML in a form', 'application/x-www-form-urlencoded', `cdr=${encodeURIComponent(xml)}`],
    ['XML in a base64 form', 'application/x-www-form-base64-encoded', `cdr=${Buffer.from(xml).toString('base64')}`],
    ['XML in a plain form', 'application/x-www-form-plaintext', `cdr=${xml}`],
    ['several', 'application/xml', `<cdrs>${xml.replace(/<\?.*?\?>/, '')}</cdrs>`],
    [
      'JSON in a form',
      'application/x-www-form-urlencoded; charset=utf-8',
      `cdr=${encodeURIComponent(JSON.stringify(cdr()))}`,
    ],
  ])('%s', (_, type, body) => {
    expect(readOne(body, { format: 'freeswitch-xml', type })).toMatchObject({ ...CALL, externalId: 'a5c9f6c0' });
  });

  test('a wrong % code is as it is', () => {
    expect(readOne(cdr({ uuid: '100%' }), of)).toMatchObject({ externalId: '100%' });
  });
});
