/**
 * Metadata documents as vendors' SRCs write them, made for these tests. All describe the same call from +48 22 123 45 67
 * to +48 512 345 678 (or the vendor's variant), with the vendor's stream labels.
 */
export interface VendorSession {
  readonly vendor: string;
  readonly metadata: string | null;
  readonly labels: readonly (string | null)[];
  readonly headers?: Readonly<Record<string, string>>;
}

const rfc = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<recording xmlns="urn:ietf:params:xml:ns:recording:1"><datamode>complete</datamode>${body}</recording>`;

export const VENDOR_SESSIONS = {
  oracle: {
    vendor: 'Oracle',
    labels: ['16777227', '16777228'],
    metadata: `<?xml version='1.0' encoding='UTF-8'?>
<recording xmlns='urn:ietf:params:xml:ns:recording'>
  <dataMode>complete</dataMode>
  <session id="BYiC7uSZQGN3VQ=="><associate-time>2026-03-10T10:00:00</associate-time>
    <extensiondata xmlns:apkt="http://acmepacket.com/siprec/extensiondata"><apkt:ucid>00FA080012</apkt:ucid><apkt:callerOrig>true</apkt:callerOrig></extensiondata>
  </session>
  <participant id="p2" session="BYiC7uSZQGN3VQ=="><nameID aor="sip:+48512345678@192.0.2.9"><name/></nameID><send>m2</send>
    <extensiondata xmlns:apkt="http://acmepacket.com/siprec/extensiondata"><apkt:callingParty>false</apkt:callingParty><apkt:realm>core</apkt:realm></extensiondata>
  </participant>
  <participant id="p1" session="BYiC7uSZQGN3VQ=="><nameID aor="sip:+48221234567@192.0.2.9"><name/></nameID><send>m1</send>
    <extensiondata xmlns:apkt="http://acmepacket.com/siprec/extensiondata"><apkt:callingParty>true</apkt:callingParty></extensiondata>
  </participant>
  <stream id="m1" session="BYiC7uSZQGN3VQ=="><label>16777227</label><mode>separate</mode></stream>
  <stream id="m2" session="BYiC7uSZQGN3VQ=="><label>16777228</label><mode>separate</mode></stream>
</recording>`,
  },
  cisco: {
    vendor: 'Cisco CUBE',
    labels: ['1', '3'],
    metadata: rfc(`
<session session_id="Y2lzY28="><sipSessionID>AB30317F1A784DC48FF824D0D3715D86;remote=00000000000000000000000000000001</sipSessionID><start-time>2026-03-10T10:00:00.12Z</start-time></session>
<participant participant_id="p1"><nameID aor="sip:221234567@192.0.2.9"><name xml:lang="en">A</name></nameID></participant>
<participantsessionassoc participant_id="p1" session_id="Y2lzY28="><associate-time>2026-03-10T10:00:00Z</associate-time></participantsessionassoc>
<stream stream_id="m1" session_id="Y2lzY28="><label>1</label></stream>
<participant participant_id="p2"><nameID aor="sip:0048512345678@192.0.2.9"/></participant>
<participantsessionassoc participant_id="p2" session_id="Y2lzY28="><associate-time>2026-03-10T10:00:00Z</associate-time></participantsessionassoc>
<stream stream_id="m2" session_id="Y2lzY28="><label>3</label></stream>
<participantstreamassoc participant_id="p1"><send>m1</send><recv>m2</recv></participantstreamassoc>
<participantstreamassoc participant_id="p2"><send>m2</send><recv>m1</recv></participantstreamassoc>`),
  },
  ciscoWithoutSiprec: {
    vendor: 'Cisco without SIPREC',
    labels: [null, null],
    metadata: null,
    headers: { 'cisco-guid': '0123456789-0000000001-2882339072-3232235777' },
  },
  audioCodes: {
    vendor: 'AudioCodes',
    labels: ['1', '2'],
    metadata: `<recording xmlns='urn:ietf:params:xml:ns:recording'><datamode>complete</datamode>
<group id="00000000-0000-0000-0000-000000000001"><associate-time>2026-03-10T10:00:00Z</associate-time></group>
<session id="0000-s" group-ref="00000000-0000-0000-0000-000000000001"><associate-time>2026-03-10T10:00:00Z</associate-time></session>
<participant id="p1" session="0000-s"><nameID aor="48221234567@pbx"><name/></nameID><send>m1</send><recv>m2</recv>
 <extensiondata xmlns:ac="http://audiocodes.com/siprec/extensiondata"><ac:AvayaUCID>00FA08</ac:AvayaUCID><ac:GenesysUUID>ffaa</ac:GenesysUUID></extensiondata></participant>
<participant id="p2" session="0000-s"><nameID aor="48512345678@pbx"/><send>m2</send><recv>m1</recv></participant>
<stream id="m1" session="0000-s"><label>1</label></stream><stream id="m2" session="0000-s"><label>2</label></stream></recording>`,
  },
  ribbon: {
    vendor: 'Ribbon',
    labels: ['1', '2'],
    metadata: `<tns:recording xmlns:tns="urn:ietf:params:xml:ns:recording"><tns:dataMode>complete</tns:dataMode>
<tns:session id="s1"><tns:start-time>1970-01-01T00:10:00Z</tns:start-time><tns:callData><tns:fromhdr>&lt;sip:+48221234567@192.0.2.9&gt;;tag=gK0</tns:fromhdr><tns:tohdr>&lt;sip:+48512345678@192.0.2.9&gt;</tns:tohdr><tns:gcid>3490</tns:gcid></tns:callData></tns:session>
<tns:participant id="p1" session="s1"><tns:aor>+48512345678@192.0.2.9</tns:aor><tns:send>m2</tns:send></tns:participant>
<tns:participant id="p2" session="s1"><tns:aor>+48221234567@192.0.2.9</tns:aor><tns:send>m1</tns:send></tns:participant>
<tns:stream id="m1" session="s1"><tns:label>1</tns:label></tns:stream><tns:stream id="m2" session="s1"><tns:label>2</tns:label></tns:stream></tns:recording>`,
  },
  metaswitch: {
    vendor: 'Metaswitch',
    labels: [null],
    metadata: rfc(`<group group_id="msw-1"/><session session_id="s1"><group-ref>msw-1</group-ref>
<callMetadata xmlns="http://metaswitch.com/siprec"><callType>Originating</callType><recordedParty>221234567</recordedParty><businessGroup>Firma</businessGroup><dialedDigits>512345678</dialedDigits></callMetadata></session>
<participant participant_id="p1"><nameID aor="512345678"/></participant><participant participant_id="p2"><nameID aor="221234567"/></participant>
<stream stream_id="m1" session_id="s1"/>`),
  },
  broadWorks: {
    vendor: 'BroadWorks',
    labels: ['1', '2'],
    metadata: rfc(`<group group_id="urn:uuid:7e2f0000-0000-4000-8000-000000000001"/>
<session session_id="urn:uuid:s"><group-ref>urn:uuid:7e2f0000-0000-4000-8000-000000000001</group-ref><start-time>2026-03-10T10:00:00+0000</start-time></session>
<participant participant_id="urn:uuid:p1"><nameID aor="sip:+48512345678@bw.example"/></participant>
<participant participant_id="urn:uuid:p2"><nameID aor="sip:+48221234567@bw.example;user=phone"/></participant>
<stream stream_id="urn:uuid:m1" session_id="urn:uuid:s"><label>1</label></stream><stream stream_id="urn:uuid:m2" session_id="urn:uuid:s"><label>2</label></stream>
<participantstreamassoc participant_id="urn:uuid:p1"><send>urn:uuid:m2</send></participantstreamassoc>
<participantstreamassoc participant_id="urn:uuid:p2"><send>urn:uuid:m1</send></participantstreamassoc>
<broadWorksRecordingMetadata xmlns="http://schema.broadsoft.com/broadworksCallRecording"><extTrackingID>41:1</extTrackingID><serviceProviderID>sp</serviceProviderID><groupID>g</groupID><userID>u@bw.example</userID><callID>callhalf-32:0</callID>
<callType><origCall><callingPartyNumber>+48221234567</callingPartyNumber><calledPartyNumber>+48512345678</calledPartyNumber></origCall></callType></broadWorksRecordingMetadata>`),
  },
  avaya: {
    vendor: 'Avaya SBCE (dummy parties)',
    labels: ['1', '2'],
    metadata:
      rfc(`<session session_id="10007042481610000000"><associate-time>2026-03-10T10:00:00Z</associate-time></session>
<participant participant_id="p1"><nameID aor="sip:dummy1@avaya"/></participant><participant participant_id="p2"><nameID aor="sip:dummy2@avaya"/></participant>
<stream stream_id="m1" session_id="10007042481610000000"><label>1</label></stream><stream stream_id="m2" session_id="10007042481610000000"><label>2</label></stream>
<participantstreamassoc participant_id="p1"><send>m1</send></participantstreamassoc><participantstreamassoc participant_id="p2"><send>m2</send></participantstreamassoc>`),
  },
  netSapiens: {
    vendor: 'NetSapiens',
    labels: ['1', '2'],
    metadata:
      rfc(`<group group_id="20260310100000-orig"/><session session_id="s7"><group-ref>20260310100000-orig</group-ref></session>
<participant participant_id="p1"><nameID aor="sip:221234567@tenant.ns"/></participant><participant participant_id="p2"><nameID aor="sip:512345678@tenant.ns"/></participant>
<stream stream_id="m1" session_id="s7"><label>1</label></stream><stream stream_id="m2" session_id="s7"><label>2</label></stream>
<participantstreamassoc participant_id="p1"><send>m1</send><recv>m2</recv></participantstreamassoc><participantstreamassoc participant_id="p2"><send>m2</send><recv>m1</recv></participantstreamassoc>`),
  },
  openSips: {
    vendor: 'OpenSIPS with rtpengine (second leg first)',
    labels: ['2', '1'],
    metadata: rfc(`<session session_id="RnVuY3Rpb24="><sipSessionID/></session>
<participant participant_id="QQ=="><nameID aor="sip:+48221234567@proxy.example"><name>A</name></nameID></participant>
<participant participant_id="Qg=="><nameID aor="sip:+48512345678@proxy.example"/></participant>
<stream stream_id="c1" session_id="RnVuY3Rpb24="><label>1</label></stream><stream stream_id="c2" session_id="RnVuY3Rpb24="><label>2</label></stream>
<sessionrecordingassoc session_id="RnVuY3Rpb24="><associate-time>2026-03-10T10:00:00Z</associate-time></sessionrecordingassoc>
<participantsessionassoc participant_id="QQ==" session_id="RnVuY3Rpb24="/><participantsessionassoc participant_id="Qg==" session_id="RnVuY3Rpb24="/>
<participantstreamassoc participant_id="QQ=="><send>c1</send><recv>c2</recv></participantstreamassoc><participantstreamassoc participant_id="Qg=="><send>c2</send><recv>c1</recv></participantstreamassoc>`),
  },
  sems: {
    vendor: 'SEMS',
    labels: ['1', '2'],
    metadata:
      rfc(`<session session_id="s"/><participant participant_id="a"><nameID aor="tel:+48221234567;noa=4;npdi=yes"/></participant><participant participant_id="b"><nameID aor="&quot;B&quot; &lt;sip:+48512345678@x&gt;"/></participant>
<stream stream_id="m1" session_id="s"><label>1</label></stream><stream stream_id="m2" session_id="s"><label>2</label></stream>
<participantstreamassoc participant_id="a"><send>m1</send></participantstreamassoc><participantstreamassoc participant_id="b"><send>m2</send></participantstreamassoc>`),
  },
  freeSwitch: {
    vendor: 'FreeSWITCH mod_siprec',
    labels: [null],
    metadata: rfc(
      `<session session_id="fs"/><participant participant_id="a"><nameID aor="sip:+48221234567@fs"/></participant><participant participant_id="b"><nameID aor="sip:+48512345678@fs"/></participant>`,
    ),
  },
} as const satisfies Record<string, VendorSession>;
