import type { Translation } from '../pl.ts';

export const traces: Translation['traces'] = {
  title: 'SIP sessions',
  lead: 'Messages of recent recording sessions, including refused ones. Keys and passwords are never kept.',
  back: 'PBXs',
  open: 'Show',
  openOf: 'Show the session: {{at}}',
  onlyRefused: 'refused only',
  loading: 'Loading the sessions',
  columns: {
    startedAt: 'Start',
    source: 'PBX',
    tenant: 'Customer',
    result: 'Result',
    messages: 'Messages',
    open: 'Open',
  },
  recorded: 'recorded',
  running: 'in progress',
  undecided: 'undecided',
  window: 'Session messages',
  masked: 'Numbers and names are masked; the last two digits are visible.',
  files: { text: 'Download text', pcap: 'Download pcap' },
  fullFiles: { text: 'Download text with numbers', pcap: 'Download pcap with numbers' },
  full: {
    title: 'With numbers and names',
    lead: 'Each download is recorded in the customer’s audit log, with the reason.',
    reason: 'Reason',
    choose: 'Choose',
  },
  reasons: {
    'not-recorded': 'the call was not recorded',
    'wrong-tenant': 'the call went to another customer',
    'wrong-parties': 'wrong numbers or parties',
    sound: 'bad sound',
    'customer-request': 'customer’s request',
  },
  empty: {
    title: 'There are no sessions',
    text: 'Sessions appear here after a few seconds and disappear after the configured time.',
  },
};
