import type { VendorMapping } from './vendor-mapping.ts';

/**
 * What vendors write beyond RFC 7865. NetSapiens, OpenSIPS, SEMS and FreeSWITCH write nothing that decides a call; Avaya puts its
 * UCID into the session's id. An operator adds mappings by FONOTEKA_SIPREC_MAPPINGS; they come before these.
 */
export const VENDOR_MAPPINGS: readonly VendorMapping[] = [
  {
    // PBXs that send no metadata but can set headers, as Asterisk (docs/operators/connect/asterisk.md). The tenant: X-Tenant.
    vendor: 'Headers',
    caller: ['header:X-Fonoteka-Caller'],
    callee: ['header:X-Fonoteka-Callee'],
    direction: ['header:X-Fonoteka-Direction'],
    callIds: ['header:X-Fonoteka-Call-Id'],
  },
  {
    vendor: 'Oracle',
    callerParticipant: ['callingParty', 'callerOrig'],
    tenantNames: ['realm'],
    callIds: ['ucid', 'x-isr-ucid'],
  },
  {
    vendor: 'Cisco',
    callIds: ['cisco-guid'],
  },
  {
    vendor: 'AudioCodes',
    callIds: ['AvayaUCID', 'GenesysUUID'],
  },
  {
    vendor: 'Ribbon',
    caller: ['fromhdr'],
    callee: ['tohdr'],
    callIds: ['gcid'],
  },
  {
    // BroadWorks, and Webex Calling, which is built on it. Groups are unique within their service provider only.
    vendor: 'BroadWorks',
    caller: ['callingPartyNumber', 'callingNumber'],
    callee: ['calledPartyNumber', 'calledNumber'],
    dialled: ['origCall/dialedDigits', 'termCall/dialedDigits'],
    direction: [
      { path: 'origCall', means: 'outbound' },
      { path: 'termCall', means: 'inbound' },
    ],
    recordedParty: ['userID'],
    tenantNames: ['serviceProviderID+groupID', 'serviceProviderID', 'groupID'],
    callIds: ['extTrackingID'],
  },
  {
    vendor: 'Metaswitch',
    dialled: ['dialedDigits'],
    direction: ['callType', 'callDirection', 'direction'],
    recordedParty: ['recordedParty'],
    tenantNames: ['businessGroup'],
  },
  {
    vendor: 'Avaya',
    callIds: ['avaya-ucid'],
  },
];
