/** A party of a call: one participant that sends one stream. */
export interface MetadataParty {
  /** A URI: `sip:…` or `tel:…`. */
  readonly address: string;
  readonly participantId: string;
  readonly streamId: string;
  /** The `a=label` of the m-line that carries this party's voice. */
  readonly label: string;
}

interface CallMetadata {
  readonly groupId: string;
  readonly sessionId: string;
  /** Unix ms. */
  readonly startedAt: number;
  readonly parties: readonly MetadataParty[];
}

/** The metadata document of a call, complete, as RFC 7865 §8 has it. Parties of one label share a stream. */
export function writeMetadata(call: CallMetadata): string {
  const time = new Date(call.startedAt).toISOString();
  const streams = new Map(call.parties.map((party) => [party.streamId, party]));
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<recording xmlns="urn:ietf:params:xml:ns:recording:1">',
    '<datamode>complete</datamode>',
    `<group group_id="${escape(call.groupId)}"><associate-time>${time}</associate-time></group>`,
    `<session session_id="${escape(call.sessionId)}"><group-ref>${escape(call.groupId)}</group-ref><start-time>${time}</start-time></session>`,
    ...call.parties.map(
      (party) =>
        `<participant participant_id="${escape(party.participantId)}"><nameID aor="${escape(party.address)}"/></participant>`,
    ),
    ...[...streams.values()].map(
      (party) =>
        `<stream stream_id="${escape(party.streamId)}" session_id="${escape(call.sessionId)}"><label>${escape(party.label)}</label></stream>`,
    ),
    `<sessionrecordingassoc session_id="${escape(call.sessionId)}"><associate-time>${time}</associate-time></sessionrecordingassoc>`,
    ...call.parties.map(
      (party) =>
        `<participantsessionassoc participant_id="${escape(party.participantId)}" session_id="${escape(call.sessionId)}"><associate-time>${time}</associate-time></participantsessionassoc>`,
    ),
    ...call.parties.map((party) => streamAssociation(party, [...streams.keys()])),
    '</recording>',
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function streamAssociation(party: MetadataParty, streamIds: readonly string[]): string {
  const received = streamIds.filter((id) => id !== party.streamId).map((id) => `<recv>${escape(id)}</recv>`);
  return `<participantstreamassoc participant_id="${escape(party.participantId)}"><send>${escape(party.streamId)}</send>${received.join('')}</participantstreamassoc>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);
}
