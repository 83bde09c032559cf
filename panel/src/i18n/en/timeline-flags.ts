export const flags = {
  'direction-guessed': {
    customer: 'The recording is complete. If this happens often, send support an example.',
    support: 'Check the customer’s numbers and the session metadata; a mapping of vendor fields helps.',
  },
  'parties-guessed': {
    customer: 'The recording is complete; the numbers may be swapped in the file name.',
    support: 'Enable party metadata in the PBX (RFC 7865) or add a field mapping.',
  },
  'channels-guessed': {
    customer: 'Both parties can be heard; left and right may be swapped.',
    support: 'The PBX should label its streams (a=label) as in the metadata.',
  },
  'number-not-in-plan': {
    customer: 'Search for the call by what was dialled.',
    support: 'Check whether the PBX adds a prefix to numbers.',
  },
  'metadata-missing': {
    customer: 'The recording is complete, its description may not be.',
    support: 'Enable recording metadata in the PBX (RFC 7866).',
  },
  'metadata-malformed': {
    customer: 'The recording is complete, its description may not be.',
    support: 'Read the document in the SIP session and report the fault to the PBX vendor.',
  },
  'mixed-stream': {
    customer: 'Both parties can be heard in one channel.',
    support: 'The PBX sends one mixed stream; separation is configured on the PBX.',
  },
  cut: {
    customer: 'The part of the call after the interruption cannot be recovered.',
    support: 'The recorder stopped during the call. Check its log and whether the PBX resumes recording.',
  },
  'rtp-timeout': {
    customer: 'Usually nothing is missing. If the call was longer, report it to support.',
    support: 'The PBX sent no BYE. Check firewalls and FONOTEKA_RTP_TIMEOUT.',
  },
  'session-expired': {
    customer: 'If the call was longer, report it to support.',
    support: 'The PBX did not refresh the session (RFC 4028). Check Session-Expires in the SIP session.',
  },
  'peer-gone': {
    customer: 'If the call was longer, report it to support.',
    support: 'The PBX did not answer OPTIONS or UPDATE. Check whether it or the network failed at that time.',
  },
  'pause-limit': {
    customer: 'Resume recording after a pause; if the pause is too long, the recording ends.',
    support: 'The longest pause is set in the session configuration.',
  },
  'call-limit': {
    customer: 'Split very long calls, or ask the operator about the limit.',
    support: 'The longest call is set in the session configuration. A common cause is hung channels on the PBX.',
  },
  'packets-lost': {
    customer: 'The gaps will remain. If they recur, report it to support.',
    support: 'The recorder did not keep up: check socket buffers, load and disk at that time.',
  },
  'no-audio': {
    customer: 'Report it to support; no sound reached the recording system.',
    support: 'No RTP: check the firewall, the media address in the SDP (NAT) and FONOTEKA_PUBLIC_ADDRESS.',
  },
  'leg-silent': {
    customer: 'Report it to support; the voice of one party did not arrive.',
    support: 'One RTP stream did not arrive: check the firewall and media forking on the PBX.',
  },
  'leg-refused': {
    customer: 'Report it to support; a setting of the PBX must be changed.',
    support: 'One m= line had no supported codec. Change the codecs on the PBX.',
  },
  'not-decodable': {
    customer: 'Report it to support; a setting of the PBX must be changed.',
    support: 'The stream was encrypted without a key in the SDP, or used a codec that was not negotiated.',
  },
  'unnegotiated-codec': {
    customer: 'The recording is complete.',
    support: 'The PBX changed the codec without a re-INVITE. Report it to the vendor.',
  },
  damaged: {
    customer: 'Report it to support; the original may still be kept.',
    support: 'Recorder disk error: the spool segment is kept for two weeks. Check SMART.',
  },
} as const;
