export const flags = {
  'direction-guessed': {
    customer: 'The recording is complete. If it is often wrong, send support an example.',
    support: 'Check the customer’s numbers and the metadata; a mapping of the vendor’s fields helps.',
  },
  'parties-guessed': {
    customer: 'The recording is complete; the numbers may be swapped in the file name.',
    support: 'Switch on the metadata of parties in the PBX (RFC 7865), or add a mapping of fields.',
  },
  'channels-guessed': {
    customer: 'Both parties are heard; left and right may be swapped.',
    support: 'The PBX should label its streams (a=label) as in the metadata.',
  },
  'number-not-in-plan': {
    customer: 'Search for the call by what was dialled.',
    support: 'Check whether the PBX puts a prefix before numbers.',
  },
  'metadata-missing': {
    customer: 'The recording is complete, its description may not be.',
    support: 'Switch on recording metadata in the PBX (RFC 7866).',
  },
  'metadata-malformed': {
    customer: 'The recording is complete, its description may not be.',
    support: 'Read the document in the trace and report the fault to the vendor of the PBX.',
  },
  'mixed-stream': {
    customer: 'Both parties are heard in one channel.',
    support: 'The PBX sends one mixed stream; separate ones are a setting of the PBX.',
  },
  cut: {
    customer: 'The rest of the call after the break cannot be brought back.',
    support: 'The recorder stopped during the call. See its log, and whether the PBX resumes recording.',
  },
  'rtp-timeout': {
    customer: 'As a rule nothing is missing. If the call was longer, report it to support.',
    support: 'The PBX sent no BYE. Check firewalls and FONOTEKA_RTP_TIMEOUT.',
  },
  'session-expired': {
    customer: 'If the call was longer, report it to support.',
    support: 'The PBX did not refresh the session (RFC 4028). See Session-Expires in the trace.',
  },
  'peer-gone': {
    customer: 'If the call was longer, report it to support.',
    support: 'The PBX did not answer OPTIONS or UPDATE. See its failures, or the network, at that time.',
  },
  'pause-limit': {
    customer: 'Resume the recording after a pause; after too long a pause it ends.',
    support: 'The longest pause is a setting of sessions.',
  },
  'call-limit': {
    customer: 'Split very long calls, or ask the operator about the limit.',
    support: 'The longest call is a setting of sessions. A frequent cause are hung channels of the PBX.',
  },
  'packets-lost': {
    customer: 'The gaps stay. If they come again, report it to support.',
    support: 'The recorder did not keep up: check socket buffers, load and disk of that time.',
  },
  'no-audio': {
    customer: 'Report it to support; no sound reached the recording system.',
    support: 'No RTP: check firewall and media address in the SDP (NAT), and FONOTEKA_PUBLIC_ADDRESS.',
  },
  'leg-silent': {
    customer: 'Report it to support; the voice of one party did not arrive.',
    support: 'One RTP stream did not arrive: check firewall and media forking of the PBX.',
  },
  'leg-refused': {
    customer: 'Report it to support; a setting of the PBX must be changed.',
    support: 'One m= line had no supported codec. Change the codecs of the PBX.',
  },
  'not-decodable': {
    customer: 'Report it to support; a setting of the PBX must be changed.',
    support: 'The stream was encrypted without a key in the SDP, or of a codec that was not negotiated.',
  },
  'unnegotiated-codec': {
    customer: 'The recording is complete.',
    support: 'The PBX changed the codec without a re-INVITE. Report it to the vendor.',
  },
  damaged: {
    customer: 'Report it to support; the original may still be kept.',
    support: 'A disk error of the recorder: its spool segment is kept for two weeks. Check SMART.',
  },
} as const;
